import { Button, Text } from "@mantine/core";
import { csvText } from "../../../core/csv";
import { type Column, DataTable } from "../../../ui/DataTable";
import { downloadText } from "../../../ui/download";
import { DownloadIcon } from "../../../ui/icons";
import { Panel } from "../../../ui/Panel";
import { Percent } from "../../../ui/values";
import { type Campaign, usePrelabels } from "../queries";
import { plain } from "../words";
import { agreementText, intervalText, type PrelabelRow, rightAtFirst, verdictText } from "./suggestions";

type Arm = PrelabelRow["shown"];

function Agreement({ arm }: { arm: Arm }) {
  return <span title={intervalText(arm)}>{agreementText(arm)}</span>;
}

function Right({ arm }: { arm: Arm }) {
  const share = rightAtFirst(arm);
  return share === null ? "–" : <Percent share={share} />;
}

const COLUMNS: readonly Column<PrelabelRow>[] = [
  { key: "category", title: "Category", value: (row) => plain(row.category) },
  { key: "items", title: "Items", isNumeric: true, value: (row) => row.items },
  {
    key: "accepted",
    title: "Accepted as suggested",
    isNumeric: true,
    value: (row) => row.shown.agreement,
    cell: (row) => <Agreement arm={row.shown} />,
  },
  { key: "edited", title: "Edited", isNumeric: true, value: (row) => row.shown.edited },
  { key: "removed", title: "Removed", isNumeric: true, value: (row) => row.shown.deleted },
  { key: "added", title: "Added", isNumeric: true, value: (row) => row.shown.added },
  {
    key: "control",
    title: "Marked alike unseen",
    isNumeric: true,
    value: (row) => row.control.agreement,
    cell: (row) => <Agreement arm={row.control} />,
  },
  {
    key: "right",
    title: "Right at first",
    isNumeric: true,
    value: (row) => rightAtFirst(row.shown),
    cell: (row) => <Right arm={row.shown} />,
  },
  {
    key: "right_control",
    title: "… unseen",
    isNumeric: true,
    value: (row) => rightAtFirst(row.control),
    cell: (row) => <Right arm={row.control} />,
  },
  {
    key: "words",
    title: "In words",
    text: verdictText,
    cell: (row) => (
      <Text span size="sm" c="dimmed">
        {verdictText(row)}
      </Text>
    ),
  },
];

const COUNTS = [
  "answers",
  "suggested",
  "accepted",
  "edited",
  "deleted",
  "added",
  "judged",
  "correct",
  "median_active_s",
] as const;

/** What became of a model's suggestions, beside the control; nothing where no model suggests. */
export function SuggestionsTable({ campaign }: { campaign: Campaign }) {
  const { data } = usePrelabels(campaign);
  const [first] = data ?? [];
  if (!data || !first) return null;
  const download = () =>
    downloadText(
      `campaign-${campaign.id}-suggestions.csv`,
      csvText(
        ["category", "model", "arm", ...COUNTS],
        data.flatMap((row) =>
          (["shown", "control"] as const).map((arm) => [
            row.category,
            row.model,
            arm,
            ...COUNTS.map((name) => row[arm][name]),
          ]),
        ),
      ),
    );
  return (
    <Panel
      title="Suggestions"
      about={
        <>
          By <b>{first.model}</b>. Some items are a control: their annotators see no suggestion. Where marks
          are accepted much more often than people make them unseen, people may lean on the model; compare
          what validators, who never see suggestions, found right. Hold the mouse over a share for its 95 %
          interval.
        </>
      }
    >
      <DataTable
        name="suggestions"
        caption="Suggestions by category"
        columns={COLUMNS}
        rows={data}
        rowKey={(row) => `${row.category} ${row.model}`}
        empty={null}
        tools={
          <Button variant="default" size="xs" leftSection={<DownloadIcon />} onClick={download}>
            CSV
          </Button>
        }
      />
    </Panel>
  );
}
