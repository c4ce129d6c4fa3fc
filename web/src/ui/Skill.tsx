/** A skill as far as it is known: "82 ± 6 from 41 answers". */

import { knownText } from "../core/skills";

export interface KnownSkill {
  /** 0 to 100. */
  mean: number;
  /** Standard deviation of the mean, in points. */
  deviation: number;
  answers: number;
}

export function Skill({ known }: { known: KnownSkill }) {
  return (
    <span
      style={{ whiteSpace: "nowrap" }}
      title="The mean and standard deviation of what is known: answers whose truth is known, and agreement with others"
    >
      {knownText(known)}
    </span>
  );
}
