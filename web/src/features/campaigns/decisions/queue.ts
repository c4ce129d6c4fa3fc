/** The queue of decisions in words, and its filter in the address. Pure. */

import type { WireSpan } from "../../../core/annotation";
import { preferenceText, readPreference } from "../../../core/preference";
import type { Decision, QueueFilters, QueueRow } from "./decisionQueries";

export const STATES: Record<QueueFilters["state"], string> = {
  waiting: "Waiting",
  held: "Held",
  ACCEPTED: "Accepted",
  REJECTED: "Rejected",
  unused: "Not used",
};

/** What a decision does, as its button says it and as help explains it. */
export const DECISIONS: Record<Decision, { verb: string; chord: string; what: string }> = {
  accept: { verb: "Accept", chord: "a", what: "Accept: it is paid and counts" },
  reject: { verb: "Reject", chord: "r", what: "Reject with a reason: not paid, made anew by somebody else" },
  rework: { verb: "Ask for rework", chord: "w", what: "Ask for rework: back to its author, with a reason" },
  accept_unused: {
    verb: "Pay, do not use",
    chord: "n",
    what: "Accept without using it: paid, counts nowhere",
  },
  hold: { verb: "Hold", chord: "h", what: "Hold: not accepted by itself" },
  release: { verb: "Release", chord: "h", what: "Release: accepted by itself when its time is over" },
  reconsider: { verb: "Accept after all", chord: "a", what: "Accept after all, and pay" },
  use: { verb: "Use it again", chord: "a", what: "Let the answer count again" },
};

/** Decisions that tell the worker why. */
export const NEEDS_REASON: ReadonlySet<Decision> = new Set(["reject", "rework"]);

export function readFilters(params: URLSearchParams): QueueFilters {
  const state = params.get("decided") ?? "waiting";
  return {
    state: state in STATES ? (state as QueueFilters["state"]) : "waiting",
    stageId: number(params.get("at")),
    workerId: number(params.get("by")),
  };
}

export function writeFilters(before: URLSearchParams, filters: QueueFilters): URLSearchParams {
  const next = new URLSearchParams(before);
  set(next, "decided", filters.state === "waiting" ? null : filters.state);
  set(next, "at", filters.stageId);
  set(next, "by", filters.workerId);
  next.delete("work");
  return next;
}

function number(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

function set(params: URLSearchParams, name: string, value: string | number | null): void {
  if (value === null) params.delete(name);
  else params.set(name, String(value));
}

/** The row after one that leaves the list; before it where it was the last. */
export function nextAfter(rows: readonly QueueRow[], id: number): number | null {
  const at = rows.findIndex((row) => row.id === id);
  return (rows[at + 1] ?? rows[at - 1])?.id ?? null;
}

/** The marks of an answer; none where it has none. */
export function spansIn(content: Readonly<Record<string, unknown>> | null): WireSpan[] {
  return Array.isArray(content?.spans) ? (content.spans as WireSpan[]) : [];
}

/** "3 marks", "nothing here", "incorrect: too short", "a text", "left better". */
export function saidText({ kind, answer }: Pick<QueueRow, "kind" | "answer">): string {
  if (answer === null) return "–";
  if (kind === "annotate") {
    const { length } = spansIn(answer);
    return length === 0 ? "nothing here" : length === 1 ? "1 mark" : `${length} marks`;
  }
  if (kind === "author") return "a text";
  if (kind === "compare") {
    const preference = readPreference(answer.preference);
    return preference === null ? "–" : preferenceText(preference).toLowerCase();
  }
  const reason = typeof answer.reason === "string" ? answer.reason : "";
  return reason ? `${String(answer.verdict)}: ${reason}` : String(answer.verdict);
}
