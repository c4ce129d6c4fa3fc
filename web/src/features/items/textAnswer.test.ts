import { describe, expect, it } from "vitest";
import { readTextAnswer, valueText } from "./textAnswer";

describe("readTextAnswer", () => {
  it("reads what an author wrote", () => {
    const answer = readTextAnswer({ fields: { prompt: "Write …", note: 3 } });
    expect(answer.fields).toEqual([["prompt", "Write …"]]);
    expect(answer.verdict).toBeNull();
    expect(answer.rest).toEqual([]);
  });

  it("reads a review with its form", () => {
    const answer = readTextAnswer({
      verdict: "rejected",
      reason: "too easy",
      form: { quality: 2, fits: false, tags: ["a", "b"], missing: null },
    });
    expect([answer.verdict, answer.reason]).toEqual(["rejected", "too easy"]);
    expect(answer.form).toEqual([
      ["quality", "2"],
      ["fits", "no"],
      ["tags", "a, b"],
      ["missing", "not answered"],
    ]);
  });

  it("gives questions and answers their titles where the form is known", () => {
    const field = { help: "", required: true, required_if: null, options: [], min: 1, max: 5 };
    const rest = { min_title: "", max_title: "", min_chars: 0, max_chars: 100 };
    const form = [
      { ...field, ...rest, key: "clarity", kind: "scale" as const, title: "Clarity" },
      { ...field, ...rest, key: "fits", kind: "yes_no" as const, title: "Fits the brief" },
    ];
    expect(readTextAnswer({ form: { fits: null, clarity: 4, old: "x" } }, form).form).toEqual([
      ["Clarity", "4 of 5"],
      ["Fits the brief", "not answered"],
      ["old", "x"],
    ]);
  });

  it("never takes an unknown verdict for a pass", () => {
    const { evidence, run } = readTextAnswer({
      evidence: [{ check: "same_category", verdict: "great" }],
      run: { verdict: "???", blocks: [{ verdict: "fine" }] },
    });
    expect(evidence[0]).toMatchObject({ verdict: "unchecked", title: "same category" });
    expect(run?.verdict).toBe("unchecked");
    expect(run?.blocks[0]?.verdict).toBe("not_checked");
  });

  it("reads a run that is the whole content, and shows it once", () => {
    const answer = readTextAnswer({ verdict: "passed", words: "2 blocks passed", blocks: [] });
    expect(answer.run).toMatchObject({ verdict: "passed", words: "2 blocks passed" });
    expect(answer.rest).toEqual([]);
  });

  it.each([
    [{ preference: -2, ours_first: true }, "ours much better"],
    [{ preference: -2, ours_first: false }, "the other much better"],
    [{ preference: 1, ours_first: false }, "ours better"],
    [{ preference: 0, ours_first: false }, "equally good"],
    [{ preference: 2 }, "right much better"],
  ])("says of a blind comparison %o who was preferred", (content, words) => {
    expect(readTextAnswer(content).comparisons).toEqual([{ words, reason: "" }]);
    expect(readTextAnswer(content).rest).toEqual([]);
  });

  it("reads a judge's comparison in both orders", () => {
    const orders = [
      { ours_first: true, preference: 0.75, reason: "clearer" },
      { ours_first: false, preference: null, reason: "no judgment: refused" },
    ];
    const { comparisons, model } = readTextAnswer({ judge: "gold-1", is_weak: true, orders });
    expect(comparisons.map((one) => one.words)).toEqual([
      "ours first: ours better",
      "ours second: no judgment",
    ]);
    expect(model).toEqual({ name: "gold-1", isWeak: true });
  });

  it("keeps what it does not know", () => {
    expect(readTextAnswer({ model: "gold-1", seed: 3, nothing: null }).rest).toEqual([
      ["model", "gold-1"],
      ["seed", "3"],
    ]);
  });
});

describe("words", () => {
  it.each([
    [true, "yes"],
    [[], "none"],
    ["", ""],
    [{ a: 1 }, '{\n  "a": 1\n}'],
  ])("%j", (value, text) => expect(valueText(value)).toBe(text));
});
