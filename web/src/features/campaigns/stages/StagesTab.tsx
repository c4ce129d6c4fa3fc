import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { numberText } from "../../../core/format";
import { ConfirmDialog, type Question } from "../../../ui/ConfirmDialog";
import { type Column, DataTable } from "../../../ui/DataTable";
import { StateMark } from "../../../ui/StateMark";
import { Empty, ErrorState, Loading } from "../../../ui/states";
import { Duration, Money } from "../../../ui/values";
import type { TabProps } from "../CampaignPage";
import { isTextCampaign } from "../kinds";
import { Problem } from "../Problem";
import {
  type Stage,
  type StageEvent,
  useStageEvent,
  useStages,
  useStagesEvent,
  useStagesEvents,
} from "../queries";
import { STAGE_EVENTS, STAGE_STATES, skillName } from "../words";
import { TextStages } from "./TextStages";

const ALL: readonly StageEvent[] = ["open", "pause", "close"];
const STOPPED: Record<Exclude<StageEvent, "open">, string> = {
  pause: "It hands out no new task until you open it again. Who has a task open can still finish it.",
  close:
    "It disappears from the workers' list. Who has a task open can still finish it; you can open it again.",
};

/** Every stage: what it pays and takes, what waits there, and whether it hands out tasks. */
export default function StagesTab({ campaign }: TabProps) {
  const { data, error, refetch } = useStages(campaign);
  const one = useStageEvent(campaign.id);
  const all = useStagesEvent(campaign.id);
  const some = useStagesEvents(campaign.id);
  const [question, setQuestion] = useState<Question | null>(null);
  if (!data) {
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading what="stages" />;
  }
  const askOne = (stage: Stage, event: StageEvent) => {
    const act = () => one.mutate({ stageId: stage.id, event });
    if (event === "open") act();
    else {
      const verb = STAGE_EVENTS[event];
      setQuestion({ title: `${verb} “${stage.title}”?`, body: STOPPED[event], verb, onYes: act });
    }
  };
  const askAll = (event: StageEvent) => {
    const act = () => all.mutate(event);
    if (event === "open") act();
    else {
      const verb = STAGE_EVENTS[event];
      setQuestion({
        title: `${verb} all stages?`,
        body: `For every stage: ${STOPPED[event]}`,
        verb,
        onYes: act,
      });
    }
  };
  const askSome = (stages: readonly Stage[], event: StageEvent, name: string) => {
    const act = () => some.mutate({ stageIds: affected(stages, event), event });
    if (event === "open") act();
    else {
      const verb = STAGE_EVENTS[event];
      const where = stages.length > 1 ? `In ${stages.length} tracks: ` : "";
      setQuestion({ title: `${verb} “${name}”?`, body: `${where}${STOPPED[event]}`, verb, onYes: act });
    }
  };
  const problem = one.error ?? all.error ?? some.error;
  const isText = isTextCampaign(data);
  const allButtons = ALL.map((event) => (
    <Button
      key={event}
      size="xs"
      variant={event === "open" ? "filled" : "default"}
      disabled={!data.some((stage) => stage.events.includes(event))}
      loading={all.isPending && all.variables === event}
      onClick={() => askAll(event)}
    >
      {STAGE_EVENTS[event]} all
    </Button>
  ));
  return (
    <Stack gap="md">
      {campaign.state !== "RUNNING" && (
        <Text size="sm" c="dimmed">
          The campaign is {campaign.state.toLowerCase()}: stages hand out tasks only while it runs.
        </Text>
      )}
      {problem && <Problem error={problem} />}
      {isText ? (
        <>
          <Group gap="sm" justify="end">
            {allButtons}
          </Group>
          <TextStages stages={data} onAct={askSome} isBusy={some.isPending} />
        </>
      ) : (
        <>
          <DataTable
            name="stages"
            caption="Stages"
            columns={[
              // The buttons stand beside the state they change.
              ...WHAT,
              actions(askOne, one.isPending ? one.variables.stageId : null),
              ...NUMBERS,
            ]}
            rows={data}
            rowKey={(row) => row.id}
            empty={<Empty title="No stages">The recipe of this campaign has none.</Empty>}
            tools={allButtons}
          />
          <Text size="xs" c="dimmed" maw="90ch">
            Pay per hour is the price at the expected time, and below it at the measured time: the median of
            active time over the last 500 answers. Overlap is how many answers a task gets; with two numbers,
            more are asked for while the confidence is below the bound.
          </Text>
        </>
      )}
      <ConfirmDialog question={question} onClose={() => setQuestion(null)} />
    </Stack>
  );
}

