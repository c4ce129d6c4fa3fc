/** `/messages`: a worker's threads, one a campaign. */

import { Button, Title } from "@mantine/core";
import { useEffect } from "react";
import { Link, useSearchParams } from "wouter";
import { Panel } from "../../ui/Panel";
import { Empty, ErrorState, Loading } from "../../ui/states";
import { WorkerFrame } from "../session/WorkerFrame";
import { Conversation } from "./Conversation";
import { ThreadList } from "./ThreadList";
import classes from "./voice.module.css";
import { type MyThread, useMyThread, useMyThreads, useReadMine, useWrite } from "./voiceQueries";

export default function MessagesPage() {
  return (
    <WorkerFrame>
      {() => (
        <div className={classes.page}>
          <Title order={1}>Messages</Title>
          <Threads />
        </div>
      )}
    </WorkerFrame>
  );
}

function Threads() {
  const threads = useMyThreads();
  const [params, setParams] = useSearchParams();
  if (!threads.data)
    return threads.error ? (
      <ErrorState error={threads.error} onRetry={() => void threads.refetch()} />
    ) : (
      <Loading what="your messages" />
    );
  const asked = Number(params.get("campaign"));
  const current = threads.data.find((one) => one.campaign_id === asked) ?? threads.data[0];
  if (!current)
    return (
      <Empty
        title="No campaign yet"
        action={
          <Button component={Link} href="/work">
            To your work
          </Button>
        }
      >
        Once you joined a campaign, you can write to those who run it here.
      </Empty>
    );
  return (
    <div className={classes.columns}>
      <ThreadList
        label="Campaigns"
        entries={threads.data.map((one) => ({
          id: one.campaign_id,
          name: one.campaign_title,
          unread: one.unread,
          lastText: one.last_text,
          lastAt: one.last_at,
        }))}
        current={current.campaign_id}
        onSelect={(id) => setParams({ campaign: String(id) }, { replace: true })}
      />
      <Thread key={current.campaign_id} thread={current} />
    </div>
  );
}

function Thread({ thread }: { thread: MyThread }) {
  const { campaign_id: id, unread } = thread;
  const messages = useMyThread(id);
  const write = useWrite(id);
  const { mutate: markRead } = useReadMine();
  const newest = messages.data?.rows[0]?.id;
  // Whoever sees the newest message has read the thread.
  useEffect(() => {
    if (unread > 0 && newest !== undefined) markRead(id);
  }, [unread, newest, id, markRead]);
  return (
    <Panel title={thread.campaign_title} about="Only you and those who run the campaign read this.">
      {messages.data ? (
        <Conversation
          messages={messages.data.rows}
          isWorker
          to="those who run the campaign"
          error={write.error}
          isSending={write.isPending}
          onSend={(text, done) => write.mutate(text, { onSuccess: done })}
        />
      ) : messages.error ? (
        <ErrorState error={messages.error} onRetry={() => void messages.refetch()} />
      ) : (
        <Loading what="the messages" />
      )}
    </Panel>
  );
}
