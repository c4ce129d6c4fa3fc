/** What a reviewer reads: the texts, then what machines found about them, the brief, and earlier rounds. */

import { memo } from "react";
import { BriefFacts, BriefView } from "../../../widgets/brief/BriefView";
import { EvidenceList } from "../../../widgets/evidence/EvidenceList";
import { RunResultView } from "../../../widgets/evidence/RunResultView";
import { TrailView } from "../../../widgets/trail/TrailView";
import { ShownTexts } from "../text/ShownTexts";
import classes from "../text/text.module.css";
import type { TextWork } from "../wire";
import { HowWritten } from "./HowWritten";

interface ReviewLeftProps {
  work: TextWork;
  assignmentId: number;
}

export const ReviewLeft = memo(function ReviewLeft({ work, assignmentId }: ReviewLeftProps) {
  const { brief, evidence, run, trail } = work;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <section className={classes.scroll} tabIndex={0} aria-label="Texts to review">
      <section className={classes.part} aria-label="Brief">
        <details className={classes.details}>
          <summary>
            <b>{brief.title || "Brief"}</b>
          </summary>
          <BriefView brief={brief} isUntitled />
        </details>
        <div className={classes.underSummary}>
          <BriefFacts brief={{ ...brief, keywords: [] }} />
        </div>
      </section>
      {work.shown.length === 0 && <p className={classes.quiet}>This task shows no text.</p>}
      <ShownTexts work={work} />
      <section className={classes.part}>
        <h2 className={classes.partTitle}>What machines found</h2>
        {evidence.length === 0 && !run && (
          <p className={classes.quiet}>Nothing was checked by a machine. Rely on what you see.</p>
        )}
        <EvidenceList notes={evidence} />
      </section>
      <HowWritten assignmentId={assignmentId} />
      {run && (
        <section className={classes.part}>
          <h2 className={classes.partTitle}>The code in the sandbox</h2>
          <RunResultView run={run} />
        </section>
      )}
      {trail.length > 0 && (
        <details className={`${classes.part} ${classes.details}`}>
          <summary>
            <b>Earlier rounds ({trail.length})</b>
          </summary>
          <TrailView trail={trail} fieldTitles={work.field_titles} />
        </details>
      )}
    </section>
  );
});
