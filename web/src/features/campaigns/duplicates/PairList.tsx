import { Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { StateMark, type Tone } from "../../../ui/StateMark";
import type { Decision, DuplicatePair } from "../textQueries";
import classes from "./duplicates.module.css";

export const DECISIONS: Record<Decision, { word: string; tone: Tone }> = {
  open: { word: "open", tone: "wait" },
  duplicate: { word: "duplicate", tone: "bad" },
  different: { word: "both kept", tone: "done" },
};

interface PairListProps {
  pairs: readonly DuplicatePair[];
  currentId: number;
  onSelect: (id: number) => void;
}

/** Every pair in one line; the current one stays in sight. */
export function PairList({ pairs, currentId, onSelect }: PairListProps) {
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another pair is another place
  useEffect(() => {
    const row = list.current?.querySelector<HTMLElement>("[aria-current]");
    // Within the list only: the page stays where it is.
    if (row && list.current) {
      const { offsetTop: top, offsetHeight: height } = row;
      const { scrollTop, clientHeight } = list.current;
      if (top < scrollTop) list.current.scrollTop = top;
      else if (top + height > scrollTop + clientHeight) list.current.scrollTop = top + height - clientHeight;
    }
  }, [currentId]);
  return (
    <ul ref={list} className={classes.list} aria-label="Pairs">
      {pairs.map((pair) => (
        <li key={pair.id}>
          <button
            type="button"
            className={classes.row}
            aria-current={pair.id === currentId || undefined}
            onClick={() => onSelect(pair.id)}
          >
            <span className={classes.rowHead}>
              <span>
                {pair.score.toFixed(2)} {pair.kind}
              </span>
              {pair.decision !== "open" && (
                <StateMark tone={DECISIONS[pair.decision].tone}>{DECISIONS[pair.decision].word}</StateMark>
              )}
            </span>
            <Text span size="sm" truncate display="block">
              {pair.second.text}
            </Text>
          </button>
        </li>
      ))}
    </ul>
  );
}
