import { Anchor, Select, Text } from "@mantine/core";
import { useState } from "react";
import { type PagedColumn, PagedTable } from "../../../ui/PagedTable";
import { Panel } from "../../../ui/Panel";
import { SimulatedMark } from "../../../ui/StateMark";
import { ErrorState, Loading } from "../../../ui/states";
import { Money, RelativeTime } from "../../../ui/values";
import { type Campaign, useStages } from "../queries";
import classes from "./money.module.css";
import { type EntryKind, type LedgerEntry, useLedger } from "./moneyQueries";
import { accountText, KINDS } from "./moneyWords";

/** Every entry, newest first. */
export function LedgerPanel({ campaign }: { campaign: Campaign }) {
  const [kind, setKind] = useState<EntryKind | null>(null);
  const ledger = useLedger(campaign.id, kind);
  const stages = useStages(campaign);
  const currency = stages.data?.[0]?.currency ?? "USD";
  const rows = ledger.data?.pages.flatMap((page) => page.rows);
  return (
    <Panel
      title="Ledger"
      about="Every entry, newest first. Nothing in it is ever changed or deleted."
      tools={
        <>
          <Select
            aria-label="Kind of entry"
            size="xs"
            w={180}
            clearable
            placeholder="All kinds"
            data={Object.entries(KINDS).map(([value, label]) => ({ value, label }))}
            value={kind}
            onChange={(value) => setKind(value as EntryKind | null)}
          />
          <Anchor href={`/api/v1/campaigns/${campaign.id}/ledger.csv`} size="sm" download>
            Download CSV
          </Anchor>
        </>
      }
    >
      {rows ? (
        rows.length === 0 ? (
          <Text c="dimmed">
            {kind
              ? "There is no entry of this kind."
              : "No money moved yet: an entry comes with the first deposit or the first accepted answer."}
          </Text>
        ) : (
          <PagedTable
            caption="Entries of the ledger"
            columns={columnsOf(currency)}
            rows={rows}
            rowKey={(row) => row.id}
            hasMore={ledger.hasNextPage}
            isLoadingMore={ledger.isFetchingNextPage}
            onMore={() => void ledger.fetchNextPage()}
          />
        )
      ) : ledger.error ? (
        <ErrorState error={ledger.error} onRetry={() => void ledger.refetch()} />
      ) : (
        <Loading what="the ledger" />
      )}
    </Panel>
  );
}

function Account({ text, row, isWorker }: { text: string; row: LedgerEntry; isWorker: boolean }) {
  return (
    <>
      {text} {isWorker && row.simulated && <SimulatedMark />}
    </>
  );
}

function columnsOf(currency: string): readonly PagedColumn<LedgerEntry>[] {
  return [
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
      key: "from",
      title: "From (debit)",
      cell: (row) => (
        <Account
          text={accountText(row.debit, row.debit_name)}
          row={row}
          isWorker={row.debit_worker !== null}
        />
      ),
    },
    {
      key: "to",
      title: "To (credit)",
      cell: (row) => (
        <Account
          text={accountText(row.credit, row.credit_name)}
          row={row}
          isWorker={row.credit_worker !== null}
        />
      ),
    },
    {
      key: "amount",
      title: "Amount",
      isNumeric: true,
      cell: (row) => <Money amount={row.amount} currency={currency} />,
    },
    {
      key: "why",
      title: "For",
      cell: (row) => (
        <span className={classes.why}>{[row.stage_title, row.reason].filter(Boolean).join(": ") || "–"}</span>
      ),
    },
    { key: "by", title: "By", cell: (row) => row.actor_name ?? "the recipe's rules" },
  ];
}
