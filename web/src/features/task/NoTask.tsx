import { Anchor, Button, List } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, unwrap } from "../../api/client";
import { asProblem } from "../../api/problem";
import { Empty, ErrorState, Loading } from "../../ui/states";
import { useUnsent } from "./answers";
import { useIsOffline } from "./connection";
import type { QueueView } from "./taskQueue";
import type { WorkStage } from "./wire";

interface NoTaskProps {
  stage: WorkStage;
  accountId: number;
  view: QueueView<unknown>;
  onLookAgain: () => void;
}

/** Instead of a task: why there is none, and what to do. */
export function NoTask({ stage, accountId, view, onLookAgain }: NoTaskProps) {
  const isOffline = useIsOffline();
  const { entries, error } = useUnsent(accountId);
  if (isOffline || view.phase === "offline") {
    return (
      <Empty title="No connection">
        {entries.length > 0
          ? "Your answers are kept here and are sent as soon as the connection is back. Then the next task comes."
          : "The next task comes as soon as the connection is back."}
      </Empty>
    );
  }
  if (view.phase === "failed") return <ErrorState error={view.error} onRetry={onLookAgain} />;
  if (view.phase === "loading" && error) {
    const problem = asProblem(error);
    return (
      <Empty title="Your last answer is still on its way">
        {problem.detail} {problem.hint} It is kept in this browser and sent again by itself.
      </Empty>
    );
  }
  if (view.phase !== "none" || !view.none) return <Loading what="the next task" lines={12} />;
  const { reason, message } = view.none;
  return (
    <Empty
      title={TITLES[reason] ?? "No task here for you now"}
      action={
        <>
          <WayOn reason={reason} stage={stage} onLookAgain={onLookAgain} />
          <Button component={Link} href="/work" variant="default">
            All stages
          </Button>
        </>
      }
    >
      <p>{message}</p>
      <OtherStages stage={stage} />
    </Empty>
  );
}

const TITLES: Record<string, string> = {
  no_tasks: "All done here for now",
  stage_not_open: "This stage is paused",
  campaign_not_running: "The campaign is paused",
  skill_missing: "This stage wants a skill",
  daily_limit: "Enough for today",
  restricted: "Your access is restricted",
  consent_missing: "There is something new to read",
};

function OtherStages({ stage }: { stage: WorkStage }) {
  const work = useQuery({ queryKey: ["work"], queryFn: () => unwrap(api.GET("/api/v1/work")) });
  const others = (work.data ?? []).filter(
    (other) => other.id !== stage.id && other.may_work && other.state === "OPEN" && other.open_tasks > 0,
  );
  if (others.length === 0) return null;
  return (
    <>
      <p>Tasks are waiting for you here:</p>
      <List size="sm">
        {others.slice(0, 5).map((other) => (
          <List.Item key={other.id}>
            <Anchor component={Link} href={`/stages/${other.id}`}>
              {other.title}
            </Anchor>
          </List.Item>
        ))}
      </List>
    </>
  );
}

interface WayOnProps {
  reason: string;
  stage: WorkStage;
  onLookAgain: () => void;
}

/** What can be done about it. */
function WayOn({ reason, stage, onLookAgain }: WayOnProps) {
  if (reason === "skill_missing" && stage.has_quiz) {
    return (
      <Button component={Link} href={`/campaigns/${stage.campaign_id}/quiz/${stage.category}`}>
        Take the quiz
      </Button>
    );
  }
  if (reason === "restricted") {
    return (
      <Button component={Link} href="/standing">
        See why
      </Button>
    );
  }
  if (reason === "consent_missing") {
    return (
      <Button component={Link} href={`/consent/${stage.campaign_id}?then=/stages/${stage.id}`}>
        Read and accept
      </Button>
    );
  }
  return <Button onClick={onLookAgain}>Look again</Button>;
}
