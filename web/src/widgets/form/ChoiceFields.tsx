/** Questions that are answered by choosing: native radio buttons and boxes, drawn as buttons. */

import type { ReactNode } from "react";
import { type FieldValue, type FormField, toggleOption } from "../../core/form";
import { KeyCap } from "../../ui/keys/KeyCap";
import classes from "./form.module.css";

export interface FieldProps {
  field: FormField;
  value: FieldValue;
  isRequired: boolean;
  isInvalid: boolean;
  /** Whether this is the question that the keys answer now. */
  keysOn: boolean;
  hasNumberKeys: boolean;
  onChange: (value: FieldValue) => void;
}

export function YesNoField(props: FieldProps) {
  const { value, keysOn } = props;
  return (
    <div className={classes.options}>
      <Radio {...props} option={true} isChecked={value === true}>
        Yes <Caps chord="y" isOn={keysOn} />
      </Radio>
      <Radio {...props} option={false} isChecked={value === false}>
        No <Caps chord="n" isOn={keysOn} />
      </Radio>
    </div>
  );
}

export function ScaleField(props: FieldProps) {
  const { field, value } = props;
  const steps = Array.from({ length: field.max - field.min + 1 }, (_, at) => field.min + at);
  const nameOf = (step: number) => {
    if (step === field.min && field.min_title) return `${step}, ${field.min_title}`;
    return step === field.max && field.max_title ? `${step}, ${field.max_title}` : String(step);
  };
  return (
    <div className={classes.scale}>
      {field.min_title && (
        <span className={classes.end} aria-hidden="true">
          {field.min_title}
        </span>
      )}
      <div className={classes.steps}>
        {steps.map((step) => (
          <Radio {...props} key={step} option={step} isChecked={value === step} name={nameOf(step)}>
            {step}
          </Radio>
        ))}
      </div>
      {field.max_title && (
        <span className={classes.end} aria-hidden="true">
          {field.max_title}
        </span>
      )}
    </div>
  );
}

export function ChoiceField(props: FieldProps) {
  const { field, value, keysOn, hasNumberKeys } = props;
  return (
    <div className={classes.options} data-long={isLong(field) || undefined}>
      {field.options.map((option, at) => (
        <Radio {...props} key={option.key} option={option.key} isChecked={value === option.key}>
          {option.title} <Caps chord={String(at + 1)} isOn={keysOn && hasNumberKeys && at < 9} />
        </Radio>
      ))}
    </div>
  );
}

export function ChoicesField({ field, value, isInvalid, keysOn, hasNumberKeys, onChange }: FieldProps) {
  const chosen = Array.isArray(value) ? value : [];
  return (
    <div className={classes.options} data-long={isLong(field) || undefined}>
      {field.options.map((option, at) => (
        <label className={classes.option} key={option.key} data-many>
          <input
            type="checkbox"
            checked={chosen.includes(option.key)}
            aria-invalid={isInvalid || undefined}
            onChange={() => onChange(toggleOption(field, value, option.key))}
          />
          <span>{option.title}</span>
          <Caps chord={String(at + 1)} isOn={keysOn && hasNumberKeys && at < 9} />
        </label>
      ))}
    </div>
  );
}

interface RadioProps extends FieldProps {
  option: FieldValue;
  isChecked: boolean;
  /** Where the words say less than a screen reader should. */
  name?: string;
  children: ReactNode;
}

function Radio({ field, isRequired, isInvalid, option, isChecked, name, onChange, children }: RadioProps) {
  return (
    <label className={classes.option}>
      <input
        type="radio"
        name={`answer-${field.key}`}
        checked={isChecked}
        aria-label={name}
        aria-invalid={isInvalid || undefined}
        onChange={() => onChange(option)}
        // Another press takes the answer back, where none is needed.
        onClick={() => {
          if (isChecked && !isRequired) onChange(null);
        }}
      />
      {children}
    </label>
  );
}

/** The key of an option; its room is kept while another question is the current one, so that nothing moves. */
function Caps({ chord, isOn }: { chord: string; isOn: boolean }) {
  return (
    <span className={classes.caps} data-on={isOn || undefined} aria-hidden="true">
      <KeyCap chord={chord} />
    </span>
  );
}

const LONG_TITLE = 28;
const MANY_OPTIONS = 5;

function isLong({ options }: FormField): boolean {
  return options.length > MANY_OPTIONS || options.some(({ title }) => title.length > LONG_TITLE);
}
