import { describe, expect, it } from "vitest";
import { isMachine, isTextCampaign, templateTitle, trackTitles } from "./kinds";

const stage = (template: string, title: string) => ({ template, title });

describe("the kinds of stages", () => {
  it("tells machines from people", () => {
    expect((["check", "run", "evaluate", "judge"] as const).every(isMachine)).toBe(true);
    expect((["author", "review", "compare", "annotate", "validate"] as const).some(isMachine)).toBe(false);
  });

  it("knows a campaign of texts by its authors", () => {
    expect(isTextCampaign([{ kind: "annotate" }, { kind: "validate" }])).toBe(false);
    expect(isTextCampaign([{ kind: "check" }, { kind: "author" }])).toBe(true);
  });
});

describe("templateTitle", () => {
  it.each([
    [["Python: Write the prompt", "Scala: Write the prompt"], "Write the prompt"],
    [["Write the prompt, Python", "Write the prompt, Go"], "Write the prompt"],
    [["Review (Go)", "Review (Python)"], "Review"],
    [["Review (Go)", "Review (R)"], "Review"],
    [["Review", "Review"], "Review"],
    [["Only one: Go"], "Only one: Go"],
    [["Alpha", "Beta"], "Review prompt"],
  ])("%j → %s", (titles, title) => {
    expect(
      templateTitle(
        "review_prompt",
        titles.map((one) => stage("review_prompt", one)),
      ),
    ).toBe(title);
  });

  it("falls back to the key", () => {
    expect(templateTitle("gate", [])).toBe("gate");
  });
});

describe("trackTitles", () => {
  const titles = (...rows: [category: string, title: string][]) =>
    Object.fromEntries(trackTitles(rows.map(([category, title]) => ({ template: "t", category, title }))));

  it.each([
    [
      [
        ["cpp", "C++: Review"],
        ["c", "C: Review"],
      ],
      { cpp: "C++", c: "C" },
    ],
    [
      [
        ["sql", "Review (SQL)"],
        ["r", "Review (R)"],
      ],
      { sql: "SQL", r: "R" },
    ],
    [
      [
        ["sql", "Review"],
        ["r", "Review"],
      ],
      {},
    ],
    [
      [
        ["sql", "One"],
        ["r", "Two"],
      ],
      {},
    ],
    [[["sql", "SQL: Review"]], {}],
  ] as [[string, string][], Record<string, string>][])("%j", (rows, expected) => {
    expect(titles(...rows)).toEqual(expected);
  });
});
