/** What machines and reviewers said about a text, as on the wire, and how it is put into words. */

import type { FormField, FormValues } from "./form";

/** What a machine found. Unchecked is never passed. */
export interface EvidenceNote {
  readonly check: string;
  readonly title: string;
  readonly verdict: "ok" | "warning" | "failed" | "unchecked";
  readonly words: string;
  /** The model that says so; empty for a rule of Goldsmith. */
  readonly by: string;
  readonly is_weak: boolean;
}

/** One piece of code that was run. */
export interface RunBlock {
  readonly language: string;
  readonly verdict: "passed" | "failed" | "timed_out" | "memory" | "output" | "not_checked";
  readonly words: string;
  readonly phase: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly wall_s: number;
}

export interface RunResult {
  readonly verdict: "passed" | "failed" | "unchecked";
  readonly words: string;
  readonly blocks: readonly RunBlock[];
}

/** An earlier step of an item. */
export interface TrailEntry {
  readonly kind: "author" | "review" | "check" | "run";
  readonly stage_title: string;
  readonly round: number;
  readonly at: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly verdict: string;
  readonly reason: string;
  readonly form: FormValues;
  readonly form_fields: readonly FormField[];
  readonly evidence: readonly EvidenceNote[];
  readonly run: RunResult | null;
  readonly is_own: boolean;
}

/** A verdict in words, and how well it is: nothing but `good` may look like a pass. */
export interface VerdictWords {
  readonly words: string;
  readonly tone: "good" | "careful" | "bad" | "open";
}

const VERDICTS: Readonly<Record<string, VerdictWords>> = {
  ok: { words: "OK", tone: "good" },
  passed: { words: "Passed", tone: "good" },
  accepted: { words: "Accepted", tone: "good" },
  warning: { words: "Warning", tone: "careful" },
  failed: { words: "Failed", tone: "bad" },
  rejected: { words: "Rejected", tone: "bad" },
  timed_out: { words: "Ran out of time", tone: "bad" },
  memory: { words: "Ran out of memory", tone: "bad" },
  output: { words: "Wrote too much", tone: "bad" },
  unchecked: { words: "Not checked", tone: "open" },
  not_checked: { words: "Not checked", tone: "open" },
};

export function verdictWords(verdict: string): VerdictWords {
  return VERDICTS[verdict] ?? { words: verdict.replaceAll("_", " "), tone: "open" };
}

/** Oldest first. */
export function inOrder(trail: readonly TrailEntry[]): TrailEntry[] {
  return [...trail].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

export interface Rework {
  /** What the author wrote last, and what came back. */
  readonly rejected: TrailEntry | null;
  /** What was said about it since. */
  readonly notes: readonly TrailEntry[];
}

/** What sent a text back: everything that was said since it was last written. */
export function reworkOf(trail: readonly TrailEntry[]): Rework {
  const ordered = inOrder(trail);
  const written = ordered.findLastIndex(({ kind }) => kind === "author");
  const notes = ordered.slice(written + 1).flatMap((entry) => concernOf(entry) ?? []);
  // People first: what a reviewer says weighs more than what a machine notes.
  notes.sort((a, b) => Number(b.kind === "review") - Number(a.kind === "review"));
  return { rejected: ordered[written] ?? null, notes };
}

/** A step without what went well: only what may want a change. */
function concernOf(entry: TrailEntry): TrailEntry | null {
  if (entry.kind === "review" || verdictWords(entry.verdict).tone === "bad") return entry;
  const evidence = entry.evidence.filter(({ verdict }) => verdict === "warning" || verdict === "failed");
  const isRunOpen = entry.run !== null && entry.run.verdict !== "passed";
  return evidence.length > 0 || isRunOpen ? { ...entry, evidence } : null;
}

/** The text a field had at the step before: what a newer one is compared with. */
export function earlierText(trail: readonly TrailEntry[], field: string, now: string): string | null {
  const texts = inOrder(trail).flatMap(({ kind, fields }) => {
    const text = fields[field];
    return kind === "author" && text !== undefined ? [text] : [];
  });
  // The step that wrote the text as it stands is part of the trail where the server sends it.
  if (texts.at(-1) === now) texts.pop();
  return texts.at(-1) ?? null;
}
