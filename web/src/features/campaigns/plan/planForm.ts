/** From what was typed to what the planner is asked. Pure. */

import type { PlanIn, PlanPreset, PlanResult } from "./planQueries";

/** As typed; an empty text takes the default. */
export interface PlanFields {
  workers: string;
  chunks: string;
  countries: string;
  budget: string;
  wantedF1: string;
  prelabel: boolean;
  annotateS: string;
  validateS: string;
  hoursADay: string;
  arrivalDays: string;
  quizzes: string;
  goldens: string;
  rules: boolean;
}

export const NOTHING: PlanFields = {
  workers: "200",
  chunks: "1000",
  countries: "",
  budget: "",
  wantedF1: "0.98",
  prelabel: false,
  annotateS: "",
  validateS: "",
  hoursADay: "",
  arrivalDays: "",
  quizzes: "",
  goldens: "",
  rules: true,
};

type Errors = Partial<Record<keyof PlanFields, string>>;

/** What a plan is about: a recipe, or a campaign that exists. */
export type PlanSubject = Pick<PlanIn, "recipe" | "campaign_id">;

export function presetFields(preset: PlanPreset): PlanFields {
  return {
    ...NOTHING,
    workers: String(preset.workers),
    chunks: String(preset.chunks),
    countries: preset.countries.join(", "),
    annotateS: text(preset.seconds.annotate),
    validateS: text(preset.seconds.validate),
    hoursADay: String(preset.hours_a_day),
    arrivalDays: String(preset.arrival_days),
    quizzes: text(preset.quizzes),
  };
}

const text = (value: number | null | undefined) =>
  value === null || value === undefined ? "" : String(value);

/** What a plan was asked for, so that the form stands beside the result it led to. */
export function resultFields(plan: PlanResult): PlanFields {
  return {
    workers: String(plan.workers),
    chunks: String(plan.chunks),
    countries: plan.is_everywhere ? "" : plan.countries.join(", "),
    budget: plan.budget ?? "",
    wantedF1: text(plan.wanted_f1),
    prelabel: plan.policies.some((one) => one.is_prelabelled),
    annotateS: text(plan.seconds.annotate),
    validateS: text(plan.seconds.validate),
    hoursADay: String(plan.hours_a_day),
    arrivalDays: String(plan.arrival_days),
    quizzes: text(plan.quizzes),
    goldens: plan.goldens > 0 ? String(plan.goldens) : "",
    rules: plan.has_rules,
  };
}

/** The request, or what is wrong with each field. */
export function requestOf(fields: PlanFields, subject: PlanSubject): { body?: PlanIn; errors: Errors } {
  const errors: Errors = {};
  const number = (key: keyof PlanFields, words: string, fits: (value: number) => boolean) => {
    const typed = String(fields[key]).trim().replaceAll(",", "");
    if (typed === "") return null;
    const value = Number(typed);
    if (Number.isFinite(value) && fits(value)) return value;
    errors[key] = words;
    return null;
  };
  const whole = (value: number) => Number.isInteger(value) && value >= 1;
  const positive = (value: number) => value > 0;
  const workers = number("workers", "A whole number, 1 or more", whole);
  const chunks = number("chunks", "A whole number, 1 or more", whole);
  if (workers === null) errors.workers ??= "How many people join?";
  if (chunks === null) errors.chunks ??= "How many chunks?";
  const budget = number("budget", "An amount over 0", positive);
  const wantedF1 = number("wantedF1", "Between 0 and 1, such as 0.98", (value) => value > 0 && value < 1);
  const annotate = number("annotateS", "Seconds, more than 0", positive);
  const validate = number("validateS", "Seconds, more than 0", positive);
  const hours = number("hoursADay", "More than 0, at most 24", (value) => value > 0 && value <= 24);
  const arrival = number("arrivalDays", "0 or more", (value) => value >= 0);
  const quizzes = number("quizzes", "A whole number, 1 or more", whole);
  const goldens = number(
    "goldens",
    "A whole number, 0 to 10,000",
    (value) => Number.isInteger(value) && value >= 0 && value <= 10_000,
  );
  const countries = fields.countries
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map((code) => code.toUpperCase());
  if (countries.some((code) => !/^[A-Z]{2}$/.test(code)))
    errors.countries = "Codes of two letters, such as PL, IN";
  if (Object.keys(errors).length > 0 || workers === null || chunks === null) return { errors };
  const seconds: Record<string, number> = {};
  if (annotate !== null) seconds.annotate = annotate;
  if (validate !== null) seconds.validate = validate;
  const body: PlanIn = {
    ...subject,
    workers,
    chunks,
    countries,
    policies: [],
    prelabel: fields.prelabel,
    seeds: 5,
    goldens: goldens ?? 0,
    rules: fields.rules,
    seconds,
    hours_a_day: hours ?? 1.5,
    arrival_days: arrival ?? 1,
    budget: budget === null ? null : fields.budget.trim().replaceAll(",", ""),
    wanted_f1: wantedF1,
    quizzes,
  };
  return { body, errors };
}
