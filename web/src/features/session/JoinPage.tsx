/** `/join/CODE`: what the campaign is, what the marks are for, and the little we need to know of a person. */

import { Badge, Button, Checkbox, Group, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useMemo, useState } from "react";
import { Redirect, useParams } from "wouter";
import { api, unwrap } from "../../api/client";
import { asProblem } from "../../api/problem";
import type { components } from "../../api/schema";
import { countries } from "../../core/countries";
import { Shell } from "../../ui/Shell";
import { Empty, ErrorState, Loading } from "../../ui/states";
import { ConsentDocument } from "../consent/ConsentDocument";
import classes from "./JoinPage.module.css";
import { enter, type Me, shellPerson, useSession } from "./session";

type Invite = components["schemas"]["InvitePreview"];

export default function JoinPage() {
  const { code = "" } = useParams<{ code: string }>();
  const session = useSession();
  const invite = useQuery({
    queryKey: ["invite", code],
    queryFn: () => unwrap(api.GET("/api/v1/invites/{code}", { params: { path: { code } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { me, signOut } = session;
  return (
    <Shell nav={[]} person={me && shellPerson(me)} onSignOut={() => void signOut()}>
      {invite.isPending || session.isPending ? (
        <Loading what="the invite" />
      ) : invite.error ? (
        <NoInvite error={invite.error} onRetry={() => void invite.refetch()} />
      ) : me && me.role !== "worker" ? (
        <OwnersDoNotJoin me={me} />
      ) : (
        <JoinForm code={code} invite={invite.data} me={me} />
      )}
    </Shell>
  );
}

function NoInvite({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const problem = asProblem(error);
  if (problem.status !== 404 && problem.status !== 409) return <ErrorState error={error} onRetry={onRetry} />;
  return (
    <Empty title={problem.detail}>
      <p>{problem.hint}</p>
      <p>
        If you joined with it before, in this browser, you are still in: <a href="/">go to your work</a>.
      </p>
    </Empty>
  );
}

function OwnersDoNotJoin({ me }: { me: Me }) {
  return (
    <Empty title="This invite is for workers">
      You are signed in as {me.name} ({me.role}); workers are other people. Open the invite in another browser
      or a private window.
    </Empty>
  );
}

function JoinForm({ code, invite, me }: { code: string; invite: Invite; me: Me | null }) {
  const client = useQueryClient();
  const [name, setName] = useState(me?.name ?? "");
  const [country, setCountry] = useState<string | null>(me?.country ?? null);
  const [hasConsented, setConsented] = useState(false);
  const options = useMemo(() => countries().map(({ code: value, name: label }) => ({ value, label })), []);
  const join = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/join", {
          body: {
            invite: code,
            name: name.trim(),
            country: country ?? "",
            consent: hasConsented,
            consent_version: invite.consent.version,
          },
        }),
      ),
    onSuccess: (joined) => {
      enter(client, joined);
      void client.invalidateQueries({ queryKey: ["work"] });
    },
  });
  if (join.data) return <Redirect to="/work" replace />;
  const isComplete = name.trim() !== "" && country !== null && hasConsented;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isComplete && !join.isPending) join.mutate();
  };
  return (
    <form className={classes.page} onSubmit={submit} aria-label="Join the campaign">
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          You are invited to
        </Text>
        <Group gap="sm">
          <Title order={1}>{invite.campaign_title}</Title>
          {invite.simulated && (
            <Badge variant="default" tt="none">
              simulated
            </Badge>
          )}
        </Group>
        <Text>{invite.campaign_description}</Text>
        {invite.simulated && (
          <Text size="sm" c="dimmed">
            Whoever joins by this invite is marked as a simulated worker, everywhere.
          </Text>
        )}
      </Stack>
      <section className={classes.consent} aria-label="Consent">
        <ConsentDocument consent={invite.consent} level={2} />
      </section>
      {me ? (
        <Text>
          You are signed in as <b>{me.name}</b> and will join under this name.
        </Text>
      ) : (
        <div className={classes.fields}>
          <TextInput
            label="Name"
            description="As the person who runs the campaign should see it."
            autoComplete="name"
            required
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Select
            label="Country"
            description="Where you live; fair pay differs by country."
            placeholder="Type to search"
            data={options}
            searchable
            required
            nothingFoundMessage="No country of that name"
            value={country}
            onChange={setCountry}
            comboboxProps={{ transitionProps: { duration: 0 } }}
          />
        </div>
      )}
      <Checkbox
        label="I have read what I will see and what my answers are for, and I agree."
        checked={hasConsented}
        onChange={(event) => setConsented(event.currentTarget.checked)}
      />
      {join.error && (
        <Text c="var(--gs-danger)" role="alert">
          {asProblem(join.error).detail} {asProblem(join.error).hint}
        </Text>
      )}
      <Group>
        <Button type="submit" disabled={!isComplete} loading={join.isPending}>
          Join
        </Button>
        {!isComplete && (
          <Text size="sm" c="dimmed">
            {missing(name, country, hasConsented)}
          </Text>
        )}
      </Group>
    </form>
  );
}

function missing(name: string, country: string | null, hasConsented: boolean): string {
  const parts = [
    name.trim() === "" && "your name",
    country === null && "your country",
    !hasConsented && "your consent",
  ].filter((part) => part !== false);
  return `Still needed: ${parts.join(", ")}.`;
}
