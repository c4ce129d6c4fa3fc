import { useElementSize } from "@mantine/hooks";
import { numberText } from "../../../core/format";
import { ticks } from "../../../core/ticks";
import { ChartFrame } from "../../../ui/charts/ChartFrame";
import chart from "../../../ui/charts/charts.module.css";
import classes from "./plan.module.css";
import type { PlanEstimate, PlanResult, PolicyForecast } from "./planQueries";

const HEIGHT = 340;
const MARGIN = { top: 12, right: 24, bottom: 44, left: 56 };

interface Point {
  policy: PolicyForecast;
  number: number;
  f1: PlanEstimate;
}

/** Cost against F1: the further up and left, the better. Points carry the numbers of the table's rows. */
export function PlanChart({ plan }: { plan: PlanResult }) {
  const { ref, width } = useElementSize();
  const points = plan.policies.flatMap((policy, index): Point[] =>
    policy.f1 ? [{ policy, number: index + 1, f1: policy.f1 }] : [],
  );
  const costs = ticks(...range(points.map(({ policy }) => policy.cost)), width < 480 ? 3 : 6);
  const wanted = plan.wanted_f1 === null ? [] : [plan.wanted_f1];
  const scores = ticks(
    ...range(
      points.map(({ f1 }) => f1),
      wanted,
    ),
    5,
  ).filter((one) => one <= 1);
  const x = scale(costs, MARGIN.left, width - MARGIN.right);
  const y = scale(scores, HEIGHT - MARGIN.bottom, MARGIN.top);
  const rows = points.map(({ policy, f1 }) => [
    policy.name,
    policy.cost.mean,
    policy.cost.low,
    policy.cost.high,
    f1.mean,
    f1.low,
    f1.high,
  ]);
  return (
    <ChartFrame
      title="Cost against F1"
      unit={`F1 of the accepted marks; cost in ${plan.currency}; bars hold another run nine times in ten`}
      fileName="plan"
      header={["policy", "cost", "cost low", "cost high", "F1", "F1 low", "F1 high"]}
      rows={rows}
    >
      <div ref={ref}>
        <svg width={width} height={HEIGHT} role="img" aria-label={description(plan, points)}>
          {scores.map((one) => (
            <g key={one} transform={`translate(0 ${y(one)})`}>
              <line
                x1={MARGIN.left}
                x2={Math.max(MARGIN.left, width - MARGIN.right)}
                className={chart.grid}
              />
              <text x={MARGIN.left - 8} dy="0.32em" textAnchor="end" className={chart.tick}>
                {one.toFixed(scores.length > 1 && (scores[1] ?? 0) - (scores[0] ?? 0) < 0.01 ? 3 : 2)}
              </text>
            </g>
          ))}
          {costs.map((one) => (
            <text key={one} x={x(one)} y={HEIGHT - 24} textAnchor="middle" className={chart.tick}>
              {numberText(one)}
            </text>
          ))}
          <text
            x={(MARGIN.left + width - MARGIN.right) / 2}
            y={HEIGHT - 6}
            textAnchor="middle"
            className={chart.tick}
          >
            cost in {plan.currency}
          </text>
          {wanted.map((one) => (
            <g key={one}>
              <line
                x1={MARGIN.left}
                x2={Math.max(MARGIN.left, width - MARGIN.right)}
                y1={y(one)}
                y2={y(one)}
                className={classes.wanted}
              />
              <text x={width - MARGIN.right} y={y(one) - 5} textAnchor="end" className={classes.wantedText}>
                wanted: {one}
              </text>
            </g>
          ))}
          {points.map((point) => (
            <PolicyPoint
              key={point.policy.name}
              point={point}
              x={x}
              y={y}
              isBest={point.policy.name === plan.cheapest}
            />
          ))}
        </svg>
      </div>
      <ul className={chart.legend}>
        <Key kind="fixed">fixed overlap</Key>
        <Key kind="dynamic">dynamic overlap</Key>
        {plan.policies.some((one) => one.is_prelabelled) && (
          <Key kind="dynamic" isPrelabelled>
            hollow: with a model’s suggestions
          </Key>
        )}
        {plan.cheapest && <li>ringed: the cheapest that reaches the wanted F1</li>}
      </ul>
    </ChartFrame>
  );
}

type Scale = (value: number) => number;

function PolicyPoint({ point, x, y, isBest }: { point: Point; x: Scale; y: Scale; isBest: boolean }) {
  const { policy, number, f1 } = point;
  const at = { x: x(policy.cost.mean), y: y(f1.mean) };
  return (
    <g className={policy.is_fixed ? classes.fixed : classes.dynamic}>
      <title>{`${policy.title}: F1 ${f1.mean.toFixed(3)}, cost ${numberText(policy.cost.mean)}`}</title>
      {f1.low !== null && f1.high !== null && (
        <line x1={at.x} x2={at.x} y1={y(f1.low)} y2={y(Math.min(1, f1.high))} className={classes.range} />
      )}
      {policy.cost.low !== null && policy.cost.high !== null && (
        <line
          x1={x(policy.cost.low)}
          x2={x(policy.cost.high)}
          y1={at.y}
          y2={at.y}
          className={classes.range}
        />
      )}
      {isBest && <circle cx={at.x} cy={at.y} r={10} className={classes.best} />}
      <circle cx={at.x} cy={at.y} r={5} className={policy.is_prelabelled ? classes.hollow : classes.full} />
      <text x={at.x + 9} y={at.y - 7} className={classes.number}>
        {number}
      </text>
    </g>
  );
}

function Key({
  kind,
  isPrelabelled = false,
  children,
}: {
  kind: "fixed" | "dynamic";
  isPrelabelled?: boolean;
  children: string;
}) {
  return (
    <li>
      <svg width="12" height="12" aria-hidden="true" className={classes[kind]}>
        <circle cx="6" cy="6" r="5" className={isPrelabelled ? classes.hollow : classes.full} />
      </svg>
      {children}
    </li>
  );
}

/** Where the intervals and the wanted value lie, means at least. Intervals of few runs may be wide: those are cut. */
function range(estimates: readonly PlanEstimate[], others: readonly number[] = []): [number, number] {
  const means = [...estimates.map((one) => one.mean), ...others];
  const lows = estimates.map((one) => one.low ?? one.mean);
  const highs = estimates.map((one) => one.high ?? one.mean);
  const [least, most] = [Math.min(...means), Math.max(...means)];
  const room = Math.max(most - least, Math.abs(most) * 0.01);
  return [Math.max(Math.min(...lows, least), least - room), Math.min(Math.max(...highs, most), most + room)];
}

function scale(marks: readonly number[], start: number, end: number): Scale {
  const [low, high] = [marks[0] ?? 0, marks.at(-1) ?? 1];
  const clamp = (value: number) => Math.min(high, Math.max(low, value));
  return (value) =>
    high > low ? start + ((clamp(value) - low) / (high - low)) * (end - start) : (start + end) / 2;
}

function description(plan: PlanResult, points: readonly Point[]): string {
  const best = plan.cheapest ? ` The cheapest that reaches the wanted F1 is ${plan.cheapest}.` : "";
  return `Cost against F1 of ${points.length} policies.${best}`;
}
