import { Text } from "@mantine/core";
import { useEffect } from "react";
import { useSearchParams } from "wouter";
import { Panel } from "../../../ui/Panel";
import { ErrorState, Loading } from "../../../ui/states";
import { Conversation } from "../../voice/Conversation";
import { ThreadList } from "../../voice/ThreadList";
import classes from "../../voice/voice.module.css";
import type { TabProps } from "../CampaignPage";
import { useMarkRead, useSend, useThread, useThreads } from "./voiceTabQueries";

/** Threads with workers; a worker of the tab Workers can be written to by `?worker=`. */
export function MessagesPanel({ campaign }: TabProps) {
  const threads = useThreads(campaign);
  const [params, setParams] = useSearchParams();
  if (!threads.data)
    return threads.error ? (
      <ErrorState error={threads.error} onRetry={() => void threads.refetch()} />
    ) : (
      <Loading what="the messages" />
    );
  const asked = Number(params.get("worker")) || null;
  const current = asked ?? null;
  const unread = threads.data.find((one) => one.worker_id === current)?.unread ?? 0;
  const name = threads.data.find((one) => one.worker_id === current)?.worker ?? `worker ${current}`;
  return (
    <Panel
      title="Messages"
      about="One thread a worker. Everybody who runs this campaign reads and answers here."
    >
      {threads.data.length === 0 && current === null ? (
        <Text size="sm" c="dimmed">
          Nobody has written yet. Workers write on their page Messages.
        </Text>
      ) : (
        <div className={classes.columns}>
          <ThreadList
            label="Workers"
            entries={threads.data.map((one) => ({
              id: one.worker_id,
              name: one.worker,
              isSimulated: one.simulated,
              unread: one.unread,
              lastText: one.last_text,
              lastAt: one.last_at,
            }))}
            current={current}
            onSelect={(id) => setParams({ worker: String(id) }, { replace: true })}
          />
          {current === null ? (
            <Text size="sm" c="dimmed">
              Choose a thread to read and answer it.
            </Text>
          ) : (
            <Thread key={current} id={campaign.id} workerId={current} name={name} unread={unread} />
          )}
        </div>
      )}
    </Panel>
  );
}

interface ThreadProps {
  id: number;
  workerId: number;
  name: string;
  unread: number;
}

function Thread({ id, workerId, name, unread }: ThreadProps) {
  const messages = useThread(id, workerId);
  const send = useSend(id, workerId);
  const { mutate: markRead } = useMarkRead(id);
  const newest = messages.data?.rows[0]?.id;
  useEffect(() => {
    if (unread > 0 && newest !== undefined) markRead(workerId);
  }, [unread, newest, workerId, markRead]);
  if (!messages.data)
    return messages.error ? (
      <ErrorState error={messages.error} onRetry={() => void messages.refetch()} />
    ) : (
      <Loading what="the messages" />
    );
  return (
    <Conversation
      messages={messages.data.rows}
      isWorker={false}
      to={name}
      error={send.error}
      isSending={send.isPending}
      onSend={(text, done) => send.mutate(text, { onSuccess: done })}
    />
  );
}
