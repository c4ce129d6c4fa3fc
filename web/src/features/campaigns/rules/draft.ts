/** A rule as its form holds it: numbers may be empty, shares are in percent. Pure. */

import type { components } from "../../../api/schema";

type Schemas = components["schemas"];
export type Definition = Schemas["RuleDefinition"];
export type Collector = Schemas["ConditionSpec"]["collector"];
export type Comparison = Schemas["ConditionSpec"]["comparison"];
export type ActionKind = Schemas["ActionSpec"]["kind"];
export type Scope = NonNullable<Schemas["ActionSpec"]["scope"]>;
type Field = number | string;

export interface ConditionDraft {
  /** Tells conditions apart while they are edited. */
  id: number;
  collector: Collector;
  windowKind: "last" | "hours";
  windowSize: Field;
  comparison: Comparison;
  value: Field;
  /** Too fast: typed seconds, or empty for the stage's own floor. */
  seconds: Field;
}

export interface RuleDraft {
  name: string;
  stages: string[];
  conditions: ConditionDraft[];
  action: ActionKind;
  scope: Scope;
  duration: Field;
  unit: Unit;
  skill: string | null;
  level: Field;
  more: Field;
}

export type Unit = "minutes" | "hours" | "days" | "for ever";
export const UNITS: readonly Unit[] = ["minutes", "hours", "days", "for ever"];
const MINUTES: Record<Unit, number> = { minutes: 1, hours: 60, days: 1_440, "for ever": 0 };

interface CollectorWords {
  label: string;
  about: string;
  /** What stands after the number. */
  unit: "percent" | "count" | "money";
  /** What one observation is, in the plural. */
  of: string;
}

export const COLLECTORS: Record<Collector, CollectorWords> = {
  golden_score: {
    label: "Golden score",
    about: "Mean score on tasks with a known answer.",
    unit: "percent",
    of: "goldens",
  },
  agreement: {
    label: "Agreement with the others",
    about: "Share of answers that agree with the others', weighted by how sure those are.",
    unit: "percent",
    of: "finished tasks",
  },
  submit_time: {
    label: "Answers too fast",
    about: "Faster than the floor that the stage learned from everybody, or than so many seconds.",
    unit: "count",
    of: "answers",
  },
  skipped_in_row: {
    label: "Skipped in a row",
    about: "Tasks skipped since the last answer.",
    unit: "count",
    of: "skips",
  },
  answers: { label: "Answers", about: "Answers submitted.", unit: "count", of: "answers" },
  income: { label: "Income", about: "Task pay that was accepted.", unit: "money", of: "accepted answers" },
  acceptance_rate: {
    label: "Acceptance rate",
    about: "Share of decided answers that were accepted.",
    unit: "percent",
    of: "decided answers",
  },
  reviews: {
    label: "Review outcomes",
    about: "Share of reviews that found the work right.",
    unit: "percent",
    of: "reviews",
  },
};

export const COMPARISONS: Record<Comparison, string> = {
  "<": "is under",
  "<=": "is at most",
  ">": "is over",
  ">=": "is at least",
};

export const ACTIONS: Record<ActionKind, string> = {
  restrict: "Restrict the worker",
  requiz: "Ask for the quiz again",
  set_skill: "Set a skill",
  hold_answers: "Hold their waiting answers",
  raise_overlap: "Ask for more answers on their open tasks",
  accept_answers: "Accept their waiting answers",
};

export const SCOPES: Record<Scope, string> = {
  stage: "the stage",
  campaign: "the campaign",
  everything: "all work here",
};

/** Actions on answers: they may be bounded to the last hours. */
export const ON_ANSWERS: ReadonlySet<ActionKind> = new Set([
  "hold_answers",
  "raise_overlap",
  "accept_answers",
]);

