import { describe, expect, it } from "vitest";
import { addWriting, newWriting, type Writing } from "./writing";

const countsOf = (
  start: Writing,
  ...edits: readonly (readonly [number, "typed" | "pasted" | "moved", number])[]
) => edits.reduce((state, [chars, how, atMs]) => addWriting(state, chars, how, atMs), start).counts;

describe("addWriting", () => {
  it("counts what is typed and what is pasted apart", () => {
    const counts = countsOf(newWriting(7), [1, "typed", 0], [1, "typed", 300], [500, "pasted", 10_000]);
    expect(counts).toEqual({
      typed_chars: 2,
      pasted_chars: 500,
      pastes: 1,
      loaded_chars: 7,
      bursts: 2,
      longest_burst_chars: 500,
    });
  });

  it("joins edits that follow each other into a burst, and parts them at a pause", () => {
    const counts = countsOf(newWriting(0), [10, "typed", 0], [20, "typed", 1_999], [5, "typed", 3_999]);
    expect([counts.bursts, counts.longest_burst_chars]).toEqual([2, 30]);
  });

  it("does not count text that only moved, nor deletions", () => {
    expect(countsOf(newWriting(0), [90, "moved", 0], [0, "typed", 10])).toEqual(newWriting(0).counts);
  });
});
