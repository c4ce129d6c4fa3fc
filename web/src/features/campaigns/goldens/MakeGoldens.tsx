import { Box, Button, FileButton, Group, NumberInput, Text } from "@mantine/core";
import { useState } from "react";
import { Panel } from "../../../ui/Panel";
import { JobList } from "../JobList";
import { Problem } from "../Problem";
import { type Campaign, isUnderWay, useJobs } from "../queries";
import { type GoldenView, useLoadGoldens, useMakeGoldens, usePromote } from "./goldenQueries";
import { madeText } from "./goldens";

const SHOWN_JOBS = 3;

/** The ways to make goldens; what is there already is not made twice. */
export function MakeGoldens({ campaign, view }: { campaign: Campaign; view: GoldenView }) {
  const [count, setCount] = useState(10);
  const make = useMakeGoldens(campaign.id);
  const promote = usePromote(campaign.id);
  const load = useLoadGoldens(campaign.id);
  const jobs = useJobs(campaign.id).data?.filter((job) => job.kind === "goldens") ?? [];
  const isBusy = jobs.some(isUnderWay) || make.isPending;
  const told = promote.data ?? load.data;
  const error = make.error ?? promote.error ?? load.error;
  return (
    <Panel title="Make goldens" about="The same material makes the same golden once, however often you ask.">
      <Group gap="sm" align="end">
        <NumberInput
          label="How many a category"
          size="xs"
          w={164}
          min={1}
          max={200}
          clampBehavior="strict"
          value={count}
          onChange={(value) => setCount(typeof value === "number" ? value : count)}
        />
        {view.can_plant && (
          <Button
            size="xs"
            loading={isBusy}
            onClick={() => make.mutate({ how: "plant", per_stage: count })}
            title="Invented data, put into chunks of this campaign under permissive licences"
          >
            Plant into code
          </Button>
        )}
        <Button
          size="xs"
          variant={view.can_plant ? "default" : "filled"}
          loading={promote.isPending}
          onClick={() => promote.mutate({ item_ids: null, per_stage: count })}
          title="Finished work that people agreed on; who worked on it does not get it again"
        >
          Promote finished work
        </Button>
        {view.can_quiz && (
          <Button
            size="xs"
            variant="default"
            loading={isBusy}
            onClick={() => make.mutate({ how: "quiz", per_stage: count })}
            title="The exam texts of the quizzes; whoever took a quiz may remember them"
          >
            From the quizzes
          </Button>
        )}
        <FileButton onChange={(file) => file && load.mutate(file)} accept=".jsonl,.ndjson,application/jsonl">
          {(props) => (
            <Button size="xs" variant="default" loading={load.isPending} {...props}>
              From a file
            </Button>
          )}
        </FileButton>
      </Group>
      {error && <Problem error={error} />}
      {told && !error && (
        <Text size="sm" mt="sm" role="status">
          {madeText(told)}
        </Text>
      )}
      {jobs.length > 0 && (
        <Box mt="md">
          <JobList campaignId={campaign.id} jobs={jobs.slice(0, SHOWN_JOBS)} label="Goldens being made" />
        </Box>
      )}
    </Panel>
  );
}
