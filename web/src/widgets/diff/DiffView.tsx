/** What changed between two texts, line by line, one column; equal stretches are folded away. */

import { memo, useMemo, useState } from "react";
import { countChanges, type DiffBlock, type DiffLine, diffLines, foldDiff } from "../../core/diff";
import classes from "./diff.module.css";

interface DiffViewProps {
  before: string;
  after: string;
  /** What is compared, for screen readers: "Prompt, changes since round 1". */
  name: string;
}

export const DiffView = memo(function DiffView({ before, after, name }: DiffViewProps) {
  const lines = useMemo(() => diffLines(before, after), [before, after]);
  const blocks = useMemo(() => foldDiff(lines), [lines]);
  const { added, removed } = countChanges(lines);
  if (added + removed === 0) return <p className={classes.none}>Nothing has changed.</p>;
  return (
    <section className={classes.diff} aria-label={name}>
      <p className={classes.summary}>
        {linesText(added)} added, {linesText(removed)} removed
      </p>
      <div className={classes.lines}>
        {blocks.map((block) => (
          <Block key={`${block.lines[0]?.before}-${block.lines[0]?.after}`} block={block} />
        ))}
      </div>
    </section>
  );
});

function Block({ block }: { block: DiffBlock }) {
  const [isOpen, setOpen] = useState(false);
  if (block.kind === "fold" && !isOpen) {
    return (
      <button type="button" className={classes.fold} onClick={() => setOpen(true)}>
        {linesText(block.lines.length)} the same
      </button>
    );
  }
  return block.lines.map((line) => <Line key={`${line.before}-${line.after}`} line={line} />);
}

const SIGNS = { same: "", removed: "−", added: "+" } as const;
const NAMES = { same: "", removed: "removed: ", added: "added: " } as const;

function Line({ line: { kind, parts } }: { line: DiffLine }) {
  return (
    <div className={classes.line} data-kind={kind}>
      <span className={classes.sign} aria-hidden="true">
        {SIGNS[kind]}
      </span>
      <span className={classes.hidden}>{NAMES[kind]}</span>
      <span className={classes.text}>
        {parts.map(({ text, isChanged }, at) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a line never move
          isChanged ? <mark key={at}>{text}</mark> : text,
        )}
      </span>
    </div>
  );
}

function linesText(count: number): string {
  return count === 1 ? "1 line" : `${count.toLocaleString("en-US")} lines`;
}
