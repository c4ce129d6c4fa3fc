/** What a delivery needs before it can be asked for. Pure. */

import type { Criterion, Delivery, DeliveryIn, GateView, Shortfall } from "../textQueries";

const VERSION = /^[0-9A-Za-z][0-9A-Za-z._-]{0,40}$/;

/** What is wrong with a version, or null. */
export function versionProblem(
  version: string,
  delivered: readonly Pick<Delivery, "version">[],
): string | null {
  if (version === "") return "Name the version, for example 1.0.0.";
  if (!VERSION.test(version)) {
    return "Letters, digits, dot, hyphen and underscore; it begins with a letter or digit; at most 41 characters.";
  }
  if (delivered.some((one) => one.version === version)) return `Version ${version} is delivered already.`;
  return null;
}

/** The version after the newest one: its last number counts on; "1.0.0" is the first. */
export function nextVersion(delivered: readonly Pick<Delivery, "version">[]): string {
  const taken = new Set(delivered.map((one) => one.version));
  const newest = delivered[0]?.version;
  if (newest === undefined) return "1.0.0";
  let version = counted(newest);
  while (taken.has(version)) version = counted(version);
  return version;
}

function counted(version: string): string {
  const parts = /^(.*?)(\d+)(\D*)$/.exec(version);
  return parts ? `${parts[1]}${Number(parts[2]) + 1}${parts[3]}` : `${version}.1`;
}

/** A criterion with the places where it does not hold. */
export interface Judged {
  criterion: Criterion;
  shortfalls: Shortfall[];
}

const MENDED_AT: Readonly<Record<string, readonly [tab: string, words: string]>> = {
  target_deficit: ["target", "Refill under Target"],
  distribution_distance: ["target", "See the cells under Target"],
  near_duplicates: ["duplicates", "Decide them under Duplicates"],
  win_rate_low: ["evaluation", "See the report under Evaluation"],
  controlled_win_rate_low: ["evaluation", "See the report under Evaluation"],
  judge_agreement: ["evaluation", "See the report under Evaluation"],
};

/** Where a person can do something about a measure: a tab of the campaign; null where the items are all there is. */
export function mendedAt(measure: string): { tab: string; words: string } | null {
  const [tab, words] = MENDED_AT[measure] ?? [];
  return tab && words ? { tab, words } : null;
}

/** What falls short first, each criterion with its places. */
export function judged({ criteria, shortfalls }: Pick<GateView, "criteria" | "shortfalls">): Judged[] {
  return [...criteria]
    .sort((a, b) => Number(a.holds) - Number(b.holds))
    .map((criterion) => ({
      criterion,
      // Two criteria may speak of one measure; only the one that does not hold has places.
      shortfalls: criterion.holds ? [] : shortfalls.filter((one) => one.measure === criterion.measure),
    }));
}

/** The measures that somebody has to answer for, each once. */
export function shortOf(criteria: readonly Criterion[]): Criterion[] {
  const seen = new Set<string>();
  return criteria.filter(({ holds, measure }) => {
    if (holds || seen.has(measure)) return false;
    seen.add(measure);
    return true;
  });
}

/** The request; null while a reason is missing. */
export function deliveryOf(
  version: string,
  criteria: readonly Criterion[],
  reasons: Readonly<Record<string, string>>,
): DeliveryIn | null {
  const overrides = shortOf(criteria).map(({ measure }) => ({
    measure,
    reason: (reasons[measure] ?? "").trim(),
  }));
  return overrides.every(({ reason }) => reason !== "") ? { version, overrides } : null;
}

/** The exceptions of a delivery, as far as they can be read. */
export function overridesOf({ overrides }: Pick<Delivery, "overrides">) {
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return overrides.map((one) => ({
    measure: text(one.measure),
    by: text(one.by),
    reason: text(one.reason),
  }));
}
