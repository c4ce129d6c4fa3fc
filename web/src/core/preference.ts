/** Preferences between two answers, as they are said, keyed and sent: -2 (left much better) to 2 (right much better). */

export type Preference = -2 | -1 | 0 | 1 | 2;

export interface PreferenceStep {
  readonly value: Preference;
  /** The number key. */
  readonly chord: string;
  readonly title: string;
  /** Where there is little room, between the words "Left" and "Right". */
  readonly short: string;
}

export const PREFERENCES: readonly PreferenceStep[] = [
  { value: -2, chord: "1", title: "Left much better", short: "Much" },
  { value: -1, chord: "2", title: "Left better", short: "Better" },
  { value: 0, chord: "3", title: "Equally good", short: "Equal" },
  { value: 1, chord: "4", title: "Right better", short: "Better" },
  { value: 2, chord: "5", title: "Right much better", short: "Much" },
];

/** A preference from elsewhere (a draft), or null. */
export function readPreference(value: unknown): Preference | null {
  return PREFERENCES.find((step) => step.value === value)?.value ?? null;
}

export function preferenceText(value: Preference): string {
  return PREFERENCES.find((step) => step.value === value)?.title ?? "";
}
