/** A text as its readers see it: Markdown, with the code in it coloured by its language. */

import { memo } from "react";
import { MarkdownView } from "../../ui/MarkdownView";
import classes from "./markdown.module.css";

interface MarkdownTextProps {
  source: string;
  /** What is loading, for screen readers. */
  what?: string;
}

export const MarkdownText = memo(function MarkdownText({ source, what = "the text" }: MarkdownTextProps) {
  return (
    <div className={classes.text}>
      <MarkdownView source={source} what={what} onShown={colourCode} />
    </div>
  );
});

function colourCode(root: HTMLElement, source: string): void {
  const blocks = [...root.querySelectorAll<HTMLElement>("pre > code")];
  if (blocks.length === 0) return;
  void Promise.all([import("../../ui/markdown"), import("./highlight")])
    .then(([{ fenceLanguages }, { highlight }]) => {
      const languages = fenceLanguages(source);
      return Promise.all(blocks.map((block, at) => highlight(block, languages[at] ?? "")));
    })
    // Without its parser the code is still there, only plain.
    .catch(() => undefined);
}
