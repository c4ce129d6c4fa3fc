import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { isAnswered, wireSpans } from "../../core/annotation";
import { decidedOf, undecidedOf } from "../../core/suggestions";
import { KeyCap } from "../../ui/keys/KeyCap";
import { Annotator } from "../../widgets/annotator/Annotator";
import { useAnnotation } from "../../widgets/annotator/useAnnotation";
import { DraftSlot } from "./DraftSlot";
import { type AnnotationDraft, readAnnotationDraft } from "./draftBodies";
import { Notice } from "./Notice";
import { SkipButton } from "./SkipButton";
import { TaskNotices } from "./TaskNotices";
import type { TaskProps } from "./TaskRoom";
import { useTask } from "./useTask";

/** Mark one text. */
export function AnnotateTask(props: TaskProps<AnnotationDraft>) {
  const { stage, claim, onSubmit, onSkip, isSkipping } = props;
  const { start, keeper, draft, clock, lease, isTooSoon } = useTask(props, readAnnotationDraft);
  const labels = stage.labels.map((label) => label.key);
  const suggested = claim.prelabel?.spans ?? [];
  const annotation = useAnnotation({
    text: claim.text,
    labels,
    spans: start.spans,
    isNothingHere: start.is_nothing_here,
    suggestions: undecidedOf(suggested, start.decided),
  });
  const { state, dispatch } = annotation;
  const { spans, suggestions, isNothingHere } = state;
  const waiting = suggestions.length;
  const hasAnswer = isAnswered(state);
  const [wasRefused, setRefused] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is said counts as a change, not the selection
  useEffect(() => {
    keeper.change({
      spans: wireSpans(state),
      decided: decidedOf(suggested, suggestions),
      is_nothing_here: isNothingHere,
      active_ms: clock.readMs(),
    });
  }, [spans, waiting, isNothingHere, keeper]);

  const submit = () => {
    if (isTooSoon()) return;
    if (!hasAnswer) {
      setRefused(true);
      return;
    }
    keeper.close();
    onSubmit({ annotation: { spans: wireSpans(state) }, active_ms: clock.readMs() });
  };
  const swap = () => {
    const other = keeper.swap();
    if (!other) return;
    dispatch({
      type: "load",
      text: claim.text,
      labels,
      spans: other.spans,
      isNothingHere: other.is_nothing_here,
      suggestions: undecidedOf(suggested, other.decided),
    });
  };

  return (
    <>
      <Annotator
        annotation={annotation}
        labels={stage.labels}
        language={claim.language}
        firstLine={claim.first_line}
        path={claim.path}
        suggestedBy={claim.prelabel ? { model: claim.prelabel.model, marks: suggested.length } : undefined}
        onSubmit={submit}
        tools={
          <>
            <DraftSlot status={draft.status} lease={lease} />
            <SkipButton lost={spans.length > 0 ? "Your marks" : null} isBusy={isSkipping} onSkip={onSkip} />
            <Button
              size="compact-sm"
              variant={hasAnswer ? "filled" : "default"}
              rightSection={<KeyCap chord="Mod+Enter" />}
              onClick={submit}
            >
              Submit
            </Button>
          </>
        }
      />
      {wasRefused && !hasAnswer ? (
        waiting > 0 ? (
          <Notice title={waitingText(waiting)} onDismiss={() => setRefused(false)}>
            Accept each (key A), move its ends, or remove it (key Delete). What a model suggests counts only
            once you have decided on it.
          </Notice>
        ) : (
          <Notice title="Nothing is marked yet" onDismiss={() => setRefused(false)}>
            Mark what you find, or say <b>Nothing here</b> (key N) if there is nothing to mark.
          </Notice>
        )
      ) : (
        <TaskNotices
          draft={draft}
          lease={lease}
          describe={describe}
          onSwap={swap}
          onDropKept={() => keeper.dropKept()}
        />
      )}
    </>
  );
}

function waitingText(waiting: number): string {
  return waiting === 1 ? "One suggestion is not decided" : `${waiting} suggestions are not decided`;
}

function describe({ spans, is_nothing_here }: AnnotationDraft): string {
  if (is_nothing_here) return "“Nothing here”";
  return spans.length === 1 ? "1 mark" : `${spans.length} marks`;
}
