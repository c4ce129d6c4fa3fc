/** What happened to an item so far, newest first: texts, reviews, checks, runs. Nobody's name. */

import { memo } from "react";
import { earlierText, inOrder, type TrailEntry } from "../../core/evidence";
import { asMarkdown } from "../../core/written";
import { RelativeTime } from "../../ui/values";
import { DiffView } from "../diff/DiffView";
import { EvidenceList } from "../evidence/EvidenceList";
import { RunResultView } from "../evidence/RunResultView";
import { VerdictMark } from "../evidence/VerdictMark";
import { FormAnswers } from "../form/FormAnswers";
import { MarkdownText } from "../markdown/MarkdownText";
import classes from "./trail.module.css";

interface TrailViewProps {
  trail: readonly TrailEntry[];
  /** Field key → its title. */
  fieldTitles: Readonly<Record<string, string>>;
}

export const TrailView = memo(function TrailView({ trail, fieldTitles }: TrailViewProps) {
  const ordered = inOrder(trail);
  return (
    <ol className={classes.trail}>
      {ordered
        .map((entry, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added at the end
          <li key={at} className={classes.step}>
            <TrailStep entry={entry} before={ordered.slice(0, at)} fieldTitles={fieldTitles} />
          </li>
        ))
        .reverse()}
    </ol>
  );
});

interface TrailStepProps {
  entry: TrailEntry;
  /** The steps before it, for comparing. */
  before: readonly TrailEntry[];
  fieldTitles: Readonly<Record<string, string>>;
}

/** One step with all it says. */
export function TrailStep({ entry, before, fieldTitles }: TrailStepProps) {
  return (
    <>
      <div className={classes.head}>
        <b>{entry.stage_title}</b>
        <span className={classes.quiet}>
          round {entry.round}
          {entry.is_own && " · by you"} · <RelativeTime at={entry.at} />
        </span>
        {entry.kind !== "author" && entry.verdict && <VerdictMark verdict={entry.verdict} />}
      </div>
      <StepBody entry={entry} before={before} fieldTitles={fieldTitles} />
    </>
  );
}

function StepBody({ entry, before, fieldTitles }: TrailStepProps) {
  return (
    <>
      {entry.reason && <p className={classes.reason}>{entry.reason}</p>}
      <FormAnswers form={entry.form_fields} values={entry.form} />
      {entry.evidence.length > 0 && <EvidenceList notes={entry.evidence} />}
      {entry.run && <RunResultView run={entry.run} />}
      {Object.entries(entry.fields).map(([key, text]) => (
        <Written
          key={key}
          title={fieldTitles[key] ?? key}
          name={key}
          text={text}
          before={earlierText(before, key, text)}
        />
      ))}
    </>
  );
}

interface WrittenProps {
  title: string;
  /** The key of its field. */
  name: string;
  text: string;
  before: string | null;
}

/** A text as it was then: closed at first, most are long. */
function Written({ title, name, text, before }: WrittenProps) {
  return (
    <>
      {before !== null && (
        <details className={classes.part}>
          <summary>{title}: what changed</summary>
          <DiffView before={before} after={text} name={`${title}, changes to the version before`} />
        </details>
      )}
      <details className={classes.part}>
        <summary>{title} as it was</summary>
        <div className={classes.text}>
          <MarkdownText source={asMarkdown(name, text)} what={title} />
        </div>
      </details>
    </>
  );
}
