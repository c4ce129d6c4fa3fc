import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { MarkdownView } from "../../../ui/MarkdownView";
import { Panel } from "../../../ui/Panel";
import { RelativeTime } from "../../../ui/values";
import classes from "../../voice/voice.module.css";
import type { TabProps } from "../CampaignPage";
import { Problem } from "../Problem";
import { useAnnounce, useAnnouncements, useWithdrawAnnouncement } from "./voiceTabQueries";

/** Say something to all workers of the campaign at once. */
export function Announce({ campaign }: TabProps) {
  const [text, setText] = useState("");
  const { data = [] } = useAnnouncements(campaign.id);
  const announce = useAnnounce(campaign.id);
  const withdraw = useWithdrawAnnouncement(campaign.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== "" && !announce.isPending)
      announce.mutate(text.trim(), { onSuccess: () => setText("") });
  };
  return (
    <Panel
      title="Announcements"
      about="Every worker of the campaign sees it above their work until they put it away."
    >
      <form onSubmit={submit}>
        <Stack gap="xs" align="flex-start">
          <Textarea
            label="Say something to all workers"
            autosize
            minRows={2}
            maxRows={8}
            maxLength={5000}
            w="100%"
            maw="80ch"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {announce.error && <Problem error={announce.error} />}
          <Button type="submit" size="xs" disabled={text.trim() === ""} loading={announce.isPending}>
            Announce
          </Button>
        </Stack>
      </form>
      {data.length > 0 && (
        <ul className={classes.list} style={{ marginTop: 16 }}>
          {data.map((one) => (
            <li key={one.id} className={classes.row}>
              <Group justify="space-between" align="start" gap="sm">
                <div style={{ flex: "1 1 300px", minWidth: 0 }}>
                  <MarkdownView source={one.text} what="the announcement" />
                  <Text size="xs" c="dimmed">
                    {one.author}, <RelativeTime at={one.created_at} /> ·{" "}
                    {one.withdrawn_at ? "withdrawn" : `put away by ${one.dismissed} of ${one.workers}`}
                  </Text>
                </div>
                {!one.withdrawn_at && (
                  <Button size="xs" variant="default" onClick={() => withdraw.mutate(one.id)}>
                    Withdraw
                  </Button>
                )}
              </Group>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