export function newCondition(id: number): ConditionDraft {
  return {
    id,
    collector: "skipped_in_row",
    windowKind: "last",
    windowSize: 5,
    comparison: ">=",
    value: 5,
    seconds: "",
  };
}

export const NEW_RULE: RuleDraft = {
  name: "",
  stages: [],
  conditions: [newCondition(1)],
  action: "restrict",
  scope: "campaign",
  duration: 30,
  unit: "minutes",
  skill: null,
  level: 0,
  more: 1,
};

const filled = (field: Field): number | null => (field === "" || field === "-" ? null : Number(field));

/** The rule to send; null while something that it needs is empty. */
export function definitionOf(draft: RuleDraft): Definition | null {
  const conditions = draft.conditions.map(conditionOf);
  const action = actionOf(draft);
  if (draft.name.trim() === "" || action === null || conditions.some((one) => one === null)) return null;
  return {
    name: draft.name.trim(),
    stages: draft.stages,
    conditions: conditions.filter((one) => one !== null),
    action,
  };
}

function conditionOf(draft: ConditionDraft): Definition["conditions"][number] | null {
  const size = filled(draft.windowSize);
  const value = filled(draft.value);
  if (size === null || value === null) return null;
  const isShare = COLLECTORS[draft.collector].unit === "percent";
  return {
    collector: draft.collector,
    last: draft.windowKind === "last" ? size : null,
    hours: draft.windowKind === "hours" ? size : null,
    comparison: draft.comparison,
    value: isShare ? value / 100 : value,
    seconds: draft.collector === "submit_time" ? filled(draft.seconds) : null,
  };
}

function actionOf(draft: RuleDraft): Definition["action"] | null {
  const kind = draft.action;
  const size = filled(draft.duration);
  const isForEver = draft.unit === "for ever";
  if (kind === "restrict") {
    if (size === null && !isForEver) return null;
    return { kind, scope: draft.scope, minutes: isForEver ? null : (size ?? 0) * MINUTES[draft.unit] };
  }
  if (kind === "requiz") return { kind, skill: draft.skill };
  if (kind === "set_skill") {
    const level = filled(draft.level);
    return level === null ? null : { kind, skill: draft.skill, level };
  }
  return onAnswers(draft, isForEver || size === null ? null : size);
}

/** Answers are counted in hours: there are no minutes in their form. */
function onAnswers(draft: RuleDraft, size: number | null): Definition["action"] | null {
  const kind = draft.action;
  const hours = size === null ? null : size * (draft.unit === "days" ? 24 : 1);
  if (kind !== "raise_overlap") return { kind, hours };
  const more = filled(draft.more);
  return more === null ? null : { kind, more, hours };
}

/** The form of a saved rule. */
export function draftOf(definition: Schemas["RuleSpec"]): RuleDraft {
  const { action } = definition;
  const length = action.kind === "restrict" ? action.minutes : action.hours && action.hours * 60;
  return {
    ...NEW_RULE,
    name: definition.name,
    stages: definition.stages ?? [],
    conditions: definition.conditions.map((one, index) => ({
      id: index + 1,
      collector: one.collector,
      windowKind: one.last == null ? "hours" : "last",
      windowSize: one.last ?? one.hours ?? "",
      comparison: one.comparison,
      value: COLLECTORS[one.collector].unit === "percent" ? Math.round(one.value * 10_000) / 100 : one.value,
      seconds: one.seconds ?? "",
    })),
    action: action.kind,
    scope: action.scope ?? "campaign",
    ...lengthOf(length ?? null),
    skill: action.skill ?? null,
    level: action.level ?? 0,
    more: action.more ?? 1,
  };
}

function lengthOf(minutes: number | null): { duration: Field; unit: Unit } {
  if (minutes === null) return { duration: "", unit: "for ever" };
  const unit = (["days", "hours"] as const).find((one) => minutes % MINUTES[one] === 0) ?? "minutes";
  return { duration: minutes / MINUTES[unit], unit };
}
