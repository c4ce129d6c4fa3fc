import { describe, expect, it } from "vitest";
import { accountText, barParts, isAmount, newKey } from "./moneyWords";

describe("money words", () => {
  it.each([
    ["1", true],
    ["0.0001", true],
    [" 12.50 ", true],
    ["0", false],
    ["0.0000", false],
    ["-1", false],
    ["1e3", false],
    ["1,50", false],
    ["0.00001", false],
    ["", false],
    ["1234567890", false],
  ])("%j is an amount: %s", (text, is) => expect(isAmount(text)).toBe(is));

  it("corrections go both ways", () => {
    expect(isAmount("-0.50", true)).toBe(true);
    expect(isAmount("-0", true)).toBe(false);
  });

  it("divides the bar", () => {
    const parts = barParts({ spent: "1.00", reserved: "1", free: "2.0000" });
    expect(parts.map((part) => part.share)).toEqual([0.25, 0.25, 0.5]);
    expect(barParts({ spent: "0", reserved: "0", free: null }).every((part) => part.share === 0)).toBe(true);
  });

  it("names accounts", () => {
    expect(accountText("worker", "Ada")).toBe("Ada");
    expect(accountText("budget", null)).toBe("Budget");
  });

  it("makes keys that the server takes", () => {
    expect(newKey((bytes) => bytes.fill(10))).toBe("0a".repeat(16));
  });
});
