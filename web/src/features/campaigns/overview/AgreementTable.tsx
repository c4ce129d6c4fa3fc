import { Button, Text } from "@mantine/core";
import { csvText } from "../../../core/csv";
import { type Column, DataTable } from "../../../ui/DataTable";
import { downloadText } from "../../../ui/download";
import { DownloadIcon } from "../../../ui/icons";
import { Panel } from "../../../ui/Panel";
import { ErrorState, Loading } from "../../../ui/states";
import { Percent } from "../../../ui/values";
import { type Campaign, type JudgementRow, useAgreement } from "../queries";
import { alphaText, alphaWords, plain } from "../words";

const COLUMNS: readonly Column<JudgementRow>[] = [
  { key: "category", title: "Category", value: (row) => plain(row.category) },
  { key: "judged", title: "Judged", isNumeric: true, value: (row) => row.judged },
  {
    key: "validations",
    title: "Validations each",
    isNumeric: true,
    value: (row) => row.mean_validations,
    cell: (row) => row.mean_validations.toFixed(2),
  },
  {
    key: "unanimous",
    title: "Unanimous",
    isNumeric: true,
    value: (row) => row.unanimous,
    cell: (row) => <Percent share={row.unanimous} />,
  },
  {
    key: "first_pass",
    title: "Right at first",
    isNumeric: true,
    value: (row) => row.first_pass,
    cell: (row) => <Percent share={row.first_pass} />,
  },
  {
    key: "alpha",
    title: "Alpha",
    isNumeric: true,
    value: (row) => row.alpha,
    cell: (row) => alphaText(row.alpha, row.alpha_low, row.alpha_high),
  },
  {
    key: "words",
    title: "In words",
    text: (row) => alphaWords(row.alpha),
    cell: (row) => (
      <Text span size="sm" c="dimmed">
        {alphaWords(row.alpha)}
      </Text>
    ),
  },
];

const HEADER = [
  "category",
  "judged",
  "mean_validations",
  "unanimous",
  "first_pass",
  "alpha",
  "alpha_low",
  "alpha_high",
] as const;

/** How much validators agree, by category. */
export function AgreementTable({ campaign }: { campaign: Campaign }) {
  const { data, error, refetch } = useAgreement(campaign);
  const download = () =>
    downloadText(
      `campaign-${campaign.id}-agreement.csv`,
      csvText(
        HEADER,
        (data ?? []).map((row) => HEADER.map((name) => row[name])),
      ),
    );
  return (
    <Panel
      title="Agreement"
      about={
        <>
          Alpha is Krippendorff's, of the verdicts: 1 agreement, 0 chance; reliable from 0.80, tentative from
          0.67. Where nearly all verdicts are the same, alpha is low although people agree: read it beside
          “unanimous”. Intervals hold 95 %; more is on the tab Quality.
        </>
      }
    >
      {data ? (
        <DataTable
          name="agreement"
          caption="Agreement by category"
          columns={COLUMNS}
          rows={data}
          rowKey={(row) => row.category}
          empty={
            <Text size="sm" c="dimmed">
              Nothing is judged yet. Numbers come as soon as the first annotations have all their validations.
            </Text>
          }
          tools={
            <Button variant="default" size="xs" leftSection={<DownloadIcon />} onClick={download}>
              CSV
            </Button>
          }
        />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading what="agreement" />
      )}
    </Panel>
  );
}
