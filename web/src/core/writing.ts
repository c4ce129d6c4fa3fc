/**
 * How a text comes about: what is typed, what is pasted, and in what bursts. Pure.
 *
 * Counts only; no key, no time of a key and no text leaves the page. A burst is a run of edits with less than
 * `BURST_GAP_MS` between them; its size is what it added.
 */

export const BURST_GAP_MS = 2_000;

export interface WritingCounts {
  typed_chars: number;
  pasted_chars: number;
  pastes: number;
  /** There when the page opened: from a draft or an earlier round. */
  loaded_chars: number;
  bursts: number;
  longest_burst_chars: number;
}

export interface Writing {
  readonly counts: WritingCounts;
  readonly burstChars: number;
  readonly lastAtMs: number | null;
}

/** How characters came in; text of one's own that only moved is neither typed nor pasted. */
export type HowAdded = "typed" | "pasted" | "moved";

export function newWriting(loadedChars: number): Writing {
  return {
    counts: {
      typed_chars: 0,
      pasted_chars: 0,
      pastes: 0,
      loaded_chars: loadedChars,
      bursts: 0,
      longest_burst_chars: 0,
    },
    burstChars: 0,
    lastAtMs: null,
  };
}

/** Count one edit. */
export function addWriting(state: Writing, chars: number, how: HowAdded, atMs: number): Writing {
  if (how === "moved" || chars <= 0) return state;
  const { counts, lastAtMs } = state;
  const isNew = lastAtMs === null || atMs - lastAtMs >= BURST_GAP_MS;
  const burstChars = (isNew ? 0 : state.burstChars) + chars;
  const isPasted = how === "pasted";
  return {
    counts: {
      ...counts,
      typed_chars: counts.typed_chars + (isPasted ? 0 : chars),
      pasted_chars: counts.pasted_chars + (isPasted ? chars : 0),
      pastes: counts.pastes + (isPasted ? 1 : 0),
      bursts: counts.bursts + (isNew ? 1 : 0),
      longest_burst_chars: Math.max(counts.longest_burst_chars, burstChars),
    },
    burstChars,
    lastAtMs: atMs,
  };
}
