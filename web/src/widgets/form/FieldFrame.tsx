import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { type FormField, isTextField } from "../../core/form";
import classes from "./form.module.css";

interface FieldFrameProps {
  field: FormField;
  isRequired: boolean;
  fault: string | null;
  isCurrent: boolean;
  onFocus: () => void;
  children: ReactNode;
}

/** Title, help, the control, and what is wrong. */
export function FieldFrame({ field, isRequired, fault, isCurrent, onFocus, children }: FieldFrameProps) {
  const title = (
    <>
      {field.title}
      {!isRequired && <span className={classes.optional}> (optional)</span>}
    </>
  );
  const rest = (
    <>
      {field.help && (
        <Text size="xs" c="dimmed" id={helpId(field)}>
          {field.help}
        </Text>
      )}
      {children}
      {fault && (
        <p className={classes.fault} id={faultId(field)}>
          {fault}
        </p>
      )}
    </>
  );
  const shared = {
    className: classes.field,
    "data-field": field.key,
    "data-current": isCurrent || undefined,
    onFocus,
  };
  if (isTextField(field)) {
    return (
      <div {...shared}>
        <label className={classes.title} htmlFor={inputId(field)}>
          {title}
        </label>
        {rest}
      </div>
    );
  }
  return (
    <fieldset {...shared} aria-describedby={describedBy(field, fault !== null)}>
      <legend className={classes.title}>{title}</legend>
      {rest}
    </fieldset>
  );
}

export function inputId({ key }: FormField): string {
  return `field-${key}`;
}

function helpId({ key }: FormField): string {
  return `help-${key}`;
}

function faultId({ key }: FormField): string {
  return `fault-${key}`;
}

/** The ids of what a screen reader reads after the title. */
export function describedBy(field: FormField, isInvalid: boolean): string | undefined {
  const ids = [field.help ? helpId(field) : "", isInvalid ? faultId(field) : ""].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}
