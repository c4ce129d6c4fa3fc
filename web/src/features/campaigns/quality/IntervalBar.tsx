import classes from "./quality.module.css";

interface IntervalBarProps {
  value: number | null;
  low: number | null;
  high: number | null;
  words: string;
}

/** An interval on the line from 0 to 1, beside its numbers. What lies below 0 is drawn at 0. */
export function IntervalBar({ value, low, high, words }: IntervalBarProps) {
  if (value === null || low === null || high === null) return "–";
  const place = (at: number) => `${100 * Math.min(1, Math.max(0, at))}%`;
  return (
    <span className={classes.interval}>
      <span className={classes.track} aria-hidden="true">
        <span className={classes.range} style={{ left: place(low), right: `calc(100% - ${place(high)})` }} />
        <span className={classes.value} style={{ left: place(value) }} />
      </span>
      {words}
    </span>
  );
}
