/** The columns of the table of steps: what people are paid, and what waits and is done. */

import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { durationText, numberText } from "../../../core/format";
import { Money } from "../../../ui/values";
import { rangeOf } from "../flow";
import type { Stage } from "../queries";
import { plain, skillName } from "../words";
import classes from "./stages.module.css";

/** One column, of one stage or of all tracks of a step. */
export interface StepColumn {
  title: string;
  isNumeric: boolean;
  cell: (stages: readonly Stage[]) => ReactNode;
}

/** "$1.20", or "$1.20 to $3.40" where tracks differ. */
function MoneyRange({ amounts, currency }: { amounts: readonly string[]; currency: string }) {
  const range = rangeOf(amounts);
  if (range === null) return null;
  const [low, high] = range;
  return (
    <span className={classes.nowrap}>
      <Money amount={low} currency={currency} />
      {Number(low) !== Number(high) && (
        <>
          {" "}
          to <Money amount={high} currency={currency} />
        </>
      )}
    </span>
  );
}

function Two({ top, below }: { top: ReactNode; below: ReactNode }) {
  return (
    <span className={classes.nowrap}>
      {top}
      {below && (
        <Text span display="block" size="xs" c="dimmed">
          {below}
        </Text>
      )}
    </span>
  );
}

const currencyOf = (stages: readonly Stage[]) => stages[0]?.currency ?? "USD";

/** A range over tracks is a rough thing: whole minutes are enough. */
function timeText(seconds: readonly number[]): string {
  const [low, high] = [Math.min(...seconds), Math.max(...seconds)];
  if (low === high) return durationText(low * 1000);
  if (high < 120) return `${Math.round(low)} to ${Math.round(high)} s`;
  return `${Math.round(low / 60)} to ${Math.round(high / 60)} min`;
}

/** Mostly a track wants its own skill: then the level says enough. */
function skillText(stages: readonly Stage[]): string {
  const skills = new Set(
    stages.map(({ skill_key: key, skill_min: level, category }) => {
      if (key === null) return "none";
      return skillName(key) === plain(category) ? `own ≥ ${level}` : `${skillName(key)} ≥ ${level}`;
    }),
  );
  const [only] = skills;
  return skills.size === 1 && only ? only : "differs by track";
}

export const PAY: readonly StepColumn[] = [
  {
    title: "Pay a task",
    isNumeric: true,
    cell: (stages) => (
      <MoneyRange amounts={stages.map((stage) => stage.price)} currency={currencyOf(stages)} />
    ),
  },
  {
    title: "Per hour",
    isNumeric: true,
    cell: (stages) => {
      const measured = stages.flatMap((stage) => stage.hourly_measured ?? []);
      const currency = currencyOf(stages);
      return (
        <Two
          top={<MoneyRange amounts={stages.map((stage) => stage.hourly)} currency={currency} />}
          below={
            measured.length > 0 && (
              <>
                measured <MoneyRange amounts={measured} currency={currency} />
              </>
            )
          }
        />
      );
    },
  },
  {
    title: "Time a task",
    isNumeric: true,
    cell: (stages) => {
      const measured = stages.flatMap((stage) => stage.median_active_s ?? []);
      return (
        <Two
          top={timeText(stages.map((stage) => stage.expected_s))}
          below={measured.length > 0 && `measured ${timeText(measured)}`}
        />
      );
    },
  },
  {
    title: "Skill needed",
    isNumeric: false,
    cell: (stages) => <span className={classes.nowrap}>{skillText(stages)}</span>,
  },
];

function count(title: string, read: (stage: Stage) => number): StepColumn {
  return {
    title,
    isNumeric: true,
    cell: (stages) => numberText(stages.reduce((sum, stage) => sum + read(stage), 0)),
  };
}

export const COUNTS: readonly StepColumn[] = [
  count("Open tasks", (stage) => stage.open_tasks),
  count("At work", (stage) => stage.live),
  count("Answers", (stage) => stage.answers),
];
