/** Which jobs belong to which part of a page. Pure. */

import type { Job } from "./queries";

/** What the pages start, and what the server calls the job of it. */
const KINDS = {
  gate: ["gate", "check_gate"],
  refill: ["refill"],
  deliver: ["deliver", "delivery"],
  benchmark: ["benchmark", "add_benchmark"],
} as const;

export function jobsOf(jobs: readonly Job[], what: keyof typeof KINDS): Job[] {
  const kinds: readonly string[] = KINDS[what];
  return jobs.filter((job) => kinds.includes(job.kind));
}

/** What a finished job says of itself: its message, else its counts ("12 problems, 3 refused"). */
export function resultText({ message, result }: Pick<Job, "message" | "result">): string {
  if (message) return message;
  return Object.entries(result ?? {})
    .filter(([, value]) => typeof value === "number" && Number.isFinite(value))
    .map(([name, value]) => `${Number(value).toLocaleString("en-US")} ${name.replaceAll("_", " ")}`)
    .join(", ");
}
