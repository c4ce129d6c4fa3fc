/**
 * What a person does to the spans of one text, as a pure reducer.
 *
 * Offsets are wire offsets (code points of the original text), see `offsets.ts`.
 *
 * Rules, each tested:
 * - Spans of a task never overlap. A new span replaces every span it touches: what was selected is what gets
 *   marked, and one undo brings the replaced ones back.
 * - White space at both ends of a selection is left out. Nothing else is trimmed: quotes can be part of a secret.
 * - Moving an end stops at the neighbouring span and never makes a span empty.
 * - "Nothing here" is a statement, so it cannot stand beside spans; it is refused with a notice, never by
 *   deleting work.
 * - A selection that is exactly a span's range makes that span the active one.
 * - A model's suggestion is no span: it is accepted, edited (which makes it the person's), marked over or removed. While
 *   one waits there is no answer. All at once are accepted only those that have been in sight.
 */

import { buildOffsetMap, type OffsetMap } from "./offsets";
import { intersects, isInside, normalised, type Range, sameRange, trimmed } from "./ranges";
import { nextSuggestion, readSuggestions, type Suggestion, type WireSuggestion } from "./suggestions";

/** A span on the wire: [start, end) in code points of the original text. */
export interface WireSpan {
  start: number;
  end: number;
  label: string;
}

/** A span on screen: a wire span that can be told from the others while it moves. */
export interface Mark extends WireSpan {
  id: number;
}

/** What undo brings back. */
interface Snapshot {
  spans: readonly Mark[];
  suggestions: readonly Suggestion[];
  isNothingHere: boolean;
}

/** Why an action did nothing, for the person. */
export type Notice =
  | "nothing-selected"
  | "only-white-space"
  | "remove-marks-first"
  | "cannot-move"
  | "no-such-label"
  | "decide-suggestions-first"
  | "look-at-suggestions-first";

export interface AnnotationState {
  readonly map: OffsetMap;
  readonly labels: readonly string[];
  /** Sorted by start; no two overlap. */
  readonly spans: readonly Mark[];
  /** What a model suggests and nobody has decided on; sorted by start, clear of each other and of the spans. */
  readonly suggestions: readonly Suggestion[];
  /** "There is nothing to mark in this text." */
  readonly isNothingHere: boolean;
  readonly selection: Range;
  /** Counts the times the reducer itself moved the selection, so that an editor knows when to follow. */
  readonly selectionMoves: number;
  /** The label that `mark` uses when it names none. */
  readonly activeLabel: string;
  /** The span the keys act on, or null. */
  readonly activeId: number | null;
  readonly past: readonly Snapshot[];
  readonly future: readonly Snapshot[];
  readonly notice: Notice | null;
  /** Steps of one gesture (a drag) share one undo. */
  readonly gesture: string | null;
  readonly nextId: number;
}

export type AnnotationAction =
  | {
      type: "load";
      text: string;
      labels: readonly string[];
      spans?: readonly WireSpan[];
      isNothingHere?: boolean;
      suggestions?: readonly WireSuggestion[];
    }
  | { type: "accept"; id?: number }
  | { type: "accept-all" }
  | { type: "see"; ids: readonly number[] }
  | { type: "select"; range: Range }
  | { type: "mark"; label?: string }
  | { type: "remove"; id?: number }
  | { type: "relabel"; id: number; label: string }
  | { type: "nudge"; edge: "start" | "end"; step: 1 | -1; id?: number }
  | { type: "resize"; id: number; range: Range; gesture?: string }
  | { type: "jump"; step: 1 | -1 }
  | { type: "focus"; id: number | null }
  | { type: "toggle-nothing" }
  | { type: "undo" }
  | { type: "redo" };

const HISTORY_LIMIT = 200;

