/** Appeals in words. Pure. */

import type { Tone } from "../../ui/StateMark";
import type { Appeal } from "./voiceQueries";

export const APPEAL_STATES: Record<Appeal["state"], { word: string; tone: Tone }> = {
  OPEN: { word: "open", tone: "wait" },
  UPHELD: { word: "upheld", tone: "done" },
  DISMISSED: { word: "dismissed", tone: "bad" },
  WITHDRAWN: { word: "withdrawn", tone: "off" },
};

const DAY_MS = 24 * 3_600_000;

/** What is appealed, in a few words. */
export function subjectTitle({ kind, subject }: Pick<Appeal, "kind" | "subject">): string {
  if (kind === "assignment") return `Rejected work at ${subject.title}`;
  if (kind === "rule_event") return `What the rule “${subject.title}” did`;
  return subject.scope === "everything"
    ? "A restriction from all work"
    : `A restriction from ${subject.title}`;
}

/** "6 days left", "3 hours left", "the deadline has passed". */
export function leftText(deadline: string, nowMs: number): string {
  const left = Date.parse(deadline) - nowMs;
  if (left <= 0) return "the deadline has passed";
  if (left >= 2 * DAY_MS) return `${Math.round(left / DAY_MS)} days left`;
  const hours = Math.floor(left / 3_600_000);
  if (hours >= 1) return hours === 1 ? "1 hour left" : `${hours} hours left`;
  return "less than an hour left";
}
