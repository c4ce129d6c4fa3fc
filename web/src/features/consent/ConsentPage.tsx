/** `/consent/:id`: what a campaign asks its workers to accept, and what changed since they did. */

import { Anchor, Button, Checkbox, Group, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation, useParams, useSearchParams } from "wouter";
import { api, unwrap } from "../../api/client";
import { asProblem } from "../../api/problem";
import type { components } from "../../api/schema";
import { Panel } from "../../ui/Panel";
import { ErrorState, Loading } from "../../ui/states";
import { DiffView } from "../../widgets/diff/DiffView";
import { WorkerFrame } from "../session/WorkerFrame";
import classes from "../voice/voice.module.css";
import { ConsentDocument, plainOf } from "./ConsentDocument";

export default function ConsentPage() {
  const { id = "" } = useParams<{ id: string }>();
  return (
    <WorkerFrame>
      {() => (
        <div className={classes.page}>
          <Anchor component={Link} href="/work" size="sm">
            Work
          </Anchor>
          <Consent campaignId={Number(id)} />
        </div>
      )}
    </WorkerFrame>
  );
}

const at = (id: number) => ({ params: { path: { campaign_id: id } } });

function Consent({ campaignId }: { campaignId: number }) {
  const consent = useQuery({
    queryKey: ["consent", campaignId],
    queryFn: () => unwrap(api.GET("/api/v1/me/consents/{campaign_id}", at(campaignId))),
  });
  if (!consent.data)
    return consent.error ? (
      <ErrorState error={consent.error} onRetry={() => void consent.refetch()} />
    ) : (
      <Loading what="the consent" />
    );
  const { current, accepted, before } = consent.data;
  return (
    <>
      <Title order={1}>What you agree to</Title>
      {before && (
        <Panel
          title="What changed"
          about={current.note || `Between version ${before.version}, which you accepted, and this one.`}
        >
          <DiffView before={plainOf(before)} after={plainOf(current)} name="What changed" />
        </Panel>
      )}
      <Panel title={before ? "The whole new version" : "The version that you accepted"}>
        <ConsentDocument consent={current} level={3} />
      </Panel>
      {accepted < current.version && <Accept campaignId={campaignId} current={current} />}
    </>
  );
}

interface AcceptProps {
  campaignId: number;
  current: components["schemas"]["ConsentText"];
}

function Accept({ campaignId, current }: AcceptProps) {
  const client = useQueryClient();
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  const [isRead, setRead] = useState(false);
  const then = params.get("then") ?? "/work";
  const accept = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/me/consents/{campaign_id}", {
          ...at(campaignId),
          body: { version: current.version },
        }),
      ),
    onSuccess: (now) => {
      client.setQueryData(["consent", campaignId], now);
      navigate(/^\/[a-z]/.test(then) ? then : "/work");
    },
  });
  return (
    <Stack gap="sm" align="flex-start">
      <Checkbox
        label="I have read what I will see and what my answers are for, and I agree."
        checked={isRead}
        onChange={(event) => setRead(event.currentTarget.checked)}
      />
      {accept.error && (
        <Text c="var(--gs-danger)" size="sm" role="alert">
          {asProblem(accept.error).detail} {asProblem(accept.error).hint}
        </Text>
      )}
      <Group>
        <Button disabled={!isRead} loading={accept.isPending} onClick={() => accept.mutate()}>
          Accept and go on
        </Button>
        <Text size="sm" c="dimmed">
          If you do not agree, you get no more tasks here. What you did is paid all the same.
        </Text>
      </Group>
    </Stack>
  );
}
