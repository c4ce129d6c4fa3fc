import { describe, expect, it } from "vitest";
import { nextStep } from "./steps";

const campaign = { state: "RUNNING", items: 10, items_finished: 2, workers: 3 } as const;
const open = [{ state: "OPEN" }, { state: "CLOSED" }] as const;
const closed = [{ state: "CLOSED" }] as const;

describe("nextStep", () => {
  it.each([
    [{ ...campaign, items: 0, items_finished: 0 }, open, "import"],
    [{ ...campaign, state: "DRAFT", items: 0, items_finished: 0 }, closed, "import"],
    [{ ...campaign, state: "DRAFT" }, closed, "start"],
    [campaign, closed, "open"],
    [{ ...campaign, workers: 0 }, open, "invite"],
    [campaign, open, undefined],
    [{ ...campaign, items_finished: 10 }, open, "export"],
    [{ ...campaign, state: "FINISHED", items_finished: 10 }, open, "export"],
    [{ ...campaign, state: "FINISHED" }, open, undefined],
    [{ ...campaign, state: "PAUSED" }, closed, undefined],
  ] as const)("%o with stages %o: %s", (at, stages, kind) => {
    expect(nextStep(at, stages)?.kind).toBe(kind);
  });

  it("speaks of documents and deliveries where texts are written", () => {
    expect(nextStep({ ...campaign, items: 0, items_finished: 0 }, open, true)?.title).toContain("documents");
    expect(nextStep({ ...campaign, items_finished: 10 }, open, true)?.kind).toBe("deliver");
    expect(nextStep({ ...campaign, state: "DRAFT" }, closed, true)?.why).toContain("documents");
  });
});
