/**
 * The annotation widget: legend, code, and one line that says what is going on.
 *
 * It fills its container, and scrolls inside. The page owns the annotation (`useAnnotation`) and all traffic.
 */

import type { EditorView } from "@codemirror/view";
import { type ReactNode, useEffect, useRef } from "react";
import { type AnnotationState, activeMark, activeSuggestion, type Notice } from "../../core/annotation";
import { spanName, suggestionName } from "../../core/spanNames";
import { useKeys } from "../../ui/keys/keys";
import classes from "./annotator.module.css";
import { markingKeys, walkingKeys } from "./annotatorKeys";
import { CodeView } from "./CodeView";
import { Legend } from "./Legend";
import { type SuggestedBy, SuggestionBar } from "./SuggestionBar";
import type { Annotation } from "./useAnnotation";

export interface LabelSpec {
  /** As on the wire, for example "EMAIL_EXAMPLE". */
  key: string;
  title: string;
  description: string;
}

export interface AnnotatorProps {
  annotation: Annotation;
  /** The labels of the task in the order of their keys, at most four. */
  labels: readonly LabelSpec[];
  /** Language name, file ending or detector's label; null for plain text. */
  language: string | null;
  /** The number of the text's first line in its file. */
  firstLine?: number;
  /** The file's path, for the name that screen readers read. */
  path?: string;
  /** Marks can be looked at, not changed (validate); the page binds its own keys. */
  isReadOnly?: boolean;
  /** The model whose suggestions are shown, if one looked at this text. */
  suggestedBy?: SuggestedBy | undefined;
  /** Ctrl+Enter. */
  onSubmit?: () => void;
  /** Buttons at the right end of the legend. */
  tools?: ReactNode;
  /** Put the caret into the code when a text is shown. Default true. */
  hasAutoFocus?: boolean;
}

const NOTICES: Record<Notice, string> = {
  "nothing-selected": "Select some code first: drag, double-click, or Shift with the arrow keys.",
  "only-white-space": "Only white space is selected.",
  "remove-marks-first": "There are marks. Remove them first if there is nothing to mark here.",
  "cannot-move": "It cannot move further: the next mark or the mark's other end is there.",
  "no-such-label": "This task has no such label.",
  "decide-suggestions-first": "There are suggestions. Accept or remove each first.",
  "look-at-suggestions-first": "This suggestion was out of sight. Look at it, then decide.",
};

export function Annotator(props: AnnotatorProps) {
  const {
    annotation,
    labels,
    language,
    firstLine = 1,
    path,
    isReadOnly = false,
    suggestedBy,
    onSubmit,
    tools,
    hasAutoFocus = true,
  } = props;
  const { state } = annotation;
  const { map } = state;
  const viewRef = useRef<EditorView | null>(null);
  const context = { annotation, viewRef, onSubmit };
  const lastLine = map.lineColumn(map.length, firstLine).line;
  const name = `Code${path ? ` of ${path}` : ""}, lines ${firstLine} to ${lastLine}`;

  useKeys("Marks", isReadOnly ? walkingKeys(context) : [...markingKeys(context), ...walkingKeys(context)]);

  useEffect(() => {
    // `map` stands for the text: another one, another focus.
    if (hasAutoFocus && map) viewRef.current?.focus();
  }, [map, hasAutoFocus]);

  return (
    <section className={classes.annotator} aria-label="Annotation">
      <Legend annotation={annotation} labels={labels} isReadOnly={isReadOnly} tools={tools} />
      {suggestedBy !== undefined && <SuggestionBar annotation={annotation} by={suggestedBy} />}
      <CodeView
        annotation={annotation}
        isReadOnly={isReadOnly}
        language={language}
        firstLine={firstLine}
        name={name}
        viewRef={viewRef}
      />
      <StatusLine state={state} firstLine={firstLine} />
    </section>
  );
}

/** Says what is selected or why nothing happened; read out as it changes. */
function StatusLine({ state, firstLine }: { state: AnnotationState; firstLine: number }) {
  return (
    <div className={classes.status}>
      <span role="status" aria-live="polite" data-notice={state.notice ?? undefined}>
        {statusText(state, firstLine)}
      </span>
      <span>{countText(state)}</span>
    </div>
  );
}

function statusText(state: AnnotationState, firstLine: number): string {
  if (state.notice) return NOTICES[state.notice];
  const suggestion = activeSuggestion(state);
  if (suggestion) return `${suggestionName(state.map, suggestion, firstLine)} (A accepts, Delete removes)`;
  const active = activeMark(state);
  if (active) return spanName(state.map, active, firstLine);
  const { start, end } = state.selection;
  if (start < end) return `${end - start} ${end - start === 1 ? "character" : "characters"} selected`;
  const { line, column } = state.map.lineColumn(start, firstLine);
  return `Line ${line}, column ${column}`;
}

function countText({ spans, suggestions, isNothingHere }: AnnotationState): string {
  if (isNothingHere) return "Nothing here";
  const marks = spans.length === 1 ? "1 mark" : `${spans.length} marks`;
  return suggestions.length > 0 ? `${marks}, ${suggestions.length} to decide` : marks;
}
