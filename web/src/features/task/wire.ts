/** The calls of the task page, and what their answers mean here. */

import { api } from "../../api/client";
import { asProblem } from "../../api/problem";
import type { components } from "../../api/schema";
import type { OutboxEntry, Outcome } from "../../core/outbox";

type Schemas = components["schemas"];
export type Assignment = Schemas["Assignment"];
export type TextWork = Schemas["TextWork"];
export type WorkStage = Schemas["WorkStage"];
export type Submission = Schemas["SubmitIn"];
export type Submitted = Schemas["Submitted"];

/** When a lease ends, by this machine's clock. */
export interface LeaseEnd {
  expiresAtMs: number;
}

export interface Claimed {
  assignment: (Assignment & LeaseEnd) | null;
  /** Why there is none. */
  reason: string | null;
  message: string | null;
}

/** Claim a task of a stage; with `after`, another one than that. */
export async function claimTask(stageId: number, after: number | null): Promise<Claimed> {
  const { data, error, response } = await api.POST("/api/v1/stages/{stage_id}/claim", {
    params: { path: { stage_id: stageId } },
    body: { after },
  });
  if (!data) throw asProblem(error);
  const { assignment } = data;
  if (!assignment) return { assignment: null, reason: data.reason ?? "no_tasks", message: data.message };
  const expiresAtMs = localTimeOf(assignment.leased_until, response);
  return { assignment: { ...assignment, expiresAtMs }, reason: null, message: null };
}

/** Extend a lease; when it ends now. */
export async function renewLease(assignmentId: number): Promise<number> {
  const { data, error, response } = await api.POST("/api/v1/assignments/{assignment_id}/renew", {
    params: { path: { assignment_id: assignmentId } },
  });
  if (!data) throw asProblem(error);
  return localTimeOf(data.leased_until, response);
}

/** Send one answer out of the outbox. */
export async function sendAnswer(entry: OutboxEntry<Submission>): Promise<Outcome<Submitted>> {
  try {
    const { data, error } = await api.POST("/api/v1/assignments/{assignment_id}/submit", {
      params: { path: { assignment_id: entry.id }, header: { "Idempotency-Key": entry.key } },
      body: entry.body,
    });
    if (!data) throw asProblem(error);
    return { kind: "taken", result: data };
  } catch (thrown) {
    return outcomeOf(thrown);
  }
}

/** The statuses by which the server says that an answer will never be taken. */
const FINAL = new Set([400, 404, 409, 413, 422]);

/** Whether a failed sending is worth another. */
export function outcomeOf(thrown: unknown): Outcome<never> {
  const error = asProblem(thrown);
  return { kind: FINAL.has(error.status) ? "refused" : "later", error };
}

/** A time of the server in the time of this machine, whose clock may be wrong. */
function localTimeOf(at: string, response: Response): number {
  const date = Date.parse(response.headers.get("date") ?? "");
  const serverNowMs = Number.isNaN(date) ? Date.now() : date;
  return Date.now() + (Date.parse(at) - serverNowMs);
}
