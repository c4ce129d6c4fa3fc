import { Text } from "@mantine/core";
import { moneyText } from "../../core/format";
import { type PagedColumn, PagedTable } from "../../ui/PagedTable";
import { Panel } from "../../ui/Panel";
import { ErrorState, Loading } from "../../ui/states";
import { RelativeTime } from "../../ui/values";
import { KINDS } from "../campaigns/money/moneyWords";
import classes from "./earnings.module.css";
import { type EarningsEntry, useEntries } from "./earningsQueries";

const COLUMNS: readonly PagedColumn<EarningsEntry>[] = [
  {
    key: "at",
    title: "When",
    cell: (row) => (
      <span className={classes.one}>
        <RelativeTime at={row.at} />
      </span>
    ),
  },
  { key: "kind", title: "Kind", cell: (row) => <span className={classes.one}>{KINDS[row.kind]}</span> },
  {
    key: "amount",
    title: "Amount",
    isNumeric: true,
    cell: (row) => (
      <span className={row.amount.startsWith("-") ? classes.out : undefined}>
        {row.amount.startsWith("-") ? "" : "+"}
        {moneyText(row.amount, row.currency)}
      </span>
    ),
  },
  {
    key: "for",
    title: "For",
    cell: (row) => (
      <span className={classes.why}>
        {[row.campaign_title, row.stage_title, row.reason].filter(Boolean).join(": ")}
      </span>
    ),
  },
];

/** What came to the account and left it, newest first. */
export function EntriesPanel() {
  const entries = useEntries();
  const rows = entries.data?.pages.flatMap((page) => page.rows);
  return (
    <Panel title="Entries" about="What came to your account (+) and left it (-), newest first.">
      {rows ? (
        rows.length === 0 ? (
          <Text c="dimmed">The first entry comes with your first accepted answer.</Text>
        ) : (
          <PagedTable
            caption="Entries of my account"
            columns={COLUMNS}
            rows={rows}
            rowKey={(row) => row.id}
            hasMore={entries.hasNextPage}
            isLoadingMore={entries.isFetchingNextPage}
            onMore={() => void entries.fetchNextPage()}
          />
        )
      ) : entries.error ? (
        <ErrorState error={entries.error} onRetry={() => void entries.refetch()} />
      ) : (
        <Loading what="entries" />
      )}
    </Panel>
  );
}
