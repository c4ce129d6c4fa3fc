/** What an author hands in, and what is still missing. Pure. */

import { type Faults, type FormField, type FormValues, formFaults, isTextField } from "../../../core/form";

/** The fields as they are sent and run: texts as they are, a choice as its key. */
export function authoredTexts(form: readonly FormField[], fields: FormValues): Record<string, string> {
  return Object.fromEntries(
    form.flatMap(({ key }) => {
      const value = fields[key] ?? null;
      return value === null ? [] : [[key, String(value)]];
    }),
  );
}

/** Whether the stage writes something that can be run. The server knows better, and says so. */
export function canRun(form: readonly FormField[]): boolean {
  return form.some(({ key, kind }) => kind === "code" || key === "completion");
}

export interface Missing {
  faults: Faults;
  /** Entries of the checklist without a tick. */
  unticked: number;
  /** All of it in words; null where nothing is missing. */
  words: string | null;
}

export function missingIn(
  form: readonly FormField[],
  fields: FormValues,
  checklist: readonly string[],
  ticks: readonly number[],
): Missing {
  const faults = formFaults(form, fields);
  const unticked = checklist.filter((_, at) => !ticks.includes(at)).length;
  const titles = form.filter(({ key }) => faults[key]).map(({ title }) => title);
  const parts = [
    ...(titles.length > 0 ? [`Look at ${titles.map((title) => `“${title}”`).join(", ")}.`] : []),
    ...(unticked > 0
      ? [unticked === 1 ? "One box is not ticked." : `${unticked} boxes are not ticked.`]
      : []),
  ];
  return { faults, unticked, words: parts.length > 0 ? parts.join(" ") : null };
}

/** The draft in a few words, for the notice about another one. */
export function draftText(form: readonly FormField[], fields: FormValues): string {
  return `${charsIn(form.filter(isTextField), fields).toLocaleString("en-US")} characters`;
}

/** Length of some texts together. */
export function charsIn(texts: readonly FormField[], fields: FormValues): number {
  return texts.reduce((sum, { key }) => sum + String(fields[key] ?? "").length, 0);
}
