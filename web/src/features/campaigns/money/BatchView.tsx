import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { moneyText, numberText } from "../../../core/format";
import { ConfirmDialog, type Question } from "../../../ui/ConfirmDialog";
import { type Column, DataTable } from "../../../ui/DataTable";
import { SimulatedMark, StateMark } from "../../../ui/StateMark";
import { ErrorState, Loading } from "../../../ui/states";
import { Money } from "../../../ui/values";
import { Problem } from "../Problem";
import { type Campaign, useRefreshCampaign } from "../queries";
import {
  type PayoutBatchEvent,
  type PayoutEvent,
  type PayoutRow,
  type PayoutsView,
  useBatch,
  useBatchEvent,
  usePayoutEvent,
} from "./moneyQueries";
import { BATCH_VERBS, PAYOUT_STATES } from "./moneyWords";
import classes from "./payouts.module.css";
import { ReasonDialog } from "./ReasonDialog";

interface BatchViewProps {
  campaign: Campaign;
  view: PayoutsView;
  batchId: number;
}

/** What was asked for with a reason: the whole batch, or one payout. */
type Asked = { payout: PayoutRow; event: PayoutEvent } | "batch";

/** One batch: its payouts, its files, and the next steps. */
export function BatchView({ campaign, view, batchId }: BatchViewProps) {
  const batch = useBatch(campaign.id, batchId);
  const move = useBatchEvent(campaign.id, batchId);
  const decide = usePayoutEvent(campaign.id);
  const [question, setQuestion] = useState<Question | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const { data } = batch;
  if (!data)
    return batch.error ? (
      <ErrorState error={batch.error} onRetry={() => void batch.refetch()} />
    ) : (
      <Loading what="the batch" lines={3} />
    );
  const step = (event: PayoutBatchEvent) => {
    if (event === "fail") setAsked("batch");
    else if (event === "send") move.mutate({ event, reason: "" });
    else
      setQuestion({
        ...QUESTIONS[event],
        body: QUESTIONS[event].body(moneyText(data.amount, view.currency)),
        onYes: () => move.mutate({ event, reason: "" }),
      });
  };
  const isSent = data.state === "SENT" || data.state === "SETTLED";
  return (
    <Stack gap="md">
      <Group gap="sm">
        {[...data.events]
          .sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))
          .map((event, index) => (
            <Button
              key={event}
              size="xs"
              variant={index === 0 ? "filled" : "default"}
              loading={move.isPending && move.variables.event === event}
              onClick={() => step(event)}
            >
              {BATCH_VERBS[event]}
            </Button>
          ))}
        {(data.state === "APPROVED" || data.state === "SENT") && (
          <Files campaign={campaign} view={view} batchId={batchId} lines={data.lines} />
        )}
      </Group>
      {data.files.length > 0 && (
        <Text size="xs" c="dimmed">
          Files were taken {data.files.length === 1 ? "once" : `${data.files.length} times`}; every payout has
          a reference of its own, so that a file sent twice pays once where the bank checks it.
        </Text>
      )}
      {(move.error ?? decide.error) && <Problem error={move.error ?? decide.error} />}
      <DataTable
        name={`batch-${batchId}`}
        caption={`Payouts of batch ${batchId}`}
        columns={columnsOf(view.currency, isSent, (payout, event) =>
          event === "settle"
            ? decide.mutate({ payoutId: payout.id, event, reason: "" })
            : setAsked({ payout, event }),
        )}
        rows={data.lines}
        rowKey={(row) => row.id}
        maxHeight={360}
        empty={<Text c="dimmed">Nobody.</Text>}
      />
      <ConfirmDialog question={question} onClose={() => setQuestion(null)} />
      {asked && (
        <ReasonDialog
          title={
            asked === "batch" ? "All of it failed?" : `The payout to ${asked.payout.worker_name} came back?`
          }
          about="The money goes back to the worker's account, and the next batch takes it. They read the reason."
          onClose={() => setAsked(null)}
          onSay={(reason) => {
            if (asked === "batch") move.mutate({ event: "fail", reason });
            else decide.mutate({ payoutId: asked.payout.id, event: asked.event, reason });
          }}
        />
      )}
    </Stack>
  );
}

