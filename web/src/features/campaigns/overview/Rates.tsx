import { SegmentedControl } from "@mantine/core";
import { useSearchParams } from "wouter";
import LineChart, { type Line } from "../../../ui/charts/LineChart";
import { ErrorState, Loading } from "../../../ui/states";
import { isTextCampaign } from "../kinds";
import { type Campaign, type Stage, type Throughput, useThroughput } from "../queries";
import { linesByKind, ratesByLine, ratesOf } from "../rates";

const RANGES = [
  { value: "10m", label: "10 min", minutes: 10 },
  { value: "1h", label: "1 hour", minutes: 60 },
  { value: "1d", label: "1 day", minutes: 1_440 },
  { value: "7d", label: "7 days", minutes: 10_080 },
  { value: "30d", label: "30 days", minutes: 43_200 },
] as const;
const USUAL = RANGES[1];

/** Answers over time, one line a step of the recipe. */
export function Rates({ campaign, stages }: { campaign: Campaign; stages: readonly Stage[] }) {
  const [params, setParams] = useSearchParams();
  const range = RANGES.find((one) => one.value === params.get("range")) ?? USUAL;
  const { data, error, refetch, dataUpdatedAt } = useThroughput(campaign, range.minutes);
  if (!data) {
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading what="the chart" />;
  }
  const choice = (
    <SegmentedControl
      size="xs"
      aria-label="How far back the chart goes"
      data={RANGES.map(({ value, label }) => ({ value, label }))}
      value={range.value}
      onChange={(value) =>
        setParams(
          (before) => {
            const next = new URLSearchParams(before);
            if (value === USUAL.value) next.delete("range");
            else next.set("range", value);
            return next;
          },
          { replace: true },
        )
      }
      transitionDuration={0}
    />
  );
  return (
    <LineChart
      title="Answers over time"
      unit="answers per minute"
      fileName={`campaign-${campaign.id}-answers`}
      lines={linesOf(data, stages, range.minutes, dataUpdatedAt, Date.parse(campaign.created_at))}
      tools={choice}
    />
  );
}

function linesOf(
  data: Throughput,
  stages: readonly Stage[],
  minutes: number,
  nowMs: number,
  bornMs: number,
): Line[] {
  if (isTextCampaign(stages)) return ratesByLine(data, linesByKind(stages), minutes, nowMs, bornMs);
  const templates = [...new Set(stages.map((stage) => stage.template))];
  return ratesOf(data, templates, minutes, nowMs, bornMs);
}
