import { Text } from "@mantine/core";
import { durationText, numberText } from "../../../core/format";
import { type Column, DataTable } from "../../../ui/DataTable";
import { SimulatedMark } from "../../../ui/StateMark";
import { RelativeTime } from "../../../ui/values";
import type { Evidence, Replay, ReplayHit } from "./ruleQueries";
import classes from "./rules.module.css";

const HOUR_MS = 3_600_000;

const COLUMNS: readonly Column<ReplayHit>[] = [
  {
    key: "worker",
    title: "Worker",
    value: (row) => row.worker,
    cell: (row) => (
      <span style={{ whiteSpace: "nowrap" }}>
        <b>{row.worker}</b> {row.simulated && <SimulatedMark />}
      </span>
    ),
  },
  {
    key: "when",
    title: "When",
    value: (row) => row.at,
    text: () => "",
    cell: (row) => <RelativeTime at={row.at} />,
  },
  { key: "stage", title: "Stage", value: (row) => row.stage },
  {
    key: "evidence",
    title: "Evidence",
    text: (row) => row.evidence.map((one) => one.words).join(" "),
    cell: (row) => <EvidenceList evidence={row.evidence} />,
  },
  {
    key: "stopped",
    title: "Would have stopped",
    isNumeric: true,
    value: (row) => row.stopped_answers,
    text: () => "",
    cell: (row) =>
      row.was_restricted ? (
        <Text span size="sm" c="dimmed">
          was restricted already
        </Text>
      ) : (
        stoppedText(row.stopped_answers, row.stopped_hours)
      ),
  },
];

/** Whom a rule would have hit, when, and on what evidence. Nobody was. */
export function ReplayResult({ replay, name }: { replay: Replay; name: number }) {
  const { facts, workers, total_hits: hits, hit_workers: hit } = replay;
  const looked = `${numberText(facts)} facts about ${people(workers)}`;
  return (
    <section aria-label="Replay">
      <Text size="sm" mb="sm">
        <b>
          {hits === 0
            ? "It would have hit nobody."
            : `It would have hit ${people(hit)}, ${hits === 1 ? "once" : `${numberText(hits)} times`} in all.`}
        </b>{" "}
        {replay.stopped_answers > 0 &&
          `Work it would have stopped: ${stoppedText(replay.stopped_answers, replay.stopped_hours)}. `}
        <Text span size="sm" c="dimmed">
          Looked at {looked}; nobody was touched.
          {replay.is_cut && " There is more history than a replay reads; take fewer days."}
          {replay.hits.length < hits && ` The first ${numberText(replay.hits.length)} are shown.`}
        </Text>
      </Text>
      {hits > 0 && (
        <DataTable
          name={`replay-${name}`}
          caption="Whom the rule would have hit"
          columns={COLUMNS}
          rows={replay.hits}
          rowKey={(row) => `${row.worker_id}-${row.at}`}
          maxHeight={360}
          empty={null}
        />
      )}
    </section>
  );
}

export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  return (
    <div className={classes.words}>
      {evidence.map((one) => (
        <Text size="sm" key={one.words}>
          {one.words}
        </Text>
      ))}
    </div>
  );
}

function stoppedText(answers: number, hours: number): string {
  if (answers === 0) return "–";
  return `${numberText(answers)} ${answers === 1 ? "answer" : "answers"}, ${durationText(hours * HOUR_MS)}`;
}

function people(count: number): string {
  return count === 1 ? "1 worker" : `${numberText(count)} workers`;
}
