/** The rows of the history in words and sums. */

import type { components } from "../../api/schema";
import { sumDecimals } from "../../core/decimals";
import { charCount } from "../../core/form";
import { numberText } from "../../core/format";
import { groupBy } from "../../core/groups";
import { preferenceText, readPreference } from "../../core/preference";

export type HistoryRow = components["schemas"]["HistoryRow"];

/** "3 marks", "nothing here", "incorrect: a border is off", "1,204 characters", "rejected: …", "left better". */
export function answerText({ answer, kind }: HistoryRow): string {
  if (!answer) return "–";
  if (kind === "author") return writtenText(answer.fields);
  if (kind === "compare") {
    const preference = readPreference(answer.preference);
    return preference === null ? "–" : preferenceText(preference).toLowerCase();
  }
  if (kind === "annotate") {
    const marks = Array.isArray(answer.spans) ? answer.spans.length : 0;
    return marks === 0 ? "nothing here" : marks === 1 ? "1 mark" : `${marks} marks`;
  }
  return answer.reason ? `${answer.verdict}: ${answer.reason}` : String(answer.verdict);
}

function writtenText(fields: unknown): string {
  const texts = typeof fields === "object" && fields !== null ? Object.values(fields) : [];
  const chars = texts.reduce<number>(
    (sum, text) => sum + (typeof text === "string" ? charCount(text) : 0),
    0,
  );
  return chars === 1 ? "1 character" : `${numberText(chars)} characters`;
}

const STATES: Record<HistoryRow["state"], string> = {
  ACTIVE: "Open",
  SUBMITTED: "Submitted",
  ACCEPTED: "Accepted",
  REJECTED: "Rejected",
  SKIPPED: "Skipped",
  EXPIRED: "Time ran out",
};

export function stateText({ state }: HistoryRow): string {
  return STATES[state];
}

export interface Totals {
  answered: number;
  activeMs: number;
  /** One sum a currency. */
  pay: { currency: string; amount: string }[];
}

export function totalsOf(rows: readonly HistoryRow[]): Totals {
  const answered = rows.filter((row) => row.submitted_at !== null && row.state !== "SKIPPED");
  const paid = answered.filter((row) => !row.late && (row.state === "SUBMITTED" || row.state === "ACCEPTED"));
  return {
    answered: answered.length,
    activeMs: answered.reduce((sum, row) => sum + (row.active_ms ?? 0), 0),
    pay: [...groupBy(paid, (row) => row.currency)].map(([currency, own]) => ({
      currency,
      amount: sumDecimals(own.map((row) => row.price)),
    })),
  };
}
