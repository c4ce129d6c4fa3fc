import { Textarea } from "@mantine/core";
import type { KeyboardEvent } from "react";
import { charCount, charsToGo } from "../../core/form";
import { numberText } from "../../core/format";
import { isChord } from "../../core/keys";
import type { FieldProps } from "./ChoiceFields";
import { describedBy, inputId } from "./FieldFrame";
import classes from "./form.module.css";

/** The count shows once so much of the room is used. */
const SHOW_COUNT_AT = 0.8;

/** A question that is answered in words. */
export function TextField({
  field,
  value,
  isInvalid,
  onChange,
  onSubmit,
}: FieldProps & { onSubmit: () => void }) {
  const text = typeof value === "string" ? value : "";
  const count = charCount(text);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isChord(event.nativeEvent, "Mod+Enter")) onSubmit();
    else if (isChord(event.nativeEvent, "Escape")) event.currentTarget.blur();
    else return;
    event.preventDefault();
  };
  return (
    <>
      <Textarea
        id={inputId(field)}
        aria-describedby={describedBy(field, isInvalid)}
        aria-invalid={isInvalid || undefined}
        error={isInvalid}
        autosize
        minRows={field.kind === "text" ? 1 : 3}
        maxRows={12}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value || null)}
        onKeyDown={onKeyDown}
        {...(field.kind !== "text" && { styles: { input: { fontFamily: "var(--gs-mono)", fontSize: 13 } } })}
      />
      {count > 0 && charsToGo(field, text) > 0 && (
        <span className={classes.count}>
          {numberText(count)} of at least {numberText(field.min_chars)} characters
        </span>
      )}
      {count > field.max_chars * SHOW_COUNT_AT && (
        <span className={classes.count} data-over={count > field.max_chars || undefined}>
          {numberText(count)} of {numberText(field.max_chars)} characters
        </span>
      )}
    </>
  );
}
