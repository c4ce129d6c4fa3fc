import { numberText, percentText } from "../../../core/format";
import { StatRow, StatTile } from "../../../ui/StatTile";
import type { Planning } from "../textQueries";
import { forecastWords } from "./forecast";

/** How fast pairs come, each number with what it stands on. */
export function PlanningHeadline({ planning }: { planning: Planning }) {
  const forecast = forecastWords(planning);
  const {
    pairs_now: now,
    pairs_due: due,
    pairs_per_month: rate,
    why_no_forecast: why,
    first_pass_rate: firstPass,
    rewrite_rounds: rounds,
    minutes_per_pair: minutes,
    review_agreement: agreement,
    review_agreement_n: reviewed,
  } = planning;
  // Without history the rate is 0 although pairs were accepted today: that is no rate.
  const perMonth = rate === 0 && now > 0 && why !== "" ? null : rate;
  return (
    <StatRow>
      <StatTile label="Accepted pairs" value={numberText(now)} note={`${numberText(due)} due`} />
      <StatTile
        label="Pairs a month"
        value={perMonth === null ? "–" : numberText(perMonth, perMonth < 10 ? 1 : 0)}
        note={perMonth === null ? "no rate yet" : "at the rate of late"}
      />
      <StatTile label="Target met" value={forecast.value} note={forecast.note} />
      <StatTile
        label="Accepted at first"
        value={firstPass === null ? "–" : percentText(firstPass)}
        note="of the accepted, without any rejection"
      />
      <StatTile
        label="Rewrites a pair"
        value={rounds === null ? "–" : rounds.toFixed(2)}
        note="mean rejections of an accepted pair"
      />
      <StatTile
        label="Minutes a pair"
        value={minutes === null ? "–" : numberText(minutes, minutes < 10 ? 1 : 0)}
        note="people's active time"
      />
      <StatTile
        label="Reviewers agree"
        value={agreement === null ? "–" : percentText(agreement)}
        note={reviewed > 0 ? `in ${numberText(reviewed)} second reviews` : "no second review yet"}
      />
    </StatRow>
  );
}
