/** `/history`: what the person did, when, how long it took and what it pays. */

import { Anchor, Badge, Button, Group, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, unwrap } from "../../api/client";
import { durationText, numberText } from "../../core/format";
import { type Column, DataTable } from "../../ui/DataTable";
import { StatRow, StatTile } from "../../ui/StatTile";
import { Empty, ErrorState, Loading } from "../../ui/states";
import { Duration, Money, RelativeTime } from "../../ui/values";
import { WorkerFrame } from "../session/WorkerFrame";
import classes from "./history.module.css";
import { answerText, type HistoryRow, stateText, totalsOf } from "./rows";

const PAGE_ROWS = 100;

const COLUMNS: readonly Column<HistoryRow>[] = [
  {
    key: "when",
    title: "When",
    value: (row) => row.submitted_at ?? row.claimed_at,
    cell: (row) => (
      <span style={{ whiteSpace: "nowrap" }}>
        <RelativeTime at={row.submitted_at ?? row.claimed_at} />
      </span>
    ),
  },
  { key: "stage", title: "Stage", value: (row) => row.stage_title },
  {
    key: "file",
    title: "File or topic",
    value: (row) => row.path,
    cell: (row) => (row.path === "" ? "–" : <Place row={row} />),
  },
  { key: "answer", title: "Answer", value: answerText },
  {
    key: "state",
    title: "State",
    value: stateText,
    cell: (row) => (
      <Group gap={4} wrap="nowrap">
        {stateText(row)}
        {row.late && (
          <Badge size="xs" variant="default" title="It came after the time had run out and does not count.">
            late
          </Badge>
        )}
        {row.is_unused && row.state === "ACCEPTED" && (
          <Badge size="xs" variant="default" title="It is paid, but its answer is not used.">
            not used
          </Badge>
        )}
      </Group>
    ),
  },
  {
    key: "decision",
    title: "Decision",
    value: (row) => row.decision_reason,
    cell: (row) => <DecisionSeen row={row} />,
  },
  {
    key: "time",
    title: "Active time",
    value: (row) => row.active_ms,
    text: (row) => (row.active_ms === null ? "" : durationText(row.active_ms)),
    cell: (row) => (row.active_ms === null ? "–" : <Duration ms={row.active_ms} />),
    isNumeric: true,
  },
  {
    key: "pay",
    title: "Pay",
    value: (row) => Number(row.price),
    text: (row) => row.price,
    cell: (row) => (isPaid(row) ? <Money amount={row.price} currency={row.currency} /> : "–"),
    isNumeric: true,
  },
];

/** Why work was rejected, and where the worker can say otherwise. */
function DecisionSeen({ row: { id, state, decision_reason: reason } }: { row: HistoryRow }) {
  if (state !== "REJECTED") return reason || "–";
  return (
    <Text size="sm" className={classes.topic}>
      {reason ? `${reason} ` : "Those who judged it found it wrong. "}
      <Anchor component={Link} href={`/appeals/new?kind=assignment&id=${id}`} size="sm">
        Appeal
      </Anchor>
    </Text>
  );
}

/** Where the work was about: a line of a file, or what a text is about. */
function Place({ row: { path, first_line: line, kind } }: { row: HistoryRow }) {
  if (kind !== "annotate" && kind !== "validate")
    return (
      <Text size="sm" className={classes.topic} title={path}>
        {path}
      </Text>
    );
  return (
    <Text size="sm" className={classes.path} title={`${path}, line ${line}`}>
      {path}
      <Text span c="dimmed">
        :{line}
      </Text>
    </Text>
  );
}

function isPaid(row: HistoryRow): boolean {
  return totalsOf([row]).pay.length > 0;
}

export default function HistoryPage() {
  return <WorkerFrame>{() => <History />}</WorkerFrame>;
}

function History() {
  const history = useInfiniteQuery({
    queryKey: ["history"],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/me/assignments", { params: { query: { limit: PAGE_ROWS, ...cursor(pageParam) } } }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
  });
  if (history.isPending) return <Loading what="your history" lines={8} />;
  if (!history.data) return <ErrorState error={history.error} onRetry={() => void history.refetch()} />;
  const rows = history.data.pages.flatMap((page) => page.rows);
  return (
    <div className={classes.page}>
      <Title order={1}>My history</Title>
      {rows.length > 0 && <Totals rows={rows} hasMore={history.hasNextPage} />}
      <DataTable
        name="history"
        caption="My tasks"
        columns={COLUMNS}
        rows={rows}
        rowKey={(row) => row.id}
        empty={
          <Empty
            title="Nothing done yet"
            action={
              <Button component={Link} href="/work">
                To your work
              </Button>
            }
          >
            Every task you take shows here, with your answer, the time you worked and what it pays.
          </Empty>
        }
      />
      {history.hasNextPage && (
        <Group>
          <Button
            variant="default"
            loading={history.isFetchingNextPage}
            onClick={() => void history.fetchNextPage()}
          >
            Load more
          </Button>
          {history.isFetchNextPageError && (
            <Text size="sm" c="var(--gs-danger)" role="alert">
              That did not work. Try again.
            </Text>
          )}
        </Group>
      )}
    </div>
  );
}

function Totals({ rows, hasMore }: { rows: readonly HistoryRow[]; hasMore: boolean }) {
  const { answered, activeMs, pay } = totalsOf(rows);
  const base = hasMore ? `of the last ${numberText(rows.length)} tasks` : "in all";
  return (
    <StatRow>
      <StatTile label="Tasks answered" value={numberText(answered)} note={base} />
      <StatTile label="Active time" value={durationText(activeMs)} note={base} />
      {pay.map(({ amount, currency }) => (
        <StatTile
          key={currency}
          label="Pay"
          value={<Money amount={amount} currency={currency} />}
          note={`${base}; without skipped, expired, late and rejected tasks`}
        />
      ))}
    </StatRow>
  );
}

function cursor(after: string | null): { cursor?: string } {
  return after === null ? {} : { cursor: after };
}
