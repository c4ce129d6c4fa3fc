import { Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { type Column, DataTable } from "../../../ui/DataTable";
import { Panel } from "../../../ui/Panel";
import { ErrorState, Loading } from "../../../ui/states";
import { RelativeTime } from "../../../ui/values";
import { DiffView } from "../../../widgets/diff/DiffView";
import { ConsentDocument, plainOf } from "../../consent/ConsentDocument";
import type { TabProps } from "../CampaignPage";
import { Problem } from "../Problem";
import {
  type ConsentHistory,
  useConsent,
  usePreviewConsent,
  usePublishConsent,
} from "../voice/voiceTabQueries";
import { Acceptances } from "./Acceptances";

type Version = ConsentHistory["versions"][number];

const VERSIONS: readonly Column<Version>[] = [
  { key: "version", title: "Version", value: (row) => row.version },
  { key: "note", title: "What changed", value: (row) => row.note, cell: (row) => row.note || "–" },
  {
    key: "accepted",
    title: "Accepted by",
    isNumeric: true,
    value: (row) => row.accepted,
    cell: (row) => `${row.accepted} of ${row.workers}`,
  },
  { key: "author", title: "By", value: (row) => row.author ?? "the recipe" },
  {
    key: "at",
    title: "Published",
    value: (row) => row.created_at,
    text: () => "",
    cell: (row) => <RelativeTime at={row.created_at} />,
  },
];

/** What workers accept before they work: the version that holds, a new one, and who accepted which. */
export default function ConsentTab({ campaign }: TabProps) {
  const consent = useConsent(campaign.id);
  if (!consent.data)
    return consent.error ? (
      <ErrorState error={consent.error} onRetry={() => void consent.refetch()} />
    ) : (
      <Loading what="the consent" lines={8} />
    );
  const { current, differs, versions } = consent.data;
  return (
    <Stack gap="md">
      <Panel
        title="What workers accept"
        about={
          differs
            ? "The facts of the campaign are other ones by now: publish a new version, and every worker is asked."
            : "As they read it before they join. Your words come first; the rest follows from the campaign."
        }
      >
        <ConsentDocument consent={current} level={3} />
      </Panel>
      <NewVersion key={current.version} campaignId={campaign.id} history={consent.data} />
      <Panel title="Versions">
        <DataTable
          name="versions"
          caption="Versions"
          columns={VERSIONS}
          rows={versions}
          rowKey={(row) => row.version}
          empty={null}
        />
      </Panel>
      <Acceptances campaignId={campaign.id} current={current.version} />
    </Stack>
  );
}

function NewVersion({ campaignId, history }: { campaignId: number; history: ConsentHistory }) {
  const { current } = history;
  const [title, setTitle] = useState(current.title);
  const [text, setText] = useState(current.text);
  const [note, setNote] = useState("");
  const [words] = useDebouncedValue({ title: title.trim(), text }, 400);
  const preview = usePreviewConsent(campaignId, words.title, words.text);
  const publish = usePublishConsent(campaignId);
  const changed = preview.data && plainOf(preview.data) !== plainOf(current);
  return (
    <Panel
      title="A new version"
      about="Every worker reads and accepts it before their next task. What was begun may be finished."
    >
      <Stack gap="sm">
        <TextInput
          label="Title"
          maw="80ch"
          maxLength={200}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <Textarea
          label="Your words (Markdown)"
          description="What they will see and do, and what it is for."
          autosize
          minRows={4}
          maxRows={20}
          maw="80ch"
          maxLength={20_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <TextInput
          label="What changed, in a sentence"
          maw="80ch"
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {changed && preview.data && (
          <DiffView
            before={plainOf(current)}
            after={plainOf(preview.data)}
            name="What the new version changes"
          />
        )}
        {publish.error && <Problem error={publish.error} />}
        <Group>
          <Button
            size="sm"
            disabled={!changed || title.trim() === ""}
            loading={publish.isPending}
            onClick={() =>
              publish.mutate({ title: title.trim(), text, note: note.trim(), after: current.version })
            }
          >
            Publish version {current.version + 1}
          </Button>
          {!changed && (
            <Text size="sm" c="dimmed">
              Nothing differs from version {current.version}.
            </Text>
          )}
        </Group>
      </Stack>
    </Panel>
  );
}
