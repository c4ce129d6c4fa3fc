import { Text } from "@mantine/core";
import { numberText } from "../../../core/format";
import { type Column, DataTable } from "../../../ui/DataTable";
import { Panel } from "../../../ui/Panel";
import { ErrorState, Loading } from "../../../ui/states";
import { Percent, RelativeTime } from "../../../ui/values";
import type { Campaign } from "../queries";
import { type Classifier, useClassifiers } from "../textQueries";

/** The small classifiers inside Goldsmith, with how far each is to be trusted. */
export function ClassifierTable({ campaign }: { campaign: Campaign }) {
  const { data, error, refetch } = useClassifiers(campaign);
  return (
    <Panel
      title="Classifiers"
      about="Small classifiers inside Goldsmith that say of a prompt which value of a dimension it has. Read the accuracy beside chance: what is no better than chance says nothing."
    >
      {data ? (
        <DataTable
          name="classifiers"
          caption="Classifiers"
          columns={COLUMNS}
          rows={data}
          rowKey={(row) => row.dimension}
          empty={
            <Text size="sm" c="dimmed">
              None is trained yet: there are too few accepted prompts to learn from. Look again when more are
              accepted.
            </Text>
          }
        />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading what="classifiers" lines={3} />
      )}
    </Panel>
  );
}

function Accuracy({ row: { accuracy, low, high } }: { row: Classifier }) {
  if (accuracy === null) return "–";
  return (
    <Percent share={accuracy} {...(low !== null && high !== null && { interval: [low, high] as const })} />
  );
}

const COLUMNS: readonly Column<Classifier>[] = [
  {
    key: "dimension",
    title: "Dimension",
    value: (row) => row.dimension,
    cell: (row) => <b>{row.dimension}</b>,
  },
  {
    key: "accuracy",
    title: "Accuracy (interval)",
    isNumeric: true,
    value: (row) => row.accuracy,
    text: () => "",
    cell: (row) => <Accuracy row={row} />,
  },
  {
    key: "chance",
    title: "Chance",
    isNumeric: true,
    value: (row) => row.chance,
    text: () => "",
    cell: (row) => (row.chance === null ? "–" : <Percent share={row.chance} />),
  },
  {
    key: "examples",
    title: "Examples",
    isNumeric: true,
    value: (row) => row.examples,
    text: () => "",
    cell: (row) => numberText(row.examples),
  },
  {
    key: "words",
    title: "In words",
    text: (row) => row.words,
    cell: (row) => (
      <Text span size="sm" c="dimmed">
        {row.words}
      </Text>
    ),
  },
  {
    key: "version",
    title: "Version",
    value: (row) => row.version,
    cell: (row) => <code style={{ whiteSpace: "nowrap" }}>{row.version}</code>,
  },
  {
    key: "trained",
    title: "Trained",
    value: (row) => new Date(row.trained_at),
    text: () => "",
    cell: (row) => (
      <span style={{ whiteSpace: "nowrap" }}>
        <RelativeTime at={row.trained_at} />
      </span>
    ),
  },
];
