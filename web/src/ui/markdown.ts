/**
 * Markdown from other people → HTML that cannot hurt.
 *
 * Two walls: raw HTML is shown as text and never parsed, and what the renderer makes passes an allow-list. Links go
 * to http, https and mailto only and open apart; images become their text (they would tell others who reads).
 */

import createPurify, { type WindowLike } from "dompurify";
import { Marked } from "marked";

const TAGS = [
  "p",
  "br",
  "hr",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "strong",
  "em",
  "del",
  "code",
  "pre",
  "blockquote",
];
const LIST_TAGS = ["ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "a"];
const SAFE_HREF = /^(?:https?:\/\/|mailto:|\/(?!\/)|#)/i;

const marked = new Marked({
  gfm: true,
  async: false,
  renderer: {
    html: ({ text }) => asText(text),
    image: ({ text }) => asText(text),
    // The page has its own first heading.
    heading({ tokens, depth }) {
      const level = Math.min(depth + 1, 6);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
    },
    // A task list's boxes cannot be ticked here.
    checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
  },
});

/** Make a renderer for one window (a browser's, or a test's). */
export function markdownRenderer(window: WindowLike): (source: string) => string {
  const purify = createPurify(window);
  purify.addHook("afterSanitizeAttributes", (node) => {
    if (node.nodeName !== "A") return;
    if (!SAFE_HREF.test(node.getAttribute("href") ?? "")) node.removeAttribute("href");
    node.setAttribute("rel", "noopener noreferrer nofollow");
    node.setAttribute("target", "_blank");
  });
  return (source) =>
    purify.sanitize(marked.parse(source) as string, {
      ALLOWED_TAGS: [...TAGS, ...LIST_TAGS],
      ALLOWED_ATTR: ["href", "start", "align"],
      ALLOW_DATA_ATTR: false,
      ALLOW_ARIA_ATTR: false,
    });
}

/** The languages of the code blocks in a text, in the order in which they are rendered; "" where none is named. */
export function fenceLanguages(source: string): string[] {
  const languages: string[] = [];
  marked.walkTokens(marked.lexer(source), (token) => {
    if (token.type === "code") languages.push(token.lang?.trim().split(/\s/)[0] ?? "");
  });
  return languages;
}

function asText(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
