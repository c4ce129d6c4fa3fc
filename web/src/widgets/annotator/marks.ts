/** The marks inside the editor: decorations with colour, underline and a name; which one is active or under the mouse. */

import { type EditorState, type Extension, Prec, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";

/** A mark in editor offsets. */
export interface ScreenMark {
  id: number;
  from: number;
  to: number;
  label: string;
  /** 1 to 4: which of the label styles. */
  style: number;
  /** "EMAIL, line 12, columns 8 to 29". */
  name: string;
  /** What floats over it. */
  tag: string;
  /** A model's, and not decided. */
  isSuggestion: boolean;
}

export interface MarksValue {
  marks: readonly ScreenMark[];
  activeId: number | null;
  hoveredId: number | null;
  decorations: DecorationSet;
}

export const setMarks = StateEffect.define<{ marks: readonly ScreenMark[]; activeId: number | null }>();
const setHovered = StateEffect.define<number | null>();

const NONE: MarksValue = { marks: [], activeId: null, hoveredId: null, decorations: Decoration.none };

export const marksField = StateField.define<MarksValue>({
  create: () => NONE,
  update(value, transaction) {
    let next = value;
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) next = { ...next, ...effect.value, decorations: decorate(effect.value) };
      if (effect.is(setHovered)) next = { ...next, hoveredId: effect.value };
    }
    return next;
  },
  // Outermost, so that a mark stays in one piece over the syntax colours inside it.
  provide: (field) => [
    Prec.highest(EditorView.decorations.from(field, (value) => value.decorations)),
    EditorView.editorAttributes.from(
      field,
      (value): Record<string, string> => (value.activeId === null ? {} : { class: "gs-holding" }),
    ),
  ],
});

/** The marks whose label and handles show: the active one and the one under the mouse. */
export function shownMarks(state: EditorState): ScreenMark[] {
  const { marks, activeId, hoveredId } = state.field(marksField);
  return marks.filter((mark) => mark.id === activeId || mark.id === hoveredId);
}

/** The id of the mark that a DOM event fell on, or null. */
export function markIdOf(target: EventTarget | null): number | null {
  const element = target instanceof Element ? target.closest<HTMLElement>("[data-mark]") : null;
  return element ? Number(element.dataset.mark) : null;
}

/** Tells the field which mark is under the mouse. */
export function hoverTracking(): Extension {
  const hover = (view: EditorView, id: number | null) => {
    if (view.state.field(marksField).hoveredId !== id) view.dispatch({ effects: setHovered.of(id) });
  };
  return EditorView.domEventHandlers({
    mousemove: (event, view) => hover(view, markIdOf(event.target)),
    mouseleave: (_, view) => hover(view, null),
  });
}

function decorate({
  marks,
  activeId,
}: {
  marks: readonly ScreenMark[];
  activeId: number | null;
}): DecorationSet {
  const ranges = marks
    .filter((mark) => mark.from < mark.to)
    .map((mark) => {
      const isActive = mark.id === activeId;
      return Decoration.mark({
        class: `${mark.isSuggestion ? "gs-suggestion gs-suggestion" : "gs-mark gs-mark"}-${mark.style}${isActive ? " gs-mark-active" : ""}`,
        attributes: {
          "data-mark": String(mark.id),
          role: "group",
          "aria-label": mark.name,
          title: mark.name,
        },
      }).range(mark.from, mark.to);
    });
  return Decoration.set(ranges, true);
}
