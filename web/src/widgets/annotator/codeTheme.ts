/** How the code looks. Colours come from CSS variables, so light and dark need no second theme. */

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { LABEL_STYLES } from "../../ui/tokens";
import { SYNTAX_TAGS } from "./syntaxTags";

const LINE_PX = 20;

const syntax = HighlightStyle.define(
  SYNTAX_TAGS.map(({ name, tag }) => ({
    tag,
    color: `var(--gs-syntax-${name})`,
    ...(name === "comment" && { fontStyle: "italic" }),
  })),
);

const layout = EditorView.theme({
  "&": { height: "100%", color: "var(--gs-text)", backgroundColor: "var(--gs-raised)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--gs-mono)", lineHeight: `${LINE_PX}px`, overflow: "auto" },
  // Room above the first line for a mark's label.
  ".cm-content": { padding: "20px 0 40px", tabSize: "4" },
  ".cm-line": { padding: "0 16px 0 8px" },
  ".cm-gutters": {
    color: "var(--gs-text-quiet)",
    backgroundColor: "var(--gs-raised)",
    borderRight: "1px solid var(--gs-line)",
  },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 12px 0 16px", minWidth: "48px" },
  "@media (max-width: 640px)": {
    ".cm-lineNumbers .cm-gutterElement": { padding: "0 6px", minWidth: "32px" },
  },
  ".cm-cursor": { borderLeft: "2px solid var(--gs-text)", marginLeft: "-1px" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "var(--gs-selection)",
  },
  ".gs-control": {
    padding: "0 2px",
    border: "1px solid var(--gs-line-strong)",
    borderRadius: "2px",
    color: "var(--gs-danger)",
    fontSize: "11px",
  },
});

const marks = EditorView.theme({
  // Borders, not text decoration: a browser repaints decorations of selected text in the text's colour.
  ".gs-mark": { borderRadius: "2px 2px 0 0", cursor: "pointer" },
  // A mark inside another: its line lies lower, so that both can be seen.
  ".gs-mark .gs-mark": { paddingBottom: "3px" },
  // A suggestion is drawn around, not filled: it is nobody's mark yet.
  ".gs-suggestion": { borderRadius: "2px", cursor: "pointer", outlineStyle: "dashed", outlineWidth: "1px" },
  ".gs-suggestion.gs-mark-active": { outlineWidth: "2px" },
  ".gs-mark-active": { outline: "1px solid currentColor", outlineOffset: "2px" },
  // The selection that goes with a held mark would only muddy its colour.
  "&.gs-holding > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, &.gs-holding.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground":
    { backgroundColor: "transparent" },
  ".gs-mark-layer": { zIndex: "200" },
  ".gs-tag": {
    transform: "translateY(-100%)",
    padding: "0 4px",
    borderRadius: "2px 2px 2px 0",
    color: "var(--gs-raised)",
    fontFamily: "var(--mantine-font-family)",
    fontSize: "11px",
    fontWeight: "600",
    lineHeight: "16px",
    whiteSpace: "nowrap",
    pointerEvents: "none",
  },
  // A grip wider than it looks.
  ".gs-handle": { width: "12px", cursor: "ew-resize", touchAction: "none", background: "none !important" },
  ".gs-handle-start": { transform: "translateX(-10px)" },
  ".gs-handle-end": { transform: "translateX(-2px)" },
  ".gs-handle::after": {
    content: '""',
    position: "absolute",
    top: "0",
    bottom: "0",
    width: "3px",
    borderRadius: "2px",
    background: "var(--gs-handle)",
  },
  ".gs-handle-start::after": { right: "0" },
  ".gs-handle-end::after": { left: "0" },
  ...Object.fromEntries(LABEL_STYLES.flatMap((style, index) => labelRules(index + 1, style.underline))),
});

function labelRules(number: number, underline: string): [string, Record<string, string>][] {
  const color = `var(--gs-label-${number})`;
  return [
    [
      `.gs-mark-${number}`,
      {
        backgroundColor: `var(--gs-label-${number}-tint)`,
        borderBottomColor: color,
        borderBottomStyle: underline,
        borderBottomWidth: underline === "double" ? "4px" : "2px",
      },
    ],
    [`.gs-mark-active.gs-mark-${number}`, { outlineColor: color }],
    [
      `.gs-suggestion-${number}`,
      {
        outlineColor: color,
        borderBottom: `${underline === "double" ? "4px" : "2px"} ${underline} ${color}`,
      },
    ],
    [`.gs-tag-${number}`, { background: color, "--gs-handle": color }],
  ];
}

export function codeTheme(): Extension {
  return [layout, marks, syntaxHighlighting(syntax)];
}
