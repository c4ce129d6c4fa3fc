import { describe, expect, it } from "vitest";
import { NOTHING, presetFields, requestOf } from "./planForm";

const SUBJECT = { recipe: "code-pii" };

describe("the form of a plan", () => {
  it("asks with defaults where nothing was typed", () => {
    const { body, errors } = requestOf(NOTHING, SUBJECT);
    expect(errors).toEqual({});
    expect(body).toMatchObject({
      recipe: "code-pii",
      workers: 200,
      chunks: 1000,
      budget: null,
      countries: [],
      goldens: 0,
      rules: true,
    });
    expect(body?.seconds).toEqual({});
  });

  it("reads codes in any case and with any space, and thousands with commas", () => {
    const { body } = requestOf(
      { ...NOTHING, countries: "pl, IN;br", budget: "3,000.50", chunks: "12,000" },
      SUBJECT,
    );
    expect(body?.countries).toEqual(["PL", "IN", "BR"]);
    expect(body?.budget).toBe("3000.50");
    expect(body?.chunks).toBe(12000);
  });

  it.each([
    ["workers", "0"],
    ["workers", ""],
    ["chunks", "1.5"],
    ["wantedF1", "1"],
    ["budget", "-1"],
    ["countries", "Poland"],
    ["annotateS", "0"],
    ["hoursADay", "25"],
    ["quizzes", "none"],
    ["goldens", "-1"],
    ["goldens", "2.5"],
  ] as const)("says what is wrong with %s %j", (key, value) => {
    const { body, errors } = requestOf({ ...NOTHING, [key]: value }, SUBJECT);
    expect(body).toBeUndefined();
    expect(errors[key]).toBeTruthy();
  });

  it("asks with goldens and without rules", () => {
    const { body } = requestOf({ ...NOTHING, goldens: "1,000", rules: false }, SUBJECT);
    expect(body).toMatchObject({ goldens: 1000, rules: false });
  });

  it("fills in a preset", () => {
    const fields = presetFields({
      name: "article",
      recipe: "code-pii",
      title: "t",
      source: "s",
      hours: 4349,
      days: 4,
      workers: 1399,
      chunks: 12000,
      countries: ["PL", "IN"],
      seconds: { annotate: 67, validate: 22 },
      hours_a_day: 1.05,
      arrival_days: 1.3,
      quizzes: 3,
    });
    expect(requestOf(fields, SUBJECT).body).toMatchObject({
      workers: 1399,
      seconds: { annotate: 67, validate: 22 },
      quizzes: 3,
    });
  });
});
