import { Anchor, Button, Group, Text, Textarea, Title } from "@mantine/core";
import { useRef, useState } from "react";
import { Link } from "wouter";
import { percentText } from "../../../core/format";
import { KeyCap } from "../../../ui/keys/KeyCap";
import { useKeys } from "../../../ui/keys/keys";
import { SimulatedMark, StateMark } from "../../../ui/StateMark";
import { ErrorState, Loading } from "../../../ui/states";
import { Duration, Money, RelativeTime } from "../../../ui/values";
import { FieldsView } from "../../items/TextView";
import { Problem } from "../Problem";
import { type Decision, type Evidence, type QueueRow, useEvidence } from "./decisionQueries";
import classes from "./decisions.module.css";
import { MarkedText } from "./MarkedText";
import { DECISIONS, NEEDS_REASON, saidText, spansIn } from "./queue";

interface WorkViewProps {
  row: QueueRow;
  error: unknown;
  isBusy: boolean;
  /** Why the last decision about this work was refused. */
  refusal: string | null;
  onDecide: (decision: Decision, reason: string) => void;
}

/** One piece of work with its evidence, and what can be decided about it. */
export function WorkView({ row, error, isBusy, refusal, onDecide }: WorkViewProps) {
  const [asking, setAsking] = useState<Decision | null>(null);
  const [reason, setReason] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const evidence = useEvidence(row.campaign_id, row.id);
  const act = (decision: Decision) => {
    if (NEEDS_REASON.has(decision) && reason.trim() === "") {
      setAsking(decision);
      queueMicrotask(() => field.current?.focus());
    } else onDecide(decision, reason.trim());
  };
  useKeys(
    "Decision",
    row.can.map((decision) => ({
      chord: DECISIONS[decision].chord,
      what: DECISIONS[decision].what,
      run: () => act(decision),
      isOn: !isBusy,
    })),
  );
  return (
    <article className={classes.work} aria-label={`Work ${row.id}`}>
      <Head row={row} />
      {evidence.data ? (
        <Content evidence={evidence.data} />
      ) : evidence.error ? (
        <ErrorState error={evidence.error} onRetry={() => void evidence.refetch()} />
      ) : (
        <Loading what="the work" lines={8} />
      )}
      {asking && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (reason.trim()) onDecide(asking, reason.trim());
          }}
        >
          <Textarea
            ref={field}
            label={asking === "rework" ? "What should be better" : "Why it is rejected"}
            description="The worker reads this, and can appeal."
            autosize
            minRows={2}
            maxRows={6}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey))
                event.currentTarget.form?.requestSubmit();
              if (event.key === "Escape") setAsking(null);
            }}
          />
          <Group mt="xs" gap="sm">
            <Button type="submit" size="xs" loading={isBusy} disabled={reason.trim() === ""}>
              {DECISIONS[asking].verb}
            </Button>
            <Button size="xs" variant="default" onClick={() => setAsking(null)}>
              Cancel
            </Button>
          </Group>
        </form>
      )}
      {error !== null && <Problem error={error} />}
      {refusal && (
        <Text size="sm" role="alert">
          {refusal}
        </Text>
      )}
      {!asking && (
        <Group gap="sm">
          {row.can.map((decision, index) => (
            <Button
              key={decision}
              size="xs"
              variant={index === 0 ? "filled" : "default"}
              disabled={isBusy}
              title={DECISIONS[decision].what}
              onClick={() => act(decision)}
              rightSection={<KeyCap chord={DECISIONS[decision].chord} />}
            >
              {DECISIONS[decision].verb}
            </Button>
          ))}
          {row.can.length === 0 && (
            <Text size="sm" c="dimmed">
              Accepted work is paid and stays accepted; a correction in the ledger changes what it pays.
            </Text>
          )}
        </Group>
      )}
    </article>
  );
}

function Head({ row }: { row: QueueRow }) {
  return (
    <div>
      <Group justify="space-between" align="start" gap="sm">
        <Title order={2} size="h3">
          {row.stage_title}
        </Title>
        <Text size="sm" component="span">
          <WorkState row={row} />
        </Text>
      </Group>
      <Text size="sm" component="div">
        <b>{row.worker_name}</b>
        {row.worker_simulated && (
          <>
            {" "}
            <SimulatedMark />
          </>
        )}
        , {saidText(row)}
        {row.is_golden && row.golden_score !== null && (
          <>
            , a golden: <b>{percentText(row.golden_score)}</b> right
          </>
        )}
      </Text>
      <Text size="sm" c="dimmed" component="div">
        <Anchor component={Link} href={`/items/${row.item_id}?campaign=${row.campaign_id}`} size="sm">
          {row.path || `Item ${row.item_id}`}
          {row.first_line > 0 && `:${row.first_line}`}
        </Anchor>
        , {row.submitted_at && <RelativeTime at={row.submitted_at} />}
        {row.active_ms !== null && (
          <>
            , <Duration ms={row.active_ms} /> of work
          </>
        )}
        , <Money amount={row.price} currency={row.currency} />
      </Text>
      {row.decided_at && (
        <Text size="sm" c="dimmed">
          Decided by {row.decided_by ?? "itself or those who judged it"}, <RelativeTime at={row.decided_at} />
          {row.decision_reason && `: ${row.decision_reason}`}
        </Text>
      )}
    </div>
  );
}

export function WorkState({ row }: { row: QueueRow }) {
  if (row.state === "SUBMITTED") return <StateMark tone="wait">{row.is_held ? "Held" : "Waiting"}</StateMark>;
  if (row.state === "REJECTED") return <StateMark tone="bad">Rejected</StateMark>;
  return <StateMark tone="done">{row.is_unused ? "Accepted, not used" : "Accepted"}</StateMark>;
}

/** What was answered, in its text, and what others said of it. */
export function Content({ evidence }: { evidence: Evidence }) {
  const spans = evidence.shown ?? spansIn(evidence.answer);
  const written = evidence.answer?.fields as Record<string, unknown> | undefined;
  const texts = evidence.kind === "author" && written ? written : evidence.fields;
  return (
    <>
      {evidence.text ? (
        <>
          {evidence.kind === "validate" && (
            <Text size="sm" c="dimmed">
              The marks that were judged:
            </Text>
          )}
          <MarkedText
            key={evidence.id}
            text={evidence.text}
            spans={spans}
            labels={evidence.labels}
            path={evidence.path}
            firstLine={evidence.first_line}
          />
        </>
      ) : (
        <FieldsView
          fields={Object.entries(texts).flatMap(([key, text]) =>
            typeof text === "string" ? [[key, text] as const] : [],
          )}
          titles={{}}
        />
      )}
      {evidence.verdicts.length > 0 && (
        <ul className={classes.verdicts} aria-label="What others said of it">
          {evidence.verdicts.map((said) => (
            <li key={said.worker_id}>
              <b>{said.worker_name}</b>
              {said.worker_simulated && (
                <>
                  {" "}
                  <SimulatedMark />
                </>
              )}
              : {said.verdict}
              {said.reason && `, “${said.reason}”`}
              {said.is_unused && " (not used)"}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
