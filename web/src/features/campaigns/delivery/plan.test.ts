import { describe, expect, it } from "vitest";
import type { Criterion, Shortfall } from "../textQueries";
import { deliveryOf, judged, mendedAt, nextVersion, overridesOf, shortOf, versionProblem } from "./plan";

const criterion = (measure: string, holds: boolean): Criterion => ({
  measure,
  words: measure,
  limit: "at least 1",
  measured: "0",
  holds,
});
const shortfall = (measure: string, scope: string): Shortfall => ({
  measure,
  scope,
  words: scope,
  item_ids: [],
});
const versions = (...names: string[]) => names.map((version) => ({ version }));

describe("versions", () => {
  it.each([
    ["1.0.0", null],
    ["2026-11_a", null],
    ["", "Name"],
    [".1", "Letters"],
    ["a b", "Letters"],
    ["x".repeat(42), "Letters"],
    ["1.1", "delivered already"],
  ])("%s", (version, problem) => {
    const said = versionProblem(version, versions("1.1"));
    if (problem === null) expect(said).toBeNull();
    else expect(said).toContain(problem);
  });

  it.each([
    [[], "1.0.0"],
    [["1.0.9"], "1.0.10"],
    [["1.0", "1.1", "1.2"], "1.3"],
    [["2-beta"], "3-beta"],
    [["first"], "first.1"],
  ])("after %j comes %s, which is allowed", (delivered, next) => {
    expect(nextVersion(versions(...delivered))).toBe(next);
    expect(versionProblem(next, versions(...delivered))).toBeNull();
  });
});

describe("the gate", () => {
  const criteria = [criterion("a", true), criterion("b", false), criterion("b", false)];

  it("shows what falls short first, with its places", () => {
    const rows = judged({ criteria, shortfalls: [shortfall("b", "Scala"), shortfall("c", "Go")] });
    expect(rows.map((row) => row.criterion.measure)).toEqual(["b", "b", "a"]);
    expect(rows[0]?.shortfalls.map((one) => one.scope)).toEqual(["Scala"]);
  });

  it("wants one reason a measure, and no delivery without it", () => {
    expect(shortOf(criteria).map((one) => one.measure)).toEqual(["b"]);
    expect(deliveryOf("1", criteria, { b: "  " })).toBeNull();
    expect(deliveryOf("1", criteria, { b: " agreed ", a: "not needed" })).toEqual({
      version: "1",
      overrides: [{ measure: "b", reason: "agreed" }],
    });
    expect(deliveryOf("1", [criterion("a", true)], {})).toEqual({ version: "1", overrides: [] });
  });

  it("leads to where a shortfall is mended, if there is such a place", () => {
    expect(mendedAt("near_duplicates")?.tab).toBe("duplicates");
    expect(mendedAt("sandbox_unchecked")).toBeNull();
  });

  it("reads exceptions of any age", () => {
    expect(
      overridesOf({ overrides: [{ measure: "a", by: "Ann", reason: "r", scope: null }, { by: 3 }] }),
    ).toEqual([
      { measure: "a", by: "Ann", reason: "r" },
      { measure: "", by: "", reason: "" },
    ]);
  });
});
