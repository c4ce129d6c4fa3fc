/** Colours for code that is shown and not edited. Text becomes spans by the DOM's own calls: nothing is parsed as HTML. */

import { Language, LanguageSupport } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { highlightCode, tagHighlighter } from "@lezer/highlight";
import { loadLanguage } from "../annotator/languages";
import { SYNTAX_TAGS } from "../annotator/syntaxTags";
import classes from "./markdown.module.css";

const highlighter = tagHighlighter(
  SYNTAX_TAGS.flatMap(({ name, tag }) => tag.map((one) => ({ tag: one, class: classes[name] ?? "" }))),
);

/** Longer code stays plain: colouring it would hold up the page. */
const MOST_CHARS = 60_000;

export async function highlight(code: HTMLElement, language: string): Promise<void> {
  const text = code.textContent;
  if (language === "" || text.length > MOST_CHARS) return;
  const parser = languageOf(await loadLanguage(language))?.parser;
  if (!parser) return;
  const coloured = document.createDocumentFragment();
  highlightCode(
    text,
    parser.parse(text),
    highlighter,
    (part, className) => coloured.append(className ? span(part, className) : part),
    () => coloured.append("\n"),
  );
  code.replaceChildren(coloured);
}

function languageOf(extension: Extension | null): Language | null {
  if (extension instanceof LanguageSupport) return extension.language;
  return extension instanceof Language ? extension : null;
}

function span(text: string, className: string): HTMLElement {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
}
