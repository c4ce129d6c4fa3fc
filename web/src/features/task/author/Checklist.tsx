import { useState } from "react";
import classes from "./author.module.css";

const NARROW_PX = 640;

interface ChecklistProps {
  entries: readonly string[];
  ticks: readonly number[];
  onToggle: (at: number) => void;
  /** Say what is missing. */
  hasFault: boolean;
}

/** What an author looks at before handing in. */
export function Checklist({ entries, ticks, onToggle, hasFault }: ChecklistProps) {
  // On a small screen the text needs the room; it opens by a tap, and where something is missing.
  const [isOpen, setOpen] = useState(() => window.innerWidth > NARROW_PX);
  if (entries.length === 0) return null;
  return (
    <details
      className={classes.checklist}
      data-fault={hasFault || undefined}
      open={isOpen || hasFault}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        Before you submit{" "}
        <span className={classes.optional}>
          {ticks.length} of {entries.length} ticked
        </span>
      </summary>
      <div className={classes.entries}>
        {entries.map((entry, at) => (
          <label key={entry}>
            <input
              type="checkbox"
              checked={ticks.includes(at)}
              aria-invalid={(hasFault && !ticks.includes(at)) || undefined}
              onChange={() => onToggle(at)}
            />
            <span>{entry}</span>
          </label>
        ))}
      </div>
    </details>
  );
}
