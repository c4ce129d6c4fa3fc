/** Which pairs are shown, counted and come next. Pure. */

import type { Decision, DuplicatePair } from "../textQueries";

export interface PairFilter {
  /** "all" shows every decision. */
  decision: Decision | "all";
  kind: DuplicatePair["kind"] | "all";
}

const DECISIONS = ["open", "duplicate", "different", "all"] as const;
const KINDS = ["verbatim", "meaning", "all"] as const;

/** Open pairs of both kinds, unless the address says otherwise. */
export function readPairFilter(params: URLSearchParams): PairFilter {
  return {
    decision: DECISIONS.find((one) => one === params.get("decision")) ?? "open",
    kind: KINDS.find((one) => one === params.get("kind")) ?? "all",
  };
}

export function writePairFilter(params: URLSearchParams, { decision, kind }: PairFilter): URLSearchParams {
  const next = new URLSearchParams(params);
  if (decision === "open") next.delete("decision");
  else next.set("decision", decision);
  if (kind === "all") next.delete("kind");
  else next.set("kind", kind);
  next.delete("pair");
  return next;
}

/**
 * The pairs that fit.
 *
 * @param kept pairs decided on this visit: they stay where they are, so that nothing jumps and undo finds them.
 */
export function shownPairs(
  pairs: readonly DuplicatePair[],
  { decision, kind }: PairFilter,
  kept: ReadonlySet<number>,
): DuplicatePair[] {
  return pairs.filter(
    (pair) =>
      (kind === "all" || pair.kind === kind) &&
      (decision === "all" || pair.decision === decision || kept.has(pair.id)),
  );
}

export function countDecisions(pairs: readonly DuplicatePair[]): Record<Decision | "all", number> {
  const counts = { open: 0, duplicate: 0, different: 0, all: pairs.length };
  for (const pair of pairs) counts[pair.decision] += 1;
  return counts;
}

/** The open pair to go to after one was decided: the next below it, else the first above; itself where none is left. */
export function nextOpen(pairs: readonly DuplicatePair[], id: number): number {
  const at = pairs.findIndex((pair) => pair.id === id);
  const others = [...pairs.slice(at + 1), ...pairs.slice(0, Math.max(0, at))];
  return others.find((pair) => pair.decision === "open")?.id ?? id;
}
