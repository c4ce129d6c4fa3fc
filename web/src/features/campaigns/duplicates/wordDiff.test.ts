import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Part, wordDiff } from "./wordDiff";

const marked = (parts: readonly Part[]) =>
  parts.map(({ text, isDifferent }) => (isDifferent ? `[${text}]` : text)).join("");

describe("wordDiff", () => {
  it.each([
    ["", "", "", ""],
    ["a b", "a b", "a b", "a b"],
    ["a  b", "a b", "a  b", "a b"],
    ["sort a list", "sort the list", "sort [a] list", "sort [the] list"],
    ["", "new", "", "[new]"],
    ["one two three", "one three", "one [two] three", "one three"],
    ["now here we go", "now there you go", "now [here we] go", "now [there you] go"],
    ["  x y", "x", "  x [y]", "x"],
  ])("%j beside %j", (first, second, left, right) => {
    const [a, b] = wordDiff(first, second);
    expect([marked(a), marked(b)]).toEqual([left, right]);
  });

  it("gives both texts back, to the character", () => {
    const text = fc
      .array(fc.constantFrom("a", "b", " ", "\n", "c d"), { maxLength: 30 })
      .map((all) => all.join(""));
    fc.assert(
      fc.property(text, text, (first, second) => {
        const [a, b] = wordDiff(first, second);
        const whole = (parts: readonly Part[]) => parts.map((part) => part.text).join("");
        expect([whole(a), whole(b)]).toEqual([first, second]);
      }),
    );
  });

  it("sees nothing different in the same text, and is the same either way round", () => {
    const text = fc.string({ maxLength: 60 });
    fc.assert(
      fc.property(text, (same) => {
        expect(
          wordDiff(same, same)
            .flat()
            .some((part) => part.isDifferent),
        ).toBe(false);
      }),
    );
  });
});
