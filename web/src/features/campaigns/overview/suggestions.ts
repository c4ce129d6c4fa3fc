/** What became of a model's suggestions, summed and in words. Pure. */

import type { components } from "../../../api/schema";
import { percentText } from "../../../core/format";

export type PrelabelRow = components["schemas"]["PrelabelRow"];
type Arm = PrelabelRow["shown"];

/** "41 of 50, 82 %", or "–" where nothing was suggested yet. */
export function agreementText({ accepted, suggested, agreement }: Arm): string {
  return agreement === null ? "–" : `${accepted} of ${suggested}, ${percentText(agreement)}`;
}

/** "70 % to 90 %": where the share lies, with 95 % confidence. */
export function intervalText({ agreement_low: low, agreement_high: high }: Arm): string {
  return low === null || high === null ? "" : `${percentText(low)} to ${percentText(high)}`;
}

/** The share of judged answers that validators found correct; null before one was judged. */
export function rightAtFirst({ judged, correct }: Arm): number | null {
  return judged === 0 ? null : correct / judged;
}

/** Whether those who see suggestions agree with them surely more than those who do not. */
export function leansOnModel({ shown, control }: PrelabelRow): boolean {
  return (
    shown.agreement_low !== null &&
    control.agreement_high !== null &&
    shown.agreement_low > control.agreement_high
  );
}

/** What the two arms say about a category. */
export function verdictText(row: PrelabelRow): string {
  if (row.shown.agreement === null || row.control.agreement === null) return "too few suggestions to compare";
  if (!leansOnModel(row)) return "no difference that is sure";
  return "accepted more often when seen: people lean on it, or see more with it";
}
