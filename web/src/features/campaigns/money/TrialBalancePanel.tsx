import { Text } from "@mantine/core";
import { moneyText } from "../../../core/format";
import { type Column, DataTable } from "../../../ui/DataTable";
import { Panel } from "../../../ui/Panel";
import { SimulatedMark, StateMark } from "../../../ui/StateMark";
import { ErrorState, Loading } from "../../../ui/states";
import { Money } from "../../../ui/values";
import type { Campaign } from "../queries";
import { type AccountBalance, useTrialBalance } from "./moneyQueries";
import { ACCOUNTS, accountText } from "./moneyWords";

/** Every account with what came and went; together they are zero. */
export function TrialBalancePanel({ campaign }: { campaign: Campaign }) {
  const { data, error, refetch } = useTrialBalance(campaign);
  return (
    <Panel
      title="Balances"
      about="Every account of the ledger. An entry takes from one account and gives to another, so the balances sum to zero."
      tools={
        data &&
        data.accounts.length > 0 && (
          <Text size="sm" component="div">
            <StateMark tone={Number(data.balance) === 0 ? "done" : "bad"}>
              sum {moneyText(data.balance, data.currency)}
            </StateMark>
          </Text>
        )
      }
    >
      {data ? (
        <DataTable
          name="balances"
          caption="Balances"
          columns={columnsOf(data.currency)}
          rows={data.accounts}
          rowKey={(row) => `${row.account}-${row.worker_id}`}
          maxHeight={360}
          empty={<Text c="dimmed">No money moved yet.</Text>}
        />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading what="balances" />
      )}
    </Panel>
  );
}

function columnsOf(currency: string): readonly Column<AccountBalance>[] {
  const money = (key: "debits" | "credits" | "balance", title: string): Column<AccountBalance> => ({
    key,
    title,
    isNumeric: true,
    value: (row) => Number(row[key]),
    text: () => "",
    cell: (row) => <Money amount={row[key]} currency={currency} />,
  });
  return [
    {
      key: "account",
      title: "Account",
      value: (row) => accountText(row.account, row.worker_name),
      cell: (row) => (
        <span style={{ whiteSpace: "nowrap" }}>
          <b>{accountText(row.account, row.worker_name)}</b> {row.simulated && <SimulatedMark />}
        </span>
      ),
    },
    { key: "kind", title: "Kind", value: (row) => ACCOUNTS[row.account] },
    money("debits", "Went out (debits)"),
    money("credits", "Came in (credits)"),
    money("balance", "Balance"),
  ];
}
