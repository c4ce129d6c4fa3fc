import { Anchor, Button, Group, NumberInput, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { Panel } from "../../../ui/Panel";
import { SimulatedMark, StateMark } from "../../../ui/StateMark";
import { ErrorState, Loading } from "../../../ui/states";
import { RelativeTime } from "../../../ui/values";
import { AppealSubjectView } from "../../voice/AppealSubjectView";
import { APPEAL_STATES, leftText, subjectTitle } from "../../voice/appealWords";
import classes from "../../voice/voice.module.css";
import type { TabProps } from "../CampaignPage";
import { useEvidence } from "../decisions/decisionQueries";
import { Content } from "../decisions/WorkView";
import { Problem } from "../Problem";
import { type Appeal, useAppeals, useDecideAppeal, useSetAppealDays } from "./voiceTabQueries";

const SOME_DECIDED = 5;

/** Appeals to answer, the next deadline first, each with what was decided and on what grounds. */
export function AppealsPanel({ campaign }: TabProps) {
  const appeals = useAppeals(campaign);
  const [isLong, setLong] = useState(false);
  if (!appeals.data)
    return appeals.error ? (
      <ErrorState error={appeals.error} onRetry={() => void appeals.refetch()} />
    ) : (
      <Loading what="the appeals" />
    );
  const open = appeals.data.appeals.filter((one) => one.is_open);
  const over = appeals.data.appeals.filter((one) => !one.is_open);
  const shown = isLong ? over : over.slice(0, SOME_DECIDED);
  return (
    <Panel
      title="Appeals"
      about="One that nobody answers before its deadline is upheld by itself: rejected work is paid, a restriction ends."
      tools={<Days campaignId={campaign.id} days={appeals.data.days} />}
    >
      {open.length === 0 && (
        <Text size="sm" c="dimmed">
          {over.length === 0 ? "Nobody has appealed a decision." : "No appeal waits for an answer."}
        </Text>
      )}
      <ul className={classes.list}>
        {open.map((appeal) => (
          <li key={appeal.id} className={classes.row}>
            <Open appeal={appeal} campaignId={campaign.id} />
          </li>
        ))}
        {shown.map((appeal) => (
          <li key={appeal.id} className={classes.row}>
            <Decided appeal={appeal} />
          </li>
        ))}
      </ul>
      {over.length > shown.length && (
        <Button size="xs" variant="default" mt="sm" onClick={() => setLong(true)}>
          Show all {over.length} that were decided
        </Button>
      )}
    </Panel>
  );
}

function Days({ campaignId, days }: { campaignId: number; days: number }) {
  const set = useSetAppealDays(campaignId);
  return (
    <NumberInput
      aria-label="Days to answer an appeal"
      title="For coming appeals"
      size="xs"
      w={150}
      min={1}
      max={60}
      suffix={" days to answer"}
      clampBehavior="strict"
      defaultValue={days}
      onBlur={(event) => {
        const value = Number.parseInt(event.currentTarget.value, 10);
        if (value >= 1 && value <= 60 && value !== days) set.mutate(value);
      }}
    />
  );
}

function Head({ appeal }: { appeal: Appeal }) {
  const { word, tone } = APPEAL_STATES[appeal.state];
  return (
    <Group justify="space-between" gap="sm" mb={4}>
      <Text size="sm" component="h3" fw={600}>
        {appeal.worker}
        {appeal.simulated && <SimulatedMark />} · {subjectTitle(appeal)}
      </Text>
      <Text span size="sm">
        {appeal.is_overdue ? (
          <StateMark tone="bad">the deadline has passed; the budget cannot pay it</StateMark>
        ) : appeal.is_open ? (
          <StateMark tone={tone}>{leftText(appeal.deadline, Date.now())}</StateMark>
        ) : (
          <StateMark tone={tone}>
            {word}
            {appeal.by_deadline && " by the deadline"}
          </StateMark>
        )}
      </Text>
    </Group>
  );
}

function Open({ appeal, campaignId }: { appeal: Appeal; campaignId: number }) {
  const [answer, setAnswer] = useState("");
  const decide = useDecideAppeal(campaignId);
  const send = (decision: "uphold" | "dismiss") =>
    decide.mutate({ appealId: appeal.id, decision, answer: answer.trim() });
  return (
    <section aria-label={`Appeal of ${appeal.worker}`}>
      <Head appeal={appeal} />
      <Stack gap="xs">
        <div>
          <Text size="xs" c="dimmed">
            The decision
          </Text>
          <AppealSubjectView subject={appeal.subject} currency={appeal.currency} />
          {appeal.kind === "assignment" && <Work appeal={appeal} campaignId={campaignId} />}
        </div>
        <div>
          <Text size="xs" c="dimmed">
            {appeal.worker} says, <RelativeTime at={appeal.created_at} />
          </Text>
          <Text size="sm" className={classes.words}>
            {appeal.text}
          </Text>
        </div>
        <Textarea
          label="Your answer"
          description="The worker reads it. To dismiss the appeal, say why the decision stands."
          autosize
          minRows={2}
          maxRows={8}
          maw="80ch"
          maxLength={5000}
          value={answer}
          onChange={(event) => setAnswer(event.currentTarget.value)}
        />
        {decide.error && <Problem error={decide.error} />}
        <Group gap="sm">
          <Button size="xs" loading={decide.isPending} onClick={() => send("uphold")}>
            Uphold
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={decide.isPending}
            disabled={answer.trim() === ""}
            onClick={() => send("dismiss")}
          >
            Dismiss
          </Button>
          <Text size="xs" c="dimmed">
            {UPHOLDING[appeal.kind]}
          </Text>
        </Group>
      </Stack>
    </section>
  );
}

/** The work itself, when it is asked for: each look at a text is kept. */
function Work({ appeal, campaignId }: { appeal: Appeal; campaignId: number }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Group gap="md" mt={4}>
        {!isOpen && (
          <Button size="compact-xs" variant="default" onClick={() => setOpen(true)}>
            Show the work
          </Button>
        )}
        <Anchor component={Link} href={`/items/${appeal.subject.item_id}?campaign=${campaignId}`} size="sm">
          The item with its whole history
        </Anchor>
      </Group>
      {isOpen && <Evidence campaignId={campaignId} assignmentId={appeal.subject_id} />}
    </>
  );
}

function Evidence({ campaignId, assignmentId }: { campaignId: number; assignmentId: number }) {
  const evidence = useEvidence(campaignId, assignmentId);
  if (evidence.data) return <Content evidence={evidence.data} />;
  return evidence.error ? (
    <ErrorState error={evidence.error} onRetry={() => void evidence.refetch()} />
  ) : (
    <Loading what="the work" lines={6} />
  );
}

const UPHOLDING: Record<Appeal["kind"], string> = {
  assignment: "Upheld, the work is accepted and paid.",
  restriction: "Upheld, the restriction ends.",
  rule_event: "Upheld, what the rule did is taken back.",
};

function Decided({ appeal }: { appeal: Appeal }) {
  return (
    <section aria-label={`Appeal of ${appeal.worker}`}>
      <Head appeal={appeal} />
      <Text size="sm" className={classes.words}>
        “{appeal.text}” {appeal.answer && `— ${appeal.answer}`}
      </Text>
      {appeal.decided_at && (
        <Text size="xs" c="dimmed">
          {appeal.decided_by ? `by ${appeal.decided_by}, ` : ""}
          <RelativeTime at={appeal.decided_at} />
        </Text>
      )}
    </section>
  );
}
