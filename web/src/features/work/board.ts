/** The stages of a worker, put in order: by campaign, then by category. */

import type { components } from "../../api/schema";
import { numberText } from "../../core/format";
import { groupBy } from "../../core/groups";
import { knownText } from "../../core/skills";

type WorkStage = components["schemas"]["WorkStage"];

export interface CategoryBoard {
  key: string;
  title: string;
  /** Where the person stands, in words. */
  skill: string;
  /** Null where no quiz is to be taken. */
  quizHref: string | null;
  stages: WorkStage[];
}

export interface Board {
  campaignId: number;
  title: string;
  isSimulated: boolean;
  categories: CategoryBoard[];
  /** How many stages this person cannot open by a quiz. */
  closed: number;
}

export type NextStep = { kind: "start" } | { kind: "not"; words: string };

export function boardOf(stages: readonly WorkStage[]): Board[] {
  return grouped(stages, (stage) => stage.campaign_id).map((own) => {
    const shown = own.filter((stage) => stage.may_work || stage.has_quiz);
    const first = own[0] as WorkStage;
    return {
      campaignId: first.campaign_id,
      title: first.campaign_title,
      isSimulated: first.simulated,
      categories: grouped(shown, (stage) => stage.category).map(categoryOf),
      closed: own.length - shown.length,
    };
  });
}

/** What a person can do with a stage now, or why nothing. */
export function nextStep(stage: WorkStage): NextStep {
  if (stage.state !== "OPEN") return { kind: "not", words: "Paused" };
  if (stage.may_work) return { kind: "start" };
  return { kind: "not", words: "Opens with the quiz" };
}

function categoryOf(stages: WorkStage[]): CategoryBoard {
  const first = stages[0] as WorkStage;
  const byQuiz = stages.find((stage) => stage.has_quiz);
  // Experts are given a skill by the owner; there is no quiz for it.
  const bySkill = byQuiz ?? stages.find((stage) => stage.skill_key !== null);
  const wantsQuiz = byQuiz !== undefined && !byQuiz.may_work;
  return {
    key: first.category,
    title: first.category_title,
    skill: bySkill ? skillText(bySkill) : "No skill needed",
    quizHref: wantsQuiz ? `/campaigns/${byQuiz.campaign_id}/quiz/${byQuiz.category}` : null,
    stages,
  };
}

function skillText({
  skill_level: level,
  skill_min: needed,
  may_work: isOpen,
  known_skill: known,
}: WorkStage): string {
  if (level === null) return `Skill needed: ${numberText(needed)} of 100. You have not taken the quiz.`;
  const skill = known === null ? `${numberText(level)} of 100` : knownText(known);
  return `Your skill: ${skill}${isOpen ? "" : `, ${numberText(needed)} needed`}`;
}

function grouped(stages: readonly WorkStage[], keyOf: (stage: WorkStage) => string | number): WorkStage[][] {
  return [...groupBy(stages, keyOf).values()];
}
