import { Button, Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useSearchParams } from "wouter";
import { numberText } from "../../../core/format";
import { ConfirmDialog, type Question } from "../../../ui/ConfirmDialog";
import { useKeys } from "../../../ui/keys/keys";
import { Empty, ErrorState, Loading } from "../../../ui/states";
import { Money, RelativeTime } from "../../../ui/values";
import type { TabProps } from "../CampaignPage";
import { Problem } from "../Problem";
import { type Campaign, useStages, useWorkers } from "../queries";
import { counted } from "../words";
import {
  type Decision,
  type DecisionCounts,
  type QueueFilters,
  type QueueRow,
  useAcceptWaiting,
  useDecide,
  useDecisionCounts,
  useQueue,
} from "./decisionQueries";
import classes from "./decisions.module.css";
import { nextAfter, readFilters, STATES, saidText, writeFilters } from "./queue";
import { WorkState, WorkView } from "./WorkView";

/** Submitted work, one after the other: accept it, or say why not. What nobody decides is accepted in time. */
export default function DecisionsTab({ campaign }: TabProps) {
  const counts = useDecisionCounts(campaign);
  if (!counts.data)
    return counts.error ? (
      <ErrorState error={counts.error} onRetry={() => void counts.refetch()} />
    ) : (
      <Loading what="the work to decide about" lines={8} />
    );
  return <Queue campaign={campaign} counts={counts.data} />;
}

function Queue({ campaign, counts }: { campaign: Campaign; counts: DecisionCounts }) {
  const [params, setParams] = useSearchParams();
  const filters = readFilters(params);
  const queue = useQueue(campaign.id, filters);
  const decide = useDecide(campaign.id);
  const [refusals, setRefusals] = useState<Readonly<Record<number, string>>>({});
  const rows = queue.data?.pages.flatMap((page) => page.rows) ?? [];
  const asked = Number(params.get("work"));
  const current = rows.find((row) => row.id === asked) ?? rows[0] ?? null;
  const at = rows.findIndex((row) => row.id === current?.id);
  const select = (id: number | null) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (id === null) next.delete("work");
        else next.set("work", String(id));
        return next;
      },
      { replace: true },
    );
  const step = (by: number) => {
    const next = rows[at + by];
    if (next) select(next.id);
  };
  useKeys("Work", [
    { chord: "ArrowDown", what: "The next one", run: () => step(1), isOn: at < rows.length - 1 },
    { chord: "ArrowUp", what: "The one before", run: () => step(-1), isOn: at > 0 },
  ]);
  const send = (row: QueueRow, decision: Decision, reason: string) =>
    decide.mutate(
      { ids: [row.id], decision, reason },
      {
        onSuccess: ({ refused }) => {
          const why = refused[0]?.why;
          setRefusals((before) => ({ ...before, [row.id]: why ?? "" }));
          if (why === undefined) select(nextAfter(rows, row.id));
        },
      },
    );
  return (
    <Stack gap="sm">
      <Filters campaign={campaign} counts={counts} filters={filters} />
      {queue.error && <ErrorState error={queue.error} onRetry={() => void queue.refetch()} />}
      {queue.isPending && <Loading what="the work" lines={8} />}
      {queue.data && !current && <NothingHere filters={filters} counts={counts} />}
      {current && (
        <div className={classes.columns}>
          <div>
            <ul className={classes.list} aria-label="Work">
              {rows.map((row) => (
                <li key={row.id}>
                  <Entry row={row} isCurrent={row.id === current.id} onSelect={select} />
                </li>
              ))}
            </ul>
            {queue.hasNextPage && (
              <Button
                mt="sm"
                size="xs"
                variant="default"
                loading={queue.isFetchingNextPage}
                onClick={() => void queue.fetchNextPage()}
              >
                Show more
              </Button>
            )}
          </div>
          <WorkView
            key={current.id}
            row={current}
            error={decide.error}
            isBusy={decide.isPending}
            refusal={refusals[current.id] || null}
            onDecide={(decision, reason) => send(current, decision, reason)}
          />
        </div>
      )}
    </Stack>
  );
}

interface EntryProps {
  row: QueueRow;
  isCurrent: boolean;
  onSelect: (id: number) => void;
}

