/**
 * The frame of a task about texts: two columns that scroll on their own, and a bar that is always there. Where the
 * room is narrow, one column shows at a time.
 */

import { type ReactNode, useCallback, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { KeyBinding } from "../../../ui/keys/keys";
import classes from "./text.module.css";

export type Side = "left" | "right";

export interface Sides {
  /** The one that shows where there is room for one only. */
  shown: Side;
  show: (side: Side) => void;
  frame: React.RefObject<HTMLDivElement | null>;
  /** F6, for the page and its editors. */
  key: KeyBinding;
}

export function useSides(first: Side): Sides {
  const [shown, show] = useState<Side>(first);
  const frame = useRef<HTMLDivElement>(null);
  const cross = useCallback(() => {
    const isLeft = frame.current?.querySelector(`[data-side="left"]`)?.contains(document.activeElement);
    const side: Side = isLeft ? "right" : "left";
    // Where there is room for one column, it must be in view before it can take the focus.
    flushSync(() => show(side));
    focusIn(frame.current?.querySelector(`[data-side="${side}"]`));
  }, []);
  return { shown, show, frame, key: { chord: "F6", what: "To the other column", run: cross } };
}

/** The control that stands for a column: its chosen tab, its editor, the chosen answer, or whatever comes first. */
function focusIn(side: Element | null | undefined): void {
  const wanted = ['[role="tab"][aria-selected="true"]', '[role="textbox"]', "input:checked"];
  const first = [...wanted, "input, textarea, button, summary, a"].flatMap(
    (selector) => side?.querySelector<HTMLElement>(selector) ?? [],
  )[0];
  first?.focus();
}

interface TextFrameProps {
  sides: Sides;
  left: ReactNode;
  right: ReactNode;
  names: Record<Side, string>;
  bar: ReactNode;
}

export function TextFrame({ sides, left, right, names, bar }: TextFrameProps) {
  const { shown, show, frame } = sides;
  return (
    <div className={classes.frame} ref={frame}>
      <div className={classes.grid} data-shown={shown}>
        <fieldset className={classes.switch}>
          <legend className={classes.hidden}>Show</legend>
          {(["left", "right"] as const).map((side) => (
            <button key={side} type="button" aria-pressed={shown === side} onClick={() => show(side)}>
              {names[side]}
            </button>
          ))}
        </fieldset>
        <section className={classes.left} data-side="left" aria-label={names.left}>
          {left}
        </section>
        <section className={classes.right} data-side="right" aria-label={names.right}>
          {right}
        </section>
        <section className={classes.bar} aria-label="Hand in">
          {bar}
        </section>
      </div>
    </div>
  );
}
