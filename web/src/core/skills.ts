/** Skills in words. Pure. */

import { numberText } from "./format";

interface Known {
  mean: number;
  deviation: number;
  answers: number;
}

/** "82 ± 6 from 41 answers". */
export function knownText({ mean, deviation, answers }: Known): string {
  const from = answers === 1 ? "1 answer" : `${numberText(answers)} answers`;
  return `${numberText(mean)} ± ${numberText(deviation)} from ${from}`;
}
