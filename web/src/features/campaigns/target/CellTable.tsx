import { numberText } from "../../../core/format";
import { type Column, DataTable } from "../../../ui/DataTable";
import { Empty } from "../../../ui/states";
import type { TargetCell } from "../textQueries";

interface CellTableProps {
  axes: readonly string[];
  cells: readonly TargetCell[];
}

/** Every cell with its numbers; the largest deficit first. */
export function CellTable({ axes, cells }: CellTableProps) {
  return (
    <DataTable
      name="cells"
      caption="Cells of the target"
      columns={[...axes.map(axisColumn), ...NUMBERS]}
      rows={cells}
      rowKey={(row) => row.cell.join(" / ")}
      sort={{ column: "deficit", isDescending: true }}
      maxHeight={480}
      empty={
        <Empty title="No cell fits">
          The target asks for nothing there. Show all, or choose another one.
        </Empty>
      }
    />
  );
}

function axisColumn(title: string, axis: number): Column<TargetCell> {
  return {
    key: `axis${axis}`,
    title,
    value: (row) => row.cell[axis] ?? "",
    cell: (row) => <span style={{ whiteSpace: "nowrap" }}>{row.cell[axis] ?? "–"}</span>,
  };
}

function count(key: "target" | "accepted" | "in_work" | "waiting" | "deficit", title: string) {
  return {
    key,
    title,
    isNumeric: true,
    value: (row: TargetCell) => row[key],
    text: () => "",
    cell: (row: TargetCell) => numberText(row[key]),
  };
}

const NUMBERS: readonly Column<TargetCell>[] = [
  count("target", "Target"),
  count("accepted", "Accepted"),
  count("in_work", "In work"),
  count("waiting", "Waiting"),
  count("deficit", "To go"),
  { key: "words", title: "In words", text: (row) => row.words, cell: (row) => row.words || "full" },
];
