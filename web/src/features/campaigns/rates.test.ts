import { describe, expect, it } from "vitest";
import { linesByKind, meanRate, overallAgreement, ratesByLine, ratesOf } from "./rates";

const AT = Date.UTC(2026, 10, 2, 8);
const iso = (offsetS: number) => new Date(AT + offsetS * 1000).toISOString();

describe("ratesOf", () => {
  it("fills holes with zeros and leaves out the interval that is not over", () => {
    const throughput = {
      interval_s: 60,
      points: [
        { at: iso(-120), template: "annotate", answers: 6 },
        { at: iso(0), template: "annotate", answers: 1 },
      ],
    };
    const [line] = ratesOf(throughput, ["annotate"], 5, AT + 20_000);
    expect(line?.points.map((point) => point.value)).toEqual([0, 0, 0, 6, 0]);
    expect(line?.points.at(-1)?.atMs).toBe(AT - 60_000);
  });

  it("gives answers per minute whatever the interval", () => {
    const throughput = { interval_s: 10, points: [{ at: iso(-10), template: "a", answers: 3 }] };
    expect(ratesOf(throughput, ["a"], 1, AT)[0]?.points.at(-1)?.value).toBe(18);
  });

  it("does not lose answers when the browser's clock is behind", () => {
    const throughput = {
      interval_s: 60,
      points: [
        { at: iso(-60), template: "a", answers: 3 },
        { at: iso(0), template: "a", answers: 9 },
      ],
    };
    const values = ratesOf(throughput, ["a"], 3, AT - 600_000)[0]?.points.map((point) => point.value);
    expect(values).toEqual([0, 0, 3]);
  });

  it("begins with the campaign, and always has a point", () => {
    const throughput = { interval_s: 60, points: [] };
    expect(ratesOf(throughput, ["a"], 60, AT, AT - 150_000)[0]?.points).toHaveLength(3);
    expect(ratesOf(throughput, ["a"], 60, AT + 20_000, AT + 10_000)[0]?.points).toHaveLength(1);
    expect(ratesOf(throughput, ["a"], 2, AT, AT - 150_000)[0]?.points).toHaveLength(2);
  });

  it("draws at most four lines, and counts all answers", () => {
    const templates = ["a", "b", "c", "d", "e"];
    const points = templates.map((template) => ({ at: iso(-60), template, answers: 1 }));
    const lines = ratesOf({ interval_s: 60, points }, templates, 1, AT);
    expect(lines.map((line) => line.name)).toEqual(["a", "b", "c", "later stages"]);
    expect(lines.map((line) => line.points[0]?.value)).toEqual([1, 1, 1, 2]);
  });
});

describe("meanRate", () => {
  it("is over the whole time, not over the points", () => {
    expect(meanRate({ interval_s: 60, points: [{ at: iso(0), template: "a", answers: 10 }] }, 5)).toBe(2);
  });
});

describe("overallAgreement", () => {
  const row = (judged: number, unanimous: number, alpha: number | null) => ({
    category: "x",
    judged,
    mean_validations: 3,
    unanimous,
    alpha,
    alpha_low: alpha,
    alpha_high: alpha,
    first_pass: 1,
  });

  it("weighs categories by what was judged", () => {
    expect(overallAgreement([row(3, 1, 0.9), row(1, 0, null)])).toEqual({
      judged: 4,
      meanValidations: 3,
      unanimous: 0.75,
      alphas: [0.9, 0.9],
    });
  });

  it("is nothing before the first judgement", () => {
    expect(overallAgreement([])).toBeNull();
    expect(overallAgreement([row(0, 0, null)])).toBeNull();
  });
});

describe("linesByKind", () => {
  const stages = [
    { template: "write_prompt", kind: "author" },
    { template: "write_prompt", kind: "author" },
    { template: "write_completion", kind: "author" },
    { template: "check", kind: "check" },
    { template: "run", kind: "run" },
  ] as const;

  it("has one line a kind of work, and none for work that is not done", () => {
    expect(linesByKind(stages)).toEqual([
      ["written", ["write_prompt", "write_completion"]],
      ["by machines", ["check", "run"]],
    ]);
  });

  it("adds the steps of a line", () => {
    const at = "2026-01-01T00:00:00Z";
    const points = [
      { at, template: "write_prompt", answers: 2 },
      { at, template: "write_completion", answers: 3 },
    ];
    const [written] = ratesByLine(
      { interval_s: 60, points },
      linesByKind(stages),
      1,
      Date.parse(at) + 60_000,
    );
    expect(written?.points.at(-1)?.value).toBe(5);
  });
});
