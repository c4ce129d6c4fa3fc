import { useEffect, useRef } from "react";
import { MarkdownText } from "../../../widgets/markdown/MarkdownText";
import type { TextWork } from "../wire";
import classes from "./compare.module.css";

type Pair = NonNullable<TextWork["pair"]>;

/** Where there is room for one thing only. */
export type Shown = "left" | "right" | "criteria";

interface AnswersProps {
  pair: Pair;
  shown: Shown;
  onShow: (shown: Shown) => void;
  /** Scrolling one scrolls the other. */
  isTogether: boolean;
  hasCriteria: boolean;
}

/** Two answers side by side, each with its own scroll. */
export function Answers({ pair, shown, onShow, isTogether, hasCriteria }: AnswersProps) {
  const left = useRef<HTMLElement>(null);
  const right = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!isTogether || !left.current || !right.current) return;
    return scrollTogether(left.current, right.current);
  }, [isTogether]);
  const tabs: readonly [Shown, string][] = [
    ["left", "Left"],
    ["right", "Right"],
    ["criteria", hasCriteria ? "Criteria" : "Reason"],
  ];
  return (
    <>
      <fieldset className={classes.switch}>
        <legend className={classes.hidden}>Show</legend>
        {tabs.map(([name, title]) => (
          <button key={name} type="button" aria-pressed={shown === name} onClick={() => onShow(name)}>
            {title}
          </button>
        ))}
      </fieldset>
      <Answer side="left" title="Left" text={pair.left} box={left} />
      <Answer side="right" title="Right" text={pair.right} box={right} />
    </>
  );
}

interface AnswerProps {
  side: "left" | "right";
  title: string;
  text: string;
  box: React.RefObject<HTMLElement | null>;
}

function Answer({ side, title, text, box }: AnswerProps) {
  return (
    <section
      className={classes.answer}
      data-side={side}
      aria-label={`${title} answer`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
      tabIndex={0}
      ref={box}
    >
      <h2 className={classes.side}>{title}</h2>
      {text.trim() === "" ? (
        <p className={classes.nothing}>This answer is empty.</p>
      ) : (
        <MarkdownText source={text} what={`the ${side} answer`} />
      )}
    </section>
  );
}

/** Keep two boxes at the same share of their way; returns what ends it. */
function scrollTogether(left: HTMLElement, right: HTMLElement): () => void {
  // What a box was set to by the other is no scroll of the person.
  let set: HTMLElement | null = null;
  const follow = (from: HTMLElement, to: HTMLElement) => () => {
    if (set === from) {
      set = null;
      return;
    }
    const way = from.scrollHeight - from.clientHeight;
    const top = way > 0 ? (from.scrollTop / way) * (to.scrollHeight - to.clientHeight) : 0;
    if (Math.abs(to.scrollTop - top) < 1) return;
    set = to;
    to.scrollTop = top;
  };
  const onLeft = follow(left, right);
  const onRight = follow(right, left);
  left.addEventListener("scroll", onLeft, { passive: true });
  right.addEventListener("scroll", onRight, { passive: true });
  return () => {
    left.removeEventListener("scroll", onLeft);
    right.removeEventListener("scroll", onRight);
  };
}
