import { Anchor, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { durationText, moneyText, numberText } from "../../../core/format";
import { type Column, DataTable } from "../../../ui/DataTable";
import { Panel } from "../../../ui/Panel";
import { SimulatedMark, StateMark } from "../../../ui/StateMark";
import { ErrorState, Loading } from "../../../ui/states";
import { Money } from "../../../ui/values";
import type { Campaign } from "../queries";
import { PriceEditor } from "./PriceEditor";
import { type StagePrices as Prices, type StagePrice, usePrices } from "./priceQueries";
import classes from "./prices.module.css";

/** Warnings in full; the others are marked in the table. */
const SHOWN = 5;

/** What a task of each stage pays, what it makes an hour at the measured speed, and what would meet the target. */
export function StagePrices({ campaign }: { campaign: Campaign }) {
  const { data, error, refetch } = usePrices(campaign);
  return (
    <Panel
      title="Price per task"
      about={data && <About prices={data} />}
      tools={
        <>
          {campaign.simulated && <SimulatedMark />}
          <Anchor component={Link} href={`/pay?campaign=${campaign.id}`} size="sm">
            Fair pay by country
          </Anchor>
        </>
      }
    >
      {data ? (
        <Stack gap="md">
          <Warnings prices={data} />
          <DataTable
            name="prices"
            caption="Prices of the stages"
            columns={columnsOf(campaign.id, data)}
            rows={data.stages}
            rowKey={(row) => row.stage_id}
            maxHeight={480}
            empty={<Text c="dimmed">No person works in this campaign, so nothing has a price.</Text>}
          />
        </Stack>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading what="prices" />
      )}
    </Panel>
  );
}

function About({ prices }: { prices: Prices }) {
  return (
    <>
      The target is {moneyText(prices.target_hourly, prices.currency)} an hour. A price is suggested from the
      median active time of the last 500 answers, once there are {prices.min_measured}. A new price is for
      coming claims; who holds a task keeps the old one.
    </>
  );
}

function Warnings({ prices }: { prices: Prices }) {
  const warned = prices.stages.filter((stage) => stage.warning !== "");
  if (warned.length === 0) return null;
  return (
    <ul className={classes.warnings} aria-label="Stages under the target">
      {warned.slice(0, SHOWN).map((stage) => (
        <li key={stage.stage_id}>
          <b>{stage.title}</b> {stage.warning}
        </li>
      ))}
      {warned.length > SHOWN && (
        <li>And {numberText(warned.length - SHOWN)} more: in the table they are marked as under.</li>
      )}
    </ul>
  );
}

function columnsOf(campaignId: number, { currency }: Prices): readonly Column<StagePrice>[] {
  const money = (amount: string | null) =>
    amount === null ? <Quiet>not measured</Quiet> : <Money amount={amount} currency={currency} />;
  return [
    {
      key: "stage",
      title: "Stage",
      value: (row) => row.title,
      cell: (row) => <b className={classes.stage}>{row.title}</b>,
    },
    {
      key: "price",
      title: "Price",
      isNumeric: true,
      value: (row) => Number(row.price),
      text: () => "",
      cell: (row) => <PriceEditor campaignId={campaignId} stage={row} currency={currency} />,
    },
    {
      key: "suggested",
      title: "Suggested",
      isNumeric: true,
      value: (row) => (row.suggested_price === null ? null : Number(row.suggested_price)),
      text: () => "",
      cell: (row) => (
        <>
          {money(row.suggested_price)}
          {row.suggested_price !== null && row.price_at_mean !== null && (
            <div title="What meets the target on average: times are skewed, so the mean lies above the median">
              <Quiet>by mean {moneyText(row.price_at_mean, currency)}</Quiet>
            </div>
          )}
        </>
      ),
    },
    {
      key: "time",
      title: "Measured (expected)",
      isNumeric: true,
      value: (row) => row.median_s,
      text: () => "",
      cell: timeOf,
    },
    {
      key: "hourly",
      title: "An hour, measured",
      isNumeric: true,
      value: (row) => (row.hourly_measured === null ? null : Number(row.hourly_measured)),
      text: (row) => (row.warning ? "under" : ""),
      cell: (row) => (
        <>
          {money(row.hourly_measured)}
          {row.warning && (
            <div title={row.warning}>
              <StateMark tone="bad">under</StateMark>
            </div>
          )}
        </>
      ),
    },
    {
      key: "people",
      title: "People under the target",
      isNumeric: true,
      value: (row) => row.people_under,
      text: () => "",
      cell: (row) => (row.people === 0 ? <Quiet>too few answers</Quiet> : peopleOf(row, currency)),
    },
  ];
}

function timeOf({ median_s: median, n, expected_s: expected }: StagePrice) {
  return (
    <span style={{ whiteSpace: "nowrap" }}>
      {median === null ? "–" : secondsText(median)} <Quiet>({durationText(expected * 1000)})</Quiet>
      <br />
      <Quiet>{n === 1 ? "1 answer" : `${numberText(n)} answers`}</Quiet>
    </span>
  );
}

/** Tenths count where a task takes seconds. */
function secondsText(seconds: number): string {
  return seconds < 60 ? `${numberText(seconds, 1)} s` : durationText(seconds * 1000);
}

function peopleOf(
  { people, people_under: under, people_median_hourly: median }: StagePrice,
  currency: string,
) {
  return (
    <span style={{ whiteSpace: "nowrap" }}>
      {numberText(under)} of {numberText(people)}
      {median !== null && (
        <>
          <br />
          <Quiet>median {moneyText(median, currency)}</Quiet>
        </>
      )}
    </span>
  );
}

function Quiet({ children }: { children: ReactNode }) {
  return <span className={classes.quiet}>{children}</span>;
}
