/** Texts that people wrote, by the key of their field. Pure. */

/** Fields that hold a program and no Markdown. The wire brings titles only: shipped recipes call them so. */
const PROGRAMS: ReadonlySet<string> = new Set(["tests"]);

/** A field's text as Markdown: a program becomes one block of code. */
export function asMarkdown(key: string, text: string, language = ""): string {
  if (!PROGRAMS.has(key) || text.trim() === "") return text;
  // Longer than any row of backticks within.
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language.toLowerCase()}\n${text}${text.endsWith("\n") ? "" : "\n"}${fence}\n`;
}
