import { describe, expect, it } from "vitest";
import { flowOf, rangeOf, readOpen, stepsOf, toggleOpen } from "./flow";
import type { FunnelCell, Stage } from "./queries";

function stage(template: string, category: string, position: number, more: Partial<Stage> = {}): Stage {
  return {
    id: position * 10,
    key: `${template}:${category}`,
    template,
    kind: "review",
    category,
    title: `${category}: ${template}`,
    position,
    state: "OPEN",
    skill_key: null,
    skill_min: 0,
    overlap_min: 1,
    overlap_max: 1,
    min_confidence: 1,
    price: "1",
    currency: "USD",
    hourly: "1",
    hourly_measured: null,
    expected_s: 60,
    lease_s: 60,
    open_tasks: 2,
    live: 1,
    answers: 3,
    median_active_s: null,
    events: ["close"],
    ...more,
  };
}

const STAGES = [
  stage("review", "Scala", 3),
  stage("write", "Python", 0, { kind: "author" }),
  stage("review", "Python", 2, { state: "CLOSED", events: ["open"] }),
  stage("check", "Python", 1, { kind: "check" }),
];

function cell(
  template: string | null,
  category: string,
  state: FunnelCell["state"],
  items: number,
): FunnelCell {
  return { stage_id: template ? 7 : null, stage_key: template, template, category, state, items };
}

describe("stepsOf", () => {
  it("follows the flow and sums over tracks", () => {
    const steps = stepsOf(STAGES);
    expect(steps.map((step) => [step.number, step.template, step.stages.length])).toEqual([
      [1, "write", 1],
      [2, "check", 1],
      [3, "review", 2],
    ]);
    expect(steps[2]).toMatchObject({ title: "Review", open: 1, openTasks: 4, live: 2, answers: 6 });
    expect(steps[2]?.events).toEqual(["open", "close"]);
    expect(steps.map((step) => step.isMachine)).toEqual([false, true, false]);
  });

  it("ranges over decimals, not over words", () => {
    expect(rangeOf(["10.5", "9.75", "9.8"])).toEqual(["9.75", "10.5"]);
    expect(rangeOf([])).toBeNull();
  });
});

describe("flowOf", () => {
  const cells = [
    cell("write", "Python", "ACTIVE", 4),
    cell("review", "Python", "FLAGGED", 2),
    cell("review", "Scala", "ACTIVE", 3),
    cell(null, "Python", "ACCEPTED", 5),
    cell(null, "Scala", "FLAGGED", 1),
    cell("gone", "Scala", "ACTIVE", 6),
  ];

  it("has a row for every step, also for empty ones, then the ends", () => {
    expect(flowOf(cells, STAGES).map((row) => row.title)).toEqual([
      "Python: write",
      "Python: check",
      "Review",
      "Between stages",
      "Flagged",
      "Accepted",
    ]);
    expect(flowOf([], STAGES).at(-1)?.title).toBe("Accepted");
  });

  it("keeps flagged items apart, by track too", () => {
    const review = flowOf(cells, STAGES)[2];
    expect([review?.active, review?.flagged]).toEqual([3, 2]);
    expect(review?.tracks).toEqual([
      { track: "Python", active: 0, flagged: 2, stageId: 7 },
      { track: "Scala", active: 3, flagged: 0, stageId: 7 },
    ]);
  });

  it("loses no item", () => {
    const total = flowOf(cells, STAGES).reduce((sum, row) => sum + row.active + row.flagged, 0);
    expect(total).toBe(21);
  });
});

describe("unfolded rows", () => {
  it("stand in the address", () => {
    const once = toggleOpen(new URLSearchParams("a=1"), "review");
    expect(once.toString()).toBe("a=1&open=review");
    expect([...readOpen(toggleOpen(once, "write"))]).toEqual(["review", "write"]);
    expect(toggleOpen(once, "review").toString()).toBe("a=1");
  });
});
