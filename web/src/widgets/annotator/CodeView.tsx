/** The editor as a React component: it draws an annotation and reports selections; the reducer decides. */

import { Compartment, EditorState, Annotation as Origin } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import type { AnnotationState, Mark } from "../../core/annotation";
import { spanName, suggestionName, sureText } from "../../core/spanNames";
import classes from "./annotator.module.css";
import { editorSetup } from "./editorSetup";
import { loadLanguage } from "./languages";
import { type ScreenMark, setMarks } from "./marks";
import type { Annotation } from "./useAnnotation";

interface CodeViewProps {
  annotation: Annotation;
  isReadOnly: boolean;
  language: string | null;
  firstLine: number;
  name: string;
  /** Given the editor while it is there, for commands that move its caret. */
  viewRef: RefObject<EditorView | null>;
}

/** Marks a selection that the reducer set, so that it is not reported back. */
const fromReducer = Origin.define<boolean>();
const languageSlot = new Compartment();

export function CodeView({ annotation, isReadOnly, language, firstLine, name, viewRef }: CodeViewProps) {
  const { state, dispatch } = annotation;
  const { map } = state;
  const host = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    if (!host.current) return;
    const setup = editorSetup({
      firstLine,
      name,
      onMarkClick: (id) => dispatch({ type: "focus", id }),
      onDrag: isReadOnly
        ? null
        : (id, from, to, gesture) =>
            dispatch({
              type: "resize",
              id,
              range: { start: map.toWire(from), end: map.toWire(to) },
              gesture,
            }),
    });
    const report = EditorView.updateListener.of((update) => {
      const isOwn = update.transactions.some((transaction) => transaction.annotation(fromReducer));
      if (!update.selectionSet || isOwn) return;
      const { from, to } = update.state.selection.main;
      dispatch({ type: "select", range: { start: map.toWire(from), end: map.toWire(to) } });
    });
    const view = new EditorView({
      state: EditorState.create({ doc: map.doc, extensions: [setup, report, languageSlot.of([])] }),
      parent: host.current,
    });
    viewRef.current = view;
    return () => {
      viewRef.current = null;
      view.destroy();
    };
  }, [map, firstLine, name, isReadOnly, dispatch, viewRef]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new editor (map, name …) needs its language anew
  useEffect(() => {
    let isCurrent = true;
    loadLanguage(language ?? "")
      // Without its parser (a chunk that did not arrive) the code is still there, only plain.
      .catch(() => null)
      .then((extension) => {
        if (isCurrent) viewRef.current?.dispatch({ effects: languageSlot.reconfigure(extension ?? []) });
      });
    return () => {
      isCurrent = false;
    };
  }, [language, map, firstLine, name, isReadOnly, viewRef]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new editor (name, isReadOnly …) needs its marks anew
  useLayoutEffect(() => {
    const marks = screenMarks(state, firstLine);
    viewRef.current?.dispatch({ effects: setMarks.of({ marks, activeId: state.activeId }) });
  }, [state.spans, state.suggestions, state.activeId, map, firstLine, name, isReadOnly, viewRef]);

  const { suggestions } = state;
  useEffect(() => {
    const view = viewRef.current;
    const unseen = suggestions.filter((one) => !one.isSeen);
    if (!view || unseen.length === 0) return;
    // Once the editor is laid out, and again whenever it scrolls.
    const look = () => {
      const ids = unseen
        .filter((one) => isInSight(view, map.toDoc(one.start), map.toDoc(one.end)))
        .map((one) => one.id);
      if (ids.length > 0) dispatch({ type: "see", ids });
    };
    const frame = requestAnimationFrame(look);
    view.scrollDOM.addEventListener("scroll", look, { passive: true });
    window.addEventListener("resize", look);
    return () => {
      cancelAnimationFrame(frame);
      view.scrollDOM.removeEventListener("scroll", look);
      window.removeEventListener("resize", look);
    };
  }, [suggestions, map, dispatch, viewRef]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only follow what the reducer moved, not the person
  useLayoutEffect(() => {
    if (state.selectionMoves > 0) followSelection(viewRef.current, state);
  }, [state.selectionMoves]);

  return <div ref={host} className={classes.code} />;
}

function screenMarks(state: AnnotationState, firstLine: number): ScreenMark[] {
  const { map, spans, suggestions, labels } = state;
  const place = (mark: Mark) => ({
    id: mark.id,
    from: map.toDoc(mark.start),
    to: map.toDoc(mark.end),
    label: mark.label,
    style: labelStyle(labels, mark.label),
  });
  return [
    ...spans.map((span) => ({
      ...place(span),
      name: spanName(map, span, firstLine),
      tag: span.label,
      isSuggestion: false,
    })),
    ...suggestions.map((one) => ({
      ...place(one),
      name: suggestionName(map, one, firstLine),
      tag: `${one.label}? ${sureText(one.confidence)}`,
      isSuggestion: true,
    })),
  ];
}

/** Whether both ends of a range stand inside the visible part of the editor. */
function isInSight(view: EditorView, from: number, to: number): boolean {
  const box = view.scrollDOM.getBoundingClientRect();
  const places = [view.coordsAtPos(from, 1), view.coordsAtPos(to, -1)];
  return places.every((at) => at !== null && at.top >= box.top && at.bottom <= box.bottom);
}

/** 1 to 4, by the label's place in the task. */
export function labelStyle(labels: readonly string[], label: string): number {
  return (Math.max(0, labels.indexOf(label)) % 4) + 1;
}

function followSelection(view: EditorView | null, { map, selection }: AnnotationState): void {
  const anchor = map.toDoc(selection.start);
  const head = map.toDoc(selection.end);
  view?.dispatch({ selection: { anchor, head }, scrollIntoView: true, annotations: fromReducer.of(true) });
}
