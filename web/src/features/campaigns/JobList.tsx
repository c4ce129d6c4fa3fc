import { Button, Group, Progress, Text } from "@mantine/core";
import { percentText } from "../../core/format";
import { StateMark } from "../../ui/StateMark";
import { Duration, RelativeTime } from "../../ui/values";
import { resultText } from "./jobKinds";
import classes from "./owner.module.css";
import { Problem } from "./Problem";
import { isUnderWay, type Job, useJobEvent } from "./queries";
import { counted, JOB_STATES } from "./words";

interface JobListProps {
  campaignId: number;
  jobs: readonly Job[];
  /** For screen readers. */
  label: string;
}

const KIND_WORDS: Record<string, string> = {
  aggregate: "aggregation",
  ingest: "import",
  goldens: "goldens",
  gate: "look at the gate",
  deliver: "delivery",
};
const EVENT_WORDS = { cancel: "Cancel", retry: "Try again" } as const;

/** Machine work with its progress, newest first. */
export function JobList({ campaignId, jobs, label }: JobListProps) {
  const act = useJobEvent(campaignId);
  return (
    <>
      {act.error && <Problem error={act.error} />}
      <ul className={classes.jobs} aria-label={label}>
        {jobs.map((job) => (
          <li key={job.id} className={classes.job}>
            <div className={classes.jobName}>
              <span className={classes.path}>{job.about || KIND_WORDS[job.kind] || job.kind}</span>
              <Text span size="sm">
                <StateMark tone={JOB_STATES[job.state].tone}>{JOB_STATES[job.state].word}</StateMark>
              </Text>
              <Text span size="sm" c={job.state === "FAILED" ? "var(--gs-text)" : "dimmed"}>
                {outcomeOf(job)}
              </Text>
            </div>
            <Group gap="sm" wrap="nowrap">
              <Text size="xs" c="dimmed" className={classes.nowrap ?? ""}>
                <Times job={job} />
              </Text>
              {job.events.map(
                (event) =>
                  (event === "cancel" || event === "retry") && (
                    <Button
                      key={event}
                      size="compact-xs"
                      variant="default"
                      loading={act.isPending && act.variables.jobId === job.id}
                      onClick={() => act.mutate({ jobId: job.id, event })}
                    >
                      {EVENT_WORDS[event]}
                    </Button>
                  ),
              )}
            </Group>
            {isUnderWay(job) && <JobProgress job={job} />}
          </li>
        ))}
      </ul>
    </>
  );
}

/** A bar needs an end; where none is known yet, the message counts. */
function JobProgress({ job }: { job: Job }) {
  if (!job.total) return null;
  const share = job.done / job.total;
  return (
    <Progress
      value={100 * share}
      aria-label={`${percentText(share)} done`}
      style={{ gridColumn: "1 / -1" }}
      transitionDuration={0}
    />
  );
}

function Times({ job }: { job: Job }) {
  if (job.finished_at && job.started_at) {
    const tookMs = Date.parse(job.finished_at) - Date.parse(job.started_at);
    return (
      <>
        <RelativeTime at={job.finished_at} />, took {tookMs < 1000 ? "under 1 s" : <Duration ms={tookMs} />}
      </>
    );
  }
  return <RelativeTime at={job.started_at ?? job.created_at} />;
}

/** What became of it, in words. */
function outcomeOf(job: Job): string {
  if (job.state === "QUEUED") return "waits for its turn";
  if (job.state !== "DONE") return job.message || (job.state === "RUNNING" ? "has begun" : "");
  const count = countIn(job);
  if (job.kind === "ingest") return importText(job);
  if (job.kind === "aggregate") {
    return `${counted(count("documents"), "file")}, ${count("complete")} complete, ${counted(count("spans"), "span")}`;
  }
  if (job.kind === "export") return counted(count("rows"), "row");
  if (job.kind === "refill") return refillText(job);
  return resultText(job);
}

function countIn(job: Job): (name: string) => number {
  return (name) => Number(job.result?.[name] ?? 0);
}

/** Problems by cell: those made, and those for which no document holds another. */
function refillText({ result }: Job): string {
  const sumOf = (name: string) =>
    Object.values((result?.[name] ?? {}) as Record<string, number>).reduce((sum, one) => sum + one, 0);
  const [added, lacking] = [sumOf("added"), sumOf("lacking")];
  const made = added > 0 ? `${counted(added, "problem")} made` : "no problem made";
  if (lacking === 0) return made;
  return `${made}; for ${lacking} more there is nothing left in the documents: add some under Sources`;
}

/** Code becomes files and chunks, documentation sections and problems. */
const IMPORTED = [
  ["documents", "new file"],
  ["chunks", "chunk"],
  ["sections", "section"],
  ["problems", "problem"],
] as const;

function importText(job: Job): string {
  const count = countIn(job);
  const parts = IMPORTED.filter(([name]) => job.result?.[name] !== undefined).map(([name, one]) =>
    counted(count(name), one),
  );
  if (count("known") > 0) parts.push(`${counted(count("known"), "file")} known already`);
  if (count("refused") > 0) parts.push(`${counted(count("refused"), "file")} refused`);
  return parts.join(", ");
}
