/** Markdown whose code blocks are coloured by their own languages; a chunk of its own, and each language another. */

import { markdown, markdownLanguage } from "@codemirror/lang-markdown";
import { Language, LanguageDescription, LanguageSupport } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { isKnownLanguage, loadLanguage } from "../annotator/languages";

const described = new Map<string, LanguageDescription>();

export function markdownWithCode(): Extension {
  return markdown({ base: markdownLanguage, codeLanguages, completeHTMLTags: false });
}

function codeLanguages(info: string): LanguageDescription | null {
  const name = info.trim().split(/\s/)[0]?.toLowerCase() ?? "";
  if (!isKnownLanguage(name)) return null;
  const known = described.get(name);
  if (known) return known;
  const description = LanguageDescription.of({
    name,
    load: async () => {
      const extension = await loadLanguage(name);
      if (extension instanceof LanguageSupport) return extension;
      if (extension instanceof Language) return new LanguageSupport(extension);
      throw new Error(`no parser for ${name}`);
    },
  });
  described.set(name, description);
  return description;
}
