import { SimpleGrid, Stack } from "@mantine/core";
import StackedBarChart, { type PartStyle } from "../../../ui/charts/StackedBarChart";
import { ErrorState, Loading } from "../../../ui/states";
import type { TabProps } from "../CampaignPage";
import { funnelOf, type Segment } from "../funnel";
import { RunOutNote } from "../goldens/RunOutNote";
import { isTextCampaign } from "../kinds";
import classes from "../owner.module.css";
import { type Campaign, type Stage, useFunnel, useStages } from "../queries";
import { plain } from "../words";
import { AgreementTable } from "./AgreementTable";
import { Headline } from "./Headline";
import { NextStep } from "./NextStep";
import { Rates } from "./Rates";
import { SuggestionsTable } from "./SuggestionsTable";
import { TextOverview } from "./TextOverview";

/** What an owner looks at ten times a day. It looks again by itself; nothing moves but the numbers. */
export default function OverviewTab({ campaign }: TabProps) {
  const stages = useStages(campaign);
  if (!stages.data) {
    return stages.error ? (
      <ErrorState error={stages.error} onRetry={() => void stages.refetch()} />
    ) : (
      <Loading what="the overview" />
    );
  }
  const isText = isTextCampaign(stages.data);
  const hasItems = campaign.items > 0;
  return (
    <Stack gap="md">
      <NextStep campaign={campaign} stages={stages.data} />
      <RunOutNote campaign={campaign} isElsewhere />
      {hasItems && isText && <TextOverview campaign={campaign} stages={stages.data} />}
      {hasItems && !isText && (
        <>
          <Headline campaign={campaign} stages={stages.data} />
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md" className={classes.charts ?? ""}>
            <FunnelChart campaign={campaign} stages={stages.data} />
            <Rates campaign={campaign} stages={stages.data} />
          </SimpleGrid>
          <AgreementTable campaign={campaign} />
          <SuggestionsTable campaign={campaign} />
        </>
      )}
    </Stack>
  );
}

const WAITING: readonly PartStyle[] = ["first", "second", "third"];

function styleOf({ template, state }: Segment, index: number): PartStyle {
  if (state === "FLAGGED") return "hatched";
  if (template !== null) return WAITING[Math.min(index, WAITING.length - 1)] ?? "third";
  return state === "ACCEPTED" ? "done" : "out";
}

function FunnelChart({ campaign, stages }: { campaign: Campaign; stages: readonly Stage[] }) {
  const { data, error, refetch } = useFunnel(campaign);
  if (!data) {
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="the funnel" />
    );
  }
  const { segments, bars } = funnelOf(data, stages);
  const items = `/campaigns/${campaign.id}/items`;
  return (
    <StackedBarChart
      title="Where the items are"
      unit="items by category, from the first stage to the end; right: finished of all"
      fileName={`campaign-${campaign.id}-funnel`}
      kinds={segments.map((segment, index) => ({
        key: segment.key,
        name: segment.name,
        style: styleOf(segment, index),
      }))}
      bars={bars.map((bar) => ({
        name: plain(bar.category),
        href: `${items}?category=${bar.category}`,
        note: `${bar.finished.toLocaleString("en-US")} of ${bar.total.toLocaleString("en-US")}`,
        parts: bar.parts.map((part, index) => ({
          value: part.items,
          href: `${items}?category=${bar.category}&state=${segments[index]?.state}${part.stageId ? `&stage=${part.stageId}` : ""}`,
        })),
      }))}
    />
  );
}