function Entry({ row, isCurrent, onSelect }: EntryProps) {
  return (
    <button
      type="button"
      className={classes.row}
      aria-current={isCurrent || undefined}
      onClick={() => onSelect(row.id)}
    >
      <span className={classes.rowHead}>
        <span>{row.worker_name}</span>
        {row.submitted_at && <RelativeTime at={row.submitted_at} />}
      </span>
      <span className={classes.said} style={{ display: "block" }}>
        {saidText(row)}
      </span>
      <span className={classes.rowHead}>
        <span>{row.stage_title}</span>
        <WorkState row={row} />
      </span>
    </button>
  );
}

interface FiltersProps {
  campaign: Campaign;
  counts: DecisionCounts;
  filters: QueueFilters;
}

function Filters({ campaign, counts, filters }: FiltersProps) {
  const [, setParams] = useSearchParams();
  const stages = useStages(campaign);
  const workers = useWorkers(campaign);
  const accept = useAcceptWaiting(campaign.id);
  const [question, setQuestion] = useState<Question | null>(null);
  const change = (changes: Partial<QueueFilters>) =>
    setParams((before) => writeFilters(before, { ...filters, ...changes }), { replace: true });
  const by: Record<QueueFilters["state"], number> = {
    waiting: counts.waiting,
    held: counts.held,
    ACCEPTED: counts.accepted,
    REJECTED: counts.rejected,
    unused: counts.unused,
  };
  const isNarrow = filters.stageId !== null || filters.workerId !== null;
  return (
    <>
      <Group gap="sm" align="end" role="search" aria-label="Work">
        <div className={classes.scroll}>
          <SegmentedControl
            size="xs"
            aria-label="Decision"
            data={Object.entries(STATES).map(([value, word]) => ({
              value,
              label: `${word} ${numberText(by[value as QueueFilters["state"]])}`,
            }))}
            value={filters.state}
            onChange={(state) => change({ state: state as QueueFilters["state"] })}
            transitionDuration={0}
          />
        </div>
        <Select
          aria-label="Stage"
          size="xs"
          w={200}
          clearable
          searchable
          placeholder="Every stage"
          data={(stages.data ?? []).map((stage) => ({ value: String(stage.id), label: stage.title }))}
          value={filters.stageId === null ? null : String(filters.stageId)}
          onChange={(id) => change({ stageId: id === null ? null : Number(id) })}
        />
        <Select
          aria-label="Worker"
          size="xs"
          w={180}
          clearable
          searchable
          placeholder="Every worker"
          data={(workers.data ?? []).map((worker) => ({ value: String(worker.id), label: worker.name }))}
          value={filters.workerId === null ? null : String(filters.workerId)}
          onChange={(id) => change({ workerId: id === null ? null : Number(id) })}
        />
        {filters.state === "waiting" && counts.waiting > 0 && (
          <Button
            size="xs"
            variant="default"
            loading={accept.isPending}
            onClick={() =>
              setQuestion({
                title: isNarrow ? "Accept all that these filters show?" : "Accept everything that waits?",
                body: isNarrow ? (
                  "All waiting work of this stage and worker is accepted and paid. Held work stays."
                ) : (
                  <>
                    {counted(counts.waiting, "piece")} of work, which pay{" "}
                    <Money amount={counts.waiting_pay} currency={counts.currency ?? "USD"} /> together. Held
                    work stays. It cannot be taken back.
                  </>
                ),
                verb: "Accept",
                onYes: () => accept.mutate({ stage_id: filters.stageId, worker_id: filters.workerId }),
              })
            }
          >
            Accept all waiting
          </Button>
        )}
      </Group>
      {accept.error && <Problem error={accept.error} />}
      <Text size="xs" c="dimmed">
        What nobody decides about is accepted by itself {counts.review_days ?? 7} days after it was submitted
        {counts.next_due_at && counts.waiting > 0 && (
          <>
            ; the next <RelativeTime at={counts.next_due_at} />
          </>
        )}
        . Held work waits.
      </Text>
      <ConfirmDialog question={question} onClose={() => setQuestion(null)} />
    </>
  );
}

function NothingHere({ filters, counts }: { filters: QueueFilters; counts: DecisionCounts }) {
  if (filters.state === "waiting" && counts.waiting === 0)
    return (
      <Empty title="Nothing waits for a decision">
        Submitted work shows here. Validators and reviewers decide about much of it; the rest is accepted by
        itself when its review period is over.
      </Empty>
    );
  return <Empty title="No work fits">Choose another decision, stage or worker above.</Empty>;
}
