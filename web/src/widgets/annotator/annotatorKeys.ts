/** The keys of the annotator. In the code they act on the caret; elsewhere on the page on the active mark. */

import type { EditorView } from "@codemirror/view";
import type { RefObject } from "react";
import { markAt, neighbourMark } from "../../core/annotation";
import type { KeyBinding } from "../../ui/keys/keys";
import { moveByToken } from "./tokenSelection";
import type { Annotation } from "./useAnnotation";

interface KeyContext {
  annotation: Annotation;
  viewRef: RefObject<EditorView | null>;
  onSubmit: (() => void) | undefined;
}

/** Keys for walking over marks: also where nothing can be changed. */
export function walkingKeys({ annotation, viewRef }: KeyContext): KeyBinding[] {
  const { state, dispatch } = annotation;
  const isInCode = () => viewRef.current?.hasFocus ?? false;
  const jump = (step: 1 | -1) => {
    viewRef.current?.focus();
    dispatch({ type: "jump", step });
  };
  // Tab walks the marks and then leaves the code: never a trap.
  const tab = (step: 1 | -1) => (isInCode() && neighbourMark(state, step) ? jump(step) : false);
  const byToken = (step: 1 | -1, isExtending: boolean) => () => {
    if (!viewRef.current || !isInCode()) return false;
    moveByToken(viewRef.current, step, isExtending);
  };
  return [
    { chord: ["]", "Tab"], what: "Next mark", run: (event) => (event.key === "Tab" ? tab(1) : jump(1)) },
    {
      chord: ["[", "Shift+Tab"],
      what: "Previous mark",
      run: (event) => (event.key === "Tab" ? tab(-1) : jump(-1)),
    },
    {
      chord: "Escape",
      what: "Let go of the mark",
      isOn: state.activeId !== null,
      run: () => dispatch({ type: "focus", id: null }),
    },
    { chord: "Alt+ArrowRight", run: byToken(1, false) },
    { chord: "Alt+ArrowLeft", run: byToken(-1, false) },
    { chord: "Alt+Shift+ArrowRight", what: "Select to the next token (no mark held)", run: byToken(1, true) },
    {
      chord: "Alt+Shift+ArrowLeft",
      what: "Select to the previous token (no mark held)",
      run: byToken(-1, true),
    },
  ];
}

/** Keys that change marks; they come before the walking keys, which share some chords. */
export function markingKeys(context: KeyContext): KeyBinding[] {
  const { annotation, onSubmit } = context;
  const { state, dispatch } = annotation;
  const isActive = state.activeId !== null;
  const hasSuggestions = state.suggestions.length > 0;
  const nudge = (edge: "start" | "end", step: 1 | -1) => () => dispatch({ type: "nudge", edge, step });
  return [
    ...state.labels.slice(0, 4).map((label, index) => ({
      chord: String(index + 1),
      what: `Mark the selection as ${label}`,
      run: () => dispatch({ type: "mark", label }),
    })),
    {
      chord: "Enter",
      what: "Mark with the last label; on a mark: take hold of it",
      run: () => enter(context),
    },
    {
      chord: "a",
      what: "Accept the held suggestion and go to the next",
      isOn: hasSuggestions,
      run: () => dispatch({ type: "accept" }),
    },
    {
      chord: "Shift+a",
      what: "Accept all suggestions in sight",
      isOn: hasSuggestions,
      run: () => dispatch({ type: "accept-all" }),
    },
    {
      chord: ["Delete", "Backspace"],
      what: hasSuggestions ? "Remove the held mark or suggestion" : "Remove the held mark",
      isOn: isActive,
      run: () => dispatch({ type: "remove" }),
    },
    { chord: "Alt+ArrowRight", what: "Move the held mark's end right", isOn: isActive, run: nudge("end", 1) },
    { chord: "Alt+ArrowLeft", what: "Move the held mark's end left", isOn: isActive, run: nudge("end", -1) },
    {
      chord: "Alt+Shift+ArrowRight",
      what: "Move the held mark's start right",
      isOn: isActive,
      run: nudge("start", 1),
    },
    {
      chord: "Alt+Shift+ArrowLeft",
      what: "Move the held mark's start left",
      isOn: isActive,
      run: nudge("start", -1),
    },
    { chord: "n", what: "Nothing here", run: () => dispatch({ type: "toggle-nothing" }) },
    { chord: "Mod+z", what: "Undo", run: () => dispatch({ type: "undo" }) },
    { chord: ["Mod+y", "Mod+Shift+z"], what: "Redo", run: () => dispatch({ type: "redo" }) },
    { chord: "Mod+Enter", what: "Submit", isOn: onSubmit !== undefined, run: () => onSubmit?.() },
  ];
}

/** Enter means something only in the code; on a button it presses the button. */
function enter({ annotation, viewRef }: KeyContext): boolean {
  const { state, dispatch } = annotation;
  if (!viewRef.current?.hasFocus || state.activeId !== null) return false;
  const { start, end } = state.selection;
  if (start < end) {
    dispatch({ type: "mark" });
    return true;
  }
  const under = markAt(state, start);
  if (under) dispatch({ type: "focus", id: under.id });
  return under !== null;
}
