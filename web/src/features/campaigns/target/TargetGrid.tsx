import { numberText } from "../../../core/format";
import { ChartFrame } from "../../../ui/charts/ChartFrame";
import type { Campaign } from "../queries";
import type { TargetView } from "../textQueries";
import { type Choice, type Grid, type GridCell, gridOf } from "./grid";
import classes from "./target.module.css";

interface TargetGridProps {
  campaign: Campaign;
  view: TargetView;
  choice: Choice;
  onChoose: (choice: Choice) => void;
}

/** Two axes of the target as a grid: the stronger the colour, the more is to go. A cell chooses its rows below. */
export function TargetGrid({ campaign, view, choice, onChoose }: TargetGridProps) {
  const grid = gridOf(view, choice);
  const [down = "Cell", across] = view.axes;
  const rows = grid.cells.flat().flatMap(({ row, column, sum }) => {
    if (sum === null) return [];
    return [[row, column, sum.target, sum.accepted, sum.in_work, sum.waiting, sum.deficit]];
  });
  return (
    <ChartFrame
      title={across ? `${down} × ${across.toLowerCase()}` : down}
      unit={`data points accepted of target${furtherWords(view.axes, choice)}; the stronger the colour, the more to go`}
      fileName={`campaign-${campaign.id}-target`}
      header={[down, across ?? "all", "target", "accepted", "in work", "waiting", "to go"]}
      rows={rows}
    >
      <div className={classes.scroll}>
        <GridTable grid={grid} choice={choice} axes={view.axes} onChoose={onChoose} />
      </div>
      <Legend />
    </ChartFrame>
  );
}

/** ", difficulty: hard", or that it is summed. */
function furtherWords(axes: readonly string[], choice: Choice): string {
  const words = axes.slice(2).map((title, index) => {
    const value = choice.get(index + 2);
    return `${title.toLowerCase()}: ${value ?? "all, summed"}`;
  });
  return words.length > 0 ? `, ${words.join(", ")}` : "";
}

/** So narrow a column may get before the grid scrolls. */
const COLUMN_PX = 84;
const NAME_PX = 96;

interface GridTableProps {
  grid: Grid;
  choice: Choice;
  axes: readonly string[];
  onChoose: (choice: Choice) => void;
}

function GridTable({ grid, choice, axes, onChoose }: GridTableProps) {
  const isChosen = ({ row, column }: GridCell) =>
    choice.get(0) === row && (axes.length < 2 || choice.get(1) === column);
  const toggle = (cell: GridCell) => {
    const next = new Map(choice);
    if (isChosen(cell)) {
      next.delete(0);
      next.delete(1);
    } else {
      next.set(0, cell.row);
      if (axes.length > 1) next.set(1, cell.column);
    }
    onChoose(next);
  };
  return (
    <table className={classes.grid} style={{ minWidth: NAME_PX + COLUMN_PX * grid.columns.length }}>
      <caption className={classes.hidden}>{axes.slice(0, 2).join(" × ")}</caption>
      <thead>
        <tr>
          <td />
          {grid.columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {grid.cells.map((cells, index) => (
          <tr key={grid.rows[index]}>
            <th scope="row">{grid.rows[index]}</th>
            {cells.map((cell) => (
              <td key={cell.column}>
                <Cell
                  cell={cell}
                  worst={grid.worst}
                  isChosen={isChosen(cell)}
                  onToggle={() => toggle(cell)}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellProps {
  cell: GridCell;
  worst: number;
  isChosen: boolean;
  onToggle: () => void;
}

function Cell({ cell: { row, column, sum }, worst, isChosen, onToggle }: CellProps) {
  if (sum === null) {
    return (
      <span className={classes.none} title={`${row}, ${column}: nothing is asked for`}>
        –
      </span>
    );
  }
  const part = (value: number) => `${sum.target > 0 ? Math.min(100, (100 * value) / sum.target) : 0}%`;
  const words = `${row}, ${column}: ${numberText(sum.accepted)} of ${numberText(sum.target)} accepted, ${numberText(sum.in_work)} in work, ${numberText(sum.deficit)} to go`;
  return (
    <button
      type="button"
      className={classes.cell}
      style={{ "--share": sum.deficit / worst } as React.CSSProperties}
      title={words}
      aria-label={words}
      aria-pressed={isChosen}
      onClick={onToggle}
    >
      <span>
        {numberText(sum.accepted)}
        <span className={classes.of}>/{numberText(sum.target)}</span>
      </span>
      <span className={classes.bar} aria-hidden="true">
        <span className={classes.accepted} style={{ width: part(sum.accepted) }} />
        <span className={classes.inWork} style={{ width: part(sum.in_work) }} />
      </span>
    </button>
  );
}

function Legend() {
  return (
    <div className={classes.legend}>
      <span>
        <span className={`${classes.swatch} ${classes.accepted}`} aria-hidden="true" /> accepted
      </span>
      <span>
        <span className={`${classes.swatch} ${classes.inWork}`} aria-hidden="true" /> in work
      </span>
      <span>
        nothing to go <span className={classes.scale} aria-hidden="true" /> most to go
      </span>
    </div>
  );
}
