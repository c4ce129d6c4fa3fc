import { Text } from "@mantine/core";
import { numberText, percentText } from "../../../core/format";
import { type Column, DataTable } from "../../../ui/DataTable";
import { Panel } from "../../../ui/Panel";
import { SimulatedMark } from "../../../ui/StateMark";
import type { Campaign, QualityView } from "../queries";
import { IntervalBar } from "./IntervalBar";
import { kindWords, type PairRow } from "./quality";

function Name({ name, simulated }: PairRow["first"]) {
  return (
    <>
      {name} {simulated && <SimulatedMark />}
    </>
  );
}

const COLUMNS: readonly Column<PairRow>[] = [
  { key: "first", title: "Worker", value: (row) => row.first.name, cell: (row) => <Name {...row.first} /> },
  { key: "second", title: "And", value: (row) => row.second.name, cell: (row) => <Name {...row.second} /> },
  { key: "kind", title: "Answers", value: (row) => kindWords(row.kind) },
  {
    key: "value",
    title: "Agreement",
    isNumeric: true,
    value: (row) => row.value,
    cell: (row) => (row.value === null ? "–" : percentText(row.value)),
  },
  {
    key: "interval",
    title: "95% interval",
    value: (row) => row.high,
    cell: (row) => (
      <IntervalBar
        {...row}
        words={
          row.low === null || row.high === null ? "" : `${percentText(row.low)} to ${percentText(row.high)}`
        }
      />
    ),
  },
  {
    key: "tasks",
    title: "Tasks of both",
    isNumeric: true,
    value: (row) => row.n_units,
    cell: (row) => numberText(row.n_units),
  },
];

/** Pairs of workers who see things differently. */
export function PairsPanel({ view }: { campaign: Campaign; view: QualityView }) {
  return (
    <Panel
      title="Pairs of workers"
      about={`Worst first, by the upper end of the interval: bad for sure before bad by chance. Pairs with ${view.least_in_common} tasks in common or more. A pair says that two differ, never who is right.`}
    >
      <DataTable
        name="pairs"
        caption="Agreement of pairs of workers"
        columns={COLUMNS}
        rows={view.pairs}
        rowKey={(row) => `${row.kind}-${row.first.id}-${row.second.id}`}
        maxHeight={400}
        empty={
          <Text size="sm" c="dimmed">
            No two people have {view.least_in_common} finished tasks in common yet.
          </Text>
        }
      />
    </Panel>
  );
}
