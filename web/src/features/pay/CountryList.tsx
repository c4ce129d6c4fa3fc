import { Text } from "@mantine/core";
import { moneyText } from "../../core/format";
import { type Column, DataTable } from "../../ui/DataTable";
import { StateMark } from "../../ui/StateMark";
import { Money } from "../../ui/values";
import type { CountryTable, CountryWorth } from "./queries";

/** Every country with its numbers, open ones first. */
export function CountryList({ table }: { table: CountryTable }) {
  return (
    <DataTable
      name="countries"
      caption="Countries at this rate"
      columns={COLUMNS}
      rows={[...table.open_countries, ...table.closed_countries]}
      rowKey={(row) => row.country}
      sort={{ column: "worth", isDescending: true }}
      maxHeight={480}
      empty={<Text c="dimmed">There are no price levels.</Text>}
    />
  );
}

const COLUMNS: readonly Column<CountryWorth>[] = [
  {
    key: "name",
    title: "Country",
    value: (row) => row.name,
    text: (row) => `${row.country} ${row.name} ${row.currency}`,
    cell: (row) => (
      <span style={{ whiteSpace: "nowrap" }}>
        {row.name} <span style={{ color: "var(--gs-text-quiet)" }}>{row.country}</span>
      </span>
    ),
  },
  {
    key: "open",
    title: "At this rate",
    value: (row) => (row.is_open ? "open" : "closed"),
    cell: (row) => <StateMark tone={row.is_open ? "on" : "off"}>{row.is_open ? "open" : "closed"}</StateMark>,
  },
  {
    key: "ratio",
    title: "Price level ratio",
    isNumeric: true,
    value: (row) => Number(row.price_level_ratio),
    text: () => "",
    cell: (row) => row.price_level_ratio,
  },
  {
    key: "worth",
    title: "Worth, US $",
    isNumeric: true,
    value: (row) => Number(row.worth_usd),
    text: () => "",
    cell: (row) => <Money amount={row.worth_usd} currency="USD" />,
  },
  {
    key: "local",
    title: "An hour in local money",
    isNumeric: true,
    text: () => "",
    cell: (row) => (
      <data value={`${row.local_amount} ${row.currency}`} style={{ whiteSpace: "nowrap" }}>
        {localText(row)}
      </data>
    ),
  },
  {
    key: "needs",
    title: "Needs, US $ an hour",
    isNumeric: true,
    value: (row) => Number(row.needs_usd),
    text: () => "",
    cell: (row) => <Money amount={row.needs_usd} currency="USD" />,
  },
];

/** With the currency's code, since many currencies share a sign; the server rounded to its smallest unit. */
function localText({ local_amount: amount, currency }: CountryWorth): string {
  const digits = amount.split(".")[1]?.length ?? 0;
  const number = new Intl.NumberFormat("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount as Intl.StringNumericLiteral);
  return `${number} ${currency}`;
}

/** "7.30 $ an hour buys ...": the table in one sentence. */
export function summary(table: CountryTable): string {
  const open = table.open_countries.length;
  const all = open + table.closed_countries.length;
  return (
    `${moneyText(table.rate_usd)} an hour buys at least what ${moneyText(table.target_usd)} buys in the United ` +
    `States in ${open} of ${all} countries: where the price level ratio is at most ${table.highest_ratio}.`
  );
}
