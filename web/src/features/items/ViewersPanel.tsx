import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import type { components } from "../../api/schema";
import { type Column, DataTable } from "../../ui/DataTable";
import { Panel } from "../../ui/Panel";
import { SimulatedMark } from "../../ui/StateMark";
import { ErrorState, Loading } from "../../ui/states";
import { RelativeTime } from "../../ui/values";

type Viewer = components["schemas"]["Viewer"];

const HOW: Record<Viewer["kind"], string> = {
  task: "as a task",
  item: "on this page",
  evidence: "to decide about work",
  golden: "as a golden",
  duplicates: "among duplicates",
  export: "in a file of all",
  delivery: "in a delivery of all",
};

const COLUMNS: readonly Column<Viewer>[] = [
  {
    key: "who",
    title: "Who",
    value: (row) => row.name,
    cell: (row) => (
      <>
        {row.name} {row.simulated && <SimulatedMark />}
      </>
    ),
  },
  { key: "role", title: "Role", value: (row) => row.role },
  { key: "how", title: "How", value: (row) => `${HOW[row.kind]}${row.detail && `: ${row.detail}`}` },
  { key: "state", title: "Then", value: (row) => row.state?.toLowerCase() ?? "–" },
  {
    key: "at",
    title: "When",
    value: (row) => row.at,
    text: () => "",
    cell: (row) => <RelativeTime at={row.at} />,
  },
];

/** Who saw the text: by a task of any category, on a page of owners, or in a file that was taken. */
export function ViewersPanel({ itemId }: { itemId: number }) {
  const viewers = useQuery({
    queryKey: ["item", itemId, "viewers"],
    queryFn: () =>
      unwrap(api.GET("/api/v1/items/{item_id}/viewers", { params: { path: { item_id: itemId } } })),
  });
  return (
    <Panel
      title="Who saw this text"
      about="Every task with it, whatever its category, and every look of those who run the campaign; looks within an hour count as one."
    >
      {viewers.data ? (
        <DataTable
          name="viewers"
          caption="Who saw this text"
          columns={COLUMNS}
          rows={viewers.data}
          rowKey={(row) => `${row.kind}-${row.account_id}-${row.at}-${row.detail}`}
          maxHeight={360}
          empty={
            <Text size="sm" c="dimmed">
              Nobody yet.
            </Text>
          }
        />
      ) : viewers.error ? (
        <ErrorState error={viewers.error} onRetry={() => void viewers.refetch()} />
      ) : (
        <Loading what="who saw it" />
      )}
    </Panel>
  );
}
