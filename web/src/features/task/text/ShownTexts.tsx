import { memo, useState } from "react";
import { earlierText } from "../../../core/evidence";
import { asMarkdown } from "../../../core/written";
import { DiffView } from "../../../widgets/diff/DiffView";
import { MarkdownText } from "../../../widgets/markdown/MarkdownText";
import type { TextWork } from "../wire";
import { Modes } from "./Modes";
import classes from "./text.module.css";

/** The finished texts of an item, in their order. */
export const ShownTexts = memo(function ShownTexts({ work }: { work: TextWork }) {
  return work.shown.map((key) => (
    <ShownText
      key={key}
      name={key}
      language={work.brief.language}
      title={work.field_titles[key] ?? key}
      text={work.fields[key] ?? ""}
      before={earlierText(work.trail, key, work.fields[key] ?? "")}
    />
  ));
});

interface ShownTextProps {
  /** The key of its field. */
  name: string;
  language: string;
  title: string;
  text: string;
  /** The text of an earlier round; null where there is none. */
  before: string | null;
}

type Mode = "rendered" | "source" | "changes";

function ShownText({ name, language, title, text, before }: ShownTextProps) {
  const [mode, setMode] = useState<Mode>("rendered");
  const modes = [
    { mode: "rendered" as const, title: "Rendered" },
    { mode: "source" as const, title: "Source" },
    ...(before === null ? [] : [{ mode: "changes" as const, title: "Changes" }]),
  ];
  return (
    <section className={classes.part} aria-label={title}>
      <div className={classes.partHead}>
        <h2 className={classes.partTitle}>{title}</h2>
        <Modes name={`Show: ${title}`} modes={modes} mode={mode} onChange={setMode} />
      </div>
      {mode === "changes" ? (
        <DiffView before={before ?? ""} after={text} name={`${title}, changes to the version before`} />
      ) : (
        <div className={classes.text}>
          {text === "" ? (
            <p className={classes.quiet}>Nothing was written here.</p>
          ) : mode === "source" ? (
            <pre className={classes.source}>{text}</pre>
          ) : (
            <MarkdownText source={asMarkdown(name, text, language)} what={title} />
          )}
        </div>
      )}
    </section>
  );
}
