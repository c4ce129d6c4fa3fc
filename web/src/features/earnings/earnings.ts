/** Words and shares of the earnings page. Pure. */

import { moneyText } from "../../core/format";
import type { CampaignEarnings } from "./earningsQueries";

/** How far pay an hour is towards the target, in [0, 1]; 0 before there is time. For drawing only. */
export function towardsTarget(hourly: string | null, target: string): number {
  if (hourly === null || Number(target) <= 0) return hourly === null ? 0 : 1;
  return Math.min(1, Math.max(0, Number(hourly) / Number(target)));
}

/** How pay stands against the target, in words. */
export function targetText(one: CampaignEarnings): string {
  const { hourly, target_hourly, bonus_due, currency } = one;
  const target = moneyText(target_hourly, currency);
  if (hourly === null) return `The target is ${target} an hour. It is measured once work is accepted.`;
  if (Number(bonus_due) === 0) return `You are at or over the target of ${target} an hour.`;
  return `${moneyText(bonus_due, currency)} is missing to the target of ${target} an hour. A bonus makes up for it.`;
}

/** The same sums in local money, with the age of the rate. */
export function localText(one: CampaignEarnings): string | null {
  if (!one.local) return null;
  const { earned, currency, rates_of } = one.local;
  return `about ${moneyText(earned, currency)} at the exchange rate of ${rates_of}`;
}
