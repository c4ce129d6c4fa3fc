/** `/standing`: a worker's skills with their uncertainty, restrictions with their reasons, and what rules did. */

import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, unwrap } from "../../api/client";
import type { components } from "../../api/schema";
import { numberText } from "../../core/format";
import { type Column, DataTable } from "../../ui/DataTable";
import { Panel } from "../../ui/Panel";
import { Skill } from "../../ui/Skill";
import { StateMark } from "../../ui/StateMark";
import { ErrorState, Loading } from "../../ui/states";
import { RelativeTime } from "../../ui/values";
import { WorkerFrame } from "../session/WorkerFrame";
import classes from "./standing.module.css";

type Schemas = components["schemas"];
type Standing = Schemas["StandingView"];
type SkillRow = Schemas["SkillRow"];
type Restriction = Schemas["Restriction"];
type OwnEvent = Schemas["OwnEvent"];

const LOOK_MS = 30_000;

export default function StandingPage() {
  return <WorkerFrame>{() => <MyStanding />}</WorkerFrame>;
}

function MyStanding() {
  const { data, error, refetch } = useQuery({
    queryKey: ["standing"],
    queryFn: () => unwrap(api.GET("/api/v1/me/standing")),
    refetchInterval: LOOK_MS,
  });
  return (
    <Stack gap="md" className={classes.page}>
      <Title order={1}>My standing</Title>
      {data ? (
        <>
          <Restrictions rows={data.restrictions} />
          <Skills rows={data.skills} />
          <Events standing={data} />
        </>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading what="your standing" />
      )}
    </Stack>
  );
}

function Restrictions({ rows }: { rows: readonly Restriction[] }) {
  const standing = rows.filter((row) => row.is_standing);
  const over = rows.length - standing.length;
  return (
    <Panel title="Restrictions">
      {standing.length === 0 ? (
        <Text size="sm" c="dimmed">
          {over === 0
            ? "Nothing is restricted: you may work wherever your skills open a stage."
            : "Nothing is restricted now. What was is listed below."}
        </Text>
      ) : (
        <ul className={classes.list}>
          {standing.map((row) => (
            <li key={row.id} className={classes.restriction}>
              <Group justify="space-between" align="start" gap="sm">
                <div className={classes.words}>
                  <StateMark tone="bad">{placeOf(row)}</StateMark>
                  <Text mt={4}>{row.reason}</Text>
                  <Text size="sm" c="dimmed" mt={4}>
                    {row.until === null ? "No end is set." : <>Until {timeText(row.until)}.</>} Since{" "}
                    <RelativeTime at={row.created_at} />, {row.by_rule ? "by a rule" : "by the owner"}.
                  </Text>
                </div>
                <AppealButton kind="restriction" id={row.id} />
              </Group>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** An appeal is written on a page of its own; whoever answers sees the same evidence. */
function AppealButton({ kind, id }: { kind: "restriction" | "rule_event"; id: number }) {
  return (
    <Button component={Link} href={`/appeals/new?kind=${kind}&id=${id}`} variant="default" size="xs">
      Appeal
    </Button>
  );
}

const SKILL_COLUMNS: readonly Column<SkillRow>[] = [
  {
    key: "skill",
    title: "Skill",
    value: (row) => row.skill,
    cell: (row) => <b>{row.skill.replaceAll("_", " ")}</b>,
  },
  { key: "recipe", title: "For campaigns of", value: (row) => row.recipe },
  {
    key: "known",
    title: "What is known",
    value: (row) => row.mean,
    text: () => "",
    cell: (row) => <Skill known={row} />,
  },
  {
    key: "level",
    title: "Opens stages up to",
    isNumeric: true,
    value: (row) => row.level,
    text: () => "",
    cell: (row) => numberText(row.level),
  },
  {
    key: "updated",
    title: "Changed",
    value: (row) => row.updated_at,
    text: () => "",
    cell: (row) => <RelativeTime at={row.updated_at} />,
  },
];

function Skills({ rows }: { rows: readonly SkillRow[] }) {
  return (
    <Panel
      title="Skills"
      about="From 0 to 100, with how sure that is. They follow your quizzes, tasks with a known answer, reviews, and agreement with others. A stage is not lost by one mistake: only when the skill is surely under what the stage asks for."
    >
      <DataTable
        name="skills"
        caption="Skills"
        columns={SKILL_COLUMNS}
        rows={rows}
        rowKey={(row) => row.key}
        empty={
          <Text size="sm" c="dimmed">
            You have no skill yet. Take a quiz on the page Work.
          </Text>
        }
      />
    </Panel>
  );
}

function Events({ standing: { events, restrictions } }: { standing: Standing }) {
  const current = new Set(restrictions.filter((row) => row.is_standing).map((row) => row.id));
  return (
    <Panel title="What rules did" about="Rules act by themselves, on numbers alone. Each act says why.">
      {events.length === 0 ? (
        <Text size="sm" c="dimmed">
          No rule has done anything to you or your answers.
        </Text>
      ) : (
        <ul className={classes.list}>
          {events.map((row) => (
            <Event key={row.id} row={row} isAbove={current.has(row.restriction_id ?? -1)} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Event({ row, isAbove }: { row: OwnEvent; isAbove: boolean }) {
  return (
    <li className={classes.event}>
      <Group justify="space-between" align="start" gap="sm">
        <div className={classes.words}>
          <Text>
            {row.words} {row.undone_at && <b>This was undone.</b>}
          </Text>
          <Text size="sm" c="dimmed" mt={4}>
            <RelativeTime at={row.at} />, {row.campaign_title}
            {row.stage_title && `, ${row.stage_title}`}, by the rule “{row.rule}”
          </Text>
        </div>
        {!row.undone_at && !isAbove && <AppealButton kind="rule_event" id={row.id} />}
      </Group>
    </li>
  );
}

function placeOf(row: Restriction): string {
  if (row.scope === "everything") return "No tasks at all";
  if (row.scope === "stage")
    return `No tasks at ${row.stage_title ?? "a stage"}, ${row.campaign_title ?? ""}`;
  return `No tasks of ${row.campaign_title ?? "a campaign"}`;
}

function timeText(at: string): string {
  return new Date(at).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
}
