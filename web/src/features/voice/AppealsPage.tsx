/** `/appeals`: what a worker objected to, and how it ended. */

import { Anchor, Button, Group, Text, Title } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { ConfirmDialog, type Question } from "../../ui/ConfirmDialog";
import { Panel } from "../../ui/Panel";
import { StateMark } from "../../ui/StateMark";
import { Empty, ErrorState, Loading } from "../../ui/states";
import { RelativeTime } from "../../ui/values";
import { WorkerFrame } from "../session/WorkerFrame";
import { AppealSubjectView } from "./AppealSubjectView";
import { APPEAL_STATES, leftText, subjectTitle } from "./appealWords";
import classes from "./voice.module.css";
import { type Appeal, useMyAppeals, useWithdrawAppeal } from "./voiceQueries";

export default function AppealsPage() {
  return (
    <WorkerFrame>
      {() => (
        <div className={classes.page}>
          <Title order={1}>My appeals</Title>
          <Text size="sm" c="dimmed" maw="80ch">
            You can appeal rejected work on the page{" "}
            <Anchor component={Link} href="/history" size="sm">
              My history
            </Anchor>
            , a restriction and what a rule did on{" "}
            <Anchor component={Link} href="/standing" size="sm">
              My standing
            </Anchor>
            . An appeal that nobody answers before its deadline counts as upheld.
          </Text>
          <Appeals />
        </div>
      )}
    </WorkerFrame>
  );
}

function Appeals() {
  const appeals = useMyAppeals();
  const withdraw = useWithdrawAppeal();
  const [question, setQuestion] = useState<Question | null>(null);
  if (!appeals.data)
    return appeals.error ? (
      <ErrorState error={appeals.error} onRetry={() => void appeals.refetch()} />
    ) : (
      <Loading what="your appeals" />
    );
  if (appeals.data.length === 0)
    return <Empty title="No appeals">You have not objected to any decision.</Empty>;
  const ask = (id: number) =>
    setQuestion({
      title: "Withdraw this appeal?",
      body: "The decision stands then. There is one appeal a decision: you cannot appeal it again.",
      verb: "Withdraw it",
      onYes: () => withdraw.mutate(id),
    });
  return (
    <>
      {appeals.data.map((appeal) => (
        <OneAppeal key={appeal.id} appeal={appeal} onWithdraw={() => ask(appeal.id)} />
      ))}
      <ConfirmDialog question={question} onClose={() => setQuestion(null)} />
    </>
  );
}

function OneAppeal({ appeal, onWithdraw }: { appeal: Appeal; onWithdraw: () => void }) {
  const { word, tone } = APPEAL_STATES[appeal.state];
  return (
    <Panel
      title={subjectTitle(appeal)}
      about={
        <>
          {appeal.campaign_title ?? "All campaigns"} · <RelativeTime at={appeal.created_at} />
        </>
      }
      tools={
        <>
          <Text span size="sm">
            <StateMark tone={tone}>{word}</StateMark>
          </Text>
          {appeal.is_open && (
            <Button size="xs" variant="default" onClick={onWithdraw}>
              Withdraw
            </Button>
          )}
        </>
      }
    >
      <ul className={classes.list}>
        <li className={classes.row}>
          <Text size="xs" c="dimmed">
            The decision
          </Text>
          <AppealSubjectView subject={appeal.subject} currency={appeal.currency} />
        </li>
        <li className={classes.row}>
          <Text size="xs" c="dimmed">
            Your reasons
          </Text>
          <Text size="sm" className={classes.words}>
            {appeal.text}
          </Text>
        </li>
        <li className={classes.row}>
          <Text size="xs" c="dimmed">
            The answer
          </Text>
          <Answer appeal={appeal} />
        </li>
      </ul>
    </Panel>
  );
}

function Answer({ appeal }: { appeal: Appeal }) {
  if (appeal.is_open)
    return (
      <Text size="sm">
        Not yet: {leftText(appeal.deadline, Date.now())}. Without one by{" "}
        {new Date(appeal.deadline).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" })} it is
        upheld.
      </Text>
    );
  return (
    <>
      <Group gap={4}>
        <Text size="sm" className={classes.words}>
          {appeal.answer || "No words were added."}
        </Text>
      </Group>
      {appeal.decided_at && (
        <Text size="xs" c="dimmed" mt={4}>
          {appeal.by_deadline ? "by the deadline" : `by ${appeal.decided_by}`},{" "}
          <RelativeTime at={appeal.decided_at} />
        </Text>
      )}
    </>
  );
}
