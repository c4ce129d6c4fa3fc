/** A filled form to read. */

import { type FormField, type FormValues, isTextField, valueText } from "../../core/form";
import { MarkdownText } from "../markdown/MarkdownText";
import classes from "./form.module.css";

interface FormAnswersProps {
  form: readonly FormField[];
  values: FormValues;
  /** Show questions without an answer too; default false. */
  hasBlanks?: boolean;
}

export function FormAnswers({ form, values, hasBlanks = false }: FormAnswersProps) {
  const shown = form.filter((field) => hasBlanks || valueText(field, values[field.key]) !== null);
  if (shown.length === 0) return null;
  return (
    <dl className={classes.answers}>
      {shown.map((field) => (
        <div key={field.key} className={classes.answer} data-text={isTextField(field) || undefined}>
          <dt>{field.title}</dt>
          <dd>
            <Answer field={field} words={valueText(field, values[field.key])} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Answer({ field, words }: { field: FormField; words: string | null }) {
  if (words === null) return <span className={classes.optional}>no answer</span>;
  if (field.kind === "markdown") return <MarkdownText source={words} />;
  if (field.kind === "code") return <pre className={classes.code}>{words}</pre>;
  if (field.kind !== "scale") return words;
  const ends = [
    field.min_title && `${field.min}: ${field.min_title}`,
    field.max_title && `${field.max}: ${field.max_title}`,
  ];
  return <span title={ends.filter(Boolean).join(", ") || undefined}>{words}</span>;
}
