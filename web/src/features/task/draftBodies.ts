/** What a draft holds, by kind of task. Drafts come from elsewhere too (API clients), so they are read with care. */

import type { WireSpan } from "../../core/annotation";
import { type Merge, mergeDrafts } from "../../core/drafts";
import { type FieldValue, readFormValues } from "../../core/form";
import { type Preference, readPreference } from "../../core/preference";
import { draftId, draftStore } from "./draftIds";
import type { Assignment, WorkStage } from "./wire";

export interface AnnotationDraft {
  spans: WireSpan[];
  /** The model's suggestions that were accepted, edited or removed; what is not here still waits. */
  decided: WireSpan[];
  is_nothing_here: boolean;
  active_ms: number;
}

export type Verdict = "correct" | "incorrect";

export interface VerdictDraft {
  verdict: Verdict | null;
  /** Quick reasons, by their place in the list. */
  reasons: number[];
  words: string;
  active_ms: number;
}

export interface AuthorDraft {
  /** By field key, in the order of the form. */
  fields: Record<string, FieldValue>;
  /** Ticked entries of the checklist, by their place. */
  ticks: number[];
  active_ms: number;
}

export interface ReviewDraft {
  form: Record<string, FieldValue>;
  verdict: "accepted" | "rejected" | null;
  reason: string;
  active_ms: number;
}

export interface CompareDraft {
  preference: Preference | null;
  criteria: Record<string, FieldValue>;
  reason: string;
  active_ms: number;
}

export type DraftBody = AnnotationDraft | VerdictDraft | AuthorDraft | ReviewDraft | CompareDraft;

type ReadDraft<Body extends DraftBody> = (content: unknown) => Body;

/** How the drafts of a stage's tasks are read. */
export function draftReader({ kind, form }: WorkStage, assignment: Assignment): ReadDraft<DraftBody> {
  switch (kind) {
    case "annotate":
      return readAnnotationDraft;
    case "validate":
      return readVerdictDraft;
    case "author":
      return authorReader(form, assignment.work?.fields ?? {});
    case "review":
      return reviewReader(form);
    case "compare":
      return compareReader(form);
  }
}

type Form = WorkStage["form"];

/** An author begins with what stands so far; what they wrote since goes over it. */
export function authorReader(form: Form, start: Readonly<Record<string, string>>): ReadDraft<AuthorDraft> {
  return (content) => {
    const { fields, ticks, active_ms } = record(content);
    return {
      fields: readFormValues(form, { ...start, ...record(fields) }),
      ticks: Array.isArray(ticks) ? [...new Set(ticks.filter(isPlace))].sort((a, b) => a - b) : [],
      active_ms: count(active_ms),
    };
  };
}

export function reviewReader(form: Form): ReadDraft<ReviewDraft> {
  return (content) => {
    const { form: values, verdict, reason, active_ms } = record(content);
    return {
      form: readFormValues(form, values),
      verdict: verdict === "accepted" || verdict === "rejected" ? verdict : null,
      reason: typeof reason === "string" ? reason : "",
      active_ms: count(active_ms),
    };
  };
}

export function compareReader(form: Form): ReadDraft<CompareDraft> {
  return (content) => {
    const { preference, criteria, reason, active_ms } = record(content);
    return {
      preference: readPreference(preference),
      criteria: readFormValues(form, criteria),
      reason: typeof reason === "string" ? reason : "",
      active_ms: count(active_ms),
    };
  };
}

export function readAnnotationDraft(content: unknown): AnnotationDraft {
  const { spans, decided, is_nothing_here, active_ms } = record(content);
  return {
    spans: readSpans(spans),
    decided: readSpans(decided),
    is_nothing_here: is_nothing_here === true,
    active_ms: count(active_ms),
  };
}

export function readVerdictDraft(content: unknown): VerdictDraft {
  const { verdict, reasons, words, active_ms } = record(content);
  return {
    verdict: verdict === "correct" || verdict === "incorrect" ? verdict : null,
    reasons: Array.isArray(reasons) ? reasons.filter((entry) => Number.isInteger(entry)) : [],
    words: typeof words === "string" ? words : "",
    active_ms: count(active_ms),
  };
}

/** Whether two drafts say the same; the time spent on them does not matter. */
export function saysTheSame(a: DraftBody, b: DraftBody): boolean {
  return JSON.stringify({ ...a, active_ms: 0 }) === JSON.stringify({ ...b, active_ms: 0 });
}

/** The draft to begin a task with. */
export async function findDraft<Body extends DraftBody>(
  assignment: Assignment,
  read: (content: unknown) => Body,
): Promise<Merge<Body>> {
  const store = await draftStore();
  const local = await store.read<unknown>(draftId(assignment)).catch(() => null);
  const { draft } = assignment;
  return mergeDrafts(
    local && { ...local, body: read(local.body) },
    draft && { body: read(draft.content), revision: draft.revision, savedAtMs: Date.parse(draft.saved_at) },
    saysTheSame,
  );
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function isSpan(value: unknown): value is WireSpan {
  const { start, end, label } = record(value);
  return Number.isInteger(start) && Number.isInteger(end) && typeof label === "string";
}

/** In one order of keys: the database keeps its own, and drafts are compared as text. */
function readSpans(value: unknown): WireSpan[] {
  return Array.isArray(value)
    ? value.filter(isSpan).map(({ start, end, label }) => ({ start, end, label }))
    : [];
}

function isPlace(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0;
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? Math.round(value) : 0;
}
