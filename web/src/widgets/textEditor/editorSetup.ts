/** The editor for writing: Markdown, code or plain text. */

import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
  isolateHistory,
  temporarilySetTabFocusMode,
} from "@codemirror/commands";
import { HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { Annotation, type ChangeSpec, EditorState, type Extension, Prec, type Text } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  type KeyBinding,
  keymap,
  placeholder,
  type ViewUpdate,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { HowAdded } from "../../core/writing";
import { codeTheme } from "../annotator/codeTheme";
import { loadLanguage } from "../annotator/languages";
import { toggleCode, toggleMarks } from "./markdownCommands";

export type EditorKind = "text" | "markdown" | "code";

/** Marks a change that came from outside, so that it is not reported back. */
export const fromOutside = Annotation.define<boolean>();

const proseStyle = HighlightStyle.define([
  { tag: tags.heading, fontWeight: "700" },
  { tag: tags.strong, fontWeight: "700" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" },
  { tag: [tags.link, tags.url], color: "var(--gs-accent-text)" },
  { tag: tags.quote, color: "var(--gs-text-quiet)" },
  {
    tag: [tags.processingInstruction, tags.contentSeparator],
    color: "var(--gs-syntax-comment)",
    fontStyle: "normal !important",
  },
  { tag: tags.monospace, color: "var(--gs-syntax-string)" },
]);

const layout = EditorView.theme({
  ".cm-content": { padding: "12px 0 24px" },
  ".cm-line": { padding: "0 16px" },
  ".cm-placeholder": { color: "var(--gs-text-quiet)" },
  "@media (max-width: 640px)": { ".cm-line": { padding: "0 12px" }, ".cm-content": { fontSize: "16px" } },
});

interface SetupOptions {
  kind: EditorKind;
  /** What new code blocks are written in. */
  language: string;
  placeholder: string;
  onChange: (text: string) => void;
  /** So many characters came in, and how. */
  onAdded: (chars: number, how: HowAdded) => void;
  /** The page's keys come first; returns whether one was meant. */
  onKey: (event: KeyboardEvent) => boolean;
}

/** All extensions but the language and the names for screen readers, which change. */
export function editorSetup(options: SetupOptions): Extension {
  const isCode = options.kind === "code";
  const copied = { text: "" };
  return [
    Prec.highest(EditorView.domEventHandlers({ keydown: options.onKey })),
    history(),
    drawSelection(),
    EditorView.lineWrapping,
    EditorState.tabSize.of(4),
    indentUnit.of("    "),
    placeholder(options.placeholder),
    Prec.high(keymap.of(options.kind === "markdown" ? markdownKeys(options.language) : [])),
    keymap.of([
      // Tab writes; Escape and then Tab leaves, so that the editor is no trap.
      { key: "Escape", run: (view) => temporarilySetTabFocusMode(view) },
      ...historyKeymap,
      indentWithTab,
      ...defaultKeymap,
    ]),
    EditorView.contentAttributes.of({
      spellcheck: isCode ? "false" : "true",
      autocorrect: isCode ? "off" : "on",
      ...(isCode && { autocapitalize: "off", translate: "no" }),
    }),
    EditorView.updateListener.of((update) => {
      const isOutside = update.transactions.some((transaction) => transaction.annotation(fromOutside));
      if (!update.docChanged || isOutside) return;
      options.onChange(update.state.doc.toString());
      const [chars, how] = addedBy(update, copied.text);
      if (chars > 0) options.onAdded(chars, how);
    }),
    EditorView.clipboardOutputFilter.of((text) => {
      copied.text = text;
      return text;
    }),
    layout,
    syntaxHighlighting(proseStyle),
    codeTheme(),
  ];
}

/** What an update added: undone, moved and pasted-back text of one's own is nothing new. */
function addedBy(update: ViewUpdate, copied: string): [number, HowAdded] {
  let chars = 0;
  let how: HowAdded = "typed";
  for (const transaction of update.transactions) {
    let text = "";
    transaction.changes.iterChanges((_from, _to, _fromB, _toB, inserted) => {
      text += inserted.toString();
    });
    const isBack = transaction.isUserEvent("undo") || transaction.isUserEvent("redo");
    if (isBack || transaction.isUserEvent("move")) how = "moved";
    else if (transaction.isUserEvent("input.paste") || transaction.isUserEvent("input.drop"))
      how = copied !== "" && text === copied ? "moved" : "pasted";
    chars += text.length;
  }
  return [chars, how];
}

function markdownKeys(language: string): KeyBinding[] {
  return [
    { key: "Mod-b", run: toggleMarks("**"), preventDefault: true },
    { key: "Mod-i", run: toggleMarks("*"), preventDefault: true },
    { key: "Mod-e", run: toggleCode(language), preventDefault: true },
  ];
}

/** The parser of a kind of text; null where it stays plain. */
export async function loadParser(kind: EditorKind, language: string): Promise<Extension | null> {
  if (kind === "text") return null;
  if (kind === "code") return loadLanguage(language);
  return (await import("./markdownLanguage")).markdownWithCode();
}

/** Replace a text from outside by what differs only: the caret stays, and one undo takes it back. */
export function replaceText(view: EditorView, text: string): void {
  const change = smallestChange(view.state.doc, text);
  if (!change) return;
  view.dispatch({
    changes: change,
    annotations: [fromOutside.of(true), isolateHistory.of("full")],
    scrollIntoView: true,
  });
}

function smallestChange(doc: Text, wanted: string): ChangeSpec | null {
  const before = doc.toString();
  const after = wanted.replace(/\r\n?/g, "\n");
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return { from: head, to: before.length - tail, insert: after.slice(head, after.length - tail) };
}
