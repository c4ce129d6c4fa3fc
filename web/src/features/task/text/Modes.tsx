import classes from "./text.module.css";

interface ModesProps<Mode extends string> {
  /** What is shown this way or that, for screen readers. */
  name: string;
  modes: readonly { mode: Mode; title: string }[];
  mode: Mode;
  onChange: (mode: Mode) => void;
}

/** A few ways to show one thing. */
export function Modes<Mode extends string>({ name, modes, mode, onChange }: ModesProps<Mode>) {
  return (
    <fieldset className={classes.modes}>
      <legend className={classes.hidden}>{name}</legend>
      {modes.map((entry) => (
        <button
          key={entry.mode}
          type="button"
          aria-pressed={entry.mode === mode}
          onClick={() => onChange(entry.mode)}
        >
          {entry.title}
        </button>
      ))}
    </fieldset>
  );
}
