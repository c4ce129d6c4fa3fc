import { describe, expect, it } from "vitest";
import { localText, targetText, towardsTarget } from "./earnings";
import type { CampaignEarnings } from "./earningsQueries";

const one = (changes: Partial<CampaignEarnings>) =>
  ({
    hourly: "6.00",
    target_hourly: "12.00",
    bonus_due: "0.30",
    currency: "USD",
    local: null,
    ...changes,
  }) as CampaignEarnings;

describe("earnings", () => {
  it.each([
    [null, "12", 0],
    ["6", "12", 0.5],
    ["13", "12", 1],
    ["3", "0", 1],
  ])("%s of %s is %d of the way", (hourly, target, share) => {
    expect(towardsTarget(hourly, target)).toBe(share);
  });

  it("says what is missing", () => {
    expect(targetText(one({}))).toContain("$0.30 is missing to the target of $12.00 an hour");
    expect(targetText(one({ bonus_due: "0.00" }))).toContain("at or over");
    expect(targetText(one({ hourly: null }))).toContain("once work is accepted");
  });

  it("says local money with the age of its rate", () => {
    expect(localText(one({}))).toBeNull();
    const local = { earned: "5.54", pending: "0", paid: "0", currency: "EUR", rates_of: "July 2024" };
    expect(localText(one({ local }))).toBe("about €5.54 at the exchange rate of July 2024");
  });
});
