import { describe, expect, it } from "vitest";
import type { GoldenStage } from "./goldenQueries";
import { firstToRunOut, madeText, runOutText, scoreText, truthText } from "./goldens";

const STAGE: GoldenStage = {
  id: 1,
  key: "annotate:email",
  title: "Mark: E-mail",
  kind: "annotate",
  category: "email",
  golden_min: 3,
  active: 10,
  retired: 0,
  given: 4,
  runs_out_at: "2026-03-20T00:00:00Z",
  runs_out_soon: true,
  per_day: 1.5,
  left: 4,
  measured_workers: 2,
};

describe("goldens in words", () => {
  it("says what is right", () => {
    expect(truthText({ spans: [] })).toBe("nothing here");
    expect(truthText({ spans: [{}, {}] })).toBe("2 marks");
    expect(truthText({ verdict: "incorrect" })).toBe("incorrect");
    expect(truthText({ verdict: "rejected", form: { fits: false } })).toBe("rejected, 1 field");
    expect(truthText({ preference: "ours" })).toBe("ours");
  });

  it("has no score before the first answer", () => {
    expect(scoreText({ answers: 0, mean_score: null })).toBe("–");
    expect(scoreText({ answers: 3, mean_score: 0.5 })).toMatch(/50/);
  });

  it("says what came of making them", () => {
    expect(madeText({ made: 1, known: 0, items_without: [] })).toBe("1 golden made.");
    expect(madeText({ made: 0, known: 2, items_without: [7] })).toBe(
      "0 goldens made. 2 were there already. Nothing is known for sure about this item yet.",
    );
  });

  it("warns of the stage that runs out first, and only where goldens are mixed in", () => {
    const later = { ...STAGE, id: 2, runs_out_at: "2026-03-25T00:00:00Z" };
    const off = { ...STAGE, id: 3, golden_min: 0, runs_out_at: "2026-03-01T00:00:00Z" };
    expect(firstToRunOut([later, STAGE, off])?.id).toBe(1);
    expect(firstToRunOut([off])).toBeNull();
    expect(runOutText(STAGE)).toBe("The busiest of 2 workers has 4 left and got 1.5 a day.");
    expect(runOutText({ ...STAGE, left: 0, measured_workers: 1 })).toMatch(/1 worker has had them all/);
  });
});
