import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { moneyText, numberText } from "../../../core/format";
import { ConfirmDialog, type Question } from "../../../ui/ConfirmDialog";
import { type Column, DataTable } from "../../../ui/DataTable";
import { Panel } from "../../../ui/Panel";
import { SimulatedMark } from "../../../ui/StateMark";
import { ErrorState, Loading } from "../../../ui/states";
import { Duration, Money } from "../../../ui/values";
import { Problem } from "../Problem";
import type { Campaign } from "../queries";
import {
  type FinalPreview,
  type ShareRow,
  type SharesPreview,
  useBonuses,
  useFinalShares,
  usePostBonuses,
  usePostFinalShares,
} from "./moneyQueries";

const HOUR_MS = 3_600_000;

/** Pay beyond the price of a task: up to the hourly target while people work, and what is left when all is done. */
export function SharesPanels({ campaign }: { campaign: Campaign }) {
  return (
    <>
      <BonusPanel campaign={campaign} />
      {campaign.state === "FINISHED" && <FinalPanel campaign={campaign} />}
    </>
  );
}

function BonusPanel({ campaign }: { campaign: Campaign }) {
  const [isAsked, setAsked] = useState(false);
  const preview = useBonuses(campaign.id, isAsked);
  const post = usePostBonuses(campaign.id);
  const [question, setQuestion] = useState<Question | null>(null);
  const { data } = preview;
  const look = () => {
    post.reset();
    if (isAsked) void preview.refetch();
    else setAsked(true);
  };
  return (
    <Panel
      title="Bonuses up to the hourly target"
      about="On accepted work. A task's time counts up to four times its stage's usual time, so a page left open is no hour. Posting twice changes nothing; a later run adds the difference."
      tools={
        <Button size="xs" variant="default" onClick={look} loading={preview.isFetching}>
          {isAsked ? "Compute again" : "Compute bonuses"}
        </Button>
      }
    >
      {data && (
        <Stack gap="md">
          <Text size="sm">{bonusText(data)}</Text>
          <Shares name="bonuses" caption="Bonuses" preview={data} column="Bonus" />
          {post.error && <Problem error={post.error} />}
          {Number(data.total) > 0 && (
            <Group>
              <Button
                loading={post.isPending}
                disabled={Number(data.missing) > 0}
                onClick={() =>
                  setQuestion({
                    title: "Post the bonuses?",
                    body: `${moneyText(data.total, data.currency)} goes to ${peopleText(data)}. Entries stay; what is wrong is mended by a correction.`,
                    verb: "Post",
                    onYes: () => post.mutate(data),
                  })
                }
              >
                Post {moneyText(data.total, data.currency)}
              </Button>
            </Group>
          )}
        </Stack>
      )}
      {preview.error && <ErrorState error={preview.error} onRetry={look} />}
      {isAsked && preview.isPending && <Loading what="bonuses" lines={3} />}
      <ConfirmDialog question={question} onClose={() => setQuestion(null)} />
    </Panel>
  );
}

function FinalPanel({ campaign }: { campaign: Campaign }) {
  const preview = useFinalShares(campaign.id, true);
  const post = usePostFinalShares(campaign.id);
  const [question, setQuestion] = useState<Question | null>(null);
  const { data } = preview;
  return (
    <Panel
      title="Final distribution"
      about="What is left of the budget, shared by hours of accepted work."
      tools={
        <Button
          size="xs"
          variant="default"
          onClick={() => void preview.refetch()}
          loading={preview.isFetching}
        >
          Compute again
        </Button>
      }
    >
      {data ? (
        <Stack gap="md">
          <Text size="sm">{finalText(data)}</Text>
          {!data.why_not && <Shares name="final" caption="Final shares" preview={data} column="Share" />}
          {post.error && <Problem error={post.error} />}
          {!data.why_not && Number(data.total) > 0 && (
            <Group>
              <Button
                loading={post.isPending}
                onClick={() =>
                  setQuestion({
                    title: "Share what is left?",
                    body: `${moneyText(data.total, data.currency)}, all that is left, goes to ${peopleText(data)}.`,
                    verb: "Share",
                    onYes: () => post.mutate(data),
                  })
                }
              >
                Share {moneyText(data.total, data.currency)}
              </Button>
            </Group>
          )}
        </Stack>
      ) : preview.error ? (
        <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
      ) : (
        <Loading what="the final distribution" lines={3} />
      )}
      <ConfirmDialog question={question} onClose={() => setQuestion(null)} />
    </Panel>
  );
}

function bonusText({ total, missing, free, currency, target_hourly }: SharesPreview): string {
  const target = moneyText(target_hourly, currency);
  if (Number(total) === 0) return `Nobody is under ${target} an hour: no bonus is due.`;
  const sum = `${moneyText(total, currency)} brings everybody up to ${target} an hour.`;
  if (Number(missing) === 0) return sum;
  return `${sum} Only ${moneyText(free ?? "0", currency)} is free in the budget: add ${moneyText(missing, currency)} first.`;
}

function finalText({ why_not, total, bonuses_due, currency }: FinalPreview): string {
  if (why_not) return why_not;
  const due =
    Number(bonuses_due) > 0
      ? ` Bonuses of ${moneyText(bonuses_due, currency)} are due and were not posted: post them first, so that those under the target get theirs.`
      : "";
  return `${moneyText(total, currency)} is left.${due}`;
}

function peopleText({ people }: SharesPreview): string {
  const n = people.filter((one) => Number(one.amount) > 0).length;
  return n === 1 ? "one worker" : `${numberText(n)} workers`;
}

function Shares({
  name,
  caption,
  preview,
  column,
}: {
  name: string;
  caption: string;
  preview: SharesPreview;
  column: string;
}) {
  return (
    <DataTable
      name={name}
      caption={caption}
      columns={columnsOf(preview.currency, column)}
      rows={preview.people}
      rowKey={(row) => row.worker_id}
      sort={{ column: "amount", isDescending: true }}
      maxHeight={360}
      empty={<Text c="dimmed">No work was accepted yet.</Text>}
    />
  );
}

function columnsOf(currency: string, title: string): readonly Column<ShareRow>[] {
  return [
    {
      key: "name",
      title: "Worker",
      value: (row) => row.name,
      cell: (row) => (
        <span style={{ whiteSpace: "nowrap" }}>
          <b>{row.name}</b> {row.simulated && <SimulatedMark />}
        </span>
      ),
    },
    { key: "country", title: "Country", value: (row) => row.country, cell: (row) => row.country ?? "–" },
    {
      key: "answers",
      title: "Accepted",
      isNumeric: true,
      value: (row) => row.answers,
      cell: (row) => numberText(row.answers),
    },
    {
      key: "hours",
      title: "Counted time",
      isNumeric: true,
      value: (row) => row.hours,
      text: () => "",
      cell: (row) => <Duration ms={row.hours * HOUR_MS} />,
    },
    {
      key: "earned",
      title: "Earned",
      isNumeric: true,
      value: (row) => Number(row.earned),
      text: () => "",
      cell: (row) => <Money amount={row.earned} currency={currency} />,
    },
    {
      key: "hourly",
      title: "An hour",
      isNumeric: true,
      value: (row) => (row.hourly === null ? null : Number(row.hourly)),
      text: () => "",
      cell: (row) => (row.hourly === null ? "–" : <Money amount={row.hourly} currency={currency} />),
    },
    {
      key: "amount",
      title,
      isNumeric: true,
      value: (row) => Number(row.amount),
      text: () => "",
      cell: (row) => (Number(row.amount) === 0 ? "–" : <Money amount={row.amount} currency={currency} />),
    },
  ];
}
