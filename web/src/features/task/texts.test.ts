import { describe, expect, it } from "vitest";
import { authoredTexts, canRun, missingIn } from "./author/authored";
import { authorReader, compareReader, reviewReader, saysTheSame } from "./draftBodies";
import { taskText } from "./place";
import { reviewFaults } from "./review/review";
import type { Assignment, WorkStage } from "./wire";

type Field = WorkStage["form"][number];

const field = (part: Partial<Field>): Field => ({
  key: "prompt",
  kind: "markdown",
  title: "Prompt",
  help: "",
  required: true,
  required_if: null,
  options: [],
  min: 1,
  max: 5,
  min_title: "",
  max_title: "",
  min_chars: 0,
  max_chars: 20,
  ...part,
});
const quality = field({ key: "quality", kind: "scale", title: "Quality" });

describe("the draft of an author", () => {
  const read = authorReader([field({}), field({ key: "tests", kind: "code", required: false })], {
    prompt: "so far",
  });

  it("begins with what stands so far", () => {
    expect(read({})).toEqual({ fields: { prompt: "so far", tests: null }, ticks: [], active_ms: 0 });
  });

  it("goes over it, also where a text was emptied", () => {
    expect(read({ fields: { prompt: "mine" } }).fields.prompt).toBe("mine");
    expect(read({ fields: { prompt: null } }).fields.prompt).toBeNull();
  });

  it("is the same whatever the order of its keys", () => {
    const one = read({ fields: { prompt: "a", tests: "b" }, ticks: [2, 0], active_ms: 3 });
    const other = read({ active_ms: 8, ticks: [0, 2, 2], fields: { tests: "b", prompt: "a" } });
    expect(saysTheSame(one, other)).toBe(true);
  });

  it.each([null, 3, "x", [], { fields: "x", ticks: "x" }, { fields: { prompt: 3 }, ticks: [-1, "a", 1.5] }])(
    "may be anything: %j",
    (content) => {
      const { fields, ticks } = read(content);
      expect(ticks).toEqual([]);
      expect([null, "so far"]).toContain(fields.prompt);
    },
  );
});

describe("the drafts of reviewers and comparers", () => {
  it.each([null, 3, [], { form: 3, verdict: "correct", reason: 4 }])("may be anything: %j", (content) => {
    expect(reviewReader([quality])(content)).toEqual({
      form: { quality: null },
      verdict: null,
      reason: "",
      active_ms: 0,
    });
    expect(compareReader([quality])(content)).toEqual({
      preference: null,
      criteria: { quality: null },
      reason: "",
      active_ms: 0,
    });
  });

  it("are kept where they fit", () => {
    const review = { form: { quality: 4 }, verdict: "rejected", reason: "why", active_ms: 1 };
    expect(reviewReader([quality])(review)).toEqual(review);
    const compare = { preference: -2, criteria: { quality: 1 }, reason: "", active_ms: 2 };
    expect(compareReader([quality])(compare)).toEqual(compare);
  });
});

describe("handing in a text", () => {
  it("wants the form and every tick", () => {
    const { words, unticked, faults } = missingIn([field({})], { prompt: " " }, ["a", "b"], [1]);
    expect(Object.keys(faults)).toEqual(["prompt"]);
    expect(unticked).toBe(1);
    expect(words).toBe("Look at “Prompt”. One box is not ticked.");
    expect(missingIn([field({})], { prompt: "x" }, ["a"], [0]).words).toBeNull();
    expect(missingIn([], {}, [], []).words).toBeNull();
  });

  it("sends texts as they are, and leaves out what was not said", () => {
    const form = [field({}), field({ key: "kind", kind: "choice" }), field({ key: "tests" })];
    expect(authoredTexts(form, { prompt: " a ", kind: "x", tests: null })).toEqual({
      prompt: " a ",
      kind: "x",
    });
  });

  it("can be run where there is code to write", () => {
    expect(canRun([field({})])).toBe(false);
    expect(canRun([field({ key: "completion" })])).toBe(true);
    expect(canRun([field({ kind: "code", key: "tests" })])).toBe(true);
  });
});

describe("handing in a review", () => {
  const faults = (
    form: Record<string, number | null>,
    verdict: "accepted" | "rejected" | null,
    reason = "",
  ) => reviewFaults([quality], { form, verdict, reason }).first;

  it.each([
    [faults({ quality: null }, null), { kind: "field", key: "quality" }],
    [faults({ quality: 3 }, null), { kind: "verdict" }],
    [faults({ quality: 3 }, "rejected", "  "), { kind: "reason" }],
    [faults({ quality: 3 }, "rejected", "too short"), null],
    [faults({ quality: 3 }, "accepted"), null],
  ])("leads to what is missing: %#", (first, expected) => expect(first).toEqual(expected));
});

describe("the head of the page", () => {
  const brief = { title: "Large files", language: "Python" };
  const task = (work: object) => ({ path: "", text: "", work }) as unknown as Assignment;

  it("says what a text is about", () => {
    expect(taskText(task({ brief, pair: null }))).toBe("Large files · Python");
  });

  it("says little about a blind pair", () => {
    expect(taskText(task({ brief, pair: {} }))).toBe("Python");
  });
});