/** The state before anything was done to a text. */
export function loadAnnotation(
  text: string,
  labels: readonly string[],
  spans: readonly WireSpan[] = [],
  isNothingHere = false,
  suggestions: readonly WireSuggestion[] = [],
): AnnotationState {
  const map = buildOffsetMap(text);
  const marks = sorted(
    spans.filter((span) => isInside(map, span)).map((span, id) => ({ ...pick(span), id })),
  );
  const waiting = readSuggestions(map, labels, suggestions, marks, spans.length);
  return {
    map,
    labels,
    spans: marks,
    suggestions: waiting,
    isNothingHere: isNothingHere && marks.length === 0 && waiting.length === 0,
    selection: { start: 0, end: 0 },
    selectionMoves: 0,
    activeLabel: labels[0] ?? "",
    activeId: null,
    past: [],
    future: [],
    notice: null,
    gesture: null,
    nextId: spans.length + waiting.length,
  };
}

/** The spans as the server wants them, sorted by start. */
export function wireSpans(state: AnnotationState): WireSpan[] {
  return state.spans.map(pick);
}

/** Whether the person has said all about this text: marks, or that there are none, and a word on each suggestion. */
export function isAnswered(state: AnnotationState): boolean {
  return (state.isNothingHere || state.spans.length > 0) && state.suggestions.length === 0;
}

/** The span or suggestion the keys act on. */
export function activeMark(state: AnnotationState): Mark | null {
  return markOf(state, state.activeId);
}

/** The suggestion the keys act on, or null. */
export function activeSuggestion(state: AnnotationState): Suggestion | null {
  return state.suggestions.find((one) => one.id === state.activeId) ?? null;
}

/** Spans and suggestions, by start. */
function everyMark(state: AnnotationState): readonly Mark[] {
  return state.suggestions.length === 0 ? state.spans : sorted([...state.spans, ...state.suggestions]);
}

function markOf(state: AnnotationState, id: number | null): Mark | null {
  return everyMark(state).find((span) => span.id === id) ?? null;
}

/** The one place that changes an annotation. */
export function annotationReducer(state: AnnotationState, action: AnnotationAction): AnnotationState {
  switch (action.type) {
    case "load":
      return loadAnnotation(
        action.text,
        action.labels,
        action.spans,
        action.isNothingHere,
        action.suggestions,
      );
    case "accept":
      return accept(state, action.id ?? state.activeId);
    case "accept-all":
      return acceptAll(state);
    case "see":
      return see(state, action.ids);
    case "select":
      return select(state, action.range);
    case "mark":
      return mark(state, action.label ?? state.activeLabel);
    case "remove":
      return remove(state, action.id ?? state.activeId);
    case "relabel":
      return relabel(state, action.id, action.label);
    case "nudge":
      return nudge(state, action);
    case "resize":
      return resize(state, action.id, action.range, action.gesture ?? null);
    case "jump":
      return jump(state, action.step);
    case "focus":
      return focus(state, action.id);
    case "toggle-nothing":
      return toggleNothing(state);
    case "undo":
      return travel(state, "past", "future");
    case "redo":
      return travel(state, "future", "past");
  }
}

function select(state: AnnotationState, range: Range): AnnotationState {
  const selection = normalised(state.map, range);
  const exact = everyMark(state).find((span) => sameRange(span, selection));
  const activeId = exact?.id ?? null;
  if (sameRange(selection, state.selection) && activeId === state.activeId) return state;
  return { ...state, selection, activeId, notice: null, gesture: null };
}

function mark(state: AnnotationState, label: string): AnnotationState {
  if (!state.labels.includes(label)) return { ...state, notice: "no-such-label" };
  const active = activeMark(state);
  if (active && sameRange(active, state.selection)) return relabel(state, active.id, label);
  if (state.selection.start === state.selection.end) return { ...state, notice: "nothing-selected" };
  const range = trimmed(state.map, state.selection);
  if (range === null) return { ...state, notice: "only-white-space" };
  const twin = everyMark(state).find((span) => sameRange(span, range));
  if (twin) return relabel(focus(state, twin.id), twin.id, label);
  const span: Mark = { ...range, label, id: state.nextId };
  const spans = sorted([...state.spans.filter((other) => !intersects(other, range)), span]);
  const suggestions = state.suggestions.filter((other) => !intersects(other, range));
  return {
    ...changed(state, { spans, suggestions, isNothingHere: false }),
    nextId: state.nextId + 1,
    activeId: span.id,
    activeLabel: label,
    ...moved(state, range),
  };
}

