/** Marks that a model suggests: not an answer until the person decides on each. Pure. */

import type { OffsetMap } from "./offsets";
import { intersects, isInside, type Range } from "./ranges";

/** A suggested mark on the wire. */
export interface WireSuggestion extends Range {
  label: string;
  /** In [0, 1], as the model says. */
  confidence: number;
}

/** A suggestion on screen that waits for a decision. */
export interface Suggestion extends WireSuggestion {
  id: number;
  /** It has been in sight. */
  isSeen: boolean;
}

/** What can be shown: inside the text, clear of the marks that are there, each with an id from `firstId` on. */
export function readSuggestions(
  map: OffsetMap,
  labels: readonly string[],
  suggestions: readonly WireSuggestion[],
  marks: readonly Range[],
  firstId: number,
): Suggestion[] {
  const usable = suggestions.filter(
    (one) => isInside(map, one) && labels.includes(one.label) && !marks.some((mark) => intersects(one, mark)),
  );
  return usable
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
    .map(({ start, end, label, confidence }, index) => ({
      start,
      end,
      label,
      confidence,
      id: firstId + index,
      isSeen: false,
    }));
}

/** The next to decide after a place in the text, else the first; null when all are decided. */
export function nextSuggestion(suggestions: readonly Suggestion[], offset: number): Suggestion | null {
  return suggestions.find((one) => one.start >= offset) ?? suggestions[0] ?? null;
}

/** The suggestions that were decided, for a draft: those of the task that wait no more. */
export function decidedOf<One extends Range & { label: string }>(
  all: readonly One[],
  waiting: readonly Suggestion[],
): { start: number; end: number; label: string }[] {
  const left = new Set(waiting.map(keyOf));
  return all.filter((one) => !left.has(keyOf(one))).map(({ start, end, label }) => ({ start, end, label }));
}

/** The suggestions that still wait, given the decided ones of a draft. */
export function undecidedOf(
  all: readonly WireSuggestion[],
  decided: readonly (Range & { label: string })[],
): WireSuggestion[] {
  const done = new Set(decided.map(keyOf));
  return all.filter((one) => !done.has(keyOf(one)));
}

function keyOf({ start, end, label }: Range & { label: string }): string {
  return `${start} ${end} ${label}`;
}
