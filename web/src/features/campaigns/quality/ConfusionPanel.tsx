import { useSearchParams } from "wouter";
import { numberText, percentText } from "../../../core/format";
import { ChartFrame } from "../../../ui/charts/ChartFrame";
import { Panel } from "../../../ui/Panel";
import type { Campaign, QualityView } from "../queries";
import { Choice } from "./Choice";
import { type Confusion, chosen, type Heat, heatOf, nameOf } from "./quality";
import classes from "./quality.module.css";

/** What is taken for what. */
export function ConfusionPanel({ campaign, view }: { campaign: Campaign; view: QualityView }) {
  const [params] = useSearchParams();
  const table = chosen(view.confusion, params.get("confusion"));
  if (!table) return null;
  const isMarks = table.kind === "annotate";
  return (
    <Panel
      title="What is taken for what"
      about={
        isMarks
          ? "Marks of two people in the same place. Neither is the truth, so each pair counts once in either direction."
          : "Verdicts people gave, and what their task came to. The verdict itself is part of the outcome."
      }
    >
      <ChartFrame
        title={isMarks ? "Label × label of the other" : "Verdict × outcome of the task"}
        unit={isMarks ? "pairs of marks, and the share of the row" : "verdicts, and the share of the row"}
        fileName={`campaign-${campaign.id}-confusion`}
        header={["row", "column", "count", "share of row"]}
        rows={heatOf(table).flatMap((line) =>
          line.map(({ row, column, count, share }) => [nameOf(row), nameOf(column), count, share]),
        )}
        tools={<Choice name="confusion" label="What the table shows" rows={view.confusion} current={table} />}
      >
        <HeatTable table={table} />
      </ChartFrame>
    </Panel>
  );
}

const COLUMN_PX = 96;
const NAME_PX = 112;

function HeatTable({ table }: { table: Confusion }) {
  const isMarks = table.kind === "annotate";
  return (
    <div className={classes.scroll}>
      <table className={classes.heat} style={{ width: NAME_PX + COLUMN_PX * table.columns.length }}>
        <caption className={classes.hidden}>
          {isMarks ? "Labels of two people in the same place" : "Verdicts and outcomes"}
        </caption>
        <thead>
          <tr>
            <td />
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {nameOf(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {heatOf(table).map((line, index) => (
            <tr key={table.rows[index]}>
              <th scope="row">{nameOf(table.rows[index] ?? "")}</th>
              {line.map((cell) => (
                <HeatCell key={cell.column} cell={cell} isImpossible={isMarks && isNothing(cell)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Nothing beside nothing is everywhere, and not counted. */
function isNothing({ row, column }: Heat): boolean {
  return row === "" && column === "";
}

function HeatCell({
  cell: { row, column, count, share, isSame },
  isImpossible,
}: {
  cell: Heat;
  isImpossible: boolean;
}) {
  if (isImpossible) return <td className={classes.none}>–</td>;
  return (
    <td
      className={classes.cell}
      data-same={isSame || undefined}
      style={{ "--share": share } as React.CSSProperties}
      title={`${nameOf(row)}, ${nameOf(column)}: ${numberText(count)}, ${percentText(share)} of the row`}
    >
      {numberText(count)} <span className={classes.share}>{percentText(share)}</span>
    </td>
  );
}
