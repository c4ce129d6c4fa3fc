/** The keys that answer the current question of a form. */

import { type FieldValue, type FormField, type FormValues, toggleOption } from "../../core/form";
import type { KeyBinding } from "../../ui/keys/keys";

interface AnswerKeysContext {
  form: readonly FormField[];
  current: FormField | null;
  values: FormValues;
  hasNumberKeys: boolean;
  /** `isDone`: go on to the next question. */
  onAnswer: (field: FormField, value: FieldValue, isDone: boolean) => void;
}

export function answerKeys({
  form,
  current,
  values,
  hasNumberKeys,
  onAnswer,
}: AnswerKeysContext): KeyBinding[] {
  const yesNo = (value: boolean) => () => current && onAnswer(current, value, true);
  const isYesNo = current?.kind === "yes_no";
  const keys: KeyBinding[] = [];
  if (form.some(({ kind }) => kind === "yes_no")) {
    keys.push({ chord: "y", what: "Yes to the marked question", isOn: isYesNo, run: yesNo(true) });
    keys.push({ chord: "n", what: "No to the marked question", isOn: isYesNo, run: yesNo(false) });
  }
  if (!hasNumberKeys || !form.some(takesNumber)) return keys;
  for (let digit = 0; digit <= 9; digit++) {
    const given = current && numberAnswer(current, values, digit);
    keys.push({
      chord: String(digit),
      // One line stands for all of them.
      ...(digit === 1 && { what: "and further numbers: answer the marked question" }),
      isOn: given !== null,
      run: () => given && current && onAnswer(current, given.value, given.isDone),
    });
  }
  return keys;
}

function takesNumber({ kind }: FormField): boolean {
  return kind === "scale" || kind === "choice" || kind === "choices";
}

/** What a number key says to a question; null where it says nothing. */
export function numberAnswer(
  field: FormField,
  values: FormValues,
  digit: number,
): { value: FieldValue; isDone: boolean } | null {
  if (field.kind === "scale")
    return digit >= field.min && digit <= field.max ? { value: digit, isDone: true } : null;
  const option = field.options[digit - 1];
  if (!option) return null;
  if (field.kind === "choice") return { value: option.key, isDone: true };
  if (field.kind === "choices")
    return { value: toggleOption(field, values[field.key] ?? null, option.key), isDone: false };
  return null;
}
