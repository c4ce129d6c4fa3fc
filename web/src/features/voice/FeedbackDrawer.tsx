import { Button, Checkbox, Drawer, Group, Radio, Stack, Text, Textarea } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { asProblem } from "../../api/problem";
import { useKeys } from "../../ui/keys/keys";
import { ErrorState, Loading } from "../../ui/states";
import { type FeedbackIn, useFeedback, useGiveFeedback } from "./voiceQueries";

const RATINGS = ["1", "2", "3", "4", "5"];
const WORDS: Record<string, string> = { "1": "bad", "5": "good" };

interface FeedbackButtonProps {
  assignmentId: number;
  onSkip: () => void;
}

/** Say something about the task at hand; key F opens it. */
export function FeedbackButton({ assignmentId, onSkip }: FeedbackButtonProps) {
  const [isOpen, setOpen] = useState(false);
  useKeys("Page", [{ chord: "f", what: "Say something about this task", run: () => setOpen(true) }]);
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        c="var(--gs-text)"
        size="compact-sm"
        style={{ flexShrink: 0 }}
        title="Rate this task, or report it as broken (F)"
        onClick={() => setOpen(true)}
      >
        Feedback
      </Button>
      <Drawer
        opened={isOpen}
        onClose={() => setOpen(false)}
        title="Feedback on this task"
        position="right"
        transitionProps={{ duration: 0 }}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Given
          key={assignmentId}
          assignmentId={assignmentId}
          onClose={() => setOpen(false)}
          onSkip={onSkip}
        />
      </Drawer>
    </>
  );
}

interface GivenProps extends FeedbackButtonProps {
  onClose: () => void;
}

function Given({ assignmentId, onClose, onSkip }: GivenProps) {
  const given = useFeedback(assignmentId);
  if (!given.data)
    return given.error ? (
      <ErrorState error={given.error} onRetry={() => void given.refetch()} />
    ) : (
      <Loading what="what you said" />
    );
  if (given.data.answered_at)
    return (
      <Stack gap="sm">
        <Text size="sm">You said: {given.data.text || "the task is broken."}</Text>
        <Text size="sm">The answer: {given.data.answer}</Text>
      </Stack>
    );
  const { rating, text, is_broken } = given.data;
  return (
    <Form first={{ rating, text, is_broken }} assignmentId={assignmentId} onClose={onClose} onSkip={onSkip} />
  );
}

function Form({ assignmentId, first, onClose, onSkip }: GivenProps & { first: FeedbackIn }) {
  const [rating, setRating] = useState<string | null>(first.rating ? String(first.rating) : null);
  const [text, setText] = useState(first.text);
  const [isBroken, setBroken] = useState(first.is_broken);
  const give = useGiveFeedback(assignmentId);
  // The form comes after the drawer, which by then has looked for what to focus.
  const firstRadio = useRef<HTMLInputElement>(null);
  useEffect(() => firstRadio.current?.focus(), []);
  const isEmpty = rating === null && text.trim() === "" && !isBroken;
  const send = (done: () => void) =>
    give.mutate(
      { rating: rating === null ? null : Number(rating), text: text.trim(), is_broken: isBroken },
      { onSuccess: done },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isEmpty && !give.isPending) send(onClose);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Radio.Group label="How was this task?" value={rating} onChange={setRating}>
          <Group gap="sm" mt="xs">
            {RATINGS.map((value, index) => (
              <Radio
                key={value}
                value={value}
                label={WORDS[value] ? `${value} ${WORDS[value]}` : value}
                ref={index === 0 ? firstRadio : undefined}
              />
            ))}
          </Group>
        </Radio.Group>
        <Textarea
          label="In words"
          description="What was unclear, wrong or good. The owner of the campaign reads it with your name."
          autosize
          minRows={3}
          maxRows={10}
          maxLength={5000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Checkbox
          label="This task is broken"
          description="Nobody can do it: its text is damaged, or what is asked makes no sense. It may be held until its owner has looked; you get an answer."
          checked={isBroken}
          onChange={(event) => setBroken(event.currentTarget.checked)}
        />
        {give.error && (
          <Text size="sm" c="var(--gs-danger)" role="alert">
            {asProblem(give.error).detail} {asProblem(give.error).hint}
          </Text>
        )}
        <Group>
          <Button type="submit" disabled={isEmpty} loading={give.isPending}>
            Send
          </Button>
          {isBroken && (
            <Button
              variant="default"
              loading={give.isPending}
              onClick={() =>
                send(() => {
                  onClose();
                  onSkip();
                })
              }
            >
              Send and skip the task
            </Button>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          You can change it until it is answered. What you say does not change your pay.
        </Text>
      </Stack>
    </form>
  );
}
