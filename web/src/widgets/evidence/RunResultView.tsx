import type { RunBlock, RunResult } from "../../core/evidence";
import { numberText } from "../../core/format";
import classes from "./evidence.module.css";
import { VerdictMark } from "./VerdictMark";

/** What the sandbox says about the code of a text. What was not checked never looks passed. */
export function RunResultView({ run }: { run: RunResult }) {
  return (
    <div className={classes.run}>
      <p className={classes.overall}>
        <VerdictMark verdict={run.verdict} /> <span>{reasonText(run.words)}</span>
      </p>
      {run.blocks.length > 0 && (
        <ol className={classes.list}>
          {run.blocks.map((block, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of one run never move
            <Block key={at} block={block} number={at + 1} said={run.words} />
          ))}
        </ol>
      )}
    </div>
  );
}

interface BlockProps {
  block: RunBlock;
  number: number;
  /** What stands above already. */
  said: string;
}

function Block({ block, number, said }: BlockProps) {
  const { language, verdict, words, phase, stdout, stderr, wall_s: wall } = block;
  const isChecked = verdict !== "not_checked";
  return (
    <li className={classes.block}>
      <div className={classes.head}>
        <b>
          {number}. {language || "Code"}
        </b>
        <VerdictMark verdict={verdict} />
        <span className={classes.time}>
          {isChecked && phase ? `${phase} · ` : ""}
          {isChecked ? secondsText(wall) : ""}
        </span>
      </div>
      {words && words !== said && <p className={classes.reason}>{reasonText(words)}</p>}
      <Output
        name="Standard output"
        text={stdout}
        isOpen={isChecked && verdict !== "passed" && stderr === ""}
      />
      <Output name="Standard error" text={stderr} isOpen={isChecked && verdict !== "passed"} />
    </li>
  );
}

function Output({ name, text, isOpen }: { name: string; text: string; isOpen: boolean }) {
  if (text === "") return null;
  const lines = text.replace(/\n$/, "").split("\n").length;
  return (
    <details className={classes.output} open={isOpen}>
      <summary>
        {name} ({lines === 1 ? "1 line" : `${numberText(lines)} lines`})
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <pre tabIndex={0}>{text}</pre>
    </details>
  );
}

/** The verdict stands before the words: it is not said twice. */
function reasonText(words: string): string {
  return words.replace(/^not checked: /i, "");
}

function secondsText(seconds: number): string {
  return seconds < 0.095
    ? `${numberText(seconds * 1000)} ms`
    : `${numberText(seconds, seconds < 10 ? 1 : 0)} s`;
}
