/** A state in one word, with a dot whose fill says the same as its colour. */

import type { ReactNode } from "react";
import classes from "./StateMark.module.css";

/** on: at work; wait: held, may go on; done: over, well; bad: over, or in need of someone; off: not begun. */
export type Tone = "on" | "wait" | "done" | "bad" | "off";

export function StateMark({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={classes.mark} data-tone={tone}>
      <span className={classes.dot} aria-hidden="true" />
      {children}
    </span>
  );
}

/** What a simulated worker did, or a campaign made for them, is never shown without this. */
export function SimulatedMark() {
  return (
    <span className={classes.simulated} title="Made by simulated workers, not by people">
      simulated
    </span>
  );
}

/** What a machine did is never shown as a person's; a weak model is said to be one. */
export function MachineMark({ isWeak = false }: { isWeak?: boolean }) {
  return (
    <span
      className={classes.simulated}
      title={isWeak ? "A small model that proves the wiring; not to be trusted" : "Done by a machine"}
    >
      {isWeak ? "weak model" : "machine"}
    </span>
  );
}
