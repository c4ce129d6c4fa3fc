/** A flow of many stages as its steps: one a template, summed over tracks. Pure. */

import { groupBy } from "../../core/groups";
import { isMachine, type StageKind, templateTitle } from "./kinds";
import type { FunnelCell, Stage, StageEvent } from "./queries";

export interface Step {
  template: string;
  title: string;
  kind: StageKind;
  isMachine: boolean;
  /** Place in the flow, from 1. */
  number: number;
  /** One a track. */
  stages: Stage[];
  open: number;
  openTasks: number;
  live: number;
  answers: number;
  /** What can happen to at least one of its stages. */
  events: StageEvent[];
}

/** Upstream first. */
export function stepsOf(stages: readonly Stage[]): Step[] {
  const sorted = [...stages].sort((a, b) => a.position - b.position);
  return [...groupBy(sorted, (stage) => stage.template)].flatMap(([template, mine], index): Step[] => {
    const [first] = mine;
    if (!first) return [];
    const sum = (read: (stage: Stage) => number) => mine.reduce((total, stage) => total + read(stage), 0);
    return [
      {
        template,
        title: templateTitle(template, mine),
        kind: first.kind,
        isMachine: isMachine(first.kind),
        number: index + 1,
        stages: mine,
        open: mine.filter((stage) => stage.state === "OPEN").length,
        openTasks: sum((stage) => stage.open_tasks),
        live: sum((stage) => stage.live),
        answers: sum((stage) => stage.answers),
        events: [...new Set(mine.flatMap((stage) => stage.events))],
      },
    ];
  });
}

/** Lowest and highest of some decimal strings, as they were written; null of none. */
export function rangeOf(amounts: readonly string[]): readonly [low: string, high: string] | null {
  const sorted = [...amounts].sort((a, b) => Number(a) - Number(b));
  const [low] = sorted;
  const high = sorted.at(-1);
  return low === undefined || high === undefined ? null : [low, high];
}

export interface FlowTrack {
  track: string;
  active: number;
  flagged: number;
  stageId: number | null;
}

export interface FlowRow {
  key: string;
  title: string;
  isMachine: boolean;
  /** Null: the items are at a stage. Else how they ended. */
  end: FunnelCell["state"] | null;
  active: number;
  flagged: number;
  tracks: FlowTrack[];
}

/** Where the items stand: one row a step, then how the finished ones ended. No item is lost. */
export function flowOf(cells: readonly FunnelCell[], stages: readonly Stage[]): FlowRow[] {
  const steps = stepsOf(stages).map((step) =>
    rowOf(
      step.template,
      step.title,
      step.isMachine,
      null,
      cells.filter((cell) => cell.template === step.template),
    ),
  );
  const known = new Set(stages.map((stage) => stage.template));
  const left = cells.filter((cell) => cell.template === null || !known.has(cell.template));
  const ends = (["ACTIVE", "FLAGGED", "REJECTED", "ACCEPTED"] as const).flatMap((state) => {
    const mine = left.filter((cell) => cell.state === state);
    const isShown = state === "ACCEPTED" || mine.some((cell) => cell.items > 0);
    return isShown ? [rowOf(`end ${state}`, END_WORDS[state], false, state, mine)] : [];
  });
  return [...steps, ...ends];
}

const END_WORDS: Record<FunnelCell["state"], string> = {
  ACTIVE: "Between stages",
  FLAGGED: "Flagged",
  REJECTED: "Rejected",
  ACCEPTED: "Accepted",
};

function rowOf(
  key: string,
  title: string,
  isMachineStep: boolean,
  end: FlowRow["end"],
  cells: readonly FunnelCell[],
): FlowRow {
  const isFlagged = (cell: FunnelCell) => cell.state === "FLAGGED" && end === null;
  const tracks = [...groupBy(cells, (cell) => cell.category)].map(([track, mine]): FlowTrack => {
    const flagged = mine.filter(isFlagged).reduce((sum, cell) => sum + cell.items, 0);
    const all = mine.reduce((sum, cell) => sum + cell.items, 0);
    return { track, flagged, active: all - flagged, stageId: mine[0]?.stage_id ?? null };
  });
  return {
    key,
    title,
    isMachine: isMachineStep,
    end,
    active: tracks.reduce((sum, one) => sum + one.active, 0),
    flagged: tracks.reduce((sum, one) => sum + one.flagged, 0),
    tracks,
  };
}

/** The keys in the parameter `open`, and back: which rows are unfolded stands in the address. */
export function readOpen(params: URLSearchParams): ReadonlySet<string> {
  return new Set((params.get("open") ?? "").split(",").filter(Boolean));
}

export function toggleOpen(params: URLSearchParams, key: string): URLSearchParams {
  const open = new Set(readOpen(params));
  if (!open.delete(key)) open.add(key);
  const next = new URLSearchParams(params);
  if (open.size > 0) next.set("open", [...open].join(","));
  else next.delete("open");
  return next;
}
