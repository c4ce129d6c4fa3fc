import { Anchor, Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { Panel } from "../../../ui/Panel";
import { SimulatedMark, StateMark } from "../../../ui/StateMark";
import { ErrorState, Loading } from "../../../ui/states";
import { RelativeTime } from "../../../ui/values";
import classes from "../../voice/voice.module.css";
import type { TabProps } from "../CampaignPage";
import { Problem } from "../Problem";
import { type ReportedTask, useDecideReport, useReports } from "./voiceTabQueries";

/** Tasks that somebody called broken: they wait until somebody looked. */
export function ReportsPanel({ campaign }: TabProps) {
  const reports = useReports(campaign);
  if (!reports.data)
    return reports.error ? (
      <ErrorState error={reports.error} onRetry={() => void reports.refetch()} />
    ) : (
      <Loading what="the reports" />
    );
  return (
    <Panel
      title="Reported as broken"
      about="A held task goes to nobody new. Who is at work on it may finish, and is paid."
    >
      {reports.data.length === 0 ? (
        <Text size="sm" c="dimmed">
          No report waits for an answer.
        </Text>
      ) : (
        <ul className={classes.list}>
          {reports.data.map((task) => (
            <li key={task.task_id} className={classes.row}>
              <OneReport task={task} campaignId={campaign.id} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function OneReport({ task, campaignId }: { task: ReportedTask; campaignId: number }) {
  const [answer, setAnswer] = useState("");
  const decide = useDecideReport(campaignId);
  const isReady = answer.trim() !== "";
  const send = (decision: "answer" | "release" | "close") =>
    decide.mutate({ taskId: task.task_id, decision, answer: answer.trim() });
  const place = task.path
    ? `${task.path}${task.first_line ? `:${task.first_line}` : ""}`
    : `Task ${task.task_id}`;
  return (
    <section aria-label={`Report of ${place}`}>
      <Group justify="space-between" gap="sm" mb={4}>
        <Text size="sm" component="h3" fw={600} style={{ overflowWrap: "anywhere" }}>
          {task.is_golden ? (
            place
          ) : (
            <Anchor component={Link} href={`/items/${task.item_id}`} size="sm" fw={600}>
              {place}
            </Anchor>
          )}{" "}
          · {task.stage_title}
        </Text>
        <Text span size="sm">
          <TaskMark task={task} />
        </Text>
      </Group>
      <Stack gap="xs">
        {task.reports.map((report) => (
          <div key={report.worker_id}>
            <Text size="sm" className={classes.words}>
              {report.text || "(no words)"}
            </Text>
            <Text size="xs" c="dimmed">
              {report.worker}
              {report.simulated && <SimulatedMark />}, <RelativeTime at={report.at} />
              {report.rating !== null && `, rated ${report.rating} of 5`}
            </Text>
          </div>
        ))}
        <Textarea
          label="Answer to those who reported it"
          autosize
          minRows={1}
          maxRows={6}
          maw="80ch"
          maxLength={5000}
          value={answer}
          onChange={(event) => setAnswer(event.currentTarget.value)}
        />
        {decide.error && <Problem error={decide.error} />}
        <Group gap="sm">
          {task.can.includes("release") && (
            <Button size="xs" disabled={!isReady} loading={decide.isPending} onClick={() => send("release")}>
              {task.is_golden ? "Keep it" : "Release it"}
            </Button>
          )}
          {task.can.includes("close") && (
            <Button
              size="xs"
              variant="default"
              disabled={!isReady || task.live > 0}
              loading={decide.isPending}
              title={task.live > 0 ? "Somebody is still at work on it" : undefined}
              onClick={() => send("close")}
            >
              {task.is_golden ? "Retire it" : "Close it"}
            </Button>
          )}
          {!task.can.includes("release") && (
            <Button size="xs" disabled={!isReady} loading={decide.isPending} onClick={() => send("answer")}>
              Answer
            </Button>
          )}
          <Text size="xs" c="dimmed">
            {task.is_golden
              ? "Its answer is known; workers are not told."
              : task.can.includes("close")
                ? "Closed, its item is rejected. Released, it is handed out again."
                : "The task is over; its reports are still worth an answer."}
          </Text>
        </Group>
      </Stack>
    </section>
  );
}

function TaskMark({ task }: { task: ReportedTask }) {
  if (task.is_golden) return <StateMark tone="on">golden, not held</StateMark>;
  if (task.state === "HELD")
    return (
      <StateMark tone="wait">
        held{task.live > 0 && `, ${task.live === 1 ? "1 worker" : `${task.live} workers`} at work`}
      </StateMark>
    );
  return <StateMark tone="off">{task.state === "OPEN" ? "open, not held" : "over"}</StateMark>;
}
