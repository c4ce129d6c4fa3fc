import { describe, expect, it } from "vitest";
import { asMarkdown } from "./written";

describe("a field's text", () => {
  it("is Markdown as it stands", () => expect(asMarkdown("completion", "*a*")).toBe("*a*"));

  it("is one block where it is a program", () => {
    expect(asMarkdown("tests", "a = 1", "Python")).toBe("```python\na = 1\n```\n");
    expect(asMarkdown("tests", "")).toBe("");
  });

  it("does not end at backticks within", () => {
    expect(asMarkdown("tests", "x = '````'\n")).toBe("`````\nx = '````'\n`````\n");
  });
});
