import { describe, expect, it } from "vitest";
import { earlierText, reworkOf, type TrailEntry, verdictWords } from "./evidence";

const step = (kind: TrailEntry["kind"], minute: number, part: Partial<TrailEntry> = {}): TrailEntry => ({
  kind,
  stage_title: kind,
  round: 1,
  at: `2026-03-02T09:${String(minute).padStart(2, "0")}:00Z`,
  fields: {},
  verdict: "",
  reason: "",
  form: {},
  form_fields: [],
  evidence: [],
  run: null,
  is_own: false,
  ...part,
});

describe("verdicts", () => {
  it.each(["unchecked", "not_checked", "timed_out", "failed", "warning", "something_new"])(
    "%s never looks passed",
    (verdict) => expect(verdictWords(verdict).tone).not.toBe("good"),
  );

  it("are words", () => {
    expect(verdictWords("not_checked").words).toBe("Not checked");
    expect(verdictWords("something_new").words).toBe("something new");
  });
});

describe("a trail", () => {
  const first = step("author", 1, { fields: { prompt: "one" } });
  const check = step("check", 2, { verdict: "passed" });
  const review = step("review", 3, { verdict: "rejected", reason: "more" });
  const second = step("author", 4, { fields: { prompt: "two" } });

  it("says what came back and why, people first, whatever its order", () => {
    const { rejected, notes } = reworkOf([review, first, check]);
    expect(rejected).toBe(first);
    expect(notes.map(({ kind }) => kind)).toEqual(["review"]);
  });

  it("keeps what went well out of the way", () => {
    const note = { check: "c", title: "C", words: "", by: "", is_weak: false };
    const checked = step("check", 2, {
      verdict: "passed",
      evidence: [
        { ...note, verdict: "ok" },
        { ...note, verdict: "warning" },
      ],
    });
    const { notes } = reworkOf([first, checked, review, step("check", 2, { verdict: "passed" })]);
    expect(notes.map(({ kind, evidence }) => [kind, evidence.length])).toEqual([
      ["review", 0],
      ["check", 1],
    ]);
    expect(reworkOf([first, step("check", 2, { verdict: "failed" })]).notes).toHaveLength(1);
  });

  it("knows nothing where nothing was written", () => {
    expect(reworkOf([])).toEqual({ rejected: null, notes: [] });
  });

  it.each([
    [[first, review, second], "two", "one"],
    [[first, review], "two", "one"],
    [[first], "one", null],
    [[], "one", null],
    [[first, second], "one", "two"],
  ])("gives the text of the round before: %#", (trail, now, before) => {
    expect(earlierText(trail, "prompt", now)).toBe(before);
    expect(earlierText(trail, "other", now)).toBeNull();
  });
});
