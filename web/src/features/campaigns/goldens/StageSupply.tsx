import { NumberInput } from "@mantine/core";
import { useState } from "react";
import { numberText } from "../../../core/format";
import { type Column, DataTable } from "../../../ui/DataTable";
import { Panel } from "../../../ui/Panel";
import { Problem } from "../Problem";
import type { Campaign } from "../queries";
import { type GoldenStage, useGoldenMinimum } from "./goldenQueries";

/** The bank by stage: how many there are, how many a new worker gets, how long they last. */
export function StageSupply({ campaign, stages }: { campaign: Campaign; stages: readonly GoldenStage[] }) {
  const minimum = useGoldenMinimum(campaign.id);
  return (
    <Panel
      title="By stage"
      about="A worker gets goldens until so many are right; then they become rare: 4 of the first 100 tasks, 11 of 1,000."
    >
      {minimum.error && <Problem error={minimum.error} />}
      <DataTable
        name="supply"
        caption="Goldens by stage"
        columns={[
          ...COLUMNS,
          {
            key: "minimum",
            title: "Right ones first",
            isNumeric: true,
            value: (row) => row.golden_min,
            cell: (row) => (
              <Minimum
                key={row.golden_min}
                stage={row}
                onChange={(value) => minimum.mutate({ stageId: row.id, minimum: value })}
              />
            ),
          },
        ]}
        rows={stages}
        rowKey={(row) => row.id}
        maxHeight={420}
        empty={null}
      />
    </Panel>
  );
}

const COLUMNS: readonly Column<GoldenStage>[] = [
  { key: "stage", title: "Stage", value: (row) => row.title },
  { key: "active", title: "Goldens", isNumeric: true, value: (row) => row.active },
  { key: "retired", title: "Retired", isNumeric: true, value: (row) => row.retired },
  {
    key: "given",
    title: "Answers",
    isNumeric: true,
    value: (row) => row.given,
    cell: (row) => numberText(row.given),
  },
  {
    key: "out",
    title: "Last until",
    value: (row) => (row.runs_out_at ? new Date(row.runs_out_at) : null),
    text: () => "",
    cell: (row) => <LastsUntil stage={row} />,
  },
];

function LastsUntil({ stage }: { stage: GoldenStage }) {
  if (stage.runs_out_at === null) return stage.active === 0 ? "–" : "not in sight";
  const text = new Date(stage.runs_out_at).toLocaleDateString("en-GB", { dateStyle: "medium" });
  return (
    <span
      style={{ whiteSpace: "nowrap", color: stage.runs_out_soon ? "var(--gs-danger)" : undefined }}
      title="For the busiest worker, at the rate of the last 7 days"
    >
      {stage.left === 0 ? "run out" : text}
    </span>
  );
}

function Minimum({ stage, onChange }: { stage: GoldenStage; onChange: (value: number) => void }) {
  const [value, setValue] = useState(stage.golden_min);
  const save = () => {
    if (value !== stage.golden_min) onChange(value);
  };
  return (
    <NumberInput
      aria-label={`Right goldens first at ${stage.title}; 0 mixes in none`}
      size="xs"
      w={76}
      ml="auto"
      min={0}
      max={50}
      clampBehavior="strict"
      value={value}
      onChange={(next) => setValue(typeof next === "number" ? next : 0)}
      onBlur={save}
      onKeyDown={(event) => event.key === "Enter" && save()}
    />
  );
}