/** The mark as the person's own: in place of the span or suggestion with its id. */
function put(state: AnnotationState, mark: Mark): Pick<Snapshot, "spans" | "suggestions" | "isNothingHere"> {
  return {
    spans: sorted([...state.spans.filter((other) => other.id !== mark.id), { ...pick(mark), id: mark.id }]),
    suggestions: state.suggestions.filter((other) => other.id !== mark.id),
    isNothingHere: false,
  };
}

/** One suggestion becomes a span, and the next one is taken hold of. */
function accept(state: AnnotationState, id: number | null): AnnotationState {
  const target = state.suggestions.find((one) => one.id === id);
  if (!target) {
    const next = nextSuggestion(state.suggestions, state.selection.start);
    return next ? focus(state, next.id) : { ...state, notice: "nothing-selected" };
  }
  return onward(changed(state, put(state, target)), target);
}

/** Those in sight become spans; where others are left, the first of them comes into sight. */
function acceptAll(state: AnnotationState): AnnotationState {
  const seen = state.suggestions.filter((one) => one.isSeen);
  const [unseen] = state.suggestions.filter((one) => !one.isSeen);
  const taken =
    seen.length === 0
      ? state
      : changed(state, {
          spans: sorted([...state.spans, ...seen.map((one) => ({ ...pick(one), id: one.id }))]),
          suggestions: state.suggestions.filter((one) => !one.isSeen),
          isNothingHere: false,
        });
  return unseen ? { ...focus(taken, unseen.id), notice: "look-at-suggestions-first" } : taken;
}

function see(state: AnnotationState, ids: readonly number[]): AnnotationState {
  const isNews = state.suggestions.some((one) => !one.isSeen && ids.includes(one.id));
  if (!isNews) return state;
  const suggestions = state.suggestions.map((one) => (ids.includes(one.id) ? { ...one, isSeen: true } : one));
  return { ...state, suggestions };
}

/** After a suggestion was decided: on to the next, or let go of the last. */
function onward(state: AnnotationState, decided: Range): AnnotationState {
  const next = nextSuggestion(state.suggestions, decided.start);
  if (next) return focus(state, next.id);
  const caret = { start: decided.start, end: decided.start };
  return { ...state, activeId: null, ...moved(state, caret) };
}

function remove(state: AnnotationState, id: number | null): AnnotationState {
  const suggested = state.suggestions.find((one) => one.id === id);
  if (suggested) {
    const suggestions = state.suggestions.filter((one) => one.id !== id);
    return onward(changed(state, { suggestions }), suggested);
  }
  const target = state.spans.find((span) => span.id === id);
  if (!target) return { ...state, notice: "nothing-selected" };
  const spans = state.spans.filter((span) => span.id !== id);
  const caret = { start: target.start, end: target.start };
  return { ...changed(state, { spans }), activeId: null, ...moved(state, caret) };
}

function relabel(state: AnnotationState, id: number, label: string): AnnotationState {
  if (!state.labels.includes(label)) return { ...state, notice: "no-such-label" };
  const target = markOf(state, id);
  if (!target) return { ...state, notice: "nothing-selected" };
  const isMine = state.spans.includes(target);
  if (isMine && target.label === label) return { ...state, activeLabel: label, notice: null };
  return { ...changed(state, put(state, { ...target, label })), activeLabel: label };
}

function nudge(
  state: AnnotationState,
  action: { edge: "start" | "end"; step: 1 | -1; id?: number },
): AnnotationState {
  const target = markOf(state, action.id ?? state.activeId);
  if (!target) return { ...state, notice: "nothing-selected" };
  const wanted = { start: target.start, end: target.end };
  wanted[action.edge] = state.map.neighbour(target[action.edge], action.step);
  return resize(state, target.id, wanted, null);
}

