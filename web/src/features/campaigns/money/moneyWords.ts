/** Words and shares of the money pages. Pure. */

import type { Tone } from "../../../ui/StateMark";
import type { AccountBalance, EntryKind, PayoutBatch, PayoutBatchEvent, PayoutRow } from "./moneyQueries";

export const KINDS: Readonly<Record<EntryKind, string>> = {
  fund: "Deposit",
  task_pay: "Task pay",
  bonus: "Bonus",
  correction: "Correction",
  final_share: "Final share",
  payout: "Payout",
  payout_settled: "Payout arrived",
  payout_returned: "Payout came back",
  refund: "Refund",
};

export const ACCOUNTS: Readonly<Record<AccountBalance["account"], string>> = {
  funding: "Funding",
  budget: "Budget",
  worker: "Worker",
  payout_clearing: "Payouts on the way",
  paid_out: "Paid out",
};

export const BATCH_STATES: Readonly<Record<PayoutBatch["state"], { word: string; tone: Tone }>> = {
  DRAFT: { word: "draft", tone: "off" },
  APPROVED: { word: "approved", tone: "wait" },
  SENT: { word: "sent", tone: "on" },
  SETTLED: { word: "settled", tone: "done" },
  FAILED: { word: "failed", tone: "bad" },
  DISCARDED: { word: "discarded", tone: "off" },
};

export const PAYOUT_STATES: Readonly<Record<PayoutRow["state"], { word: string; tone: Tone }>> = {
  OPEN: { word: "open", tone: "wait" },
  SETTLED: { word: "arrived", tone: "done" },
  FAILED: { word: "failed", tone: "bad" },
  RETURNED: { word: "came back", tone: "bad" },
  DISCARDED: { word: "discarded", tone: "off" },
};

export const BATCH_VERBS: Readonly<Record<PayoutBatchEvent, string>> = {
  approve: "Approve",
  discard: "Discard",
  send: "Mark as sent",
  settle: "All arrived",
  fail: "All failed",
};

/** An account as a person names it. */
export function accountText(account: AccountBalance["account"], name: string | null): string {
  return name ?? ACCOUNTS[account];
}

export interface BarPart {
  key: "spent" | "reserved" | "free";
  /** In [0, 1]; together 1 where there is money at all. */
  share: number;
}

/** How a budget divides; for drawing only, the numbers beside it are the server's. */
export function barParts(budget: { spent: string; reserved: string; free: string | null }): BarPart[] {
  const amounts = {
    spent: Math.max(0, Number(budget.spent)),
    reserved: Math.max(0, Number(budget.reserved)),
    free: Math.max(0, Number(budget.free ?? 0)),
  };
  const total = amounts.spent + amounts.reserved + amounts.free;
  return (["spent", "reserved", "free"] as const).map((key) => ({
    key,
    share: total > 0 ? amounts[key] / total : 0,
  }));
}

/** Whether a typed amount is one: plain decimals with at most four digits after the point. */
export function isAmount(text: string, mayBeNegative = false): boolean {
  const found = /^(-?)(\d{1,9}(?:\.\d{1,4})?)$/.exec(text.trim());
  return found !== null && Number(found[2]) > 0 && (mayBeNegative || found[1] === "");
}

/** A key for one press of a button, sixteen random bytes: the same press again posts nothing anew. */
export function newKey(random: (bytes: Uint8Array) => Uint8Array): string {
  return Array.from(random(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
