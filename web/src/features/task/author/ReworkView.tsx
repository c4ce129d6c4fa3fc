/** What has to change: what was said about the version that came back, and what the author changed since. */

import { memo, useDeferredValue } from "react";
import { reworkOf } from "../../../core/evidence";
import type { FormField, FormValues } from "../../../core/form";
import { isTextField } from "../../../core/form";
import { RelativeTime } from "../../../ui/values";
import { DiffView } from "../../../widgets/diff/DiffView";
import { EvidenceList } from "../../../widgets/evidence/EvidenceList";
import { TrailStep } from "../../../widgets/trail/TrailView";
import textClasses from "../text/text.module.css";
import type { TextWork } from "../wire";
import classes from "./author.module.css";

interface ReworkViewProps {
  work: TextWork;
  form: readonly FormField[];
  fields: FormValues;
}

export const ReworkView = memo(function ReworkView({ work, form, fields }: ReworkViewProps) {
  const { rejected, notes } = reworkOf(work.trail);
  const present = useDeferredValue(fields);
  return (
    <>
      <section className={textClasses.part}>
        <h2 className={classes.rework}>This text came back to you</h2>
        {work.reserved_until && <Reserved until={work.reserved_until} />}
        {notes.map((entry, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was said does not move while it is worked on
          <div key={at} className={classes.note}>
            <TrailStep entry={entry} before={[]} fieldTitles={work.field_titles} />
          </div>
        ))}
        {notes.length === 0 && <EvidenceList notes={work.evidence} />}
      </section>
      {rejected && (
        <section className={textClasses.part}>
          <h2 className={textClasses.partTitle}>What you changed since</h2>
          {form.filter(isTextField).map((field) => (
            <div key={field.key} className={classes.changes}>
              {form.length > 1 && <h3>{field.title}</h3>}
              <DiffView
                before={rejected.fields[field.key] ?? ""}
                after={String(present[field.key] ?? "")}
                name={`${field.title}, changes since it came back`}
              />
            </div>
          ))}
        </section>
      )}
    </>
  );
});

function Reserved({ until }: { until: string }) {
  const isOver = Date.parse(until) < Date.now();
  return (
    <p className={classes.about}>
      {isOver ? "It is no longer kept for you alone: it was until " : "It is kept for you until "}
      <b>
        <time dateTime={until}>{new Date(until).toLocaleString(undefined, UNTIL)}</time>
      </b>
      {!isOver && (
        <>
          {" "}
          (<RelativeTime at={until} />)
        </>
      )}
      .
    </p>
  );
}

const UNTIL = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" } as const;
