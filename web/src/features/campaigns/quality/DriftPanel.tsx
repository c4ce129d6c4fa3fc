import { Text } from "@mantine/core";
import { useSearchParams } from "wouter";
import { percentText } from "../../../core/format";
import LineChart from "../../../ui/charts/LineChart";
import { Panel } from "../../../ui/Panel";
import type { Campaign, QualityView } from "../queries";
import { Choice } from "./Choice";
import { chosen, driftLine, movementWords } from "./quality";

/** Agreement over time, and whether it moved. */
export function DriftPanel({ campaign, view }: { campaign: Campaign; view: QualityView }) {
  const [params] = useSearchParams();
  const drift = chosen(view.drift, params.get("drift"));
  if (!drift) return null;
  return (
    <Panel
      title="Over time"
      about="Agreement between people on the tasks finished in each window; the band holds 95%. A cumulative-sum test says whether the level moved."
    >
      <Text size="sm" mb="sm">
        {movementWords(drift)}
      </Text>
      <LineChart
        title={drift.kind === "annotate" ? "F1 of characters" : "Same answer"}
        unit={`mean over pairs of answers, by ${drift.window}`}
        fileName={`campaign-${campaign.id}-drift`}
        lines={[driftLine(drift)]}
        format={(value) => percentText(value)}
        tools={<Choice name="drift" label="What the chart shows" rows={view.drift} current={drift} />}
      />
    </Panel>
  );
}
