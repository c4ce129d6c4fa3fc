import { NumberInput, Slider } from "@mantine/core";
import classes from "./pay.module.css";

interface AmountProps {
  label: string;
  description: string;
  /** A decimal string; empty while nothing valid is typed. */
  value: string;
  /** Where the slider ends; larger amounts can be typed. */
  most: number;
  onChange: (value: string) => void;
}

/** An amount of US $ an hour, to type or to slide. */
export function Amount({ label, description, value, most, onChange }: AmountProps) {
  const set = (amount: number | string) =>
    onChange(typeof amount === "number" && amount > 0 ? amount.toFixed(2) : "");
  return (
    <div className={classes.amount}>
      <NumberInput
        label={label}
        description={description}
        styles={{ root: { gridColumn: "1 / -1" }, wrapper: { width: 128, marginTop: 4 } }}
        value={value === "" ? "" : Number(value)}
        onChange={set}
        min={0.01}
        max={1_000_000}
        step={0.1}
        decimalScale={2}
        fixedDecimalScale
        allowNegative={false}
        prefix="$"
        error={value === "" ? "Type an amount over 0." : undefined}
      />
      <div className={classes.slider} style={{ gridColumn: "1 / -1" }}>
        <Slider
          thumbLabel={`${label}, slider`}
          value={Math.min(Number(value), most)}
          onChange={(amount) => onChange(amount.toFixed(2))}
          min={0.1}
          max={most}
          step={0.1}
          label={(amount) => `$${amount.toFixed(2)}`}
        />
      </div>
    </div>
  );
}
