import { Button, Text } from "@mantine/core";
import { csvText } from "../../../core/csv";
import { numberText } from "../../../core/format";
import { type Column, DataTable } from "../../../ui/DataTable";
import { downloadText } from "../../../ui/download";
import { DownloadIcon } from "../../../ui/icons";
import { Panel } from "../../../ui/Panel";
import type { Campaign, QualityView } from "../queries";
import { IntervalBar } from "./IntervalBar";
import {
  type AgreementRow,
  categoryWords,
  intervalText,
  kindWords,
  MEASURES,
  readingOf,
  valueText,
} from "./quality";

const COLUMNS: readonly Column<AgreementRow>[] = [
  {
    key: "stage",
    title: "Stage",
    value: (row) => row.stage_title ?? `${kindWords(row.kind)}: ${categoryWords(row.category)}`,
    cell: (row) => row.stage_title ?? <b>{`${kindWords(row.kind)}: all`}</b>,
  },
  { key: "measure", title: "Measure", value: (row) => MEASURES[row.measure] },
  {
    key: "value",
    title: "Value",
    isNumeric: true,
    value: (row) => row.value,
    cell: (row) => valueText(row.measure, row.value),
  },
  {
    key: "interval",
    title: "95% interval",
    text: (row) => intervalText(row.measure, row.low, row.high),
    cell: (row) => <IntervalBar {...row} words={intervalText(row.measure, row.low, row.high)} />,
  },
  {
    key: "tasks",
    title: "Tasks",
    isNumeric: true,
    value: (row) => row.n_units,
    cell: (row) => numberText(row.n_units),
  },
  {
    key: "workers",
    title: "Workers",
    isNumeric: true,
    value: (row) => row.n_workers,
    cell: (row) => numberText(row.n_workers),
  },
  {
    key: "reading",
    title: "In words",
    text: readingOf,
    cell: (row) => (
      <Text size="sm" c="dimmed" miw={208}>
        {readingOf(row)}
      </Text>
    ),
  },
];

const HEADER = [
  "stage_title",
  "kind",
  "category",
  "measure",
  "value",
  "low",
  "high",
  "n_units",
  "n_workers",
] as const;

/** Agreement by stage, with its interval. */
export function AgreementPanel({ campaign, view }: { campaign: Campaign; view: QualityView }) {
  const rows = view.agreement;
  const download = () =>
    downloadText(
      `campaign-${campaign.id}-quality.csv`,
      csvText(
        HEADER,
        rows.map((row) => HEADER.map((name) => row[name])),
      ),
    );
  return (
    <Panel
      title="Agreement"
      about={
        <>
          Alpha (choices) and gamma (marks) take off what chance alone would give: 1 agreement, 0 chance.
          Reliable from 0.80, tentative from 0.67. “Same answer” and F1 are plain shares between pairs of
          people.
        </>
      }
    >
      <DataTable
        name="measures"
        caption="Agreement by stage"
        columns={COLUMNS}
        rows={rows}
        rowKey={(row) => `${row.stage_id}-${row.kind}-${row.measure}`}
        maxHeight={480}
        empty={
          <Text size="sm" c="dimmed">
            No task has two answers yet.
          </Text>
        }
        tools={
          <Button variant="default" size="xs" leftSection={<DownloadIcon />} onClick={download}>
            CSV
          </Button>
        }
      />
    </Panel>
  );
}
