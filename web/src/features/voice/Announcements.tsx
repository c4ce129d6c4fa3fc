import { Button, Group, Text } from "@mantine/core";
import { MarkdownView } from "../../ui/MarkdownView";
import { RelativeTime } from "../../ui/values";
import classes from "./voice.module.css";
import { useDismiss, useMyAnnouncements } from "./voiceQueries";

/** What was said to all workers, until this one puts it away. */
export function Announcements() {
  const { data = [] } = useMyAnnouncements();
  const dismiss = useDismiss();
  if (data.length === 0) return null;
  return (
    <section className={classes.notices} aria-label="Announcements">
      {data.map((one) => (
        <Group key={one.id} className={classes.notice} justify="space-between" align="start" gap="sm">
          <div style={{ flex: "1 1 300px", minWidth: 0 }}>
            <MarkdownView source={one.text} what="the announcement" />
            <Text size="xs" c="dimmed">
              {one.campaign_title} · <RelativeTime at={one.created_at} />
            </Text>
          </div>
          <Button size="xs" variant="default" onClick={() => dismiss.mutate(one.id)}>
            Got it
          </Button>
        </Group>
      ))}
    </section>
  );
}
