import { describe, expect, it } from "vitest";
import type { DuplicatePair } from "../textQueries";
import { countDecisions, nextOpen, readPairFilter, shownPairs, writePairFilter } from "./triage";

function pair(
  id: number,
  decision: DuplicatePair["decision"],
  kind: DuplicatePair["kind"] = "meaning",
): DuplicatePair {
  const side = { item_id: id, text: "", cell: [] };
  return { id, kind, score: 0.9, why: "", decision, decided_by: null, first: side, second: side };
}

const PAIRS = [pair(1, "open"), pair(2, "duplicate"), pair(3, "open", "verbatim"), pair(4, "different")];
const ids = (pairs: readonly DuplicatePair[]) => pairs.map((one) => one.id);

describe("the filter", () => {
  it("shows open pairs at first", () => {
    const filter = readPairFilter(new URLSearchParams("decision=gone"));
    expect(filter).toEqual({ decision: "open", kind: "all" });
    expect(ids(shownPairs(PAIRS, filter, new Set()))).toEqual([1, 3]);
  });

  it("keeps what was decided on this visit", () => {
    expect(ids(shownPairs(PAIRS, { decision: "open", kind: "all" }, new Set([2])))).toEqual([1, 2, 3]);
    expect(ids(shownPairs(PAIRS, { decision: "open", kind: "verbatim" }, new Set([2])))).toEqual([3]);
  });

  it("survives the address; a new filter begins at its first pair", () => {
    const written = writePairFilter(new URLSearchParams("pair=3&a=1"), { decision: "all", kind: "verbatim" });
    expect(written.toString()).toBe("a=1&decision=all&kind=verbatim");
    expect(readPairFilter(written)).toEqual({ decision: "all", kind: "verbatim" });
  });

  it("counts every pair once", () => {
    expect(countDecisions(PAIRS)).toEqual({ open: 2, duplicate: 1, different: 1, all: 4 });
  });
});

describe("nextOpen", () => {
  it("goes down, then begins above, then stays", () => {
    expect(nextOpen(PAIRS, 1)).toBe(3);
    expect(nextOpen(PAIRS, 4)).toBe(1);
    expect(nextOpen([pair(9, "open")], 9)).toBe(9);
  });
});
