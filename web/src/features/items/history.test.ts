import { describe, expect, it } from "vitest";
import { confidenceOf, entriesOf, type ItemAnswer, type ItemEvent, marksText, outcomeText } from "./history";

const event = (id: number, actor: number, at: string, data: ItemEvent["data"] = {}): ItemEvent => ({
  id,
  kind: "judged",
  stage_title: "Check",
  actor_id: actor,
  actor_name: "Ada",
  actor_simulated: false,
  data,
  at,
});
const answer = (id: number, worker: number, at: string): ItemAnswer => ({
  id,
  kind: "validate",
  worker_id: worker,
  worker_name: "Ada",
  worker_simulated: false,
  content: { verdict: "correct" },
  quality: 0.9,
  late: false,
  round: 1,
  state: "SUBMITTED",
  active_ms: 5_000,
  created_at: at,
  form_fields: [],
});

describe("entriesOf", () => {
  it("joins each event with the answer of the same person at the same moment, once", () => {
    const answers = [answer(5, 1, "t1"), answer(6, 2, "t1"), answer(7, 1, "t2")];
    const events = [event(1, 2, "t1"), event(2, 1, "t1"), event(3, 1, "t2"), event(4, 1, "t2")];
    expect(entriesOf({ events, answers }).map((entry) => entry.answer?.id)).toEqual([6, 5, 7, undefined]);
  });
});

describe("words of the history", () => {
  it("counts marks by label", () => {
    const span = (label: string) => ({ start: 0, end: 1, label });
    expect(marksText([])).toBe("nothing here");
    expect(marksText([span("EMAIL")])).toBe("1 mark: EMAIL");
    expect(marksText([span("A"), span("B"), span("A")])).toBe("3 marks: A × 2, B");
  });

  it("says what an answer decided, and nothing before it did", () => {
    expect(outcomeText(event(1, 1, "t", { outcome: "incorrect" }))).toBe("Found incorrect: annotated anew");
    expect(outcomeText(event(1, 1, "t", { outcome: "new kind" }))).toBe("new kind");
    expect(outcomeText(event(1, 1, "t", { outcome: null }))).toBeNull();
    expect(outcomeText(event(1, 1, "t", { outcome: "unchecked" }), true)).toContain("not passed");
    expect(confidenceOf(event(1, 1, "t", { confidence: 0.5 }))).toBe(0.5);
    expect(confidenceOf(event(1, 1, "t"))).toBeNull();
  });
});