function resize(state: AnnotationState, id: number, wanted: Range, gesture: string | null): AnnotationState {
  const target = markOf(state, id);
  if (!target) return { ...state, notice: "nothing-selected" };
  const range = between(state, target, wanted);
  if (range === null || sameRange(range, target)) {
    // A drag rests many times on the same character; only a key press deserves a word.
    return gesture === null ? { ...state, notice: "cannot-move" } : state;
  }
  const change = put(state, { ...target, ...range });
  const isSameGesture = gesture !== null && gesture === state.gesture;
  const next = isSameGesture ? { ...state, ...change, notice: null } : changed(state, change);
  return { ...next, gesture, activeId: id, ...moved(state, range) };
}

/** The wanted range, held between the neighbouring marks; null when nothing would be left of it. */
function between(state: AnnotationState, target: Mark, wanted: Range): Range | null {
  const others = everyMark(state).filter((span) => span.id !== target.id);
  const floor = Math.max(0, ...others.filter((span) => span.end <= target.start).map((span) => span.end));
  const ceiling = Math.min(
    state.map.length,
    ...others.filter((span) => span.start >= target.end).map((span) => span.start),
  );
  const start = Math.max(wanted.start, floor);
  const end = Math.min(wanted.end, ceiling);
  return start < end ? { start, end } : null;
}

function jump(state: AnnotationState, step: 1 | -1): AnnotationState {
  const next = neighbourMark(state, step);
  return next ? focus(state, next.id) : state;
}

/** The innermost span around or touching a caret, or null. */
export function markAt(state: AnnotationState, offset: number): Mark | null {
  const around = everyMark(state).filter((span) => span.start <= offset && offset <= span.end);
  return around.toSorted((a, b) => a.end - a.start - (b.end - b.start))[0] ?? null;
}

/** The span a jump would go to from the selection, or null at the last one. */
export function neighbourMark(state: AnnotationState, step: 1 | -1): Mark | null {
  const { start } = state.selection;
  const isActive = state.activeId !== null;
  const marks = everyMark(state);
  if (step === 1) {
    return marks.find((span) => (isActive ? span.start > start : span.start >= start)) ?? null;
  }
  return marks.findLast((span) => span.start < start) ?? null;
}

function focus(state: AnnotationState, id: number | null): AnnotationState {
  const target = markOf(state, id);
  if (!target) {
    const caret = { start: state.selection.end, end: state.selection.end };
    return { ...state, activeId: null, notice: null, ...moved(state, caret) };
  }
  const range = { start: target.start, end: target.end };
  return { ...state, activeId: target.id, notice: null, gesture: null, ...moved(state, range) };
}

function toggleNothing(state: AnnotationState): AnnotationState {
  if (state.isNothingHere) return changed(state, { isNothingHere: false });
  if (state.suggestions.length > 0) return { ...state, notice: "decide-suggestions-first" };
  if (state.spans.length > 0) return { ...state, notice: "remove-marks-first" };
  return changed(state, { isNothingHere: true });
}

/** The selection put somewhere by the reducer, not by the person. */
function moved(
  state: AnnotationState,
  selection: Range,
): Pick<AnnotationState, "selection" | "selectionMoves"> {
  return { selection, selectionMoves: state.selectionMoves + 1 };
}

/** A change a person can undo. */
function changed(state: AnnotationState, change: Partial<Snapshot>): AnnotationState {
  const past = [...state.past, snapshot(state)].slice(-HISTORY_LIMIT);
  return { ...state, ...change, past, future: [], notice: null, gesture: null };
}

function travel(state: AnnotationState, from: "past" | "future", to: "past" | "future"): AnnotationState {
  const target = state[from].at(-1);
  if (!target) return state;
  const next: AnnotationState = {
    ...state,
    ...target,
    [from]: state[from].slice(0, -1),
    [to]: [...state[to], snapshot(state)],
    notice: null,
    gesture: null,
  };
  const exact = everyMark(next).find((span) => sameRange(span, next.selection));
  return { ...next, activeId: exact?.id ?? null };
}

function snapshot(state: AnnotationState): Snapshot {
  return { spans: state.spans, suggestions: state.suggestions, isNothingHere: state.isNothingHere };
}

function pick(span: WireSpan): WireSpan {
  return { start: span.start, end: span.end, label: span.label };
}

function sorted(spans: readonly Mark[]): Mark[] {
  return [...spans].sort((a, b) => a.start - b.start || a.end - b.end);
}
