import { Anchor, SegmentedControl, Stack, Text } from "@mantine/core";
import { Link, useSearchParams } from "wouter";
import { numberText } from "../../../core/format";
import { type Column, DataTable } from "../../../ui/DataTable";
import { Panel } from "../../../ui/Panel";
import { MachineMark, SimulatedMark } from "../../../ui/StateMark";
import { ErrorState, Loading } from "../../../ui/states";
import { Duration } from "../../../ui/values";
import type { TabProps } from "../CampaignPage";
import { useStages, useTrackText } from "../queries";
import { type ExpertCapacity, type Planning, usePlanning } from "../textQueries";
import { daysText, type Load, loadByStep, loadByTrack } from "./forecast";
import { PlanningHeadline } from "./PlanningHeadline";

const HOUR_MS = 3_600_000;
const FEW = 5;

/** How fast pairs come, where work waits, and who does it. */
export default function PlanningTab({ campaign }: TabProps) {
  const { data, error, refetch } = usePlanning(campaign);
  if (!data) {
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="the planning" lines={8} />
    );
  }
  return (
    <Stack gap="md">
      <PlanningHeadline planning={data} />
      {data.cells.length > 0 && (
        <Panel
          title="To go"
          about="The cells that fall short most."
          tools={
            <Anchor component={Link} href={`/campaigns/${campaign.id}/target`} size="sm">
              All of them under Target
            </Anchor>
          }
        >
          <Stack gap={4}>
            {data.cells.slice(0, FEW).map((sentence) => (
              <Text key={sentence} size="sm">
                {sentence}
              </Text>
            ))}
          </Stack>
        </Panel>
      )}
      <StageLoads campaign={campaign} planning={data} />
      <Capacity campaign={campaign} planning={data} />
    </Stack>
  );
}

function StageLoads({ campaign, planning }: TabProps & { planning: Planning }) {
  const stages = useStages(campaign);
  const trackText = useTrackText(campaign.id);
  const [params, setParams] = useSearchParams();
  const isByTrack = params.get("load") === "tracks";
  const rows = (isByTrack ? loadByTrack : loadByStep)(planning.stages, stages.data ?? []);
  const choose = (value: string) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === "tracks") next.set("load", value);
        else next.delete("load");
        return next;
      },
      { replace: true },
    );
  return (
    <Panel
      title="Load"
      about="What waits at each step, and how long it takes at the rate of the last seven days. The longest is the one to give people to."
    >
      <DataTable
        name="stages"
        caption="Load by stage"
        columns={isByTrack ? trackLoads(trackText) : STEP_LOADS}
        rows={rows}
        rowKey={(row) => row.key}
        empty={
          <Text size="sm" c="dimmed">
            The recipe of this campaign has no stages.
          </Text>
        }
        tools={
          <SegmentedControl
            size="xs"
            aria-label="One row a"
            data={[
              { value: "steps", label: "By step" },
              { value: "tracks", label: "By track" },
            ]}
            value={isByTrack ? "tracks" : "steps"}
            onChange={choose}
            transitionDuration={0}
          />
        }
      />
    </Panel>
  );
}

function count(key: "waiting" | "inWork" | "done7Days", title: string): Column<Load> {
  return {
    key,
    title,
    isNumeric: true,
    value: (row) => row[key],
    text: () => "",
    cell: (row) => numberText(row[key]),
  };
}

const LOAD_NUMBERS: readonly Column<Load>[] = [
  count("waiting", "Waiting"),
  count("inWork", "In work"),
  count("done7Days", "Done in 7 days"),
  {
    key: "days",
    title: "Time to clear",
    isNumeric: true,
    // Where nothing is done it never clears: that is longer than any number of days.
    value: (row) => row.daysToClear ?? Number.MAX_VALUE,
    text: (row) => daysText(row.daysToClear),
    cell: (row) => <span style={{ whiteSpace: "nowrap" }}>{daysText(row.daysToClear)}</span>,
  },
];

function loadName(title: string): Column<Load> {
  return {
    key: "title",
    title,
    value: (row) => row.title,
    cell: (row) => (
      <span style={{ whiteSpace: "nowrap" }}>
        <b>{row.title}</b> {row.isMachine && <MachineMark />}
      </span>
    ),
  };
}

const STEP_LOADS = [loadName("Step"), ...LOAD_NUMBERS];

function trackLoads(trackText: (track: string) => string): readonly Column<Load>[] {
  const track = { key: "track", title: "Track", value: (row: Load) => trackText(row.track) };
  return [loadName("Stage"), track, ...LOAD_NUMBERS];
}

function Capacity({ campaign, planning }: TabProps & { planning: Planning }) {
  const trackText = useTrackText(campaign.id);
  return (
    <Panel title="Capacity" about="What each expert gets done in each language, in measured active time.">
      <DataTable
        name="experts"
        caption="Capacity by expert and language"
        columns={expertColumns(trackText)}
        rows={planning.experts}
        rowKey={(row) => `${row.worker_id} ${row.track}`}
        sort={{ column: "answers", isDescending: true }}
        empty={
          <Text size="sm" c="dimmed">
            Nobody has answered yet. Invite people under Workers; numbers come with their first answers.
          </Text>
        }
      />
    </Panel>
  );
}

function expertColumns(trackText: (track: string) => string): readonly Column<ExpertCapacity>[] {
  return [
    {
      key: "name",
      title: "Expert",
      value: (row) => row.worker_name,
      text: (row) => `${row.worker_name} ${row.simulated ? "simulated" : ""}`,
      cell: (row) => (
        <span style={{ whiteSpace: "nowrap" }}>
          <b>{row.worker_name}</b> {row.simulated && <SimulatedMark />}
        </span>
      ),
    },
    { key: "track", title: "Language", value: (row) => trackText(row.track) },
    {
      key: "answers",
      title: "Answers",
      isNumeric: true,
      value: (row) => row.answers,
      text: () => "",
      cell: (row) => numberText(row.answers),
    },
    {
      key: "hours",
      title: "Active time",
      isNumeric: true,
      value: (row) => row.active_hours,
      text: () => "",
      cell: (row) => <Duration ms={row.active_hours * HOUR_MS} />,
    },
    {
      key: "rate",
      title: "Answers an hour",
      isNumeric: true,
      value: (row) => row.answers_per_hour,
      text: () => "",
      cell: (row) => (row.answers_per_hour === null ? "–" : row.answers_per_hour.toFixed(1)),
    },
  ];
}
