/** An item's history and its answers as one line of entries. Pure. */

import type { components } from "../../api/schema";
import type { WireSpan } from "../../core/annotation";

type ItemDetail = components["schemas"]["ItemDetail"];
export type ItemAnswer = components["schemas"]["ItemAnswer"];
export type ItemPrelabel = components["schemas"]["ItemPrelabel"];
export type ItemEvent = components["schemas"]["ItemEvent"];

export interface Entry {
  key: number;
  event: ItemEvent;
  /** What was said, where the event is an answer. */
  answer: ItemAnswer | null;
}

/** Events oldest first; an answer belongs to the event that has its giver and its moment. */
export function entriesOf({ events, answers }: Pick<ItemDetail, "events" | "answers">): Entry[] {
  const left = [...answers];
  return events.map((event) => {
    const at = left.findIndex(
      (answer) => answer.worker_id === event.actor_id && answer.created_at === event.at,
    );
    const [answer = null] = at < 0 ? [] : left.splice(at, 1);
    return { key: event.id, event, answer };
  });
}

/** The marks of an annotation, null for other answers. */
export function spansOf(answer: ItemAnswer): WireSpan[] | null {
  const { spans } = answer.content;
  return Array.isArray(spans) ? (spans as WireSpan[]) : null;
}

/** "Of the 2 suggested marks: 1 accepted as it was, 1 edited; 1 added", or null where no model looked. */
export function uptakeText({ content }: Pick<ItemAnswer, "content">): string | null {
  const uptake = record(content.prelabel);
  const { shown } = uptake;
  if (typeof shown !== "boolean") return null;
  const count = (name: string) => (typeof uptake[name] === "number" ? uptake[name] : 0);
  const parts = [
    [count("accepted"), shown ? "accepted as suggested" : "marked alike"],
    [count("edited"), shown ? "edited" : "marked otherwise"],
    [count("deleted"), shown ? "removed" : "not marked"],
    [count("added"), shown ? "added" : "more than suggested"],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`);
  const head = shown ? "With the suggestions in sight" : "Without having seen the suggestions";
  return `${head}: ${said.length > 0 ? said.join(", ") : "as suggested"}`;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** "nothing here", "2 marks: EMAIL × 2". */
export function marksText(spans: readonly Pick<WireSpan, "label">[]): string {
  if (spans.length === 0) return "nothing here";
  const counts = new Map<string, number>();
  for (const { label } of spans) counts.set(label, (counts.get(label) ?? 0) + 1);
  const labels = [...counts].map(([label, count]) => (count > 1 ? `${label} × ${count}` : label)).join(", ");
  return `${spans.length === 1 ? "1 mark" : `${spans.length} marks`}: ${labels}`;
}

const OUTCOMES: Record<string, string> = {
  done: "Annotation complete",
  correct: "Found correct",
  incorrect: "Found incorrect: annotated anew",
  undecided: "Left undecided: annotated anew",
  exhausted: "Rounds used up: to an expert",
};

const TEXT_OUTCOMES: Record<string, string> = {
  done: "Goes on",
  accepted: "Accepted: goes on",
  rejected: "Rejected: back to be written anew",
  passed: "Passed: goes on",
  failed: "Failed",
  unchecked: "Unchecked, which is not passed",
  undecided: "Reviewers were left undecided",
  exhausted: "Rounds used up",
};

/** What the answer decided, or null while more are wanted. */
export function outcomeText(event: ItemEvent, isText = false): string | null {
  const { outcome } = event.data;
  if (typeof outcome !== "string") return null;
  return (isText ? TEXT_OUTCOMES : OUTCOMES)[outcome] ?? outcome;
}

export function confidenceOf(event: ItemEvent): number | null {
  const { confidence } = event.data;
  return typeof confidence === "number" ? confidence : null;
}
