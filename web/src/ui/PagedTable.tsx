/** A table of rows that come from the server page by page, in the server's order. */

import { Button, Group, ScrollArea, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./DataTable.module.css";

export interface PagedColumn<Row> {
  key: string;
  title: string;
  cell: (row: Row) => ReactNode;
  isNumeric?: boolean;
}

interface PagedTableProps<Row> {
  caption: string;
  columns: readonly PagedColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  /** How many there are in all, where that is known. */
  total?: number | undefined;
  hasMore: boolean;
  isLoadingMore: boolean;
  onMore: () => void;
}

export function PagedTable<Row>(props: PagedTableProps<Row>) {
  const { caption, columns, rows, rowKey, total, hasMore, isLoadingMore, onMore } = props;
  const numeric = (column: PagedColumn<Row>) => (column.isNumeric ? classes.numeric : undefined);
  return (
    <section>
      <ScrollArea type="auto" offsetScrollbars="present" className={classes.frame}>
        <Table verticalSpacing={8} horizontalSpacing={12} highlightOnHover aria-label={caption}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column.key} className={numeric(column)}>
                  {column.title}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={rowKey(row)}>
                {columns.map((column) => (
                  <Table.Td key={column.key} className={numeric(column)}>
                    {column.cell(row)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
      <Group mt="sm" gap="md" mih={36}>
        <Text size="xs" c="dimmed" aria-live="polite">
          {countText(rows.length, total, hasMore)}
        </Text>
        {hasMore && (
          <Button variant="default" size="xs" onClick={onMore} loading={isLoadingMore}>
            Show more
          </Button>
        )}
      </Group>
    </section>
  );
}

function countText(shown: number, total: number | undefined, hasMore: boolean): string {
  const rows = shown === 1 ? "row" : "rows";
  if (!hasMore) return `${shown.toLocaleString("en-US")} ${rows}`;
  const more = total === undefined ? "there are more" : `of ${total.toLocaleString("en-US")}`;
  return `${shown.toLocaleString("en-US")} ${rows}, ${more}`;
}
