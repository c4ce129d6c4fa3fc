import { Fragment } from "react";
import { Link, useSearchParams } from "wouter";
import { numberText } from "../../../core/format";
import { ChartFrame } from "../../../ui/charts/ChartFrame";
import chart from "../../../ui/charts/charts.module.css";
import { MachineMark } from "../../../ui/StateMark";
import { type FlowRow, type FlowTrack, readOpen, toggleOpen } from "../flow";
import { type Campaign, useTrackText } from "../queries";
import classes from "./flow.module.css";

interface FlowChartProps {
  campaign: Campaign;
  rows: readonly FlowRow[];
}

/** Where the items stand, step by step; a step unfolds into its tracks. */
export function FlowChart({ campaign, rows }: FlowChartProps) {
  const [params, setParams] = useSearchParams();
  const open = readOpen(params);
  const trackText = useTrackText(campaign.id);
  const widest = Math.max(1, ...rows.map((row) => row.active + row.flagged));
  const numbers = rows.flatMap((row) =>
    row.tracks.map(({ track, active, flagged }) => [row.title, trackText(track), active, flagged]),
  );
  return (
    <ChartFrame
      title="Where the items are"
      unit="items at each step, in the order of the flow; open a step for its tracks"
      fileName={`campaign-${campaign.id}-flow`}
      header={["step", "track", "items", "flagged"]}
      rows={numbers}
    >
      <div className={classes.rows}>
        {rows.map((row) => (
          <Fragment key={row.key}>
            <button
              type="button"
              className={classes.name}
              aria-expanded={open.has(row.key)}
              onClick={() => setParams((before) => toggleOpen(before, row.key), { replace: true })}
            >
              <span className={classes.arrow} aria-hidden="true" />
              <span className={classes.words} title={row.title}>
                {row.title}
              </span>
              {row.isMachine && <MachineMark />}
            </button>
            <Bar row={row} active={row.active} flagged={row.flagged} widest={widest} />
            <span className={classes.count}>{numberText(row.active + row.flagged)}</span>
            {open.has(row.key) &&
              row.tracks.map((track) => (
                <Fragment key={track.track}>
                  <Link href={itemsHref(campaign.id, row, track)} className={classes.track}>
                    {trackText(track.track)}
                  </Link>
                  <Bar row={row} active={track.active} flagged={track.flagged} widest={widest} />
                  <span className={classes.count}>{numberText(track.active + track.flagged)}</span>
                </Fragment>
              ))}
          </Fragment>
        ))}
      </div>
      {rows.some((row) => row.flagged > 0) && (
        <ul className={chart.legend}>
          <li>
            <span className={chart.swatch} data-style="second" aria-hidden="true" /> waiting or in work
          </li>
          <li>
            <span className={chart.swatch} data-style="hatched" aria-hidden="true" /> flagged: needs someone
          </li>
        </ul>
      )}
    </ChartFrame>
  );
}

interface BarProps {
  row: FlowRow;
  active: number;
  flagged: number;
  widest: number;
}

function Bar({ row, active, flagged, widest }: BarProps) {
  const width = (items: number) => `${(100 * items) / widest}%`;
  return (
    <span className={classes.bar} aria-hidden="true">
      {active > 0 && (
        <span className={chart.part} data-style={styleOf(row)} style={{ width: width(active) }} />
      )}
      {flagged > 0 && <span className={chart.part} data-style="hatched" style={{ width: width(flagged) }} />}
    </span>
  );
}

function styleOf({ end }: FlowRow): string {
  if (end === "ACCEPTED") return "done";
  if (end === "REJECTED") return "out";
  return end === "FLAGGED" ? "hatched" : "second";
}

function itemsHref(campaignId: number, row: FlowRow, track: FlowTrack): string {
  const params = new URLSearchParams({ category: track.track });
  if (track.stageId !== null) params.set("stage", String(track.stageId));
  if (row.end !== null) params.set("state", row.end);
  return `/campaigns/${campaignId}/items?${params}`;
}
