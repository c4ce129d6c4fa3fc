import { PREFERENCES, type Preference } from "../../../core/preference";
import { KeyCap } from "../../../ui/keys/KeyCap";
import classes from "./compare.module.css";

interface PreferenceRowProps {
  value: Preference | null;
  isInvalid: boolean;
  onPrefer: (value: Preference) => void;
}

/** Five steps from left to right. */
export function PreferenceRow({ value, isInvalid, onPrefer }: PreferenceRowProps) {
  return (
    <fieldset className={classes.preference} data-fault={isInvalid || undefined}>
      <legend className={classes.hidden}>Which answer is better?</legend>
      {PREFERENCES.map((step) => (
        <label key={step.value}>
          <input
            type="radio"
            name="preference"
            checked={value === step.value}
            aria-label={step.title}
            aria-invalid={isInvalid || undefined}
            onChange={() => onPrefer(step.value)}
          />
          <span className={classes.long}>{step.title}</span>
          <span className={classes.short}>{step.short}</span>
          <KeyCap chord={step.chord} />
        </label>
      ))}
      <span className={classes.ends} aria-hidden="true">
        <span>← Left</span>
        <span>Right →</span>
      </span>
    </fieldset>
  );
}
