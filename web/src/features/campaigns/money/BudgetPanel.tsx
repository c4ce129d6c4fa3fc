import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { moneyText, numberText } from "../../../core/format";
import { type Column, DataTable } from "../../../ui/DataTable";
import { Panel } from "../../../ui/Panel";
import { SimulatedMark, StateMark } from "../../../ui/StateMark";
import { StatRow, StatTile } from "../../../ui/StatTile";
import { ErrorState, Loading } from "../../../ui/states";
import { Money, RelativeTime } from "../../../ui/values";
import type { Campaign } from "../queries";
import { MoneyDialog, type MoneyWhat } from "./MoneyDialog";
import classes from "./money.module.css";
import { type Budget, type StageOutlook, useBudget } from "./moneyQueries";
import { barParts } from "./moneyWords";

/** How much there is, how much of it is promised, and when each stage will stop. */
export function BudgetPanel({ campaign }: { campaign: Campaign }) {
  const { data, error, refetch } = useBudget(campaign);
  const [dialog, setDialog] = useState<MoneyWhat | null>(null);
  return (
    <Panel
      title="Budget"
      about="A task's price is promised when somebody takes it, spent when the answer is accepted, and free again when it is given back or rejected."
      tools={
        <>
          {campaign.simulated && <SimulatedMark />}
          <Button size="xs" onClick={() => setDialog("fund")} disabled={!data}>
            Add money
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => setDialog("refund")}
            disabled={!data?.is_capped || Number(data.free) === 0}
          >
            Give back
          </Button>
          <Button size="xs" variant="default" onClick={() => setDialog("correct")} disabled={!data}>
            Correct
          </Button>
        </>
      }
    >
      {data ? (
        <Stack gap="md">
          <Sums budget={data} />
          {data.is_capped ? (
            <Capped budget={data} />
          ) : (
            <Text size="sm">
              <b>No budget is set, so nothing stops.</b> Work is paid as it is accepted. The first deposit
              sets the budget; it must cover what was spent and what is promised for the work at hand.
            </Text>
          )}
        </Stack>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading what="the budget" />
      )}
      {data && dialog && (
        <MoneyDialog campaign={campaign} what={dialog} budget={data} onClose={() => setDialog(null)} />
      )}
    </Panel>
  );
}

function Sums({ budget }: { budget: Budget }) {
  const { currency } = budget;
  const parts = [
    ["task pay", budget.task_pay],
    ["bonuses", budget.bonus],
    ["final shares", budget.final_share],
    ["corrections", budget.corrections],
  ].filter(([, amount]) => Number(amount) !== 0);
  return (
    <StatRow>
      <StatTile
        label="Deposited"
        value={<Money amount={budget.funded} currency={currency} />}
        note={budget.is_capped ? "less what was given back" : "no budget is set"}
      />
      <StatTile
        label="Spent"
        value={<Money amount={budget.spent} currency={currency} />}
        note={parts.map(([name, amount]) => `${name} ${moneyText(amount as string, currency)}`).join(", ")}
      />
      <StatTile
        label="Promised"
        value={<Money amount={budget.reserved} currency={currency} />}
        note={`${numberText(budget.pending_answers)} ${budget.pending_answers === 1 ? "answer waits" : "answers wait"} for a decision`}
      />
      <StatTile
        label="Free"
        value={budget.free === null ? "no limit" : <Money amount={budget.free} currency={currency} />}
        note={
          <>
            what waits now would cost <Money amount={budget.waiting_cost} currency={currency} />
          </>
        }
      />
      <StatTile
        label="Spending"
        value={
          budget.per_hour === null ? "–" : <Money amount={rounded(budget.per_hour)} currency={currency} />
        }
        note={budget.per_hour === null ? "too few answers in 24 h" : "an hour, over the last 24 h of work"}
      />
    </StatRow>
  );
}

/** A rate that was divided anyway: cents are enough. */
function rounded(amount: string): string {
  return Number(amount).toFixed(2);
}

function Capped({ budget }: { budget: Budget }) {
  const stopped = budget.stages.filter((stage) => stage.is_stopped && stage.state === "OPEN");
  return (
    <>
      <Bar budget={budget} />
      {stopped.length > 0 && (
        <ul className={classes.stops} aria-label="Stages that stop">
          {stopped.slice(0, 5).map((stage) => (
            <li key={stage.stage_id}>
              <b>{stage.title}</b> {stage.words}
            </li>
          ))}
          {stopped.length > 5 && <li>And {numberText(stopped.length - 5)} more.</li>}
        </ul>
      )}
      <DataTable
        name="outlook"
        caption="How long the budget lasts"
        columns={columnsOf(budget.currency)}
        rows={budget.stages}
        rowKey={(row) => row.stage_id}
        maxHeight={360}
        empty={<Text c="dimmed">No person works in this campaign.</Text>}
      />
    </>
  );
}

const LEGEND = { spent: "Spent", reserved: "Promised", free: "Free" } as const;

function Bar({ budget }: { budget: Budget }) {
  const amounts = { spent: budget.spent, reserved: budget.reserved, free: budget.free ?? "0" };
  const text = (key: keyof typeof LEGEND) => `${LEGEND[key]} ${moneyText(amounts[key], budget.currency)}`;
  const parts = barParts(budget);
  return (
    <div>
      <div
        className={classes.bar}
        role="img"
        aria-label={`Budget of ${moneyText(budget.funded, budget.currency)}: ${parts.map(({ key }) => text(key)).join(", ")}`}
      >
        {parts.map(({ key, share }) => (
          <span
            key={key}
            className={classes[key]}
            style={{ flexBasis: `${share * 100}%` }}
            title={text(key)}
          />
        ))}
      </div>
      <Text size="xs" c="dimmed" mt={6} component="div" aria-hidden="true">
        {parts.map(({ key }) => (
          <span key={key} style={{ marginRight: 16, whiteSpace: "nowrap" }}>
            <span className={`${classes.swatch} ${classes[key]}`} />
            {text(key)}
          </span>
        ))}
      </Text>
    </div>
  );
}

function columnsOf(currency: string): readonly Column<StageOutlook>[] {
  return [
    {
      key: "stage",
      title: "Stage",
      value: (row) => row.title,
      cell: (row) => <b className={classes.stage}>{row.title}</b>,
    },
    {
      key: "price",
      title: "A task costs",
      isNumeric: true,
      value: (row) => Number(row.price),
      text: () => "",
      cell: (row) => <Money amount={row.price} currency={currency} />,
    },
    {
      key: "waiting",
      title: "Answers wanted now",
      isNumeric: true,
      value: (row) => row.open_slots,
      cell: (row) => numberText(row.open_slots),
    },
    {
      key: "cost",
      title: "They would cost",
      isNumeric: true,
      value: (row) => Number(row.waiting_cost),
      text: () => "",
      cell: (row) => <Money amount={row.waiting_cost} currency={currency} />,
    },
    {
      key: "outlook",
      title: "Outlook",
      value: (row) => row.words,
      cell: (row) => (
        <span className={classes.why}>
          {row.is_stopped ? <StateMark tone="bad">{row.words}</StateMark> : row.words || "–"}
        </span>
      ),
    },
    {
      key: "stops",
      title: "At this rate, stops",
      value: (row) => (row.stops_at ? new Date(row.stops_at) : null),
      text: () => "",
      cell: (row) => (
        <span className={classes.one}>
          {row.is_stopped ? "now" : row.stops_at ? <RelativeTime at={row.stops_at} /> : "–"}
        </span>
      ),
    },
  ];
}
