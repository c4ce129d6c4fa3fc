/** `/appeals/new?kind=…&id=…`: say why a decision is wrong. */

import { Anchor, Button, Group, Stack, Text, Textarea, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { Link, Redirect, useSearchParams } from "wouter";
import { asProblem } from "../../api/problem";
import { Panel } from "../../ui/Panel";
import { Empty, ErrorState, Loading } from "../../ui/states";
import { WorkerFrame } from "../session/WorkerFrame";
import { AppealSubjectView } from "./AppealSubjectView";
import { subjectTitle } from "./appealWords";
import classes from "./voice.module.css";
import { type Appealable, type AppealKind, useAppealable, useFileAppeal } from "./voiceQueries";

const KINDS: readonly string[] = ["assignment", "restriction", "rule_event"] satisfies AppealKind[];

export default function NewAppealPage() {
  const [params] = useSearchParams();
  const kind = params.get("kind") ?? "";
  const id = Number(params.get("id"));
  return (
    <WorkerFrame>
      {() => (
        <div className={classes.page}>
          <div>
            <Anchor component={Link} href="/appeals" size="sm">
              My appeals
            </Anchor>
            <Title order={1}>Appeal a decision</Title>
          </div>
          {KINDS.includes(kind) && Number.isInteger(id) && id > 0 ? (
            <Subject kind={kind as AppealKind} id={id} />
          ) : (
            <Empty title="Which decision?">Open this page from My history or My standing.</Empty>
          )}
        </div>
      )}
    </WorkerFrame>
  );
}

function Subject({ kind, id }: { kind: AppealKind; id: number }) {
  const found = useAppealable(kind, id);
  if (!found.data)
    return found.error ? (
      <ErrorState error={found.error} onRetry={() => void found.refetch()} />
    ) : (
      <Loading what="the decision" />
    );
  return <Form appealable={found.data} />;
}

function Form({ appealable }: { appealable: Appealable }) {
  const { kind, subject_id, subject, days, why_not: whyNot, has_appeal: hasAppeal } = appealable;
  const [text, setText] = useState("");
  const file = useFileAppeal();
  if (file.data) return <Redirect to="/appeals" replace />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== "" && !file.isPending) file.mutate({ kind, subject_id, text: text.trim() });
  };
  return (
    <>
      <Panel title={subjectTitle(appealable)} about="The decision, as it was made.">
        <AppealSubjectView subject={subject} currency={null} />
      </Panel>
      {whyNot || hasAppeal ? (
        <Text role="status">
          {hasAppeal ? "You appealed this before; there is one appeal a decision." : whyNot}
        </Text>
      ) : (
        <form onSubmit={submit} aria-label="Appeal">
          <Stack gap="sm" align="flex-start">
            <Textarea
              label="Why is it wrong?"
              description={`Those who run the campaign read it, and answer within ${days === 1 ? "a day" : `${days} days`}. Without an answer your appeal is upheld.`}
              autosize
              minRows={4}
              maxRows={14}
              maxLength={5000}
              w="100%"
              maw="80ch"
              required
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            {file.error && (
              <Text c="var(--gs-danger)" size="sm" role="alert">
                {asProblem(file.error).detail} {asProblem(file.error).hint}
              </Text>
            )}
            <Group>
              <Button type="submit" disabled={text.trim() === ""} loading={file.isPending}>
                Send the appeal
              </Button>
              <Text size="sm" c="dimmed">
                You can withdraw it until it is answered.
              </Text>
            </Group>
          </Stack>
        </form>
      )}
    </>
  );
}
