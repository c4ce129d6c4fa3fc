/** The numbers of the quality page in words, and what is shown of them. Pure. */

import { numberText, percentText } from "../../../core/format";
import type { Line } from "../../../ui/charts/LineChart";
import type { QualityView } from "../queries";
import { alphaWords, counted, plain } from "../words";

export type AgreementRow = QualityView["agreement"][number];
export type PairRow = QualityView["pairs"][number];
export type Drift = QualityView["drift"][number];
export type Confusion = QualityView["confusion"][number];
type Kind = AgreementRow["kind"];
type Measure = AgreementRow["measure"];

export const KINDS: Partial<Record<Kind, string>> = {
  annotate: "Marks",
  validate: "Verdicts on marks",
  review: "Reviews",
  compare: "Comparisons",
};

export const MEASURES: Record<Measure, string> = {
  alpha: "Alpha",
  gamma: "Gamma",
  same: "Same answer",
  span_f1: "F1 of marks",
  token_f1: "F1 of characters",
};

/** Measures that are shares, and those that are corrected for chance and can fall below zero. */
const SHARES: ReadonlySet<Measure> = new Set<Measure>(["same", "span_f1", "token_f1"]);

export function kindWords(kind: Kind): string {
  return KINDS[kind] ?? plain(kind);
}

/** "all" for a row over all categories. */
export function categoryWords(category: string): string {
  return category === "" ? "all" : plain(category);
}

/** "0.81" of a chance-corrected measure, "86%" of a share, "–" where it is undefined. */
export function valueText(measure: Measure, value: number | null): string {
  if (value === null) return "–";
  return SHARES.has(measure) ? percentText(value) : value.toFixed(2);
}

export function intervalText(measure: Measure, low: number | null, high: number | null): string {
  return low === null || high === null ? "" : `${valueText(measure, low)} to ${valueText(measure, high)}`;
}

/** How to read a number; intervals that cross a bound say so. */
export function readingOf({ measure, value, low, high }: AgreementRow): string {
  if (value === null) return measure === "gamma" ? "not defined: too little is marked" : alphaWords(null);
  if (SHARES.has(measure)) return "chance is not taken off";
  const [sure, hoped] = [alphaWords(low), alphaWords(high)];
  return sure === hoped ? alphaWords(value) : `${alphaWords(value)}; from “${sure}” to “${hoped}”`;
}

/** What all numbers rest on: all finished tasks, or a sample of so many. */
export function restsOn(view: QualityView): string {
  const sum = (read: (stage: QualityView["stages"][number]) => number) =>
    view.stages.reduce((total, stage) => total + read(stage), 0);
  const finished = sum(({ finished }) => finished);
  const read = sum(({ read }) => read);
  const answers = sum(({ answers }) => answers);
  if (finished === 0) return "No task with more than one answer is finished yet.";
  const whole = read === finished;
  return `${whole ? "All" : `A sample of ${numberText(read)} of the`} ${counted(finished, "finished task")} with ${counted(answers, "answer")}${whole ? "" : `: at most ${numberText(view.per_stage)} a stage, drawn evenly over time`}. Intervals hold 95%.`;
}

/** One kind and category of a list, by the address, else the first. */
export function chosen<Row extends { kind: Kind; category: string }>(
  rows: readonly Row[],
  key: string | null,
): Row | undefined {
  return rows.find((row) => keyOf(row) === key) ?? rows[0];
}

export function keyOf({ kind, category }: { kind: Kind; category: string }): string {
  return `${kind}:${category}`;
}

export function choiceWords(row: { kind: Kind; category: string }): string {
  return `${kindWords(row.kind)}: ${categoryWords(row.category)}`;
}

/** The points of a drift as a line with its band. */
export function driftLine(drift: Drift): Line {
  return {
    name: choiceWords(drift),
    points: drift.points.flatMap(({ at, value, low, high }) =>
      value === null ? [] : [{ atMs: Date.parse(at), value, low: low ?? value, high: high ?? value }],
    ),
  };
}

/** Below this p-value a move is called one. */
export const MOVED_BELOW = 0.05;

/** Whether agreement moved, in a sentence. */
export function movementWords(drift: Drift, locale = "en-GB"): string {
  const { movement } = drift;
  if (!movement) return "Too few tasks, or all alike: nothing can be said about a move.";
  const { p_value, before, after, at, n_units, change_low, change_high } = movement;
  const p = p_value < 0.001 ? "p < 0.001" : `p = ${p_value.toFixed(3)}`;
  const tasks = counted(n_units, "task");
  if (p_value >= MOVED_BELOW) return `No sign that it moved (${p}, ${tasks}).`;
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", timeZone: "UTC" }).format(
    new Date(at),
  );
  const points = (share: number) => `${share > 0 ? "+" : "−"}${numberText(Math.abs(share) * 100, 0)}`;
  const word = after > before ? "rose" : "fell";
  return `It ${word} around ${day}: from ${percentText(before)} before to ${percentText(after)} since (${points(change_low)} to ${points(change_high)} points; ${p}, ${tasks}).`;
}

export interface Heat {
  row: string;
  column: string;
  count: number;
  /** Of its row, in [0, 1]; 0 where the row is empty. */
  share: number;
  /** Both say the same. */
  isSame: boolean;
}

/** A confusion as cells, each with its share of the row. */
export function heatOf({ rows, columns, counts }: Confusion): Heat[][] {
  return rows.map((row, i) => {
    const line = counts[i] ?? [];
    const total = line.reduce((sum, count) => sum + count, 0);
    return columns.map((column, j) => {
      const count = line[j] ?? 0;
      return { row, column, count, share: total > 0 ? count / total : 0, isSame: row === column };
    });
  });
}

/** The name of a row or column: "" is no mark. */
export function nameOf(name: string): string {
  return name === "" ? "no mark" : name;
}
