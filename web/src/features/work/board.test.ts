import { describe, expect, it } from "vitest";
import type { components } from "../../api/schema";
import { boardOf, nextStep } from "./board";

type WorkStage = components["schemas"]["WorkStage"];

const stage = (part: Partial<WorkStage>): WorkStage => ({
  id: 1,
  campaign_id: 1,
  campaign_title: "One",
  simulated: false,
  kind: "annotate",
  category: "email",
  category_title: "E-mail",
  title: "Mark: E-mail",
  state: "OPEN",
  price: "0.09",
  currency: "USD",
  expected_s: 45,
  hourly: "7.30",
  lease_s: 900,
  open_tasks: 5,
  skill_key: "email",
  skill_min: 65,
  skill_level: null,
  known_skill: null,
  has_quiz: true,
  may_work: false,
  answers: 0,
  labels: [],
  form: [],
  checklist: [],
  instructions: "",
  ...part,
});

describe("the board of a worker", () => {
  it("groups by campaign and category, and counts what no quiz opens", () => {
    const boards = boardOf([
      stage({ id: 1 }),
      stage({ id: 2, kind: "validate" }),
      stage({ id: 3, category: "name", category_title: "Names" }),
      stage({ id: 4, skill_key: "expert", has_quiz: false }),
      stage({ id: 5, campaign_id: 2, campaign_title: "Two", simulated: true }),
    ]);
    expect(boards.map(({ title, closed, isSimulated }) => [title, closed, isSimulated])).toEqual([
      ["One", 1, false],
      ["Two", 0, true],
    ]);
    expect(boards[0]?.categories.map(({ key, stages }) => [key, stages.map(({ id }) => id)])).toEqual([
      ["email", [1, 2]],
      ["name", [3]],
    ]);
  });

  it.each([
    [{}, "/campaigns/1/quiz/email", "Skill needed: 65 of 100. You have not taken the quiz."],
    [{ skill_level: 40 }, "/campaigns/1/quiz/email", "Your skill: 40 of 100, 65 needed"],
    [{ skill_level: 80, may_work: true }, null, "Your skill: 80 of 100"],
    [{ skill_level: 85, has_quiz: false, may_work: true }, null, "Your skill: 85 of 100"],
    [
      { skill_level: 85, known_skill: { mean: 82, deviation: 6, answers: 41 }, may_work: true },
      null,
      "Your skill: 82 ± 6 from 41 answers",
    ],
    [{ skill_key: null, has_quiz: false, may_work: true }, null, "No skill needed"],
  ] as [Partial<WorkStage>, string | null, string][])("says where one stands: %j", (part, href, skill) => {
    const category = boardOf([stage(part)])[0]?.categories[0];
    expect([category?.quizHref, category?.skill]).toEqual([href, skill]);
  });

  it.each([
    [{ may_work: true }, { kind: "start" }],
    [
      { may_work: true, state: "PAUSED" },
      { kind: "not", words: "Paused" },
    ],
    [{}, { kind: "not", words: "Opens with the quiz" }],
  ] as [Partial<WorkStage>, unknown][])("knows the next step: %j", (part, step) => {
    expect(nextStep(stage(part))).toEqual(step);
  });
});
