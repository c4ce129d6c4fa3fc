import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countChanges, type DiffLine, diffLines, diffSteps, foldDiff } from "./diff";

const shown = (lines: readonly DiffLine[]) =>
  lines.map(({ kind, parts }) => {
    const sign = { same: " ", removed: "-", added: "+" }[kind];
    return sign + parts.map(({ text, isChanged }) => (isChanged ? `[${text}]` : text)).join("");
  });

describe("a diff by lines", () => {
  it.each([
    ["", "", []],
    ["a", "a", [" a"]],
    ["", "a\nb", ["+a", "+b"]],
    ["a\nb", "", ["-a", "-b"]],
    ["a\nb\nc", "a\nc", [" a", "-b", " c"]],
    ["a\r\nb", "a\nb", [" a", " b"]],
    ["a\nx\nb", "a\ny\nz\nb", [" a", "-x", "+y", "+z", " b"]],
    ["a", "a\n", [" a", "+"]],
  ])("%j to %j", (before, after, expected) => {
    expect(shown(diffLines(before, after))).toEqual(expected);
  });

  it("marks the words that changed in a changed line, and none in a replaced one", () => {
    expect(shown(diffLines("the quick brown fox", "the slow brown fox"))).toEqual([
      "-the [quick] brown fox",
      "+the [slow] brown fox",
    ]);
    expect(shown(diffLines("return None", "while x < 3 and not done:"))).toEqual([
      "-return None",
      "+while x < 3 and not done:",
    ]);
  });

  it("numbers the lines of both texts", () => {
    const numbers = diffLines("a\nb\nc", "a\nx\ny\nc").map(({ before, after }) => [before, after]);
    expect(numbers).toEqual([
      [1, 1],
      [2, null],
      [null, 2],
      [null, 3],
      [3, 4],
    ]);
  });

  it("counts", () => {
    expect(countChanges(diffLines("a\nb", "b\nc\nd"))).toEqual({ added: 2, removed: 1 });
  });

  const texts = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 30 });
  it("leads from one text to the other, whatever they are", () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const lines = diffLines(a.join("\n"), b.join("\n"));
        const text = (without: string) =>
          lines
            .filter(({ kind }) => kind !== without)
            .map(({ parts }) => parts.map((part) => part.text).join(""))
            .join("\n");
        expect(text("added")).toBe(a.join("\n"));
        expect(text("removed")).toBe(b.join("\n"));
      }),
    );
  });

  it("is as short as it can be", () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const edits = diffSteps(a, b).filter((step) => step !== "same").length;
        expect(edits).toBe(a.length + b.length - 2 * longestCommon(a, b));
      }),
    );
  });

  it("gives up on the middle of texts that have nothing in common, not on the time", () => {
    const long = (word: string) => Array.from({ length: 4_000 }, (_, at) => `${word} ${at}`).join("\n");
    const lines = diffLines(`first\n${long("x")}\nlast`, `first\n${long("y")}\nlast`);
    expect(countChanges(lines)).toEqual({ added: 4_000, removed: 4_000 });
    expect(lines[0]?.kind).toBe("same");
    expect(lines.at(-1)?.kind).toBe("same");
  });
});

describe("a folded diff", () => {
  const numbered = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}`);

  it("keeps three lines around a change", () => {
    const before = numbered(20);
    const after = before.with(10, "changed");
    const blocks = foldDiff(diffLines(before.join("\n"), after.join("\n")));
    expect(blocks.map(({ kind, lines }) => [kind, lines.length])).toEqual([
      ["fold", 7],
      ["lines", 8],
      ["fold", 6],
    ]);
  });

  it("folds no single line, and everything where nothing changed", () => {
    const before = numbered(9);
    const blocks = foldDiff(diffLines(before.join("\n"), before.with(4, "changed").join("\n")));
    expect(blocks.map(({ kind }) => kind)).toEqual(["lines", "lines", "lines"]);
    expect(foldDiff(diffLines("a\nb", "a\nb")).map(({ kind }) => kind)).toEqual(["fold"]);
  });
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const left of a) {
    const next = [0];
    b.forEach((right, at) => {
      next.push(left === right ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0));
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}
