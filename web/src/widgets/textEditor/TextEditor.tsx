/** The editor as a React component: a text goes in, changes come out. It fills its container and scrolls inside. */

import { Compartment, EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { type Ref, useImperativeHandle, useLayoutEffect, useRef } from "react";
import { isChord } from "../../core/keys";
import type { HowAdded } from "../../core/writing";
import { chordsOf, type KeyBinding } from "../../ui/keys/keys";
import { type EditorKind, editorSetup, loadParser, replaceText } from "./editorSetup";
import classes from "./textEditor.module.css";

export interface TextEditorHandle {
  focus: () => void;
}

interface TextEditorProps {
  ref?: Ref<TextEditorHandle>;
  kind: EditorKind;
  value: string;
  onChange: (text: string) => void;
  /** So many characters came in, and how. */
  onAdded?: ((chars: number, how: HowAdded) => void) | undefined;
  /** Language of the code, or of new code blocks. */
  language: string;
  /** Read out when the editor gets the focus. */
  name: string;
  /** Ids of what explains it and of what is wrong with it. */
  describedBy?: string | undefined;
  isInvalid?: boolean;
  placeholder?: string;
  /** Keys of the page that work while one writes: chords with Ctrl or Alt. */
  keys?: readonly KeyBinding[];
  /** Put the caret into the text when the editor comes. */
  hasAutoFocus?: boolean;
}

const parserSlot = new Compartment();
const nameSlot = new Compartment();

export function TextEditor(props: TextEditorProps) {
  const { ref, kind, value, language, name, describedBy, isInvalid = false } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  useImperativeHandle(ref, () => ({ focus: () => view.current?.focus() }), []);

  useLayoutEffect(() => {
    if (!host.current) return;
    const { value: start, placeholder = "" } = latest.current;
    const setup = editorSetup({
      kind,
      language,
      placeholder,
      onChange: (text) => latest.current.onChange(text),
      onAdded: (chars, how) => latest.current.onAdded?.(chars, how),
      onKey: (event) => runKey(latest.current.keys ?? [], event),
    });
    const editor = new EditorView({
      state: EditorState.create({ doc: start, extensions: [setup, parserSlot.of([]), nameSlot.of([])] }),
      parent: host.current,
    });
    view.current = editor;
    if (latest.current.hasAutoFocus) editor.focus();
    let isCurrent = true;
    loadParser(kind, language)
      // Without its parser (a chunk that did not arrive) the text is still there, only plain.
      .catch(() => null)
      .then((parser) => {
        if (isCurrent) editor.dispatch({ effects: parserSlot.reconfigure(parser ?? []) });
      });
    return () => {
      isCurrent = false;
      view.current = null;
      editor.destroy();
    };
  }, [kind, language]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new editor (kind, language) needs its names anew
  useLayoutEffect(() => {
    const attributes = {
      "aria-label": name,
      ...(describedBy && { "aria-describedby": describedBy }),
      ...(isInvalid && { "aria-invalid": "true" }),
    };
    view.current?.dispatch({
      effects: nameSlot.reconfigure(EditorView.contentAttributes.of(attributes)),
    });
  }, [name, describedBy, isInvalid, kind, language]);

  useLayoutEffect(() => {
    if (view.current) replaceText(view.current, value);
  }, [value]);

  return <div ref={host} className={classes.editor} />;
}

function runKey(keys: readonly KeyBinding[], event: KeyboardEvent): boolean {
  if (event.isComposing) return false;
  const meant = keys.find(
    (binding) => binding.isOn !== false && chordsOf(binding).some((chord) => isChord(event, chord)),
  );
  return meant !== undefined && meant.run(event) !== false;
}
