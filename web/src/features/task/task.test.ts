import { describe, expect, it } from "vitest";
import { ProblemError } from "../../api/problem";
import { readAnnotationDraft, readVerdictDraft, saysTheSame } from "./draftBodies";
import { placeText } from "./place";
import { outcomeOf } from "./wire";

describe("where a task stands", () => {
  const task = { path: "src/app.py", language: "Python", first_line: 51, first_column: 0 };
  it.each([
    ["a\nb\n", {}, "lines 51–52 of src/app.py · Python"],
    ["a\r\nb\rc", {}, "lines 51–53 of src/app.py · Python"],
    ["a\n", {}, "line 51 of src/app.py · Python"],
    ["", {}, "line 51 of src/app.py · Python"],
    [
      "x😀".repeat(5_000),
      { first_column: 10_000 },
      "line 51, characters 10,001–20,000 of src/app.py · Python",
    ],
  ])("%#", (text, part, expected) => {
    expect(placeText({ ...task, ...part, text })).toBe(expected);
  });
});

describe("a draft from the server", () => {
  it("is the same as the local one whatever the order of its keys, and however long it took", () => {
    const local = readAnnotationDraft({
      spans: [{ start: 1, end: 2, label: "EMAIL" }],
      is_nothing_here: false,
      active_ms: 5,
    });
    const server = readAnnotationDraft({
      active_ms: 9,
      is_nothing_here: false,
      spans: [{ end: 2, label: "EMAIL", start: 1 }],
    });
    expect(saysTheSame(local, server)).toBe(true);
  });

  it.each([null, 3, "x", [], { spans: "x" }, { spans: [null, { start: "1" }] }])(
    "may be anything: %j",
    (content) => {
      expect(readAnnotationDraft(content)).toEqual({
        spans: [],
        decided: [],
        is_nothing_here: false,
        active_ms: 0,
      });
      expect(readVerdictDraft(content)).toEqual({ verdict: null, reasons: [], words: "", active_ms: 0 });
    },
  );
});

describe("a submit that failed", () => {
  const problem = (status: number, code = "error") => new ProblemError(status, code, "…", null);
  it.each([
    [new TypeError("failed to fetch"), "later"],
    [problem(503), "later"],
    [problem(500), "later"],
    [problem(429), "later"],
    [problem(401), "later"],
    [problem(403), "later"],
    [problem(409), "refused"],
    [problem(404), "refused"],
    [problem(422), "refused"],
  ])("%s", (thrown, kind) => {
    expect(outcomeOf(thrown).kind).toBe(kind);
  });
});
