/**
 * A recipe's form to fill in. The page owns the values and says which faults to show.
 *
 * One question is the current one, marked at its left edge: its keys (Y and N, numbers) work anywhere on the page. It
 * follows the focus, and moves on when a key answers it.
 */

import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import {
  type Faults,
  type FieldValue,
  type FormField,
  type FormValues,
  isBlank,
  isRequired,
  isTextField,
} from "../../core/form";
import { useKeys } from "../../ui/keys/keys";
import { ChoiceField, ChoicesField, type FieldProps, ScaleField, YesNoField } from "./ChoiceFields";
import { FieldFrame } from "./FieldFrame";
import classes from "./form.module.css";
import { answerKeys } from "./formKeys";
import { TextField } from "./TextField";

export interface FormViewProps {
  form: readonly FormField[];
  values: FormValues;
  onChange: (key: string, value: FieldValue) => void;
  /** What is wrong, by field key, once that is to be said. */
  faults: Faults;
  /** What the form is, for screen readers and for the list of keys. */
  name: string;
  /** Ctrl+Enter in a text. */
  onSubmit: () => void;
  /** Whether the number keys answer here, or belong to something else of the page. */
  hasNumberKeys?: boolean;
}

export function FormView(props: FormViewProps) {
  const { form, values, onChange, faults, name, onSubmit, hasNumberKeys = true } = props;
  const [currentKey, setCurrentKey] = useState(form[0]?.key ?? null);
  // A question that another answer brings up shows with that answer; it stays while something is said to it.
  const shown = form.filter(
    (field) =>
      !field.required_if ||
      isRequired(field, values) ||
      !isBlank(values[field.key]) ||
      field.key === currentKey,
  );
  const root = useRef<HTMLElement>(null);
  const current = form.find(({ key }) => key === currentKey) ?? null;

  const goTo = (field: FormField | undefined) => {
    if (!field) return;
    setCurrentKey(field.key);
    focusField(root.current, field.key);
  };
  const step = (by: 1 | -1) => goTo(shown[shown.findIndex(({ key }) => key === currentKey) + by]);
  const answer = (field: FormField, value: FieldValue, isDone: boolean) => {
    const next = isDone ? nextToAnswer(form, field, { ...values, [field.key]: value }) : undefined;
    // What the answer brings up must be there before it can take the focus.
    flushSync(() => {
      onChange(field.key, value);
      if (next) setCurrentKey(next.key);
    });
    if (next) focusField(root.current, next.key);
  };
  useKeys(name, [
    ...answerKeys({ form, current, values, hasNumberKeys, onAnswer: answer }),
    { chord: "j", what: "Next question", run: () => step(1) },
    { chord: "k", what: "Question before", run: () => step(-1) },
  ]);

  return (
    <section className={classes.form} ref={root} aria-label={name}>
      {shown.map((field) => {
        const isCurrent = field.key === currentKey;
        const shared = {
          field,
          value: values[field.key] ?? null,
          isRequired: isRequired(field, values),
          isInvalid: faults[field.key] !== undefined,
          keysOn: isCurrent,
          hasNumberKeys,
          onChange: (value: FieldValue) => onChange(field.key, value),
        };
        return (
          <FieldFrame
            key={field.key}
            field={field}
            isRequired={shared.isRequired}
            fault={faults[field.key] ?? null}
            isCurrent={isCurrent}
            onFocus={() => setCurrentKey(field.key)}
          >
            <Control {...shared} onSubmit={onSubmit} />
          </FieldFrame>
        );
      })}
    </section>
  );
}

function Control({ onSubmit, ...props }: FieldProps & { onSubmit: () => void }) {
  switch (props.field.kind) {
    case "yes_no":
      return <YesNoField {...props} />;
    case "scale":
      return <ScaleField {...props} />;
    case "choice":
      return <ChoiceField {...props} />;
    case "choices":
      return <ChoicesField {...props} />;
    default:
      return <TextField {...props} onSubmit={onSubmit} />;
  }
}

/** The next question that keys can answer, or a text that is needed: an optional text would swallow the keys. */
function nextToAnswer(
  form: readonly FormField[],
  after: FormField,
  values: FormValues,
): FormField | undefined {
  return form
    .slice(form.indexOf(after) + 1)
    .find((field) => !isTextField(field) || (isRequired(field, values) && !values[field.key]));
}

/** Put the focus into a field's first control, and the field into view. */
export function focusField(root: HTMLElement | null, key: string): void {
  const field = root?.querySelector<HTMLElement>(`[data-field="${CSS.escape(key)}"]`);
  const control =
    field?.querySelector<HTMLElement>("input:checked, textarea") ??
    field?.querySelector<HTMLElement>("input, button");
  control?.focus({ preventScroll: true });
  field?.scrollIntoView({ block: "nearest" });
}
