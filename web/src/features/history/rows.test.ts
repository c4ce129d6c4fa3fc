import { describe, expect, it } from "vitest";
import { answerText, type HistoryRow, totalsOf } from "./rows";

const row = (part: Partial<HistoryRow>): HistoryRow => ({
  id: 1,
  state: "SUBMITTED",
  price: "0.10",
  currency: "USD",
  claimed_at: "2026-03-02T09:00:00Z",
  submitted_at: "2026-03-02T09:01:00Z",
  active_ms: 30_000,
  stage_id: 1,
  stage_title: "Mark: E-mail",
  kind: "annotate",
  category: "email",
  campaign_id: 1,
  campaign_title: "One",
  path: "a.py",
  first_line: 1,
  answer: { spans: [] },
  late: false,
  decided_at: null,
  decision_reason: "",
  is_unused: false,
  ...part,
});

describe("the history", () => {
  it.each([
    [{ answer: { spans: [] } }, "nothing here"],
    [{ answer: { spans: [{}] } }, "1 mark"],
    [{ answer: { spans: [{}, {}] } }, "2 marks"],
    [{ answer: null }, "–"],
    [{ kind: "validate", answer: { verdict: "correct", reason: "" } }, "correct"],
    [{ kind: "validate", answer: { verdict: "incorrect", reason: "a border" } }, "incorrect: a border"],
    [{ kind: "author", answer: { fields: { prompt: "abc😀", tests: null } } }, "4 characters"],
    [{ kind: "author", answer: {} }, "0 characters"],
    [{ kind: "review", answer: { verdict: "accepted", reason: "", form: {} } }, "accepted"],
    [{ kind: "review", answer: { verdict: "rejected", reason: "too short" } }, "rejected: too short"],
    [{ kind: "compare", answer: { preference: -2 } }, "left much better"],
    [{ kind: "compare", answer: { preference: 7 } }, "–"],
  ] as [Partial<HistoryRow>, string][])("says %j in words", (part, words) => {
    expect(answerText(row(part))).toBe(words);
  });

  it("sums pay by currency, without what does not count", () => {
    const totals = totalsOf([
      row({}),
      row({ state: "ACCEPTED", price: "0.025" }),
      row({ state: "REJECTED" }),
      row({ late: true }),
      row({ state: "SKIPPED" }),
      row({ state: "EXPIRED", submitted_at: null }),
      row({ currency: "EUR", price: "1" }),
    ]);
    expect(totals.pay).toEqual([
      { currency: "USD", amount: "0.125" },
      { currency: "EUR", amount: "1" },
    ]);
    expect(totals.answered).toBe(5);
  });
});
