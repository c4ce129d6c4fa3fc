/** Signals about how a text came about, in plain words. Pure. */

import type { components } from "../../api/schema";
import { numberText, percentText } from "../../core/format";

export type AnswerSignals = components["schemas"]["AnswerSignals"];

export interface SignalLine {
  name: string;
  value: string;
  /** What it is of, or how sure it is. */
  note: string;
}

export function signalLines({ measured, copied_share, likeness }: AnswerSignals): SignalLine[] {
  const lines: SignalLine[] = [];
  if (measured) {
    const added = measured.typed_chars + measured.pasted_chars;
    lines.push({
      name: "Pasted",
      value: added > 0 ? percentText(measured.pasted_chars / added) : "–",
      note: `${numberText(measured.pasted_chars)} of ${numberText(added)} characters, in ${measured.pastes === 1 ? "one paste" : `${numberText(measured.pastes)} pastes`}; from another editor or from anywhere`,
    });
    lines.push({
      name: "Longest burst",
      value: `${numberText(measured.longest_burst_chars)} characters`,
      note: `${numberText(measured.bursts)} ${measured.bursts === 1 ? "burst" : "bursts"} of edits less than two seconds apart`,
    });
    if (measured.loaded_chars > 0)
      lines.push({
        name: "Not seen",
        value: `${numberText(measured.loaded_chars)} characters`,
        note: "were there when the page opened, from a draft or an earlier round",
      });
  }
  if (typeof copied_share === "number")
    lines.push({
      name: "Copied from a suggestion",
      value: percentText(copied_share),
      note: "of the words stand in runs of five that a shown suggestion has too",
    });
  if (likeness) lines.push(likenessLine(likeness));
  return lines;
}

function likenessLine(likeness: NonNullable<AnswerSignals["likeness"]>): SignalLine {
  const { probability, right_share, right_low, right_high, n_texts } = likeness;
  const name = "Reads like the model";
  if (
    typeof probability !== "number" ||
    typeof right_share !== "number" ||
    typeof right_low !== "number" ||
    typeof right_high !== "number"
  )
    return { name, value: "–", note: likeness.why_missing ?? "not measured" };
  return {
    name,
    value: percentText(probability),
    note: `weak: the measure is right on ${percentText(right_share)} (${percentText(right_low)} to ${percentText(right_high)}) of ${numberText(n_texts)} known texts`,
  };
}
