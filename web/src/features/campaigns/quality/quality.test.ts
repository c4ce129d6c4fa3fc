import { describe, expect, it } from "vitest";
import type { QualityView } from "../queries";
import {
  type AgreementRow,
  chosen,
  type Drift,
  driftLine,
  heatOf,
  intervalText,
  movementWords,
  readingOf,
  restsOn,
  valueText,
} from "./quality";

const ROW: AgreementRow = {
  stage_id: 1,
  stage_title: "Check: Email",
  kind: "validate",
  category: "email",
  measure: "alpha",
  value: 0.75,
  low: 0.7,
  high: 0.78,
  n_units: 40,
  n_workers: 6,
};

const DRIFT: Drift = {
  kind: "validate",
  category: "",
  window: "day",
  points: [
    { at: "2026-03-02T00:00:00Z", value: 0.9, low: 0.8, high: 0.95, n_units: 30 },
    { at: "2026-03-03T00:00:00Z", value: null, low: null, high: null, n_units: 0 },
  ],
  movement: {
    p_value: 0.0004,
    at: "2026-03-12T10:00:00Z",
    before: 0.84,
    after: 0.71,
    change_low: -0.19,
    change_high: -0.07,
    n_units: 420,
  },
};

describe("numbers in words", () => {
  it("shows shares as shares and chance-corrected measures as they are", () => {
    expect(valueText("alpha", 0.812)).toBe("0.81");
    expect(valueText("token_f1", 0.86)).toBe("86%");
    expect(valueText("gamma", null)).toBe("–");
    expect(intervalText("same", 0.7, 0.8)).toBe("70% to 80%");
    expect(intervalText("same", null, null)).toBe("");
  });

  it("says when an interval crosses a bound", () => {
    expect(readingOf(ROW)).toBe("tentative");
    expect(readingOf({ ...ROW, low: 0.6 })).toBe("tentative; from “low” to “tentative”");
    expect(readingOf({ ...ROW, measure: "same" })).toBe("chance is not taken off");
    expect(readingOf({ ...ROW, measure: "gamma", value: null })).toContain("too little is marked");
  });

  it("says what the numbers rest on", () => {
    const view = (read: number) =>
      ({
        per_stage: 2000,
        stages: [{ stage_id: 1, finished: 12_000, read, answered_twice: read, answers: 3 * read }],
      }) as unknown as QualityView;
    expect(restsOn(view(12_000))).toContain("All 12,000 finished tasks with 36,000 answers.");
    expect(restsOn(view(2_000))).toContain("A sample of 2,000 of the 12,000 finished tasks");
    expect(restsOn({ ...view(0), stages: [] })).toContain("No task");
  });
});

describe("drift", () => {
  it("says where and how far it moved", () => {
    expect(movementWords(DRIFT)).toBe(
      "It fell around 12 March: from 84% before to 71% since (−19 to −7 points; p < 0.001, 420 tasks).",
    );
    const still = { ...DRIFT, movement: { ...DRIFT.movement, p_value: 0.3 } } as Drift;
    expect(movementWords(still)).toBe("No sign that it moved (p = 0.300, 420 tasks).");
    expect(movementWords({ ...DRIFT, movement: null })).toContain("nothing can be said");
  });

  it("leaves out windows without a number", () => {
    expect(driftLine(DRIFT).points).toHaveLength(1);
  });
});

describe("tables", () => {
  it("falls back to the first choice", () => {
    expect(chosen([DRIFT], "nothing:here")).toBe(DRIFT);
    expect(chosen([], null)).toBeUndefined();
  });

  it("gives each cell its share of the row", () => {
    const cells = heatOf({
      kind: "annotate",
      category: "email",
      rows: ["A", ""],
      columns: ["A", ""],
      counts: [
        [6, 2],
        [0, 0],
      ],
    });
    expect(cells[0]?.map(({ share }) => share)).toEqual([0.75, 0.25]);
    expect(cells[1]?.map(({ share }) => share)).toEqual([0, 0]);
    expect(cells[0]?.[0]?.isSame).toBe(true);
  });
});
