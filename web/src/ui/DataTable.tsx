/** A table that sorts and filters in place and keeps both in the URL, so that a link shows the same rows. */

import { Group, ScrollArea, Table, Text, TextInput, UnstyledButton } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import { useSearchParams } from "wouter";
import {
  filterRows,
  nextSort,
  readTableState,
  type Sort,
  type SortValue,
  sortRows,
  type TableState,
  writeTableState,
} from "../core/table";
import classes from "./DataTable.module.css";
import { SearchIcon } from "./icons";

export interface Column<Row> {
  /** Its name in the URL. */
  key: string;
  title: string;
  /** What the cell shows; default the value. */
  cell?: (row: Row) => ReactNode;
  /** What it sorts by; leave out for a column that does not sort. */
  value?: (row: Row) => SortValue;
  /** What the filter looks at; default the value where it is text. */
  text?: (row: Row) => string;
  isNumeric?: boolean;
}

interface DataTableProps<Row> {
  /** Keeps tables of one page apart in the URL. */
  name: string;
  /** What the table shows, for screen readers. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  sort?: Sort;
  onOpen?: (row: Row) => void;
  /** Instead of rows when there are none at all. */
  empty: ReactNode;
  /** Right of the filter: downloads, actions. */
  tools?: ReactNode;
  /** Tallest it may get, in px; then its rows scroll under their titles. Leave out where nothing comes below it. */
  maxHeight?: number;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { name, columns, rows, caption, rowKey, onOpen } = props;
  const [params, setParams] = useSearchParams();
  const state = readTableState(params, name, props.sort ?? null);
  const shown = useMemo(() => shownRows(rows, columns, state), [rows, columns, state]);
  const update = (next: TableState) =>
    setParams((before) => writeTableState(before, name, next), { replace: true });
  if (rows.length === 0) return props.empty;
  return (
    <section>
      <Group mb="sm" justify="space-between">
        <TextInput
          aria-label={`Filter: ${caption}`}
          placeholder="Filter"
          leftSection={<SearchIcon />}
          size="xs"
          w={240}
          value={state.filter}
          onChange={(event) => update({ ...state, filter: event.currentTarget.value })}
        />
        <Group gap="sm">
          <Text size="xs" c="dimmed" aria-live="polite">
            {shown.length === rows.length ? "" : `${shown.length} of `}
            {rows.length === 1 ? "1 row" : `${rows.length} rows`}
          </Text>
          {props.tools}
        </Group>
      </Group>
      <ScrollArea.Autosize
        type="auto"
        offsetScrollbars="present"
        className={classes.frame}
        mah={props.maxHeight}
      >
        <Table
          verticalSpacing={8}
          horizontalSpacing={12}
          highlightOnHover
          aria-label={caption}
          stickyHeader={props.maxHeight !== undefined}
        >
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <HeadCell
                  key={column.key}
                  column={column}
                  sort={state.sort}
                  onSort={() => update({ ...state, sort: nextSort(state.sort, column.key) })}
                />
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((row) => (
              <Table.Tr key={rowKey(row)}>
                {columns.map((column, index) => (
                  <Table.Td key={column.key} className={column.isNumeric ? classes.numeric : undefined}>
                    {index === 0 && onOpen ? (
                      <UnstyledButton className={classes.open} onClick={() => onOpen(row)}>
                        {contentOf(column, row)}
                      </UnstyledButton>
                    ) : (
                      contentOf(column, row)
                    )}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {shown.length === 0 && (
          <Text p="md" c="dimmed">
            No row holds “{state.filter}”. Shorten the filter to see more.
          </Text>
        )}
      </ScrollArea.Autosize>
    </section>
  );
}

interface HeadCellProps<Row> {
  column: Column<Row>;
  sort: Sort | null;
  onSort: () => void;
}

function HeadCell<Row>({ column, sort, onSort }: HeadCellProps<Row>) {
  const isSorted = sort?.column === column.key;
  const order = isSorted ? (sort.isDescending ? "descending" : "ascending") : "none";
  const arrow = { ascending: "↑", descending: "↓", none: "" }[order];
  if (!column.value)
    return <Table.Th className={column.isNumeric ? classes.numeric : undefined}>{column.title}</Table.Th>;
  return (
    <Table.Th aria-sort={order} className={column.isNumeric ? classes.numeric : undefined}>
      <UnstyledButton className={classes.sort} onClick={onSort}>
        {column.title}
        <span className={classes.arrow} aria-hidden="true">
          {arrow}
        </span>
      </UnstyledButton>
    </Table.Th>
  );
}

function shownRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], state: TableState): Row[] {
  const textsOf = (row: Row) => columns.map((column) => textOf(column, row));
  const kept = filterRows(rows, textsOf, state.filter);
  const readValue = columns.find((column) => column.key === state.sort?.column)?.value;
  return readValue ? sortRows(kept, readValue, state.sort?.isDescending ?? false) : kept;
}

function textOf<Row>(column: Column<Row>, row: Row): string {
  if (column.text) return column.text(row);
  const value = column.value?.(row);
  return value === null || value === undefined ? "" : String(value);
}

function contentOf<Row>(column: Column<Row>, row: Row): ReactNode {
  return column.cell ? column.cell(row) : textOf(column, row);
}
