import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { ConfirmDialog, type Question } from "../../../ui/ConfirmDialog";
import { type Column, DataTable } from "../../../ui/DataTable";
import { Panel } from "../../../ui/Panel";
import { SimulatedMark } from "../../../ui/StateMark";
import { ErrorState, Loading } from "../../../ui/states";
import { RelativeTime } from "../../../ui/values";
import { Problem } from "../Problem";
import type { Campaign } from "../queries";
import { EvidenceList } from "./ReplayResult";
import { type RuleEvent, useRuleLog, useUndo } from "./ruleQueries";
import classes from "./rules.module.css";

/** Everything that rules did, with its evidence and what the worker was told. */
export function RuleLog({ campaign }: { campaign: Campaign }) {
  const { data, error, refetch } = useRuleLog(campaign);
  const undo = useUndo(campaign.id);
  const [question, setQuestion] = useState<Question | null>(null);
  const ask = (row: RuleEvent) =>
    setQuestion({
      title: `Undo what “${row.rule}” did to ${row.worker}?`,
      body: "A restriction is lifted, held answers are released, a skill comes back. The worker sees that it was undone.",
      verb: "Undo",
      onYes: () => undo.mutate(row.id),
    });
  return (
    <Panel title="What rules did" about="The newest 100; each worker sees the same words on their own page.">
      {undo.error && <Problem error={undo.error} />}
      {data ? (
        <DataTable
          name="rule-log"
          caption="What rules did"
          columns={columnsOf(ask, undo.isPending ? undo.variables : null)}
          rows={data.rows}
          rowKey={(row) => row.id}
          maxHeight={480}
          empty={<Text c="dimmed">No rule has acted yet.</Text>}
        />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading what="the log" />
      )}
      <ConfirmDialog question={question} onClose={() => setQuestion(null)} />
    </Panel>
  );
}

function columnsOf(onUndo: (row: RuleEvent) => void, busyId: number | null): readonly Column<RuleEvent>[] {
  return [
    {
      key: "when",
      title: "When",
      value: (row) => row.at,
      text: () => "",
      cell: (row) => (
        <span style={{ whiteSpace: "nowrap" }}>
          <RelativeTime at={row.at} />
        </span>
      ),
    },
    { key: "rule", title: "Rule", value: (row) => row.rule },
    {
      key: "worker",
      title: "Worker",
      value: (row) => row.worker,
      cell: (row) => (
        <span style={{ whiteSpace: "nowrap" }}>
          <b>{row.worker}</b> {row.simulated && <SimulatedMark />}
        </span>
      ),
    },
    {
      key: "evidence",
      title: "Evidence",
      text: (row) => row.evidence.map((one) => one.words).join(" "),
      cell: (row) => <EvidenceList evidence={row.evidence} />,
    },
    {
      key: "words",
      title: "What the worker reads",
      text: (row) => row.words,
      cell: (row) => <div className={classes.words}>{row.words}</div>,
    },
    {
      key: "undo",
      title: "",
      cell: (row) =>
        row.can_undo ? (
          <Button
            size="compact-xs"
            variant="default"
            loading={busyId === row.id}
            aria-label={`Undo what ${row.rule} did to ${row.worker}`}
            onClick={() => onUndo(row)}
          >
            Undo
          </Button>
        ) : (
          row.undone_at && (
            <Text span size="xs" c="dimmed">
              undone
            </Text>
          )
        ),
    },
  ];
}
