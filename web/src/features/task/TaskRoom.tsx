/** One stage at work: its instructions beside, its task in the middle, the next one waiting behind. */

import { Badge, Button, Text } from "@mantine/core";
import { Suspense, useCallback, useEffect, useState } from "react";
import { api, unwrap } from "../../api/client";
import { asProblem } from "../../api/problem";
import type { Merge } from "../../core/drafts";
import { MarkdownView } from "../../ui/MarkdownView";
import { SidePanel, SidePanelButton, useSidePanel } from "../../ui/SidePanel";
import { Empty, Loading } from "../../ui/states";
import { FeedbackButton } from "../voice/FeedbackDrawer";
import { answersOf, useUnsent } from "./answers";
import { useIsOffline } from "./connection";
import { draftId } from "./draftIds";
import { NoTask } from "./NoTask";
import { Notice } from "./Notice";
import { taskText } from "./place";
import classes from "./task.module.css";
import { isTextKind, loadTask, TASKS } from "./taskKinds";
import type { Claim } from "./taskQueue";
import { useActiveTime } from "./useActiveTime";
import { useLease } from "./useLease";
import { type AnswerNews, useTaskQueue } from "./useTaskQueue";
import type { Submission, WorkStage } from "./wire";

export interface TaskProps<Body> {
  stage: WorkStage;
  claim: Claim & { prepared: Merge<Body> };
  onSubmit: (submission: Submission) => void;
  onSkip: () => void;
  isSkipping: boolean;
  /** The time of the task ran out; it can be put away where it is gone and nothing was done to it. */
  onOver: (canPutAway: boolean) => void;
}

export function TaskRoom({ stage, accountId }: { stage: WorkStage; accountId: number }) {
  const [news, setNews] = useState<AnswerNews | null>(null);
  const [isSkipping, setSkipping] = useState(false);
  const { queue, view } = useTaskQueue(stage, accountId, setNews);
  const panel = useSidePanel(
    `instructions-${stage.campaign_id}-${stage.category}${panelSuffix(stage)}`,
    hasRoom(stage),
  );
  const { current } = view;
  // The page of this kind of task loads while the first task is claimed.
  useEffect(() => loadTask(stage.kind), [stage.kind]);
  const { isActive } = useActiveTime(0);
  // The waiting task is kept as long as the one at hand is worked on.
  useLease({
    claim: view.next,
    durationMs: stage.lease_s * 1000,
    isActive,
    onLost: (id) => queue.drop(id),
  });

  const submit = useCallback(
    (submission: Submission) => {
      // The queue moves on at once, so a second click finds another task.
      if (!current || queue.snapshot().current?.id !== current.id) return;
      setNews(null);
      void answersOf(accountId).put({
        id: current.id,
        accountId,
        key: crypto.randomUUID?.() ?? fallbackKey(),
        draftId: draftId(current),
        body: submission,
        queuedAtMs: Date.now(),
      });
      queue.advance(current.id);
    },
    [current, queue, accountId],
  );

  const skip = useCallback(async () => {
    if (!current) return;
    setSkipping(true);
    try {
      await unwrap(
        api.POST("/api/v1/assignments/{assignment_id}/skip", {
          params: { path: { assignment_id: current.id } },
        }),
      );
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.status !== 409) {
        setNews({ title: "The task was not skipped", words: `${problem.detail} ${problem.hint ?? ""}` });
        return;
      }
    } finally {
      setSkipping(false);
    }
    setNews(null);
    queue.advance(current.id);
  }, [current, queue]);

  const end = useCallback(
    (canPutAway: boolean) => {
      if (canPutAway && current) queue.advance(current.id);
      else queue.holdPrefetch();
    },
    [current, queue],
  );
  const Task = TASKS[stage.kind];
  const shared = { stage, onSubmit: submit, onSkip: () => void skip(), isSkipping, onOver: end };

  return (
    <>
      <div className={classes.head}>
        <Text size="sm" truncate className={classes.title} component="h1">
          <b>{stage.title}</b>
          {current && ` · ${taskText(current)}`}
        </Text>
        {stage.simulated && (
          <Badge variant="default" size="sm" tt="none" style={{ flexShrink: 0 }}>
            simulated
          </Badge>
        )}
        <Connection accountId={accountId} kept={isTextKind(stage.kind) ? "work is" : "marks are"} />
        {current && <FeedbackButton assignmentId={current.id} onSkip={() => void skip()} />}
        <SidePanelButton panel={panel}>Instructions</SidePanelButton>
      </div>
      <div className={classes.room}>
        <div className={classes.work} data-text={isTextKind(stage.kind) || undefined}>
          {current ? (
            isTextKind(stage.kind) && !current.work ? (
              <NoTexts onSkip={shared.onSkip} isSkipping={isSkipping} />
            ) : (
              <Suspense fallback={<Loading what="the task" lines={12} />}>
                <Task key={current.id} {...shared} claim={current} />
              </Suspense>
            )
          ) : (
            <NoTask stage={stage} accountId={accountId} view={view} onLookAgain={() => void queue.fill()} />
          )}
          {news && (
            <Notice title={news.title} onDismiss={() => setNews(null)}>
              {news.words}
            </Notice>
          )}
        </div>
        <SidePanel panel={panel} title="Instructions">
          <MarkdownView source={stage.instructions || noInstructions(stage)} what="the instructions" />
        </SidePanel>
      </div>
    </>
  );
}

function noInstructions({ kind }: WorkStage): string {
  if (isTextKind(kind)) return "This stage has no instructions.";
  return "This stage has no instructions. Its labels say what to look for: hold the mouse over them.";
}

/** Two columns and instructions beside them want a wide window; elsewhere the instructions open on demand. */
const WIDE_PX = 1_400;

function hasRoom({ kind }: WorkStage): boolean {
  return !isTextKind(kind) || window.innerWidth >= WIDE_PX;
}

/** Annotating and validating one category share a panel; a text stage has its own. */
function panelSuffix({ kind, id }: WorkStage): string {
  return isTextKind(kind) ? `-${id}` : "";
}

function NoTexts({ onSkip, isSkipping }: { onSkip: () => void; isSkipping: boolean }) {
  return (
    <Empty
      title="This task came without its texts"
      action={
        <Button onClick={onSkip} loading={isSkipping}>
          Skip it
        </Button>
      }
    >
      That is a mistake of the campaign, not yours. Skip it to go on.
    </Empty>
  );
}

/** Says when the server is out of reach, and what still has to reach it. */
function Connection({ accountId, kept }: { accountId: number; kept: string }) {
  const isOffline = useIsOffline();
  const { entries, error, isDurable } = useUnsent(accountId);
  const isWaiting = entries.length > 0 && error !== null;
  const unsent = entries.length === 1 ? "1 answer waits" : `${entries.length} answers wait`;
  const words = isOffline
    ? `Offline — your ${kept} kept here${entries.length > 0 ? `; ${unsent}` : ""}`
    : isWaiting
      ? `${unsent} to be sent: ${asProblem(error).detail}`
      : "";
  return (
    <Text size="sm" className={classes.connection} role="status" data-on={words !== "" || undefined}>
      {words}
      {words !== "" && !isDurable && " Do not close this page: the browser refuses to store them."}
    </Text>
  );
}

/** Pages over plain HTTP have no randomUUID. */
function fallbackKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
