/** Answers over time → lines without holes. Pure. */

import type { Line } from "../../ui/charts/LineChart";
import type { StageKind } from "./kinds";
import type { JudgementRow, Stage, Throughput } from "./queries";

/**
 * Answers per minute, one line a step, with zeros where nothing came. The interval that is not over yet is left
 * out: it would always look like a fall.
 *
 * @param templates the steps, upstream first; a chart tells four lines apart, so what comes after the third
 *   is drawn as one.
 * @param minutes how far back.
 * @param bornMs when the campaign was made: there was nothing to answer before.
 */
export function ratesOf(
  throughput: Throughput,
  templates: readonly string[],
  minutes: number,
  nowMs: number,
  bornMs = 0,
): Line[] {
  return ratesByLine(throughput, named(templates), minutes, nowMs, bornMs);
}

/** What one line of the chart adds up: a name, and the steps in it. */
export type NamedLine = readonly [name: string, templates: readonly string[]];

/** The same with lines of one's own; at most four can be told apart. */
export function ratesByLine(
  { interval_s, points }: Throughput,
  lines: readonly NamedLine[],
  minutes: number,
  nowMs: number,
  bornMs = 0,
): Line[] {
  const stepMs = interval_s * 1000;
  const newest = Math.max(0, ...points.map((point) => Date.parse(point.at)));
  const end = Math.max(Math.floor(nowMs / stepMs) * stepMs, newest);
  const first = Math.min(Math.floor(bornMs / stepMs) * stepMs, end - stepMs);
  const start = Math.max(first, end - Math.floor((minutes * 60) / interval_s) * stepMs);
  const times = Array.from({ length: Math.round((end - start) / stepMs) }, (_, n) => start + n * stepMs);
  return lines.map(([name, members]) => {
    const counts = new Map<number, number>();
    for (const point of points) {
      if (!members.includes(point.template)) continue;
      const at = Date.parse(point.at);
      counts.set(at, (counts.get(at) ?? 0) + point.answers);
    }
    return {
      name,
      points: times.map((atMs) => ({ atMs, value: ((counts.get(atMs) ?? 0) * 60) / interval_s })),
    };
  });
}

const KIND_LINES: readonly [name: string, kinds: readonly StageKind[]][] = [
  ["written", ["author"]],
  ["reviewed", ["review"]],
  ["compared", ["compare"]],
  ["by machines", ["check", "run", "evaluate", "judge"]],
];

/** A flow of many steps has one line a kind of work. */
export function linesByKind(stages: readonly Pick<Stage, "template" | "kind">[]): NamedLine[] {
  return KIND_LINES.map(([name, kinds]): NamedLine => {
    const mine = stages.filter((stage) => kinds.includes(stage.kind));
    return [name, [...new Set(mine.map((stage) => stage.template))]];
  }).filter(([, templates]) => templates.length > 0);
}

/** Answers per minute over everything that `throughput` holds. */
export function meanRate({ points }: Throughput, minutes: number): number {
  return points.reduce((sum, point) => sum + point.answers, 0) / minutes;
}

const LINES = 4;

function named(templates: readonly string[]): NamedLine[] {
  if (templates.length <= LINES) return templates.map((template) => [template, [template]]);
  const first = templates.slice(0, LINES - 1);
  return [...first.map((t): NamedLine => [t, [t]]), ["later stages", templates.slice(LINES - 1)]];
}

export interface Agreement {
  judged: number;
  meanValidations: number;
  unanimous: number;
  /** Lowest and highest alpha of a category; null where none is defined. */
  alphas: [number, number] | null;
}

/** All categories together, each weighted by its judged annotations; null before the first. */
export function overallAgreement(rows: readonly JudgementRow[]): Agreement | null {
  const judged = rows.reduce((sum, row) => sum + row.judged, 0);
  if (judged === 0) return null;
  const mean = (read: (row: JudgementRow) => number) =>
    rows.reduce((sum, row) => sum + row.judged * read(row), 0) / judged;
  const alphas = rows.flatMap((row) => (row.alpha === null ? [] : [row.alpha]));
  return {
    judged,
    meanValidations: mean((row) => row.mean_validations),
    unanimous: mean((row) => row.unanimous),
    alphas: alphas.length > 0 ? [Math.min(...alphas), Math.max(...alphas)] : null,
  };
}
