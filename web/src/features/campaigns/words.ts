/** The server's keys in people's words. Pure. */

import type { Tone } from "../../ui/StateMark";
import type { Campaign, CampaignEvent, ItemState, Job, Stage, StageEvent } from "./queries";

interface Word {
  word: string;
  tone: Tone;
}

export const CAMPAIGN_STATES: Record<Campaign["state"], Word> = {
  DRAFT: { word: "Draft", tone: "off" },
  RUNNING: { word: "Running", tone: "on" },
  PAUSED: { word: "Paused", tone: "wait" },
  FINISHED: { word: "Finished", tone: "done" },
};

export const STAGE_STATES: Record<Stage["state"], Word> = {
  CLOSED: { word: "Closed", tone: "off" },
  OPEN: { word: "Open", tone: "on" },
  PAUSED: { word: "Paused", tone: "wait" },
};

export const ITEM_STATES: Record<ItemState, Word> = {
  ACTIVE: { word: "Active", tone: "on" },
  FLAGGED: { word: "Flagged", tone: "bad" },
  ACCEPTED: { word: "Accepted", tone: "done" },
  REJECTED: { word: "Rejected", tone: "off" },
};

export const JOB_STATES: Record<Job["state"], Word> = {
  QUEUED: { word: "Queued", tone: "wait" },
  RUNNING: { word: "Running", tone: "on" },
  DONE: { word: "Done", tone: "done" },
  FAILED: { word: "Failed", tone: "bad" },
  CANCELLED: { word: "Cancelled", tone: "off" },
};

export const CAMPAIGN_EVENTS: Record<CampaignEvent, string> = {
  start: "Start",
  pause: "Pause",
  resume: "Resume",
  finish: "Finish",
  reopen: "Reopen",
};

export const STAGE_EVENTS: Record<StageEvent, string> = { open: "Open", pause: "Pause", close: "Close" };

/** "ip_address" → "ip address". */
export function plain(key: string): string {
  return key.replaceAll("_", " ");
}

/** A skill without the recipe it belongs to: "code-pii/email" → "email". */
export function skillName(key: string): string {
  return plain(key.split("/").at(-1) ?? key);
}

/** 1_234_567 → "1.2 MB", in powers of ten. */
export function sizeText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${new Intl.NumberFormat("en-US", { maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0 }).format(value)} ${units[unit]}`;
}

/** "1 file", "2 files". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

/** An alpha with its interval: "0.81 (0.74 to 0.87)". */
export function alphaText(
  alpha: number | null,
  low: number | null | undefined,
  high: number | null | undefined,
): string {
  if (alpha === null) return "–";
  const range = typeof low === "number" && typeof high === "number";
  return alpha.toFixed(2) + (range ? ` (${low.toFixed(2)} to ${high.toFixed(2)})` : "");
}

/** How far to trust an alpha, by the customary bounds (Krippendorff 2004, pp. 241–243). */
export function alphaWords(alpha: number | null): string {
  if (alpha === null) return "not defined: no two verdicts differ";
  if (alpha >= 0.8) return "reliable";
  if (alpha >= 0.667) return "tentative";
  if (alpha > 0) return "low";
  return "no better than chance";
}
