import { Text } from "@mantine/core";
import { moneyText, numberText } from "../../core/format";
import { placeTiles, WORTH_STEPS, worthStep } from "../../core/worldTiles";
import { ChartFrame } from "../../ui/charts/ChartFrame";
import classes from "./pay.module.css";
import type { CountryTable, CountryWorth } from "./queries";

const HEADER = ["country", "name", "open", "price level ratio", "worth in US $"];

/** Each country as a square of the same size, coloured by what the rate is worth there; closed ones are hatched. */
export function WorldMap({ table }: { table: CountryTable }) {
  const countries = [...table.open_countries, ...table.closed_countries];
  const tiles = placeTiles(countries.map((one) => one.country));
  const target = Number(table.target_usd);
  const rows = countries.map((one) => [
    one.country,
    one.name,
    one.is_open ? "open" : "closed",
    one.price_level_ratio,
    one.worth_usd,
  ]);
  return (
    <ChartFrame
      title="What the rate is worth"
      unit="US purchasing power of an hour, in US $"
      fileName="fair-pay"
      header={HEADER}
      rows={rows}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label="Map of the countries">
        <ul className={classes.map}>
          {countries.map((one, index) => (
            <li
              key={one.country}
              className={classes.tile}
              data-step={worthStep(one.is_open, Number(one.worth_usd), target)}
              style={{ gridRow: tiles[index]?.row, gridColumn: tiles[index]?.column }}
              title={words(one)}
            >
              <b aria-hidden="true">{one.country}</b>
              <span aria-hidden="true">{numberText(Math.floor(Number(one.worth_usd)))}</span>
              <span className="mantine-VisuallyHidden-root" style={HIDDEN}>
                {words(one)}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <Legend target={target} />
      <Text size="xs" c="dimmed" mt={8}>
        Squares stand about where the countries lie; their size means nothing. A country that is missing has
        no facts here, which does not make it open or closed.
      </Text>
    </ChartFrame>
  );
}

/** Seen by screen readers only. */
const HIDDEN = {
  position: "absolute",
  width: 1,
  height: 1,
  overflow: "hidden",
  clipPath: "inset(50%)",
  whiteSpace: "nowrap",
} as const;

function words(one: CountryWorth): string {
  const state = one.is_open ? "open" : "closed";
  return `${one.name}: ${state}, worth ${moneyText(one.worth_usd)}, ratio ${one.price_level_ratio}`;
}

function Legend({ target }: { target: number }) {
  const [second, third] = WORTH_STEPS.map((step) => moneyText((step * target).toFixed(2)));
  const steps = [
    [1, `${moneyText(target.toFixed(2))} to ${second}`],
    [2, `${second} to ${third}`],
    [3, `${third} and more`],
    [0, "closed: under the target"],
  ] as const;
  return (
    <ul className={classes.legend}>
      {steps.map(([step, text]) => (
        <li key={step}>
          <span className={classes.swatch} data-step={step} aria-hidden="true" />
          {text}
        </li>
      ))}
    </ul>
  );
}
