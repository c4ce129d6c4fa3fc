/** Goldens in words. Pure. */

import { numberText, percentText } from "../../../core/format";
import type { GoldenRow, GoldenStage, GoldensMade } from "./goldenQueries";

const SOURCES: Record<GoldenRow["source"], string> = {
  quiz: "Quiz",
  planted: "Planted",
  promoted: "Promoted",
  imported: "File",
};

export function sourceText({ source }: Pick<GoldenRow, "source">): string {
  return SOURCES[source];
}

/** "2 marks", "nothing here", "incorrect", "rejected, 3 fields", "ours". */
export function truthText(truth: GoldenRow["truth"]): string {
  if (Array.isArray(truth.spans)) {
    const { length } = truth.spans;
    return length === 0 ? "nothing here" : length === 1 ? "1 mark" : `${length} marks`;
  }
  if (typeof truth.preference === "string") return truth.preference;
  const fields = Object.keys((truth.form as object | undefined) ?? {}).length;
  const verdict = String(truth.verdict);
  return fields === 0 ? verdict : `${verdict}, ${fields === 1 ? "1 field" : `${fields} fields`}`;
}

/** "87 %, 12 answers"; a dash before the first answer. */
export function scoreText({ answers, mean_score: mean }: Pick<GoldenRow, "answers" | "mean_score">): string {
  return answers === 0 || mean === null ? "–" : percentText(mean);
}

/** What came of making goldens. */
export function madeText({ made, known, items_without: without }: GoldensMade): string {
  const parts = [made === 1 ? "1 golden made." : `${numberText(made)} goldens made.`];
  if (known > 0) parts.push(`${numberText(known)} were there already.`);
  if (without.length > 0)
    parts.push(
      without.length === 1
        ? "Nothing is known for sure about this item yet."
        : `Of ${numberText(without.length)} items nothing is known for sure yet.`,
    );
  return parts.join(" ");
}

/** Stages that people work at with goldens mixed in, the one that runs out first. */
export function firstToRunOut(stages: readonly GoldenStage[]): GoldenStage | null {
  const soon = stages.filter((stage) => stage.runs_out_soon && stage.golden_min > 0);
  return soon.sort((a, b) => (a.runs_out_at ?? "").localeCompare(b.runs_out_at ?? ""))[0] ?? null;
}

/** "Mark: Names: the busiest worker has 4 goldens left and gets 1.5 a day." */
export function runOutText({ left, per_day: perDay, measured_workers: workers }: GoldenStage): string {
  if (left === null || perDay === null) return "";
  const has = left === 0 ? "has had them all" : `has ${numberText(left)} left`;
  const rate = numberText(perDay, perDay < 10 ? 1 : 0);
  return `The busiest of ${workers === 1 ? "1 worker" : `${numberText(workers)} workers`} ${has} and got ${rate} a day.`;
}
