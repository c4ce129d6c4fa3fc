/** `/work`: what there is to do, what it pays, and the one next step of each. */

import { Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, unwrap } from "../../api/client";
import type { components } from "../../api/schema";
import { durationText, numberText } from "../../core/format";
import { Empty, ErrorState, Loading } from "../../ui/states";
import { Money } from "../../ui/values";
import { WorkerFrame } from "../session/WorkerFrame";
import { Announcements } from "../voice/Announcements";
import { type Board, boardOf, type CategoryBoard, nextStep } from "./board";
import classes from "./work.module.css";

type WorkStage = components["schemas"]["WorkStage"];

export default function WorkPage() {
  return (
    <WorkerFrame>
      {() => (
        <>
          <Announcements />
          <Stages />
        </>
      )}
    </WorkerFrame>
  );
}

function Stages() {
  const work = useQuery({ queryKey: ["work"], queryFn: () => unwrap(api.GET("/api/v1/work")) });
  if (work.isPending) return <Loading what="the stages" lines={8} />;
  if (!work.data) return <ErrorState error={work.error} onRetry={() => void work.refetch()} />;
  const boards = boardOf(work.data);
  if (boards.length === 0) {
    return (
      <Empty
        title="No work yet"
        action={
          <Button variant="default" onClick={() => void work.refetch()}>
            Look again
          </Button>
        }
      >
        You take part in no campaign that has started. Work shows here as soon as its owner opens it. To join
        another campaign, open its invite link in this browser.
      </Empty>
    );
  }
  return (
    <div className={classes.page}>
      {boards.map((board) => (
        <Campaign key={board.campaignId} board={board} />
      ))}
    </div>
  );
}

function Campaign({ board }: { board: Board }) {
  return (
    <section aria-label={board.title}>
      <Group gap="sm" mb="md">
        <Title order={1}>{board.title}</Title>
        {board.isSimulated && (
          <Badge variant="default" tt="none">
            simulated
          </Badge>
        )}
      </Group>
      <div className={classes.grid}>
        {board.categories.map((category) => (
          <Category key={category.key} category={category} />
        ))}
      </div>
      {board.closed > 0 && (
        <Text size="sm" c="dimmed" mt="md">
          {board.closed === 1 ? "One more stage is" : `${board.closed} more stages are`} for experts, whom the
          owner of the campaign names.
        </Text>
      )}
    </section>
  );
}

function Category({ category }: { category: CategoryBoard }) {
  const { title, stages, skill, quizHref } = category;
  return (
    <section className={classes.card} aria-label={title}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Title order={2} size="h3">
            {title}
          </Title>
          <Text size="sm" c="dimmed">
            {skill}
          </Text>
        </div>
        {quizHref && (
          <Button component={Link} href={quizHref} size="sm">
            Take the quiz
          </Button>
        )}
      </Group>
      <Stack component="ul" gap={0} className={classes.stages}>
        {stages.map((stage) => (
          <Stage key={stage.id} stage={stage} />
        ))}
      </Stack>
    </section>
  );
}

function Stage({ stage }: { stage: WorkStage }) {
  const step = nextStep(stage);
  return (
    <li className={classes.stage}>
      <div>
        <Text fw={600} size="sm">
          {stage.title.replace(`: ${stage.category_title}`, "")}
        </Text>
        <Text size="sm">
          <Money amount={stage.price} currency={stage.currency} per="a task" />{" "}
          <Text span c="dimmed">
            · <Money amount={stage.hourly} currency={stage.currency} per="per hour" /> at about{" "}
            {durationText(stage.expected_s * 1000)} each
          </Text>
        </Text>
        <Text size="xs" c="dimmed">
          {waitingText(stage.open_tasks)} · {numberText(stage.answers)} done by you
        </Text>
      </div>
      {step.kind === "start" ? (
        <Button
          component={Link}
          href={`/stages/${stage.id}`}
          size="sm"
          variant={stage.open_tasks > 0 ? "filled" : "default"}
          aria-label={`Start: ${stage.title}`}
        >
          Start
        </Button>
      ) : (
        <Text size="sm" c="dimmed" className={classes.why}>
          {step.words}
        </Text>
      )}
    </li>
  );
}

/** The server counts to a thousand. */
const MANY = 1_000;

function waitingText(tasks: number): string {
  if (tasks === 0) return "No task waiting";
  if (tasks >= MANY) return `${numberText(MANY)} tasks or more waiting`;
  return `${numberText(tasks)} ${tasks === 1 ? "task" : "tasks"} waiting`;
}
