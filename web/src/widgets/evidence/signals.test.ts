import { describe, expect, it } from "vitest";
import { type AnswerSignals, signalLines } from "./signals";

const MEASURED = {
  typed_chars: 40,
  pasted_chars: 60,
  pastes: 1,
  loaded_chars: 0,
  bursts: 4,
  longest_burst_chars: 60,
};

const lines = (signals: Partial<AnswerSignals>) =>
  signalLines({ answer_id: 1, measured: null, copied_share: null, likeness: null, ...signals });

describe("signalLines", () => {
  it("says nothing where nothing was measured", () => {
    expect(lines({})).toEqual([]);
  });

  it("gives shares with what they are of", () => {
    const [paste, burst] = lines({ measured: MEASURED });
    expect(paste?.value).toBe("60%");
    expect(paste?.note).toContain("60 of 100 characters, in one paste");
    expect(burst?.note).toContain("4 bursts");
  });

  it("tells what nobody saw", () => {
    expect(lines({ measured: { ...MEASURED, loaded_chars: 900 } }).at(-1)?.name).toBe("Not seen");
  });

  it("never gives a likeness without its error", () => {
    const known = {
      probability: 0.63,
      right_share: 0.81,
      right_low: 0.72,
      right_high: 0.88,
      n_texts: 120,
      why_missing: null,
    };
    expect(lines({ likeness: known })[0]?.note).toContain("right on 81% (72% to 88%) of 120 known texts");
    const missing = { ...known, probability: null, right_share: null, why_missing: "Too little is known." };
    expect(lines({ likeness: missing })[0]).toMatchObject({ value: "–", note: "Too little is known." });
  });
});
