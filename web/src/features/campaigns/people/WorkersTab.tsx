import { Button, Group, Popover, Stack, Text } from "@mantine/core";
import { numberText, percentText } from "../../../core/format";
import { type Column, DataTable } from "../../../ui/DataTable";
import { type KnownSkill, Skill } from "../../../ui/Skill";
import { SimulatedMark } from "../../../ui/StateMark";
import { Empty, ErrorState, Loading } from "../../../ui/states";
import { Duration, Money, RelativeTime } from "../../../ui/values";
import type { TabProps } from "../CampaignPage";
import { isTextCampaign } from "../kinds";
import { Problem } from "../Problem";
import { type Stage, useGrantSkill, useStages, useWorkers, type WorkerRow } from "../queries";
import { plain, skillName } from "../words";
import { Invites } from "./Invites";

const HOUR_MS = 3_600_000;
const GRANTED_LEVEL = 100;

/** Who takes part, how they do, and how more people come in. */
export default function WorkersTab({ campaign }: TabProps) {
  const workers = useWorkers(campaign);
  const stages = useStages(campaign);
  const grant = useGrantSkill(campaign.id);
  if (!workers.data || !stages.data) {
    const { error, refetch } = workers.error ? workers : stages;
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading what="workers" />;
  }
  const currency = stages.data[0]?.currency ?? "USD";
  return (
    <Stack gap="md">
      <Invites campaign={campaign} />
      {grant.error && <Problem error={grant.error} />}
      <DataTable
        name="workers"
        caption="Workers"
        columns={[
          ...columnsOf(currency, leastLevels(stages.data)),
          ...grantable(stages.data).map((skill) =>
            grantColumn(skill, grant.isPending ? grant.variables.account_id : null, (row, level) =>
              grant.mutate({ account_id: row.id, skill: skill.name, level }),
            ),
          ),
        ]}
        rows={workers.data}
        rowKey={(row) => row.id}
        sort={{ column: "answers", isDescending: true }}
        empty={
          <Empty title="Nobody has joined yet">
            Make an invite above and send its link. People choose a name and a country, read the consent text,
            take the quizzes, and then see the open stages.
          </Empty>
        }
      />
      {workers.data.length > 0 && (
        <Text size="xs" c="dimmed" maw="90ch">
          Hours are measured active time. Accepted is the share of a worker's judged{" "}
          {isTextCampaign(stages.data)
            ? "texts that reviewers accepted."
            : "annotations that validators found right."}{" "}
          Skills are 0 to 100, from quizzes, goldens, reviews and agreement; those that open a stage are
          counted, and all are shown on a click with how sure they are.
        </Text>
      )}
    </Stack>
  );
}

/** Skill → the lowest level that opens one of its stages. */
function leastLevels(stages: readonly Stage[]): ReadonlyMap<string, number> {
  const least = new Map<string, number>();
  for (const { skill_key, skill_min } of stages) {
    const name = skill_key?.split("/").at(-1);
    if (name) least.set(name, Math.min(skill_min, least.get(name) ?? skill_min));
  }
  return least;
}

interface Grantable {
  name: string;
  least: number;
}

/** Skills that no quiz of a category gives, only the owner. */
function grantable(stages: readonly Stage[]): Grantable[] {
  const categories = new Set(stages.map((stage) => stage.category));
  const byName = new Map<string, number>();
  for (const stage of stages) {
    const name = stage.skill_key?.split("/").at(-1);
    if (name && !categories.has(name)) byName.set(name, stage.skill_min);
  }
  return [...byName].map(([name, least]) => ({ name, least }));
}

function grantColumn(
  { name, least }: Grantable,
  busyId: number | null,
  onGrant: (row: WorkerRow, level: number) => void,
): Column<WorkerRow> {
  const has = (row: WorkerRow) => (row.skills[name] ?? 0) >= least;
  return {
    key: `grant-${name}`,
    title: plain(name).replace(/^./, (letter) => letter.toUpperCase()),
    value: has,
    text: (row) => (has(row) ? name : ""),
    cell: (row) => (
      <Button
        size="compact-xs"
        variant={has(row) ? "light" : "default"}
        aria-pressed={has(row)}
        disabled={busyId === row.id}
        title={has(row) ? `Withdraw the skill “${plain(name)}”` : `Grant the skill “${plain(name)}”`}
        aria-label={`Skill ${plain(name)} for ${row.name}`}
        onClick={() => onGrant(row, has(row) ? 0 : GRANTED_LEVEL)}
      >
        {has(row) ? "Granted" : "Grant"}
      </Button>
    ),
  };
}

