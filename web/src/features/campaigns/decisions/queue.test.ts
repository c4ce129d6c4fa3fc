import { describe, expect, it } from "vitest";
import type { QueueRow } from "./decisionQueries";
import { nextAfter, readFilters, saidText, spansIn, writeFilters } from "./queue";

const rows = [1, 2, 3].map((id) => ({ id }) as QueueRow);

describe("the queue of decisions", () => {
  it("keeps its filter in the address", () => {
    const filters = { state: "held", stageId: 4, workerId: null } as const;
    const written = writeFilters(new URLSearchParams("work=9&x=1"), filters);
    expect(written.toString()).toBe("x=1&decided=held&at=4");
    expect(readFilters(written)).toEqual(filters);
    expect(readFilters(new URLSearchParams("decided=nonsense&at=x"))).toEqual({
      state: "waiting",
      stageId: null,
      workerId: null,
    });
  });

  it("goes on to the next one, and back from the last", () => {
    expect(nextAfter(rows, 1)).toBe(2);
    expect(nextAfter(rows, 3)).toBe(2);
    expect(nextAfter(rows.slice(0, 1), 1)).toBeNull();
  });

  it("says what was answered", () => {
    expect(saidText({ kind: "annotate", answer: { spans: [] } })).toBe("nothing here");
    expect(saidText({ kind: "validate", answer: { verdict: "incorrect", reason: "too short" } })).toBe(
      "incorrect: too short",
    );
    expect(saidText({ kind: "author", answer: { fields: {} } })).toBe("a text");
    expect(saidText({ kind: "review", answer: null })).toBe("–");
    expect(spansIn(null)).toEqual([]);
  });
});
