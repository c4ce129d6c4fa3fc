import { Anchor, Text } from "@mantine/core";
import { Link } from "wouter";
import { numberText } from "../../../core/format";
import { type Column, DataTable } from "../../../ui/DataTable";
import { Panel } from "../../../ui/Panel";
import { SimulatedMark } from "../../../ui/StateMark";
import { ErrorState, Loading } from "../../../ui/states";
import { RelativeTime } from "../../../ui/values";
import classes from "../../voice/voice.module.css";
import type { TabProps } from "../CampaignPage";
import {
  type FeedbackSaid,
  type StageFeedback,
  useFeedbackByStage,
  useFeedbackTexts,
} from "./voiceTabQueries";

const COLUMNS: readonly Column<StageFeedback>[] = [
  { key: "stage", title: "Stage", value: (row) => row.title },
  {
    key: "mean",
    title: "Rating, 1 to 5",
    isNumeric: true,
    value: (row) => row.mean,
    cell: (row) => (row.mean === null || row.mean === undefined ? "–" : numberText(row.mean, 1)),
  },
  { key: "n", title: "Ratings", isNumeric: true, value: (row) => row.n, cell: (row) => numberText(row.n) },
  {
    key: "spread",
    title: "Gave 1 · 2 · 3 · 4 · 5",
    isNumeric: true,
    cell: (row) => row.ratings.map((count) => numberText(count)).join(" · "),
  },
  {
    key: "broken",
    title: "Called broken",
    isNumeric: true,
    value: (row) => row.broken,
    cell: (row) => numberText(row.broken),
  },
];

/** What workers think of each stage, and what they wrote. */
export function FeedbackPanel({ campaign }: TabProps) {
  const stages = useFeedbackByStage(campaign.id);
  const texts = useFeedbackTexts(campaign.id);
  if (!stages.data || !texts.data) {
    const { error, refetch } = stages.error ? stages : texts;
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="the feedback" />
    );
  }
  const said = stages.data.filter((row) => row.n + row.texts + row.broken > 0);
  return (
    <Panel
      title="Feedback"
      about="From the task pages. Those who are content seldom say so: read it with its number."
    >
      <DataTable
        name="feedback"
        caption="Feedback by stage"
        columns={COLUMNS}
        rows={said}
        rowKey={(row) => row.stage_id}
        empty={
          <Text size="sm" c="dimmed">
            No feedback yet. On every task, workers can rate it and say what is wrong.
          </Text>
        }
      />
      {texts.data.rows.length > 0 && (
        <ul className={classes.list} style={{ marginTop: 16 }} aria-label="Newest words">
          {texts.data.rows.map((row) => (
            <li key={row.id} className={classes.row}>
              <Said row={row} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Said({ row }: { row: FeedbackSaid }) {
  return (
    <>
      <Text size="sm" className={classes.words}>
        {row.text}
      </Text>
      <Text size="xs" c="dimmed">
        {row.worker}
        {row.simulated && <SimulatedMark />} · {row.stage_title} ·{" "}
        <Anchor component={Link} href={`/items/${row.item_id}`} size="xs">
          the item
        </Anchor>{" "}
        · <RelativeTime at={row.created_at} />
        {row.rating !== null && ` · rated ${row.rating} of 5`}
        {row.is_broken && " · called broken"}
      </Text>
    </>
  );
}