const ORDER: readonly PayoutBatchEvent[] = ["approve", "send", "settle", "fail", "discard"];

const QUESTIONS = {
  approve: {
    title: "Approve this batch?",
    body: (amount: string) => `${amount} leaves the workers' accounts and is on the way to them.`,
    verb: "Approve",
  },
  discard: {
    title: "Discard this draft?",
    body: () => "Nothing was posted; the money stays on the workers' accounts.",
    verb: "Discard",
  },
  settle: {
    title: "Did all of it arrive?",
    body: (amount: string) => `Every open payout of ${amount} is posted as paid out.`,
    verb: "All arrived",
  },
} as const;

function Files({ campaign, view, batchId, lines }: BatchViewProps & { lines: readonly PayoutRow[] }) {
  const refresh = useRefreshCampaign(campaign.id);
  return view.formats.map((form) => {
    const count = lines.filter((row) => row.state === "OPEN" && row.destination_kind === form.kind).length;
    return count === 0 ? null : (
      <Anchor
        key={form.name}
        size="sm"
        href={`/api/v1/payout-batches/${batchId}/files/${form.name}`}
        download
        // The server notes who took it; a moment later the page shows that.
        onClick={() => setTimeout(() => void refresh(), 1_000)}
      >
        {form.title}, {numberText(count)}
      </Anchor>
    );
  });
}

function columnsOf(
  currency: string,
  isSent: boolean,
  onDecide: (row: PayoutRow, event: PayoutEvent) => void,
): readonly Column<PayoutRow>[] {
  return [
    {
      key: "name",
      title: "Worker",
      value: (row) => row.worker_name,
      cell: (row) => (
        <span className={classes.one}>
          <b>{row.worker_name}</b> {row.simulated && <SimulatedMark />}
        </span>
      ),
    },
    {
      key: "to",
      title: "To",
      value: (row) => row.destination_kind ?? "",
      cell: (row) =>
        row.destination_kind === null
          ? "not said"
          : row.destination_kind === "bank"
            ? "bank account"
            : "mail address",
    },
    {
      key: "amount",
      title: "Amount",
      isNumeric: true,
      value: (row) => Number(row.amount),
      text: () => "",
      cell: (row) => <Money amount={row.amount} currency={currency} />,
    },
    {
      key: "state",
      title: "State",
      value: (row) => PAYOUT_STATES[row.state].word,
      cell: (row) => (
        <>
          <StateMark tone={PAYOUT_STATES[row.state].tone}>{PAYOUT_STATES[row.state].word}</StateMark>
          {row.reason && (
            <Text size="xs" c="dimmed">
              {row.reason}
            </Text>
          )}
        </>
      ),
    },
    {
      key: "steps",
      title: "What became of it",
      cell: (row) => (isSent ? <Steps row={row} onDecide={onDecide} /> : "–"),
    },
  ];
}

function Steps({
  row,
  onDecide,
}: {
  row: PayoutRow;
  onDecide: (row: PayoutRow, event: PayoutEvent) => void;
}) {
  const step = (event: PayoutEvent, words: string) => (
    <Button
      size="compact-xs"
      variant="default"
      aria-label={`${words}: ${row.worker_name}`}
      onClick={() => onDecide(row, event)}
    >
      {words}
    </Button>
  );
  if (row.state === "SETTLED") return step("give_back", "Came back");
  if (row.state !== "OPEN") return "–";
  return (
    <Group gap={8} wrap="nowrap">
      {step("settle", "Arrived")}
      {step("fail", "Failed")}
    </Group>
  );
}
