import { Button, FileButton, Group, Progress, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { upload } from "../../../api/upload";
import { numberText, percentText } from "../../../core/format";
import { Panel } from "../../../ui/Panel";
import { ErrorState, Loading } from "../../../ui/states";
import { JobList } from "../JobList";
import { resultText } from "../jobKinds";
import { Problem } from "../Problem";
import { type Campaign, isUnderWay, type Job, useRefreshCampaign } from "../queries";
import { useBenchmarks } from "../textQueries";
import classes from "./delivery.module.css";

type Answer = Record<string, unknown>;

interface BenchmarksProps {
  campaign: Campaign;
  jobs: readonly Job[];
}

/** Collections of problems that must not be in the dataset. */
export function Benchmarks({ campaign, jobs }: BenchmarksProps) {
  return (
    <Panel
      title="Benchmarks"
      about="A model is measured by benchmarks, so their problems must not be in what it learns from. Upload one, and the next look at the gate searches the dataset for its texts. Only hashes are kept: the problems themselves are not stored."
    >
      <Stack gap="sm">
        <Compared campaign={campaign} jobs={jobs} />
        <UploadForm campaign={campaign} />
        {jobs.length > 0 && <JobList campaignId={campaign.id} jobs={jobs} label="Benchmarks" />}
      </Stack>
    </Panel>
  );
}

/** Those that texts are compared with now. */
function Compared({ campaign, jobs }: BenchmarksProps) {
  const ended = jobs.filter((job) => !isUnderWay(job)).length;
  const { data, error, refetch } = useBenchmarks(campaign.id, ended);
  if (!data) {
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="the benchmarks" lines={1} />
    );
  }
  if (data.length === 0) return <Text size="sm">Texts are compared with none yet.</Text>;
  return (
    <ul className={classes.benchmarks} aria-label="Compared with">
      {data.map(({ name, entries, is_shipped: isShipped }) => (
        <li key={name}>
          <b>{name}</b>
          <Text span size="sm" c="dimmed">
            {numberText(entries)} {entries === 1 ? "problem" : "problems"},{" "}
            {isShipped ? "comes with Goldsmith" : "uploaded"}
          </Text>
        </li>
      ))}
    </ul>
  );
}

function UploadForm({ campaign }: { campaign: Campaign }) {
  const [name, setName] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const { send, share, error, taken } = useBenchmark(campaign.id);
  const isReady = name.trim() !== "" && file !== null && share === null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) {
          send(name.trim(), file, () => {
            setName("");
            setFile(null);
          });
        }
      }}
    >
      <Stack gap="sm">
        <Group gap="sm" align="end">
          <TextInput
            label="Name"
            placeholder="for example HumanEval"
            value={name}
            maxLength={60}
            onChange={(event) => setName(event.currentTarget.value)}
            style={{ flex: "1 1 200px", maxWidth: 320 }}
          />
          <FileButton onChange={setFile} accept=".jsonl,.json,.txt,.md">
            {(props) => (
              <Button {...props} variant="default">
                {file ? file.name : "Choose a file"}
              </Button>
            )}
          </FileButton>
          <Button type="submit" variant="default" disabled={!isReady}>
            Add
          </Button>
        </Group>
        <Text size="xs" c="dimmed">
          JSON Lines, one problem a line, or plain text.
        </Text>
        {share !== null && (
          <Progress value={100 * share} aria-label={`${percentText(share)} sent`} transitionDuration={0} />
        )}
        {error !== null && <Problem error={error} />}
        {taken && (
          <Text size="sm" role="status">
            {taken}
          </Text>
        )}
      </Stack>
    </form>
  );
}

function useBenchmark(campaignId: number) {
  const [share, setShare] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [taken, setTaken] = useState("");
  const refresh = useRefreshCampaign(campaignId);
  const send = async (name: string, file: File, onDone: () => void) => {
    setError(null);
    setTaken("");
    setShare(0);
    const form = new FormData();
    form.set("name", name);
    form.set("file", file);
    try {
      const answer = await upload<Answer>(`/api/v1/campaigns/${campaignId}/benchmarks`, form, setShare)
        .answer;
      const counts = resultText({ message: "", result: withoutIds(answer) });
      setTaken(`${name} is taken in${counts && `: ${counts}`}. Look at the gate to search for it.`);
      onDone();
      await refresh();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setShare(null);
    }
  };
  return { send, share, error, taken };
}

/** Numbers that count something; an id says nothing to a person. */
function withoutIds(answer: Answer | null): Answer {
  return Object.fromEntries(Object.entries(answer ?? {}).filter(([key]) => !/(^|_)id$/.test(key)));
}
