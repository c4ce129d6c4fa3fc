/**
 * What floats over a mark while it is active or under the mouse: its label, and handles at both ends to drag.
 *
 * They live in a layer above the text, so that showing them moves nothing.
 */

import type { Extension } from "@codemirror/state";
import { type EditorView, type LayerMarker, layer, type ViewUpdate } from "@codemirror/view";
import { marksField, type ScreenMark, shownMarks } from "./marks";

type Edge = "start" | "end";

/** Called while an end is dragged; all calls of one drag carry the same gesture. */
export type OnDrag = (id: number, from: number, to: number, gesture: string) => void;

interface Place {
  left: number;
  top: number;
  height: number;
}

class Tag implements LayerMarker {
  constructor(
    private readonly mark: ScreenMark,
    private readonly place: Place,
  ) {}

  eq(other: Tag): boolean {
    return (
      this.mark.tag === other.mark.tag &&
      this.mark.style === other.mark.style &&
      samePlace(this.place, other.place)
    );
  }

  draw(): HTMLElement {
    const dom = document.createElement("div");
    dom.className = `gs-tag gs-tag-${this.mark.style}`;
    dom.textContent = this.mark.tag;
    dom.style.left = `${this.place.left}px`;
    dom.style.top = `${this.place.top}px`;
    return dom;
  }
}

class Handle implements LayerMarker {
  constructor(
    private readonly mark: ScreenMark,
    private readonly edge: Edge,
    private readonly place: Place,
    private readonly start: (mark: ScreenMark, edge: Edge, event: PointerEvent) => void,
  ) {}

  eq(other: Handle): boolean {
    const { id, from, to, style } = this.mark;
    const isSameMark = id === other.mark.id && from === other.mark.from && to === other.mark.to;
    return (
      isSameMark &&
      style === other.mark.style &&
      this.edge === other.edge &&
      samePlace(this.place, other.place)
    );
  }

  draw(): HTMLElement {
    const dom = document.createElement("div");
    dom.className = `gs-handle gs-handle-${this.edge} gs-tag-${this.mark.style}`;
    dom.style.left = `${this.place.left}px`;
    dom.style.top = `${this.place.top}px`;
    dom.style.height = `${this.place.height}px`;
    dom.addEventListener("pointerdown", (event) => this.start(this.mark, this.edge, event));
    return dom;
  }
}

/** The layer; without `onDrag` (read-only) only the labels show. */
export function markHandles(onDrag: OnDrag | null): Extension {
  return layer({
    above: true,
    class: "gs-mark-layer",
    update: (update) =>
      update.docChanged || update.geometryChanged || update.viewportChanged || isNews(update),
    markers(view) {
      return shownMarks(view.state).flatMap((mark) => markersOf(view, mark, onDrag));
    },
  });
}

function isNews(update: ViewUpdate): boolean {
  return update.startState.field(marksField) !== update.state.field(marksField);
}

function markersOf(view: EditorView, mark: ScreenMark, onDrag: OnDrag | null): LayerMarker[] {
  const start = placeAt(view, mark.from, 1);
  const end = placeAt(view, mark.to, -1);
  const markers: LayerMarker[] = start ? [new Tag(mark, start)] : [];
  if (!onDrag) return markers;
  const begin = (dragged: ScreenMark, edge: Edge, event: PointerEvent) =>
    drag(view, dragged, edge, event, onDrag);
  if (start) markers.push(new Handle(mark, "start", start, begin));
  if (end) markers.push(new Handle(mark, "end", end, begin));
  return markers;
}

/** Where an offset stands, relative to the scrolled document; null when it is not drawn. */
function placeAt(view: EditorView, offset: number, side: 1 | -1): Place | null {
  const at = view.coordsAtPos(offset, side);
  if (!at) return null;
  const scroller = view.scrollDOM;
  const box = scroller.getBoundingClientRect();
  return {
    left: at.left - box.left + scroller.scrollLeft,
    top: at.top - box.top + scroller.scrollTop,
    height: at.bottom - at.top,
  };
}

let drags = 0;

function drag(view: EditorView, mark: ScreenMark, edge: Edge, event: PointerEvent, onDrag: OnDrag): void {
  // Keeps the caret and the focus where they are.
  event.preventDefault();
  view.focus();
  drags += 1;
  const gesture = `drag-${drags}`;
  const move = (moved: PointerEvent) => {
    const offset = view.posAtCoords({ x: moved.clientX, y: moved.clientY }, false);
    const [from, to] = edge === "start" ? [offset, mark.to] : [mark.from, offset];
    if (from < to) onDrag(mark.id, from, to, gesture);
  };
  const stop = () => {
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", stop);
    window.removeEventListener("pointercancel", stop);
  };
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", stop);
  window.addEventListener("pointercancel", stop);
}

function samePlace(a: Place, b: Place): boolean {
  return a.left === b.left && a.top === b.top && a.height === b.height;
}
