import { describe, expect, it } from "vitest";
import { definitionOf, draftOf, NEW_RULE, newCondition, type RuleDraft } from "./draft";

const draft = (part: Partial<RuleDraft>): RuleDraft => ({ ...NEW_RULE, name: "Skips", ...part });

describe("a rule's form", () => {
  it("is not sent while something is missing", () => {
    expect(definitionOf(draft({ name: " " }))).toBeNull();
    expect(definitionOf(draft({ duration: "" }))).toBeNull();
    expect(definitionOf(draft({ conditions: [{ ...newCondition(1), value: "" }] }))).toBeNull();
    expect(definitionOf(draft({ action: "set_skill", level: "" }))).toBeNull();
  });

  it("sends shares between 0 and 1, and times in minutes", () => {
    const share = { ...newCondition(1), collector: "golden_score", value: 60, windowSize: 10 } as const;
    const sent = definitionOf(draft({ conditions: [share], duration: 2, unit: "days" }));
    expect(sent?.conditions[0]).toMatchObject({ value: 0.6, last: 10, hours: null, seconds: null });
    expect(sent?.action).toEqual({ kind: "restrict", scope: "campaign", minutes: 2_880 });
    expect(definitionOf(draft({ unit: "for ever", duration: "" }))?.action.minutes).toBeNull();
  });

  it.each([
    draft({}),
    draft({ unit: "for ever", duration: "" }),
    draft({ action: "hold_answers", duration: 24, unit: "hours" }),
    draft({ action: "raise_overlap", duration: 1, unit: "days", more: 2 }),
    draft({ action: "requiz", skill: "email" }),
    draft({ action: "set_skill", skill: null, level: 40 }),
    draft({
      stages: ["annotate"],
      conditions: [{ ...newCondition(1), collector: "submit_time", seconds: 3 }],
    }),
    draft({ conditions: [{ ...newCondition(1), collector: "reviews", value: 12.5, windowKind: "hours" }] }),
  ])("comes back as it was saved: %#", (one) => {
    const sent = definitionOf(one);
    expect(sent).not.toBeNull();
    expect(definitionOf(draftOf(sent as NonNullable<typeof sent>))).toEqual(sent);
  });
});
