import { verdictWords } from "../../core/evidence";
import classes from "./evidence.module.css";

/** A verdict as a word with a sign whose shape says the same as its colour. */
export function VerdictMark({ verdict }: { verdict: string }) {
  const { words, tone } = verdictWords(verdict);
  return (
    <span className={classes.verdict} data-tone={tone}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" className={classes.sign}>
        {SIGNS[tone]}
      </svg>
      {words}
    </span>
  );
}

const SIGNS = {
  good: <path d="m2.500 7.500 3 3 6-7" />,
  careful: <path d="M7 2v6.500M7 11.500v.5" />,
  bad: <path d="m3 3 8 8M11 3l-8 8" />,
  open: <path d="M3 7h8" strokeDasharray="2 3" />,
};
