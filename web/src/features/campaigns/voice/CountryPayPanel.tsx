import { Text } from "@mantine/core";
import { numberText } from "../../../core/format";
import { type Column, DataTable } from "../../../ui/DataTable";
import { Panel } from "../../../ui/Panel";
import { ErrorState, Loading } from "../../../ui/states";
import { Duration, Money } from "../../../ui/values";
import type { TabProps } from "../CampaignPage";
import { type CountryPayRow, useCountryPay } from "./voiceTabQueries";

/** What an hour brings, by country, and what that buys there. */
export function CountryPayPanel({ campaign }: TabProps) {
  const pay = useCountryPay(campaign.id);
  if (!pay.data)
    return pay.error ? (
      <ErrorState error={pay.error} onRetry={() => void pay.refetch()} />
    ) : (
      <Loading what="the pay by country" />
    );
  const { currency, target_hourly: target, countries } = pay.data;
  return (
    <Panel
      title="Hourly pay by country"
      about={
        <>
          Earned by the ledger, plus the price of work that waits for a decision, for an hour of measured
          active time (each task at most a robust multiple of its stage's median). The target is{" "}
          <Money amount={target} currency={currency} per="per hour" />.
        </>
      }
    >
      <DataTable
        name="pay"
        caption="Hourly pay by country"
        columns={columnsOf(currency)}
        rows={countries}
        rowKey={(row) => row.country ?? "none"}
        empty={
          <Text size="sm" c="dimmed">
            Nobody has worked yet.
          </Text>
        }
      />
    </Panel>
  );
}

function columnsOf(currency: string): readonly Column<CountryPayRow>[] {
  return [
    {
      key: "country",
      title: "Country",
      value: (row) => row.name ?? row.country ?? "not known",
    },
    {
      key: "workers",
      title: "Workers",
      isNumeric: true,
      value: (row) => row.workers,
      cell: (row) => numberText(row.workers),
    },
    {
      key: "hours",
      title: "Active time",
      isNumeric: true,
      value: (row) => row.hours,
      cell: (row) => <Duration ms={row.hours * 3_600_000} />,
    },
    {
      key: "hourly",
      title: "Per hour",
      isNumeric: true,
      value: (row) => (row.hourly === null ? null : Number(row.hourly)),
      cell: (row) => (row.hourly === null ? "–" : <Money amount={row.hourly} currency={currency} />),
    },
    {
      key: "median",
      title: "Median worker",
      isNumeric: true,
      value: (row) => (row.median_hourly === null ? null : Number(row.median_hourly)),
      cell: (row) =>
        row.median_hourly === null ? "–" : <Money amount={row.median_hourly} currency={currency} />,
    },
    {
      key: "under",
      title: "Under the target",
      isNumeric: true,
      value: (row) => row.under,
      cell: (row) => numberText(row.under),
    },
    {
      key: "worth",
      title: "Worth in US prices",
      isNumeric: true,
      value: (row) => (row.worth_usd === null ? null : Number(row.worth_usd)),
      cell: (row) =>
        row.worth_usd === null ? "not known" : <Money amount={row.worth_usd} currency="USD" per="per hour" />,
    },
  ];
}
