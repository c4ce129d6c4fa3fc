import { Button, Checkbox, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { moneyText, numberText } from "../../../core/format";
import { Panel } from "../../../ui/Panel";
import { StateMark } from "../../../ui/StateMark";
import { ErrorState, Loading } from "../../../ui/states";
import { RelativeTime } from "../../../ui/values";
import { Problem } from "../Problem";
import type { Campaign } from "../queries";
import { BatchView } from "./BatchView";
import { type PayoutBatch, type PayoutsView, useDraftPayouts, usePayouts } from "./moneyQueries";
import { BATCH_STATES, isAmount } from "./moneyWords";
import classes from "./payouts.module.css";

/** What stands on the workers' accounts goes to them, in batches that a second person approves. */
export function PayoutsPanel({ campaign }: { campaign: Campaign }) {
  const { data, error, refetch } = usePayouts(campaign);
  const [openId, setOpenId] = useState<number | null>(null);
  return (
    <Panel
      title="Payouts"
      about="Draft, approve, send, settle. Nobody approves a batch that pays themselves; where there are two owners, one drafts and the other approves."
    >
      {data ? (
        <Stack gap="md">
          <Draft campaign={campaign} view={data} onDrafted={setOpenId} />
          {data.batches.length > 0 && (
            <ul className={classes.list} aria-label="Batches of payouts">
              {data.batches.map((batch) => (
                <li key={batch.id} className={classes.batch}>
                  <Head
                    batch={batch}
                    currency={data.currency}
                    isOpen={openId === batch.id}
                    onToggle={() => setOpenId(openId === batch.id ? null : batch.id)}
                  />
                  {openId === batch.id && <BatchView campaign={campaign} view={data} batchId={batch.id} />}
                </li>
              ))}
            </ul>
          )}
        </Stack>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading what="payouts" />
      )}
    </Panel>
  );
}

function Head({
  batch,
  currency,
  isOpen,
  onToggle,
}: {
  batch: PayoutBatch;
  currency: string;
  isOpen: boolean;
  onToggle: () => void;
}) {
  const { word, tone } = BATCH_STATES[batch.state];
  return (
    <Group justify="space-between" gap="sm">
      <div>
        <b>Batch {batch.id}</b>
        {batch.note && <span>: {batch.note}</span>}
        <Text size="xs" c="dimmed" component="div">
          {moneyText(batch.amount, currency)} to{" "}
          {batch.payouts === 1 ? "one worker" : `${numberText(batch.payouts)} workers`}, drafted by{" "}
          {batch.drafted_by_name} <RelativeTime at={batch.drafted_at} />
          {batch.approved_by_name && `, approved by ${batch.approved_by_name}`}
        </Text>
      </div>
      <Group gap="md">
        <Text size="sm" component="div">
          <StateMark tone={tone}>{word}</StateMark>
        </Text>
        <Button size="xs" variant="default" aria-expanded={isOpen} onClick={onToggle}>
          {isOpen ? "Close" : "Open"}
        </Button>
      </Group>
    </Group>
  );
}

interface DraftProps {
  campaign: Campaign;
  view: PayoutsView;
  onDrafted: (id: number) => void;
}

function Draft({ campaign, view, onDrafted }: DraftProps) {
  const [minimum, setMinimum] = useState("");
  const [withUnknown, setWithUnknown] = useState(false);
  const draft = useDraftPayouts(campaign.id);
  const workers = view.payable_workers + (withUnknown ? view.unknown_workers : 0);
  const isWrong = minimum !== "" && !isAmount(minimum);
  return (
    <Stack gap="sm">
      <Text size="sm">
        {view.payable_workers + view.unknown_workers === 0
          ? "No account has anything to pay out that is not in an open batch."
          : payableText(view)}
      </Text>
      <Group gap="md" align="end">
        <TextInput
          label={`Least to pay, ${view.currency}`}
          size="xs"
          w={140}
          inputMode="decimal"
          placeholder="0"
          value={minimum}
          onChange={(event) => setMinimum(event.currentTarget.value)}
          error={isWrong}
        />
        {view.unknown_workers > 0 && (
          <Checkbox
            size="sm"
            mb={6}
            label="Also those who have not said where to (no file has them)"
            checked={withUnknown}
            onChange={(event) => setWithUnknown(event.currentTarget.checked)}
          />
        )}
        <Button
          size="xs"
          disabled={workers === 0 || isWrong}
          loading={draft.isPending}
          onClick={() =>
            draft.mutate(
              { minimum: minimum.trim() || "0", with_unknown: withUnknown, note: "" },
              { onSuccess: (batch) => onDrafted(batch.id) },
            )
          }
        >
          Draft a batch
        </Button>
      </Group>
      {draft.error && <Problem error={draft.error} />}
    </Stack>
  );
}

function payableText(view: PayoutsView): string {
  const people = (n: number) => (n === 1 ? "one worker" : `${numberText(n)} workers`);
  const known =
    view.payable_workers > 0
      ? `${moneyText(view.payable, view.currency)} of ${people(view.payable_workers)} can be paid out.`
      : "";
  const unknown =
    view.unknown_workers > 0
      ? `${moneyText(view.unknown, view.currency)} of ${people(view.unknown_workers)} waits until they say where to.`
      : "";
  return `${known} ${unknown}`.trim();
}
