import { describe, expect, it } from "vitest";
import { durationText, moneyText, numberText, percentText, relativeTimeText } from "./format";

describe("format", () => {
  it.each([
    ["7.3", "$7.30"],
    ["0.0125", "$0.0125"],
    ["-3.10", "-$3.10"],
    ["12345678901234567.89", "$12,345,678,901,234,567.89"],
    ["1.500000", "$1.50"],
  ])("money %s", (amount, text) => expect(moneyText(amount)).toBe(text));

  it.each([
    [0, "0%"],
    [0.034, "3.4%"],
    [0.5, "50%"],
    [0.996, "99.6%"],
    [1, "100%"],
  ])("percent %d", (share, text) => expect(percentText(share)).toBe(text));

  it.each([
    [-10_000, "just now"],
    [-61_000, "1 minute ago"],
    [-7_200_000, "2 hours ago"],
    [86_400_000 * 1.5, "in 36 hours"],
    [86_400_000 * 2.5, "in 2 days"],
    [-86_400_000 * 800, "2 years ago"],
  ])("relative %d ms", (ms, text) => expect(relativeTimeText(1e12 + ms, 1e12)).toBe(text));

  it.each([
    [499, "0 s"],
    [45_000, "45 s"],
    [125_000, "2 min 5 s"],
    [120_000, "2 min"],
    [4_800_000, "1 h 20 min"],
    [3_600_000, "1 h"],
  ])("duration %d ms", (ms, text) => expect(durationText(ms)).toBe(text));

  it("numbers", () => expect(numberText(12345.678, 1)).toBe("12,345.7"));
});
