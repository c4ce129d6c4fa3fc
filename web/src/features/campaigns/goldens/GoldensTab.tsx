import { Anchor, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { numberText } from "../../../core/format";
import { type Column, DataTable } from "../../../ui/DataTable";
import { StateMark } from "../../../ui/StateMark";
import { Empty, ErrorState, Loading } from "../../../ui/states";
import { RelativeTime } from "../../../ui/values";
import type { TabProps } from "../CampaignPage";
import { GoldenDialog } from "./GoldenDialog";
import { type GoldenRow, useGoldenBank, useGoldens } from "./goldenQueries";
import { scoreText, sourceText, truthText } from "./goldens";
import { MakeGoldens } from "./MakeGoldens";
import { RunOutNote } from "./RunOutNote";
import { StageSupply } from "./StageSupply";

/** Tasks with a known answer: how many there are, how long they last, and whether they are right themselves. */
export default function GoldensTab({ campaign }: TabProps) {
  const view = useGoldens(campaign);
  const bank = useGoldenBank(campaign);
  const [openId, setOpenId] = useState<number | null>(null);
  if (!view.data || !bank.data) {
    const { error, refetch } = view.error ? view : bank;
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="the goldens" lines={8} />
    );
  }
  return (
    <Stack gap="md">
      <RunOutNote campaign={campaign} />
      <MakeGoldens campaign={campaign} view={view.data} />
      <StageSupply campaign={campaign} stages={view.data.stages} />
      <DataTable
        name="goldens"
        caption="Goldens"
        columns={columnsOf(setOpenId)}
        rows={bank.data}
        rowKey={(row) => row.id}
        sort={{ column: "look", isDescending: true }}
        maxHeight={640}
        empty={
          <Empty title="No goldens yet">
            A golden is a task whose answer is known. Mixed in among the others, it measures how often a
            worker is right. Make some above; nothing in a task says that it is one.
          </Empty>
        }
      />
      {bank.data.length > 0 && (
        <Text size="xs" c="dimmed" maw="90ch">
          Look again: at least three workers who do well on the other goldens failed this one, so its own
          answer may be wrong.
        </Text>
      )}
      {openId !== null && (
        <GoldenDialog campaignId={campaign.id} goldenId={openId} onClose={() => setOpenId(null)} />
      )}
    </Stack>
  );
}

function columnsOf(onOpen: (id: number) => void): readonly Column<GoldenRow>[] {
  return [
    {
      key: "golden",
      title: "Golden",
      value: (row) => row.path,
      text: (row) => `${row.path} ${row.stage_title}`,
      cell: (row) => (
        <Anchor component="button" size="sm" onClick={() => onOpen(row.id)} style={{ textAlign: "left" }}>
          {row.path || `Golden ${row.id}`}
          {row.first_line > 0 && `:${row.first_line}`}
        </Anchor>
      ),
    },
    { key: "stage", title: "Stage", value: (row) => row.stage_title },
    { key: "source", title: "From", value: sourceText },
    { key: "truth", title: "Right answer", value: (row) => truthText(row.truth) },
    {
      key: "answers",
      title: "Answers",
      isNumeric: true,
      value: (row) => row.answers,
      cell: (row) => numberText(row.answers),
    },
    {
      key: "score",
      title: "Mean score",
      isNumeric: true,
      value: (row) => row.mean_score,
      text: () => "",
      cell: scoreText,
    },
    {
      key: "look",
      title: "State",
      value: (row) => (row.is_suspicious ? 2 : row.retired_at === null ? 1 : 0),
      text: (row) => (row.is_suspicious ? "look again" : row.retired_at === null ? "in use" : "retired"),
      cell: (row) => (
        <span style={{ whiteSpace: "nowrap" }}>
          {row.is_suspicious ? (
            <StateMark tone="bad">Look again</StateMark>
          ) : row.retired_at === null ? (
            <StateMark tone="on">In use</StateMark>
          ) : (
            <StateMark tone="off">Retired</StateMark>
          )}
        </span>
      ),
    },
    {
      key: "made",
      title: "Made",
      value: (row) => new Date(row.created_at),
      text: () => "",
      cell: (row) => (
        <span style={{ whiteSpace: "nowrap" }}>
          <RelativeTime at={row.created_at} />
        </span>
      ),
    },
  ];
}
