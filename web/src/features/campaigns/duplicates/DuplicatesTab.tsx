import { Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useRef, useState } from "react";
import { Link, useSearchParams } from "wouter";
import { numberText } from "../../../core/format";
import { useKeys } from "../../../ui/keys/keys";
import { Empty, ErrorState, Loading } from "../../../ui/states";
import type { TabProps } from "../CampaignPage";
import { Problem } from "../Problem";
import { type Decision, type DuplicatePair, useDecideDuplicate, useDuplicates } from "../textQueries";
import classes from "./duplicates.module.css";
import { PairList } from "./PairList";
import { PairView } from "./PairView";
import {
  countDecisions,
  nextOpen,
  type PairFilter,
  readPairFilter,
  shownPairs,
  writePairFilter,
} from "./triage";

/** The server gives so many at most. */
const MOST = 500;

/** Prompts that look alike: a person says which are the same. */
export default function DuplicatesTab({ campaign }: TabProps) {
  const { data, error, refetch } = useDuplicates(campaign);
  if (!data) {
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="duplicates" lines={8} />
    );
  }
  if (data.length === 0) {
    return (
      <Empty
        title="No prompts look alike"
        action={
          <Button component={Link} href={`/campaigns/${campaign.id}/delivery`}>
            To the gate
          </Button>
        }
      >
        Duplicates are searched for whenever somebody looks at the gate. What is found there is decided here.
      </Empty>
    );
  }
  return <Triage campaignId={campaign.id} pairs={data} />;
}

function Triage({ campaignId, pairs }: { campaignId: number; pairs: readonly DuplicatePair[] }) {
  const [params, setParams] = useSearchParams();
  const filter = readPairFilter(params);
  const { kept, decide, undo, canUndo, error, select, current, shown } = useTriage(campaignId, pairs, filter);
  const at = shown.findIndex((pair) => pair.id === current?.id);
  const step = (by: number) => {
    const next = shown[at + by];
    if (next) select(next.id);
  };
  useKeys("Duplicates", [
    { chord: "ArrowDown", what: "The next pair", run: () => step(1), isOn: at < shown.length - 1 },
    { chord: "ArrowUp", what: "The pair before", run: () => step(-1), isOn: at > 0 },
    { chord: "d", what: "Duplicate: the second leaves the dataset", run: () => decide("duplicate") },
    { chord: "k", what: "Keep both", run: () => decide("different") },
    { chord: "u", what: "Take the last decision back", run: undo, isOn: canUndo },
  ]);
  const counts = countDecisions(pairs);
  return (
    <Stack gap="sm">
      <Filters
        filter={filter}
        counts={counts}
        onChange={(next) => {
          kept.clear();
          setParams((before) => writePairFilter(before, next), { replace: true });
        }}
      />
      {pairs.length >= MOST && (
        <Text size="sm" c="dimmed">
          These are the first {numberText(MOST)}; decide some, and look at the gate again for the rest.
        </Text>
      )}
      {error !== null && <Problem error={error} />}
      {current ? (
        <div className={classes.columns}>
          <PairList pairs={shown} currentId={current.id} onSelect={select} />
          <PairView
            key={current.id}
            pair={current}
            place={`${at + 1} of ${shown.length}`}
            onDecide={decide}
            onUndo={canUndo ? undo : null}
            onStep={step}
            isFirst={at === 0}
            isLast={at === shown.length - 1}
          />
        </div>
      ) : (
        <NothingHere filter={filter} counts={counts} campaignId={campaignId} />
      )}
    </Stack>
  );
}

function useTriage(campaignId: number, pairs: readonly DuplicatePair[], filter: PairFilter) {
  const [params, setParams] = useSearchParams();
  const { mutate, error } = useDecideDuplicate(campaignId);
  // Decided on this visit, the last one at the end.
  const [decided, setDecided] = useState<readonly number[]>([]);
  const kept = useRef(new Set<number>()).current;
  const shown = shownPairs(pairs, filter, kept);
  const asked = Number(params.get("pair"));
  const current = shown.find((pair) => pair.id === asked) ?? shown[0] ?? null;
  const select = (id: number) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        next.set("pair", String(id));
        return next;
      },
      { replace: true },
    );
  const send = (pair: DuplicatePair, decision: Decision) => {
    const { id, decision: was, decided_by } = pair;
    kept.add(id);
    mutate({ pairId: id, decision, before: { decision: was, decided_by } });
  };
  const decide = (decision: Decision) => {
    if (!current || current.decision === decision) return;
    const { id } = current;
    send(current, decision);
    setDecided((before) => [...before.filter((one) => one !== id), ...(decision === "open" ? [] : [id])]);
    select(decision === "open" ? id : nextOpen(shown, id));
  };
  const undo = () => {
    const last = pairs.find((pair) => pair.id === decided.at(-1));
    if (!last) return;
    send(last, "open");
    setDecided((before) => before.slice(0, -1));
    select(last.id);
  };
  return { kept, decide, undo, canUndo: decided.length > 0, error, select, current, shown };
}

interface FiltersProps {
  filter: PairFilter;
  counts: ReturnType<typeof countDecisions>;
  onChange: (filter: PairFilter) => void;
}

function Filters({ filter, counts, onChange }: FiltersProps) {
  return (
    <Group gap="sm" role="search" aria-label="Duplicates">
      <div className={classes.scroll}>
        <SegmentedControl
          size="xs"
          aria-label="Decision"
          data={[
            { value: "open", label: `Open ${numberText(counts.open)}` },
            { value: "duplicate", label: `Duplicates ${numberText(counts.duplicate)}` },
            { value: "different", label: `Kept ${numberText(counts.different)}` },
            { value: "all", label: `All ${numberText(counts.all)}` },
          ]}
          value={filter.decision}
          onChange={(decision) => onChange({ ...filter, decision: decision as PairFilter["decision"] })}
          transitionDuration={0}
        />
      </div>
      <SegmentedControl
        size="xs"
        aria-label="Kind"
        data={[
          { value: "all", label: "Both kinds" },
          { value: "verbatim", label: "Verbatim" },
          { value: "meaning", label: "Meaning" },
        ]}
        value={filter.kind}
        onChange={(kind) => onChange({ ...filter, kind: kind as PairFilter["kind"] })}
        transitionDuration={0}
      />
    </Group>
  );
}

interface NothingHereProps {
  filter: PairFilter;
  counts: FiltersProps["counts"];
  campaignId: number;
}

function NothingHere({ filter, counts, campaignId }: NothingHereProps) {
  if (filter.decision === "open" && counts.open === 0) {
    return (
      <Empty
        title="Every pair is decided"
        action={
          <Button component={Link} href={`/campaigns/${campaignId}/delivery`}>
            To the gate
          </Button>
        }
      >
        Look at the gate again to have the rest of the dataset searched.
      </Empty>
    );
  }
  return <Empty title="No pair fits">Choose another decision or kind above.</Empty>;
}
