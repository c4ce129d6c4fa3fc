/** The page of each kind of task, a chunk of its own: nobody loads what their stage does not need. */

import { type ComponentType, lazy } from "react";
import type { Merge } from "../../core/drafts";
import type { DraftBody } from "./draftBodies";
import type { TaskProps } from "./TaskRoom";
import type { Claim } from "./taskQueue";
import type { WorkStage } from "./wire";

type Kind = WorkStage["kind"];

/** A task page as the room shows it: it knows itself which drafts its claims carry. */
type AnyTask = ComponentType<
  Omit<TaskProps<DraftBody>, "claim"> & { claim: Claim & { prepared: Merge<DraftBody> } }
>;
type Load = () => Promise<{ default: AnyTask }>;

/** A stage has tasks of one kind, and their drafts were read as such. */
function page<Body extends DraftBody>(Task: ComponentType<TaskProps<Body>>): { default: AnyTask } {
  return { default: Task as unknown as AnyTask };
}

const LOADS: Record<Kind, Load> = {
  annotate: async () => page((await import("./AnnotateTask")).AnnotateTask),
  validate: async () => page((await import("./ValidateTask")).ValidateTask),
  author: async () => page((await import("./author/AuthorTask")).AuthorTask),
  review: async () => page((await import("./review/ReviewTask")).ReviewTask),
  compare: async () => page((await import("./compare/CompareTask")).CompareTask),
};

export const TASKS: Record<Kind, AnyTask> = {
  annotate: lazy(LOADS.annotate),
  validate: lazy(LOADS.validate),
  author: lazy(LOADS.author),
  review: lazy(LOADS.review),
  compare: lazy(LOADS.compare),
};

/** Load the page of a kind ahead; one that does not arrive is asked for again when it shows. */
export function loadTask(kind: Kind): void {
  LOADS[kind]().catch(() => undefined);
}

export function isTextKind(kind: Kind): boolean {
  return kind === "author" || kind === "review" || kind === "compare";
}
