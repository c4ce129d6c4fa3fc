import { Text } from "@mantine/core";
import { EvidenceList } from "../../widgets/evidence/EvidenceList";
import { ModelMark } from "../../widgets/evidence/ModelMark";
import { RunResultView } from "../../widgets/evidence/RunResultView";
import { VerdictMark } from "../../widgets/evidence/VerdictMark";
import { capital } from "../campaigns/kinds";
import { plain } from "../campaigns/words";
import type { ItemAnswer } from "./history";
import classes from "./text.module.css";
import { readTextAnswer } from "./textAnswer";

/** What somebody, or a machine, said about texts. What was written stands beside the history. */
export function TextSaid({ answer }: { answer: ItemAnswer }) {
  const said = readTextAnswer(answer.content, answer.form_fields);
  return (
    <div className={classes.said}>
      {said.fields.length > 0 && (
        <Text size="sm">Wrote: {said.fields.map(([key, text]) => sizeText(key, text)).join(", ")}</Text>
      )}
      {said.verdict !== null && said.run === null && (
        <Text size="sm" component="div">
          <VerdictMark verdict={said.verdict} />
        </Text>
      )}
      {said.model && (
        <Text size="sm" component="div">
          <ModelMark model={said.model.name} isWeak={said.model.isWeak} />
        </Text>
      )}
      {said.comparisons.map(({ words, reason }) => (
        <div key={words}>
          <Text size="sm">{capital(words)}</Text>
          {reason && (
            <Text size="sm" className={classes.quote ?? ""}>
              “{reason}”
            </Text>
          )}
        </div>
      ))}
      {said.reason && (
        <Text size="sm" className={classes.quote ?? ""}>
          “{said.reason}”
        </Text>
      )}
      {said.evidence.length > 0 && <EvidenceList notes={said.evidence} />}
      {said.run && <RunResultView run={said.run} />}
      {said.form.length > 0 && <Values title="Form" rows={said.form} />}
      {said.rest.length > 0 && <Values title="Details" rows={said.rest} />}
    </div>
  );
}

function sizeText(key: string, text: string): string {
  const words = text.split(/\s+/).filter(Boolean).length;
  return `${plain(key)} (${words.toLocaleString("en-US")} ${words === 1 ? "word" : "words"})`;
}

function Values({ title, rows }: { title: string; rows: readonly (readonly [string, string])[] }) {
  return (
    <details className={classes.more}>
      <summary>
        {title} ({rows.length})
      </summary>
      <dl className={classes.values}>
        {rows.map(([key, value]) => (
          <div key={key}>
            <dt>{capital(plain(key))}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
