import { describe, expect, it } from "vitest";
import { uptakeText } from "../../items/history";
import { agreementText, intervalText, type PrelabelRow, rightAtFirst, verdictText } from "./suggestions";

const NONE: PrelabelRow["shown"] = {
  answers: 0,
  suggested: 0,
  accepted: 0,
  edited: 0,
  deleted: 0,
  added: 0,
  unchanged: 0,
  agreement: null,
  agreement_low: null,
  agreement_high: null,
  judged: 0,
  correct: 0,
  median_active_s: null,
};
const shown = {
  ...NONE,
  suggested: 50,
  accepted: 41,
  agreement: 0.82,
  agreement_low: 0.69,
  agreement_high: 0.9,
};
const row = (control: PrelabelRow["shown"]): PrelabelRow => ({
  category: "email",
  model: "m",
  items: 60,
  confident: 3,
  mean_uncertainty: 0.2,
  shown,
  control,
});

describe("suggestions in words", () => {
  it("say how many were accepted, and how sure that share is", () => {
    expect(agreementText(shown)).toBe("41 of 50, 82%");
    expect(intervalText(shown)).toBe("69% to 90%");
    expect([agreementText(NONE), intervalText(NONE), rightAtFirst(NONE)]).toEqual(["–", "", null]);
    expect(rightAtFirst({ ...shown, judged: 4, correct: 3 })).toBe(0.75);
  });

  it("compare with the control only where both intervals part", () => {
    expect(verdictText(row(NONE))).toContain("too few");
    const near = { ...shown, agreement: 0.7, agreement_low: 0.5, agreement_high: 0.85 };
    expect(verdictText(row(near))).toContain("no difference");
    const far = { ...shown, agreement: 0.4, agreement_low: 0.3, agreement_high: 0.5 };
    expect(verdictText(row(far))).toContain("lean on it");
  });

  it("an answer says what it did with them", () => {
    const prelabel = { model: "m", shown: true, suggested: 3, accepted: 1, edited: 1, deleted: 1, added: 2 };
    expect(uptakeText({ content: { spans: [], prelabel } })).toBe(
      "With the suggestions in sight: 1 accepted as suggested, 1 edited, 1 removed, 2 added",
    );
    expect(uptakeText({ content: { prelabel: { ...prelabel, shown: false } } })).toBe(
      "Without having seen the suggestions: 1 marked alike, 1 marked otherwise, 1 not marked, 2 more than suggested",
    );
    const nothing = { shown: true, accepted: 0, edited: 0, deleted: 0, added: 0 };
    expect(uptakeText({ content: { prelabel: nothing } })).toBe(
      "With the suggestions in sight: as suggested",
    );
    expect(uptakeText({ content: { spans: [] } })).toBeNull();
    expect(uptakeText({ content: { prelabel: "x" } })).toBeNull();
  });
});
