import { Badge, Group, Text } from "@mantine/core";
import { RelativeTime } from "../../ui/values";
import classes from "./voice.module.css";

export interface ThreadEntry {
  id: number;
  name: string;
  isSimulated?: boolean;
  unread: number;
  lastText: string | null;
  lastAt: string | null;
}

interface ThreadListProps {
  label: string;
  entries: readonly ThreadEntry[];
  current: number | null;
  onSelect: (id: number) => void;
}

/** Threads to choose from, unread first. */
export function ThreadList({ label, entries, current, onSelect }: ThreadListProps) {
  return (
    <ul className={classes.threads} aria-label={label}>
      {entries.map((entry) => (
        <li key={entry.id}>
          <button
            type="button"
            className={classes.thread}
            aria-current={entry.id === current || undefined}
            onClick={() => onSelect(entry.id)}
          >
            <Group justify="space-between" gap="xs" wrap="nowrap" component="span">
              <Text span size="sm" fw={entry.unread > 0 ? 650 : 400} truncate>
                {entry.name}
                {entry.isSimulated && " (simulated)"}
              </Text>
              {entry.unread > 0 ? (
                <Badge size="sm" variant="filled" component="span" aria-label={`${entry.unread} unread`}>
                  {entry.unread}
                </Badge>
              ) : (
                entry.lastAt && (
                  <Text span size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                    <RelativeTime at={entry.lastAt} />
                  </Text>
                )
              )}
            </Group>
            <Text span size="xs" c="dimmed" truncate display="block">
              {entry.lastText ?? "Nothing written yet"}
            </Text>
          </button>
        </li>
      ))}
    </ul>
  );
}
