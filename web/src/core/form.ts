/**
 * Forms as data: the questions of a recipe, what was answered so far, and what is wrong with it.
 *
 * The rules are the server's (it checks again); here they come early, so that nobody learns of a slip after the
 * task is gone.
 */

export type FieldKind = "text" | "markdown" | "code" | "yes_no" | "scale" | "choice" | "choices";

/** Texts are strings, yes_no a boolean, a scale an integer, a choice one option key, choices a list of them. */
export type FieldValue = string | boolean | number | string[] | null;

export type FormValues = Readonly<Record<string, FieldValue>>;

export interface FormOption {
  readonly key: string;
  readonly title: string;
}

/** One question, as on the wire. */
export interface FormField {
  readonly key: string;
  readonly kind: FieldKind;
  readonly title: string;
  readonly help: string;
  readonly required: boolean;
  /** Where there is one, it alone decides whether an answer is needed. */
  readonly required_if: { readonly field: string; readonly equals: readonly FieldValue[] } | null;
  readonly options: readonly FormOption[];
  readonly min: number;
  readonly max: number;
  readonly min_title: string;
  readonly max_title: string;
  /** Of a text that is given. */
  readonly min_chars: number;
  readonly max_chars: number;
}

export type Faults = Readonly<Record<string, string>>;

export function isTextField({ kind }: Pick<FormField, "kind">): boolean {
  return kind === "text" || kind === "markdown" || kind === "code";
}

/** Whether a value says nothing. */
export function isBlank(value: FieldValue | undefined): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === "string") return value.trim() === "";
  return Array.isArray(value) && value.length === 0;
}

/** Whether the form as it stands needs an answer here. */
export function isRequired(field: FormField, values: FormValues): boolean {
  const condition = field.required_if;
  if (!condition) return field.required;
  const value = values[condition.field] ?? null;
  if (Array.isArray(value)) return value.some((entry) => condition.equals.includes(entry));
  return !isBlank(value) && condition.equals.includes(value);
}

/** What is wrong, by field key; empty where the form can be handed in. */
export function formFaults(form: readonly FormField[], values: FormValues): Faults {
  const faults: Record<string, string> = {};
  for (const field of form) {
    const fault = faultOf(field, values);
    if (fault) faults[field.key] = fault;
  }
  return faults;
}

const NEEDED: Record<FieldKind, string> = {
  text: "Write something here.",
  markdown: "Write something here.",
  code: "Write something here.",
  yes_no: "Say yes or no.",
  scale: "Choose a number.",
  choice: "Choose one.",
  choices: "Choose one or more.",
};

function faultOf(field: FormField, values: FormValues): string | null {
  const value = values[field.key] ?? null;
  if (isBlank(value)) return isRequired(field, values) ? NEEDED[field.kind] : null;
  if (!isTextField(field)) return null;
  const tooMany = charCount(String(value)) - field.max_chars;
  if (tooMany > 0) return `Too long by ${charsText(tooMany)}.`;
  const tooFew = charsToGo(field, value);
  return tooFew > 0 ? `Too short by ${charsText(tooFew)}.` : null;
}

/** How many characters a text that is given still needs; 0 where it is long enough, or may stay empty. */
export function charsToGo({ min_chars: least }: Pick<FormField, "min_chars">, value: FieldValue): number {
  // As the server counts: blanks around a text say nothing.
  return Math.max(0, least - charCount(String(value ?? "").trim()));
}

function charsText(count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? "character" : "characters"}`;
}

/** Length in code points, as the server counts. */
export function charCount(text: string): number {
  let count = text.length;
  // A pair of surrogates is one character; its second half is in DC00 to DFFF.
  for (let at = 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const before = text.charCodeAt(at - 1);
    if (unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff) count -= 1;
  }
  return count;
}

/** Take over values that came from elsewhere (a draft): what does not fit its field is as if it were not there. */
export function readFormValues(form: readonly FormField[], content: unknown): Record<string, FieldValue> {
  const given = typeof content === "object" && content !== null ? (content as Record<string, unknown>) : {};
  // In the form's order: drafts are compared as text.
  return Object.fromEntries(form.map((field) => [field.key, readValue(field, given[field.key])]));
}

function readValue(field: FormField, value: unknown): FieldValue {
  switch (field.kind) {
    case "yes_no":
      return typeof value === "boolean" ? value : null;
    case "scale":
      return Number.isInteger(value) && Number(value) >= field.min && Number(value) <= field.max
        ? Number(value)
        : null;
    case "choice":
      return field.options.some(({ key }) => key === value) ? String(value) : null;
    case "choices":
      return Array.isArray(value) ? optionsIn(field, value) : null;
    default:
      return typeof value === "string" ? value : null;
  }
}

function optionsIn({ options }: FormField, chosen: readonly unknown[]): string[] | null {
  const kept = options.filter(({ key }) => chosen.includes(key)).map(({ key }) => key);
  return kept.length > 0 ? kept : null;
}

/** Add an option to the chosen ones or take it away; they stay in the form's order. */
export function toggleOption(field: FormField, value: FieldValue, option: string): string[] | null {
  const before = Array.isArray(value) ? value : [];
  return optionsIn(
    field,
    before.includes(option) ? before.filter((key) => key !== option) : [...before, option],
  );
}

/** The values as they are handed in: a blank text says nothing. */
export function valuesToSend(form: readonly FormField[], values: FormValues): Record<string, FieldValue> {
  return Object.fromEntries(
    form.map(({ key }) => {
      const value = values[key] ?? null;
      return [key, isBlank(value) ? null : value];
    }),
  );
}

/** An answer in words: "Yes", "4 of 5", "Too long; Off topic"; null where nothing was said. */
export function valueText(field: FormField, value: FieldValue | undefined): string | null {
  if (value === undefined || value === null || isBlank(value)) return null;
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (field.kind === "scale") return `${value} of ${field.max}`;
  const titleOf = (key: string) => field.options.find((option) => option.key === key)?.title ?? key;
  if (Array.isArray(value)) return value.map(titleOf).join("; ");
  return field.kind === "choice" ? titleOf(String(value)) : String(value);
}