function affected(stages: readonly Stage[], event: StageEvent): number[] {
  return stages.filter((stage) => stage.events.includes(event)).map((stage) => stage.id);
}

const WHAT: readonly Column<Stage>[] = [
  {
    key: "title",
    title: "Stage",
    value: (row) => row.title,
    cell: (row) => <b style={{ whiteSpace: "nowrap" }}>{row.title}</b>,
  },
  {
    key: "state",
    title: "State",
    value: (row) => STAGE_STATES[row.state].word,
    cell: ({ state }) => <StateMark tone={STAGE_STATES[state].tone}>{STAGE_STATES[state].word}</StateMark>,
  },
];

const NUMBERS: readonly Column<Stage>[] = [
  {
    key: "price",
    title: "Pay a task",
    isNumeric: true,
    value: (row) => Number(row.price),
    text: () => "",
    cell: (row) => <Money amount={row.price} currency={row.currency} />,
  },
  {
    key: "hourly",
    title: "Per hour",
    isNumeric: true,
    value: (row) => Number(row.hourly),
    text: () => "",
    cell: (row) => (
      <Two
        top={<Money amount={row.hourly} currency={row.currency} />}
        below={
          row.hourly_measured !== null && (
            <>
              measured <Money amount={row.hourly_measured} currency={row.currency} />
            </>
          )
        }
      />
    ),
  },
  {
    key: "time",
    title: "Time a task",
    isNumeric: true,
    value: (row) => row.median_active_s ?? row.expected_s,
    text: () => "",
    cell: (row) => (
      <Two
        top={<Duration ms={row.expected_s * 1000} />}
        below={
          row.median_active_s !== null && (
            <>
              measured <Duration ms={row.median_active_s * 1000} />
            </>
          )
        }
      />
    ),
  },
  {
    key: "skill",
    title: "Skill needed",
    value: (row) => row.skill_key,
    text: (row) => (row.skill_key ? skillName(row.skill_key) : "none"),
    cell: (row) =>
      row.skill_key ? (
        <span style={{ whiteSpace: "nowrap" }}>
          {skillName(row.skill_key)} ≥ {row.skill_min}
        </span>
      ) : (
        "none"
      ),
  },
  {
    key: "overlap",
    title: "Overlap",
    value: (row) => row.overlap_max,
    text: () => "",
    cell: (row) =>
      row.overlap_min === row.overlap_max ? (
        row.overlap_min
      ) : (
        <Two top={`${row.overlap_min} to ${row.overlap_max}`} below={`until ${row.min_confidence}`} />
      ),
  },
  count("open_tasks", "Open tasks"),
  count("live", "At work"),
  count("answers", "Answers"),
];

function count(key: "open_tasks" | "live" | "answers", title: string): Column<Stage> {
  return {
    key,
    title,
    isNumeric: true,
    value: (row) => row[key],
    text: () => "",
    cell: (row) => numberText(row[key]),
  };
}

function Two({ top, below }: { top: React.ReactNode; below: React.ReactNode }) {
  return (
    <span style={{ whiteSpace: "nowrap" }}>
      {top}
      {below && (
        <Text span display="block" size="xs" c="dimmed">
          {below}
        </Text>
      )}
    </span>
  );
}

function actions(onAct: (stage: Stage, event: StageEvent) => void, busyId: number | null): Column<Stage> {
  return {
    key: "actions",
    title: "",
    text: () => "",
    cell: (row) => (
      <Group gap={4} wrap="nowrap">
        {row.events.map((event) => (
          <Button
            key={event}
            size="compact-xs"
            variant="default"
            disabled={busyId === row.id}
            aria-label={`${STAGE_EVENTS[event]} ${row.title}`}
            onClick={() => onAct(row, event)}
          >
            {STAGE_EVENTS[event]}
          </Button>
        ))}
      </Group>
    ),
  };
}
