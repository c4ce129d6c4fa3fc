import { Anchor, Button, Group, Select, Stack, Text } from "@mantine/core";
import { Link, useSearchParams } from "wouter";
import { numberText, percentText } from "../../../core/format";
import { StatRow, StatTile } from "../../../ui/StatTile";
import { Empty, ErrorState, Loading } from "../../../ui/states";
import type { TabProps } from "../CampaignPage";
import type { Campaign } from "../queries";
import { type TargetView, useTarget } from "../textQueries";
import { CellTable } from "./CellTable";
import { ClassifierTable } from "./ClassifierTable";
import { type Choice, chosenCells, readChoice, sumOf, valuesOf, writeChoice } from "./grid";
import { TargetGrid } from "./TargetGrid";
import { ToGo } from "./ToGo";

/** What the dataset is to hold, beside what it holds. */
export default function TargetTab({ campaign }: TabProps) {
  const { data, error, refetch } = useTarget(campaign);
  if (!data) {
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="the target" lines={8} />
    );
  }
  if (data.target === 0) return <NoTarget campaign={campaign} />;
  return (
    <Stack gap="md">
      <Headline view={data} />
      <ToGo campaign={campaign} cells={data.cells} />
      <Cells campaign={campaign} view={data} />
      <ClassifierTable campaign={campaign} />
    </Stack>
  );
}

function NoTarget({ campaign }: TabProps) {
  return (
    <>
      <Empty
        title="No target"
        action={
          <Anchor component={Link} href={`/campaigns/${campaign.id}/items`}>
            To the items
          </Anchor>
        }
      >
        The recipe of this campaign does not say how many data points of which kind it wants. Write a{" "}
        <code>target:</code> with its axes into a recipe and make a campaign of it: then this page says what
        is to go.
      </Empty>
      <ClassifierTable campaign={campaign} />
    </>
  );
}

function Headline({ view: { target, accepted, cells, distance } }: { view: TargetView }) {
  const { in_work: inWork, waiting, deficit } = sumOf(cells);
  const wanted = cells.filter((cell) => cell.target > 0);
  const full = wanted.filter((cell) => cell.accepted >= cell.target).length;
  return (
    <StatRow>
      <StatTile
        label="Accepted"
        value={`${numberText(accepted)} of ${numberText(target)}`}
        note={`${percentText(accepted / target)} of the target`}
      />
      <StatTile label="In work" value={numberText(inWork)} note="begun, not accepted yet" />
      <StatTile label="Waiting" value={numberText(waiting)} note="problems that nobody has begun" />
      <StatTile label="To go" value={numberText(deficit)} note="target less accepted and in work" />
      <StatTile
        label="Cells full"
        value={`${numberText(full)} of ${numberText(wanted.length)}`}
        note="accepted reached the target"
      />
      <StatTile
        label="Distance from the target"
        value={distance === null ? "–" : percentText(distance)}
        note={
          distance === null
            ? "nothing is accepted yet"
            : "share that would have to lie in another cell (total variation)"
        }
      />
    </StatRow>
  );
}

function Cells({ campaign, view }: { campaign: Campaign; view: TargetView }) {
  const [params, setParams] = useSearchParams();
  const { axes, cells } = view;
  const choice = readChoice(params, cells, axes.length);
  const choose = (next: Choice) =>
    setParams((before) => writeChoice(before, axes.length, next), { replace: true });
  const set = (axis: number, value: string | null) => {
    const next = new Map(choice);
    if (value === null) next.delete(axis);
    else next.set(axis, value);
    choose(next);
  };
  return (
    <>
      <Group gap="sm" align="end" role="search" aria-label="Cells of the target">
        {axes.map((title, axis) => (
          <Select
            key={title}
            label={title}
            size="xs"
            clearable
            searchable
            placeholder="All"
            data={valuesOf(cells, axis)}
            value={choice.get(axis) ?? null}
            onChange={(value) => set(axis, value)}
            style={{ flex: "1 1 140px", maxWidth: 184 }}
          />
        ))}
        {choice.size > 0 && (
          <Button size="xs" variant="default" onClick={() => choose(new Map())}>
            Show all
          </Button>
        )}
        <Text size="xs" c="dimmed" aria-live="polite" ml="auto">
          {choice.size > 0 &&
            `${numberText(chosenCells(cells, choice).length)} of ${numberText(cells.length)} cells`}
        </Text>
      </Group>
      <TargetGrid campaign={campaign} view={view} choice={choice} onChoose={choose} />
      <CellTable axes={axes} cells={chosenCells(cells, choice)} />
    </>
  );
}
