/** The forecast in words, and the load of the stages summed by step. Pure. */

import { stepsOf } from "../flow";
import type { Stage } from "../queries";
import type { Planning, StageLoad } from "../textQueries";

const DAY = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

export function dayText(at: string): string {
  return DAY.format(new Date(at));
}

/** "12 Jan 2027", with what it stands on; or why there is none. */
export function forecastWords(
  planning: Pick<
    Planning,
    "finish_at" | "finish_low" | "finish_high" | "why_no_forecast" | "pairs_now" | "pairs_due"
  >,
): { value: string; note: string } {
  const { finish_at: at, finish_low: low, finish_high: high, why_no_forecast: why } = planning;
  if (at === null) return { value: "–", note: why || "too little is known yet" };
  if (low === null || high === null) return { value: dayText(at), note: "no interval yet" };
  if (dayText(low) === dayText(high)) return { value: dayText(at), note: "80 % interval: that day" };
  return { value: dayText(at), note: `80 % interval: ${dayText(low)} to ${dayText(high)}` };
}

export interface Load {
  key: string;
  title: string;
  track: string;
  isMachine: boolean;
  waiting: number;
  inWork: number;
  done7Days: number;
  /** Days until what waits is done, at the rate of the last seven; null where nothing was done. */
  daysToClear: number | null;
}

function withDays(load: Omit<Load, "daysToClear">): Load {
  const { waiting, done7Days } = load;
  const daysToClear = waiting === 0 ? 0 : done7Days > 0 ? (7 * waiting) / done7Days : null;
  return { ...load, daysToClear };
}

/** One row a stage. */
export function loadByTrack(loads: readonly StageLoad[], stages: readonly Stage[]): Load[] {
  const byId = new Map(stages.map((stage) => [stage.id, stage]));
  return loads.map((load) =>
    withDays({
      key: String(load.stage_id),
      title: load.title,
      track: byId.get(load.stage_id)?.category ?? "",
      isMachine: load.is_machine,
      waiting: load.waiting,
      inWork: load.in_work,
      done7Days: load.done_7_days,
    }),
  );
}

/** One row a step of the flow, summed over tracks; stages that are not known stay rows of their own. */
export function loadByStep(loads: readonly StageLoad[], stages: readonly Stage[]): Load[] {
  const left = new Map(loads.map((load) => [load.stage_id, load]));
  const rows = stepsOf(stages).flatMap((step): Load[] => {
    const mine = step.stages.flatMap((stage) => left.get(stage.id) ?? []);
    for (const load of mine) left.delete(load.stage_id);
    const [first] = mine;
    if (!first) return [];
    const sum = (read: (load: StageLoad) => number) => mine.reduce((total, load) => total + read(load), 0);
    return [
      withDays({
        key: step.template,
        title: `${step.number}. ${step.title}`,
        track: mine.length === 1 ? (step.stages[0]?.category ?? "") : `${mine.length} tracks`,
        isMachine: first.is_machine,
        waiting: sum((load) => load.waiting),
        inWork: sum((load) => load.in_work),
        done7Days: sum((load) => load.done_7_days),
      }),
    ];
  });
  return [...rows, ...loadByTrack([...left.values()], [])];
}

/** "3 days", "under a day". */
export function daysText(days: number | null): string {
  if (days === null) return "not at this rate";
  if (days === 0) return "nothing waits";
  if (days < 1) return "under a day";
  const rounded = Math.round(days);
  return rounded === 1 ? "1 day" : `${rounded.toLocaleString("en-US")} days`;
}
