import { Button, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./task.module.css";

interface NoticeProps {
  title: string;
  children: ReactNode;
  onDismiss: () => void;
  /** What can be done about it. */
  action?: ReactNode;
  /** The word that puts it away; default "Drop it" beside an action, else "All right". */
  dismissText?: string;
}

/** Something to know about a task, over the end of the code; it stays until it is put away. */
export function Notice({ title, children, onDismiss, action, dismissText }: NoticeProps) {
  return (
    <div className={classes.notice} role="alert">
      <Text size="sm">
        <b>{title}.</b> {children}
      </Text>
      <Group gap="sm">
        {action}
        <Button size="compact-sm" variant="default" onClick={onDismiss}>
          {dismissText ?? (action ? "Drop it" : "All right")}
        </Button>
      </Group>
    </div>
  );
}
