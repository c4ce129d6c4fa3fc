import { type Dispatch, useReducer } from "react";
import {
  type AnnotationAction,
  type AnnotationState,
  annotationReducer,
  loadAnnotation,
  type WireSpan,
} from "../../core/annotation";
import type { WireSuggestion } from "../../core/suggestions";

/** One annotation: what is on screen, and the way to change it. */
export interface Annotation {
  state: AnnotationState;
  dispatch: Dispatch<AnnotationAction>;
}

interface AnnotationStart {
  text: string;
  /** Label keys, at most four. */
  labels: readonly string[];
  spans?: readonly WireSpan[];
  isNothingHere?: boolean;
  /** What a model suggests and is not decided yet. */
  suggestions?: readonly WireSuggestion[];
}

/**
 * The state of one text, owned by the page, so that it can save drafts and enable its submit button.
 *
 * For another task, dispatch `load`, or give the component that calls this hook another `key`.
 */
export function useAnnotation(start: AnnotationStart): Annotation {
  const { text, labels, spans, isNothingHere, suggestions } = start;
  const [state, dispatch] = useReducer(annotationReducer, null, () =>
    loadAnnotation(text, labels, spans, isNothingHere, suggestions),
  );
  return { state, dispatch };
}
