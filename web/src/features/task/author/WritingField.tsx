/** One text of an author: its title, how long it is, and the editor or what readers will see of it. */

import { lazy, type Ref, Suspense } from "react";
import { charCount, charsToGo, type FormField } from "../../../core/form";
import { numberText } from "../../../core/format";
import type { HowAdded } from "../../../core/writing";
import type { KeyBinding } from "../../../ui/keys/keys";
import { Loading } from "../../../ui/states";
import { MarkdownText } from "../../../widgets/markdown/MarkdownText";
import type { EditorKind } from "../../../widgets/textEditor/editorSetup";
import type { TextEditorHandle } from "../../../widgets/textEditor/TextEditor";
import { Modes } from "../text/Modes";
import textClasses from "../text/text.module.css";
import classes from "./author.module.css";

/** Half of what the page weighs: the brief can be read before it is there. */
const loadEditor = () => import("../../../widgets/textEditor/TextEditor");
const TextEditor = lazy(async () => ({ default: (await loadEditor()).TextEditor }));
loadEditor().catch(() => undefined);

interface WritingFieldProps {
  field: FormField;
  value: string;
  onChange: (text: string) => void;
  onAdded: (chars: number, how: HowAdded) => void;
  isRequired: boolean;
  fault: string | null;
  language: string;
  isPreview: boolean;
  onPreview: (isPreview: boolean) => void;
  keys: readonly KeyBinding[];
  editor: Ref<TextEditorHandle>;
  hasAutoFocus: boolean;
}

const MODES = [
  { mode: "write" as const, title: "Write" },
  { mode: "preview" as const, title: "Preview" },
];

export function WritingField(props: WritingFieldProps) {
  const { field, value, onChange, fault, language, isPreview, keys, editor } = props;
  const helpId = `help-${field.key}`;
  const faultId = `fault-${field.key}`;
  const describedBy = [field.help && helpId, fault && faultId].filter(Boolean).join(" ");
  return (
    <section
      className={classes.writing}
      aria-label={field.title}
      data-field={field.key}
      data-short={field.kind === "text" || undefined}
    >
      <div className={classes.head}>
        <h2 className={textClasses.partTitle}>
          {field.title}
          {!props.isRequired && <span className={classes.optional}> (optional)</span>}
        </h2>
        <Count text={value} field={field} isRequired={props.isRequired} />
        {field.kind === "markdown" && (
          <Modes
            name={`${field.title}: write or preview`}
            modes={MODES}
            mode={isPreview ? "preview" : "write"}
            onChange={(mode) => props.onPreview(mode === "preview")}
          />
        )}
        {field.help && (
          <p className={classes.help} id={helpId}>
            {field.help}
          </p>
        )}
        {fault && (
          <p className={textClasses.fault} id={faultId}>
            {fault}
          </p>
        )}
      </div>
      {/* Hidden, not gone: undo reaches back over a preview. */}
      <div className={classes.editor} hidden={isPreview}>
        <Suspense fallback={<Loading what="the editor" />}>
          <TextEditor
            ref={editor}
            kind={field.kind as EditorKind}
            value={value}
            onChange={onChange}
            onAdded={props.onAdded}
            language={language}
            name={field.title}
            describedBy={describedBy || undefined}
            isInvalid={fault !== null}
            placeholder={field.kind === "markdown" ? "Markdown; code in ``` blocks" : ""}
            keys={keys}
            hasAutoFocus={props.hasAutoFocus}
          />
        </Suspense>
      </div>
      {isPreview && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        <section className={classes.preview} tabIndex={0} aria-label={`Preview: ${field.title}`}>
          {value.trim() === "" ? (
            <p className={textClasses.quiet}>Nothing is written yet.</p>
          ) : (
            <MarkdownText source={value} what="the preview" />
          )}
        </section>
      )}
    </section>
  );
}

interface CountProps {
  text: string;
  field: FormField;
  isRequired: boolean;
}

/** How long the text is; while it is too short, how much it wants. */
function Count({ text, field, isRequired }: CountProps) {
  const { min_chars: least, max_chars: most } = field;
  const count = charCount(text);
  const isShort = charsToGo(field, text) > 0 && (isRequired || count > 0);
  return (
    <span className={classes.count} data-over={count > most || undefined}>
      {isShort
        ? `${numberText(count)} of at least ${numberText(least)}`
        : `${numberText(count)} of ${numberText(most)}`}
      <span className={classes.unit}> characters</span>
    </span>
  );
}
