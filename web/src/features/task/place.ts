/** Where a task's text stands in its file. */

import { numberText } from "../../core/format";
import type { Assignment } from "./wire";

type Placed = Pick<Assignment, "text" | "path" | "first_line" | "first_column" | "language">;

/** What a task is about, in the head of the page. */
export function taskText(task: Assignment): string {
  const { work } = task;
  if (!work) return placeText(task);
  // Of two blind answers the brief says too much already.
  const parts = work.pair ? [] : [work.brief.title];
  return [...parts, work.brief.language].filter(Boolean).join(" · ");
}

/** "lines 51–100 of src/app.py · Python"; of a long line its characters. */
export function placeText(task: Placed): string {
  return `${partText(task)} of ${task.path} · ${task.language}`;
}

function partText({ text, first_line: first, first_column: before }: Placed): string {
  // A line end at the end closes the last line, it does not begin another one.
  const body = text.replace(/(?:\r\n|\r|\n)$/, "");
  const breaks = body.match(/\r\n|\r|\n/g)?.length ?? 0;
  if (breaks > 0) return `lines ${first}–${first + breaks}`;
  if (before === 0) return `line ${first}`;
  const last = before + [...body].length;
  return `line ${first}, characters ${numberText(before + 1)}–${numberText(last)}`;
}
