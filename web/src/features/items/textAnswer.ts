/** The content of an answer about texts, as far as it can be read. Pure: whatever is not known is kept as it is. */

import type { EvidenceNote, RunResult } from "../../core/evidence";
import { type FieldValue, type FormField, valueText as formValueText } from "../../core/form";

type Content = Readonly<Record<string, unknown>>;

/** Our answer beside another one: what was preferred, in words. */
export interface Comparison {
  words: string;
  reason: string;
}

export interface TextAnswer {
  /** What was written, by field key. */
  fields: [key: string, text: string][];
  verdict: string | null;
  reason: string;
  /** Values of a form or of a comparison's criteria, by title, or by field key where the form is not known. */
  form: [key: string, value: string][];
  comparisons: Comparison[];
  /** The model that answered, where one did. */
  model: { name: string; isWeak: boolean } | null;
  evidence: EvidenceNote[];
  run: RunResult | null;
  /** Everything else, as text. */
  rest: [key: string, value: string][];
}

const KNOWN = new Set([
  ...["fields", "verdict", "reason", "form", "criteria", "evidence", "run"],
  ...["preference", "ours_first", "orders", "judge", "is_weak"],
]);
/** Of a run that stands in the content itself. */
const RUN = new Set(["words", "blocks"]);

/** `form` is the one its values belong to, where there is one: then questions and answers have titles. */
export function readTextAnswer(content: Content, form: readonly FormField[] = []): TextAnswer {
  const run = runOf(content.run) ?? runOf(content);
  const known = (key: string) => KNOWN.has(key) || (run !== null && RUN.has(key));
  return {
    fields: Object.entries(record(content.fields)).flatMap(([key, value]): [string, string][] =>
      typeof value === "string" ? [[key, value]] : [],
    ),
    verdict: typeof content.verdict === "string" ? content.verdict : null,
    reason: typeof content.reason === "string" ? content.reason : "",
    form: formRows(form, { ...record(content.form), ...record(content.criteria) }),
    comparisons: [...blindComparison(content), ...judgedOrders(content.orders)],
    model: textOf(content.judge) ? { name: textOf(content.judge), isWeak: content.is_weak === true } : null,
    evidence: notesOf(content.evidence),
    run,
    rest: Object.entries(content)
      .filter(([key, value]) => !known(key) && value !== null && value !== "")
      .map(([key, value]) => [key, valueText(value)]),
  };
}

function formRows(form: readonly FormField[], values: Content): [string, string][] {
  const known = form.map(({ key }) => key);
  const titled = form
    .filter(({ key }) => key in values)
    .map((field): [string, string] => [
      field.title,
      // What fits the form was checked by the server when it came in.
      formValueText(field, values[field.key] as FieldValue) ?? valueText(null),
    ]);
  const others = Object.entries(values)
    .filter(([key]) => !known.includes(key))
    .map(([key, value]): [string, string] => [key, valueText(value)]);
  return [...titled, ...others];
}

/** How far ours is preferred, in [0, 1], in words; the scale has five steps. */
function preferenceWords(forOurs: number): string {
  if (forOurs === 0.5) return "equally good";
  const who = forOurs > 0.5 ? "ours" : "the other";
  return Math.abs(forOurs - 0.5) > 0.375 ? `${who} much better` : `${who} better`;
}

/** A person's comparison: from -2 (left much better) to 2. Who stood left is said only afterwards. */
function blindComparison({ preference, ours_first: oursFirst }: Content): Comparison[] {
  if (typeof preference !== "number") return [];
  if (typeof oursFirst !== "boolean") {
    const side = preference < 0 ? "left" : "right";
    const words =
      preference === 0 ? "equally good" : `${side} ${Math.abs(preference) > 1 ? "much " : ""}better`;
    return [{ words, reason: "" }];
  }
  const forRight = (preference + 2) / 4;
  return [{ words: preferenceWords(oursFirst ? 1 - forRight : forRight), reason: "" }];
}

/** A judge's, once in each order. */
function judgedOrders(orders: unknown): Comparison[] {
  if (!Array.isArray(orders)) return [];
  return orders.map(record).map((order) => {
    const place = order.ours_first === true ? "ours first" : "ours second";
    const said = typeof order.preference === "number" ? preferenceWords(order.preference) : "no judgment";
    return { words: `${place}: ${said}`, reason: textOf(order.reason) };
  });
}

/** "yes", "4", "bug_fixing, tests"; what has a shape of its own stays JSON. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "not answered";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value) && value.every((one) => typeof one !== "object"))
    return value.join(", ") || "none";
  return typeof value === "object" ? JSON.stringify(value, null, 2) : String(value);
}

const VERDICTS = ["ok", "warning", "failed", "unchecked"] as const;

/** Notes that are whole; unknown verdicts count as unchecked, never as passed. */
function notesOf(value: unknown): EvidenceNote[] {
  if (!Array.isArray(value)) return [];
  return value.map(record).map((note) => ({
    check: textOf(note.check),
    title: textOf(note.title) || textOf(note.check).replaceAll("_", " ") || "check",
    verdict: VERDICTS.find((one) => one === note.verdict) ?? "unchecked",
    words: textOf(note.words),
    by: textOf(note.by),
    is_weak: note.is_weak === true,
  }));
}

const RUN_VERDICTS = ["passed", "failed", "unchecked"] as const;
const BLOCK_VERDICTS = ["passed", "failed", "timed_out", "memory", "output", "not_checked"] as const;

function runOf(value: unknown): RunResult | null {
  const run = record(value);
  if (!Array.isArray(run.blocks)) return null;
  return {
    verdict: RUN_VERDICTS.find((one) => one === run.verdict) ?? "unchecked",
    words: textOf(run.words),
    blocks: run.blocks.map(record).map((block) => ({
      language: textOf(block.language),
      verdict: BLOCK_VERDICTS.find((one) => one === block.verdict) ?? "not_checked",
      words: textOf(block.words),
      phase: textOf(block.phase),
      stdout: textOf(block.stdout),
      stderr: textOf(block.stderr),
      wall_s: typeof block.wall_s === "number" ? block.wall_s : 0,
    })),
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
