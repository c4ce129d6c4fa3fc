import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { asProblem } from "../../api/problem";
import { RelativeTime } from "../../ui/values";
import classes from "./voice.module.css";
import type { Message } from "./voiceQueries";

interface ConversationProps {
  /** Newest first, as the server sends them. */
  messages: readonly Message[];
  /** Whose page it is. */
  isWorker: boolean;
  /** To whom one writes. */
  to: string;
  error: unknown;
  isSending: boolean;
  onSend: (text: string, done: () => void) => void;
}

/** One thread, oldest first, with a field to write below it. */
export function Conversation({ messages, isWorker, to, error, isSending, onSend }: ConversationProps) {
  const [text, setText] = useState("");
  const end = useRef<HTMLLIElement>(null);
  const newest = messages[0]?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message is what brings the end into sight
  useEffect(() => {
    // Nothing is returned: some browsers give a promise, which is no way to clean up.
    end.current?.scrollIntoView({ block: "nearest" });
  }, [newest]);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== "" && !isSending) onSend(text.trim(), () => setText(""));
  };
  return (
    <Stack gap="sm">
      {messages.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing has been written yet.
        </Text>
      ) : (
        <ul className={classes.messages} aria-label="Messages">
          {[...messages].reverse().map((message) => (
            <li
              key={message.id}
              ref={message.id === newest ? end : undefined}
              className={classes.message}
              data-own={message.is_from_worker === isWorker || undefined}
            >
              <Text size="xs" c="dimmed">
                {message.author ?? "Goldsmith"} · <RelativeTime at={message.at} />
                {message.about && ` · ${message.about}`}
              </Text>
              <Text size="sm" className={classes.words}>
                {message.text}
              </Text>
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={send}>
        <Textarea
          label={`Write to ${to}`}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={5000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group mt="xs" gap="sm">
          <Button type="submit" size="xs" disabled={text.trim() === ""} loading={isSending}>
            Send
          </Button>
          {error !== null && error !== undefined && (
            <Text size="sm" c="var(--gs-danger)" role="alert">
              {asProblem(error).detail} {asProblem(error).hint}
            </Text>
          )}
        </Group>
      </form>
    </Stack>
  );
}