function columnsOf(currency: string, least: ReadonlyMap<string, number>): readonly Column<WorkerRow>[] {
  return [
    {
      key: "name",
      title: "Worker",
      value: (row) => row.name,
      text: (row) => `${row.name} ${row.simulated ? "simulated" : ""}`,
      cell: (row) => (
        <span style={{ whiteSpace: "nowrap" }}>
          <b>{row.name}</b> {row.simulated && <SimulatedMark />}
          {row.is_restricted && (
            <Text span size="xs" c="var(--gs-danger)">
              {" "}
              restricted
            </Text>
          )}
        </span>
      ),
    },
    { key: "country", title: "Country", value: (row) => row.country, cell: (row) => row.country ?? "–" },
    {
      key: "answers",
      title: "Answers",
      isNumeric: true,
      value: (row) => row.answers,
      cell: (row) => numberText(row.answers),
    },
    { key: "skips", title: "Skips", isNumeric: true, value: (row) => row.skips },
    {
      key: "hours",
      title: "Active time",
      isNumeric: true,
      value: (row) => row.active_hours,
      text: () => "",
      cell: (row) => <Duration ms={row.active_hours * HOUR_MS} />,
    },
    {
      key: "earned",
      title: "Earned",
      isNumeric: true,
      value: (row) => Number(row.earned),
      text: () => "",
      cell: (row) => (
        <span style={{ whiteSpace: "nowrap" }}>
          <Money amount={row.earned} currency={currency} />
          {Number(row.pending) > 0 && (
            <Text size="xs" c="dimmed" component="div">
              <Money amount={row.pending} currency={currency} /> pending
            </Text>
          )}
        </span>
      ),
    },
    {
      key: "accepted",
      title: "Accepted",
      isNumeric: true,
      value: (row) => (row.judged > 0 ? row.accepted / row.judged : null),
      text: () => "",
      cell: (row) => <Accepted row={row} />,
    },
    {
      key: "skills",
      title: "Skills that open",
      value: (row) =>
        Object.entries(row.skills).filter(([name, level]) => level >= (least.get(name) ?? 0)).length,
      text: (row) => Object.keys(row.skills).join(" "),
      cell: (row) => <Skills row={row} least={least} />,
    },
    {
      key: "last",
      title: "Last answer",
      value: (row) => (row.last_at ? new Date(row.last_at) : null),
      text: () => "",
      cell: (row) => (
        <span style={{ whiteSpace: "nowrap" }}>
          {row.last_at ? <RelativeTime at={row.last_at} /> : "never"}
        </span>
      ),
    },
  ];
}

function Accepted({ row: { judged, accepted } }: { row: WorkerRow }) {
  if (judged === 0) return "–";
  return (
    <span style={{ whiteSpace: "nowrap" }}>
      {percentText(accepted / judged)}{" "}
      <Text span size="xs" c="dimmed">
        {accepted} of {judged}
      </Text>
    </span>
  );
}

/** What is known of a skill, and what it opens where that differs for now. */
function Level({ level, known }: { level: number; known: KnownSkill | undefined }) {
  if (known === undefined) return Math.round(level);
  const isApart = Math.abs(level - known.mean) >= 1;
  return (
    <>
      <Skill known={known} />
      {isApart && `, opens up to ${Math.round(level)}`}
    </>
  );
}

/** Of the skills that open a stage, how many open it; all levels on a click. */
function Skills({ row, least }: { row: WorkerRow; least: ReadonlyMap<string, number> }) {
  const sorted = Object.entries(row.skills).sort(([, a], [, b]) => b - a);
  if (sorted.length === 0) return "–";
  const enough = sorted.filter(([name, level]) => level >= (least.get(name) ?? 0)).length;
  return (
    <Popover position="bottom-start" transitionProps={{ duration: 0 }}>
      <Popover.Target>
        <Button size="compact-xs" variant="default" aria-label={`Skills of ${row.name}: ${enough} enough`}>
          {enough} of {sorted.length}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="sm">
        <Text size="xs" fw={600} mb={4}>
          Skills of {row.name}
        </Text>
        {sorted.map(([name, level]) => (
          <Group key={name} justify="space-between" gap="lg">
            <Text size="sm">{skillName(name)}</Text>
            <Text size="sm" c={level >= (least.get(name) ?? 0) ? "var(--gs-text)" : "dimmed"}>
              <Level level={level} known={row.known_skills[name]} />
              {level < (least.get(name) ?? 0) && ` (needs ${least.get(name)})`}
            </Text>
          </Group>
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}
