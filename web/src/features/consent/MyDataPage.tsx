/** `/my-data`: take everything along, see what was accepted, be forgotten. */

import { Anchor, Button, Checkbox, Group, List, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { api, unwrap } from "../../api/client";
import { asProblem } from "../../api/problem";
import type { components } from "../../api/schema";
import { Panel } from "../../ui/Panel";
import { ErrorState, Loading } from "../../ui/states";
import { Money } from "../../ui/values";
import { WorkerFrame } from "../session/WorkerFrame";
import classes from "../voice/voice.module.css";

type MyData = components["schemas"]["MyData"];

export default function MyDataPage() {
  return (
    <WorkerFrame>
      {() => (
        <div className={classes.page}>
          <Title order={1}>My data</Title>
          <Export />
          <Consents />
          <Forget />
        </div>
      )}
    </WorkerFrame>
  );
}

function Export() {
  return (
    <Panel title="Take it along" about="Everything that is stored about you, as one JSON file.">
      <Text size="sm" maw="80ch" mb="sm">
        Your account and ways to sign in, what you accepted, your assignments with their times, answers and
        drafts, skills, quiz attempts, restrictions, earnings and payouts, messages, feedback, appeals. Not in
        it: the texts of tasks, which are not yours, and which of them had a known answer.
      </Text>
      <Button component="a" href="/api/v1/me/data.json" download="my-data.json" variant="default">
        Download my data
      </Button>
    </Panel>
  );
}

function Consents() {
  const threads = useQuery({
    queryKey: ["voice", "threads"],
    queryFn: () => unwrap(api.GET("/api/v1/me/threads")),
  });
  if (!threads.data || threads.data.length === 0) return null;
  return (
    <Panel title="What you agreed to" about="By campaign, word by word.">
      <List size="sm">
        {threads.data.map((one) => (
          <List.Item key={one.campaign_id}>
            <Anchor component={Link} href={`/consent/${one.campaign_id}`} size="sm">
              {one.campaign_title}
            </Anchor>
          </List.Item>
        ))}
      </List>
    </Panel>
  );
}

function Forget() {
  const mine = useQuery({
    queryKey: ["my-data"],
    queryFn: () => unwrap(api.GET("/api/v1/me/data")),
  });
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title="Be forgotten"
      about="Your name, country, ways to sign in, payout destination, drafts, quiz attempts and messages are erased. Your answers, the times of your work and the books of pay stay, without your name. It cannot be undone."
    >
      {!isOpen ? (
        <Button variant="default" onClick={() => setOpen(true)}>
          Erase me…
        </Button>
      ) : mine.data ? (
        <Confirm mine={mine.data} onCancel={() => setOpen(false)} />
      ) : mine.error ? (
        <ErrorState error={mine.error} onRetry={() => void mine.refetch()} />
      ) : (
        <Loading what="what is unpaid" />
      )}
    </Panel>
  );
}

function Confirm({ mine, onCancel }: { mine: MyData; onCancel: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [givesUp, setGivesUp] = useState(false);
  const forget = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/me/erasure", { body: { name, gives_up_pay: givesUp } })),
    onSuccess: () => {
      client.clear();
      window.location.assign("/");
    },
  });
  const owes = mine.unpaid.length > 0;
  const isReady = name.trim() === mine.name.trim() && (!owes || givesUp);
  return (
    <Stack gap="sm" align="flex-start">
      {owes && (
        <Checkbox
          label={
            <>
              I give up what is not paid yet: <Sums sums={mine.unpaid} />
            </>
          }
          description="Nobody could pay you once you are forgotten. To be paid first, wait for the next payout."
          checked={givesUp}
          onChange={(event) => setGivesUp(event.currentTarget.checked)}
        />
      )}
      <TextInput
        label={`Type your name, ${mine.name}, to confirm`}
        w={420}
        maw="100%"
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {forget.error && (
        <Text c="var(--gs-danger)" size="sm" role="alert">
          {asProblem(forget.error).detail} {asProblem(forget.error).hint}
        </Text>
      )}
      <Group>
        <Button color="red" disabled={!isReady} loading={forget.isPending} onClick={() => forget.mutate()}>
          Erase me for good
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
    </Stack>
  );
}

function Sums({ sums }: { sums: MyData["unpaid"] }) {
  return sums.map(({ amount, currency }, index) => (
    <span key={currency}>
      {index > 0 && ", "}
      <Money amount={amount} currency={currency} />
    </span>
  ));
}
