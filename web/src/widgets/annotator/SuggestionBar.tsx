/** One line over the code: which model suggests what, and what is left to decide. It stays when all is decided. */

import { Button } from "@mantine/core";
import type { MouseEvent } from "react";
import type { AnnotationState } from "../../core/annotation";
import { KeyCap } from "../../ui/keys/KeyCap";
import classes from "./annotator.module.css";
import type { Annotation } from "./useAnnotation";

interface SuggestionBarProps {
  annotation: Annotation;
  by: SuggestedBy;
}

/** Which model looked at a text, and how many marks it suggested. */
export interface SuggestedBy {
  model: string;
  marks: number;
}

/** Keeps the selection and the focus in the code while a button is pressed. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

export function SuggestionBar({ annotation: { state, dispatch }, by }: SuggestionBarProps) {
  const waiting = state.suggestions.length;
  return (
    <section className={classes.suggestions} aria-label="Suggestions">
      <span className={classes.suggestionSwatch} aria-hidden="true">
        Aa
      </span>
      <span className={classes.suggestionWords}>
        Suggested by <b>{by.model}</b>: {wordsFor(state, by.marks)}
      </span>
      {waiting > 0 && (
        <span className={classes.suggestionActions}>
          <Button
            size="compact-sm"
            variant="default"
            rightSection={<KeyCap chord="a" />}
            onMouseDown={keepFocus}
            onClick={() => dispatch({ type: "accept" })}
          >
            {state.suggestions.some((one) => one.id === state.activeId) ? "Accept" : "Look at the next"}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            rightSection={<KeyCap chord="Shift+a" />}
            onMouseDown={keepFocus}
            onClick={() => dispatch({ type: "accept-all" })}
          >
            Accept all in sight
          </Button>
        </span>
      )}
    </section>
  );
}

function wordsFor({ suggestions: { length } }: AnnotationState, suggested: number): string {
  if (length > 0) return `${length === 1 ? "1 mark" : `${length} marks`} to decide. It misses some: read on.`;
  if (suggested > 0) return "all decided. It misses some: look for what it did not see.";
  return "no marks. It misses some: look for yourself.";
}
