import { Progress, Stack, Text } from "@mantine/core";
import { useSearchParams } from "wouter";
import { numberText } from "../../../core/format";
import { Panel } from "../../../ui/Panel";
import { SimulatedMark } from "../../../ui/StateMark";
import { Empty, ErrorState, Loading } from "../../../ui/states";
import { PlanChart } from "./PlanChart";
import { PlanForm } from "./PlanForm";
import { PlanRules } from "./PlanRules";
import { PlanTable } from "./PlanTable";
import classes from "./plan.module.css";
import { type PlanSubject, resultFields } from "./planForm";
import { isOver, type PlanResult, useAskForPlan, usePlan, type PlanView as View } from "./planQueries";

/** Ask for a plan, wait for it, read it. The plan's number is in the address, so a link shows the same plan. */
export function PlanView({ subject }: { subject: PlanSubject }) {
  const [params, setParams] = useSearchParams();
  const asked = params.get("plan") ?? "";
  const jobId = /^\d+$/.test(asked) ? Number(asked) : null;
  const ask = useAskForPlan();
  const plan = usePlan(jobId);
  const isWaiting = jobId !== null && plan.data !== undefined && !isOver(plan.data);
  return (
    <Stack gap="lg">
      <PlanForm
        // A plan that is opened by its address fills the form; one that was just asked for leaves it as it is.
        key={ask.data === undefined && plan.data?.plan ? "opened" : "typed"}
        initial={ask.data === undefined && plan.data?.plan ? resultFields(plan.data.plan) : null}
        subject={subject}
        isBusy={ask.isPending || isWaiting}
        error={ask.error}
        onAsk={(body) =>
          ask.mutate(body, {
            onSuccess: ({ id }) =>
              setParams((before) => {
                before.set("plan", String(id));
                return before;
              }),
          })
        }
      />
      {jobId === null ? (
        <Empty title="Nothing planned yet">
          Say who joins and how much there is to mark. You see what each policy costs, how long it takes and
          how good the data gets.
        </Empty>
      ) : plan.data ? (
        <Outcome view={plan.data} />
      ) : plan.error ? (
        <ErrorState error={plan.error} onRetry={() => void plan.refetch()} />
      ) : (
        <Loading what="the plan" lines={10} />
      )}
    </Stack>
  );
}

function Outcome({ view: { job, plan } }: { view: View }) {
  if (plan) return <Result plan={plan} />;
  if (job.state === "FAILED" || job.state === "CANCELLED") {
    return (
      <Empty title={job.state === "FAILED" ? "The plan did not work" : "The plan was cancelled"}>
        {job.message || "Change something and plan again."}
      </Empty>
    );
  }
  return (
    <Panel title="Planning" about="Simulated people are at work.">
      <Progress
        value={job.total ? (100 * job.done) / job.total : 0}
        aria-label="Runs of policies"
        transitionDuration={0}
      />
      <Text size="sm" c="dimmed" mt="xs" aria-live="polite">
        {job.total ? `${job.done} of ${job.total} runs` : "Waiting for a free worker"}
      </Text>
    </Panel>
  );
}

function Result({ plan }: { plan: PlanResult }) {
  return (
    <>
      <Panel
        title="What comes out"
        about={`${numberText(plan.chunks)} chunks, ${numberText(plan.items)} items, ${numberText(plan.workers)} people, ${plan.seeds === 1 ? "1 run" : `${plan.seeds} runs`} of each policy`}
        tools={<SimulatedMark />}
      >
        <ul className={classes.findings}>
          {plan.findings.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      </Panel>
      <PlanChart plan={plan} />
      <Panel
        title="Policies"
        about="Under each mean: where another run would lie nine times in ten, if the assumptions hold."
      >
        <PlanTable plan={plan} />
      </Panel>
      <PlanRules plan={plan} />
      <Panel title="What this takes for granted">
        <dl className={classes.assumptions}>
          {plan.assumptions.map(({ what, value }) => (
            <Assumption key={what} what={what} value={value} />
          ))}
        </dl>
      </Panel>
    </>
  );
}

function Assumption({ what, value }: { what: string; value: string }) {
  return (
    <>
      <dt>{what}</dt>
      <dd>{value}</dd>
    </>
  );
}
