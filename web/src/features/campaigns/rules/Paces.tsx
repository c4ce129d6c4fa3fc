import { Text } from "@mantine/core";
import { numberText } from "../../../core/format";
import { type Column, DataTable } from "../../../ui/DataTable";
import { Panel } from "../../../ui/Panel";
import { RelativeTime } from "../../../ui/values";
import type { RulesView } from "./ruleQueries";

type Pace = RulesView["paces"][number];

const seconds = (ms: number) => `${numberText(ms / 1000, 1)} s`;

const COLUMNS: readonly Column<Pace>[] = [
  { key: "stage", title: "Stage", value: (row) => row.title },
  {
    key: "floor",
    title: "Too fast is under",
    isNumeric: true,
    value: (row) => row.floor_ms,
    text: () => "",
    cell: (row) => seconds(row.floor_ms),
  },
  {
    key: "median",
    title: "Median active time",
    isNumeric: true,
    value: (row) => row.median_ms,
    text: () => "",
    cell: (row) => seconds(row.median_ms),
  },
  { key: "n", title: "Answers", isNumeric: true, value: (row) => row.n, cell: (row) => numberText(row.n) },
  {
    key: "at",
    title: "Learned",
    value: (row) => row.learned_at,
    text: () => "",
    cell: (row) => <RelativeTime at={row.learned_at} />,
  },
];

/** What the stages learned about too fast. */
export function Paces({ paces }: { paces: readonly Pace[] }) {
  return (
    <Panel
      title="Too fast, as each stage learned it"
      about="From the last 2,000 answers: 2.5 robust deviations under the median on the log scale, and at least three times faster than the median. Looked at anew every 10 minutes of work."
    >
      <DataTable
        name="paces"
        caption="Floors of the stages"
        columns={COLUMNS}
        rows={paces}
        rowKey={(row) => row.stage_id}
        maxHeight={320}
        empty={
          <Text c="dimmed" size="sm">
            No stage has 50 measured answers yet. Until then no answer counts as too fast.
          </Text>
        }
      />
    </Panel>
  );
}
