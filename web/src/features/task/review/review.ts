/** What a reviewer hands in, and what is still missing. Pure. */

import { type Faults, type FormField, type FormValues, formFaults } from "../../../core/form";

/** As the server takes a reason. */
export const MOST_REASON_CHARS = 4_000;

export interface Judgement {
  form: FormValues;
  verdict: "accepted" | "rejected" | null;
  reason: string;
}

export interface ReviewFaults {
  form: Faults;
  verdict: string | null;
  reason: string | null;
  /** The first thing to go to; null where nothing is missing. */
  first: { kind: "field"; key: string } | { kind: "verdict" } | { kind: "reason" } | null;
}

export function reviewFaults(
  form: readonly FormField[],
  { form: values, verdict, reason }: Judgement,
): ReviewFaults {
  const faults = formFaults(form, values);
  const key = form.find((field) => faults[field.key])?.key;
  const verdictFault = verdict === null ? "Accept or reject (keys A and R)." : null;
  const reasonFault =
    verdict === "rejected" && reason.trim() === ""
      ? "Say why: the author writes again from your words."
      : null;
  return {
    form: faults,
    verdict: verdictFault,
    reason: reasonFault,
    first:
      key !== undefined
        ? { kind: "field", key }
        : verdictFault
          ? { kind: "verdict" }
          : reasonFault
            ? { kind: "reason" }
            : null,
  };
}
