import { Button, Textarea } from "@mantine/core";
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { type FieldValue, valuesToSend } from "../../../core/form";
import { isChord } from "../../../core/keys";
import { KeyCap } from "../../../ui/keys/KeyCap";
import { useKeys } from "../../../ui/keys/keys";
import { FormView, focusField } from "../../../widgets/form/FormView";
import { DraftSlot } from "../DraftSlot";
import { type ReviewDraft, reviewReader } from "../draftBodies";
import { SkipButton } from "../SkipButton";
import { TaskNotices } from "../TaskNotices";
import type { TaskProps } from "../TaskRoom";
import { TextFrame, useSides } from "../text/TextFrame";
import classes from "../text/text.module.css";
import { useTask } from "../useTask";
import type { TextWork } from "../wire";
import { ReviewLeft } from "./ReviewLeft";
import { type Judgement, MOST_REASON_CHARS, type ReviewFaults, reviewFaults } from "./review";

type Verdict = "accepted" | "rejected";

const NO_FAULTS: ReviewFaults = { form: {}, verdict: null, reason: null, first: null };

/** Judge somebody's texts. */
export function ReviewTask(props: TaskProps<ReviewDraft>) {
  const { stage, claim, onSubmit, onSkip, isSkipping } = props;
  const { form } = stage;
  // The room shows tasks with their texts only.
  const work = claim.work as TextWork;
  const [read] = useState(() => reviewReader(form));
  const { start, keeper, draft, clock, lease, isTooSoon } = useTask(props, read);
  const [judgement, setJudgement] = useState<Judgement>(start);
  const [hasTried, setTried] = useState(false);
  const sides = useSides("left");
  const reason = useRef<HTMLTextAreaElement>(null);
  const found = reviewFaults(form, judgement);
  const faults = hasTried ? found : NO_FAULTS;

  useEffect(() => {
    const { form: values, verdict, reason: words } = judgement;
    keeper.change({ form: { ...values }, verdict, reason: words, active_ms: clock.readMs() });
  }, [judgement, keeper, clock]);

  const change = useCallback(
    (key: string, value: FieldValue) =>
      setJudgement((before) => ({ ...before, form: { ...before.form, [key]: value } })),
    [],
  );
  const judge = (verdict: Verdict) => {
    setJudgement((before) => ({ ...before, verdict }));
    // The reason shows with the verdict: it can take the focus once it is there.
    if (verdict === "rejected") setTimeout(() => reason.current?.focus());
  };
  const submit = () => {
    if (isTooSoon()) return;
    const { first } = found;
    const { verdict } = judgement;
    if (first || !verdict) {
      setTried(true);
      if (first?.kind === "field") {
        sides.show("right");
        const { key } = first;
        setTimeout(() => focusField(sides.frame.current, key));
      } else if (first?.kind === "reason") reason.current?.focus();
      return;
    }
    keeper.close();
    onSubmit({
      review: { verdict, form: valuesToSend(form, judgement.form), reason: judgement.reason.trim() },
      active_ms: clock.readMs(),
    });
  };
  const swap = () => {
    const other = keeper.swap();
    if (other) setJudgement(other);
  };

  useKeys("Review", [
    { chord: "a", what: "Accept", run: () => judge("accepted") },
    { chord: "r", what: "Reject, with a reason", run: () => judge("rejected") },
    { chord: "Mod+Enter", what: "Submit", run: submit },
    sides.key,
  ]);

  return (
    <>
      <TextFrame
        sides={sides}
        names={{ left: "Texts", right: "Your review" }}
        left={<ReviewLeft work={work} assignmentId={claim.id} />}
        right={
          <div className={classes.scroll}>
            {form.length === 0 ? (
              <p className={classes.quiet}>This review asks for a verdict only.</p>
            ) : (
              <FormView
                form={form}
                values={judgement.form}
                onChange={change}
                faults={faults.form}
                name="Questions"
                onSubmit={submit}
              />
            )}
          </div>
        }
        bar={
          <>
            <ReasonField
              judgement={judgement}
              fault={faults.reason}
              textarea={reason}
              onChange={(words) => setJudgement((before) => ({ ...before, reason: words }))}
              onSubmit={submit}
            />
            {hasTried && found.first && (
              <p className={classes.fault} role="alert">
                {missingText(found)}
              </p>
            )}
            <div className={classes.row}>
              <VerdictButton of="accepted" chord="a" chosen={judgement.verdict} onJudge={judge} />
              <VerdictButton of="rejected" chord="r" chosen={judgement.verdict} onJudge={judge} />
              <div className={`${classes.row} ${classes.push}`}>
                <DraftSlot status={draft.status} lease={lease} />
                <SkipButton
                  lost={draft.status === "untouched" ? null : "Your review"}
                  isBusy={isSkipping}
                  onSkip={onSkip}
                />
                <Button
                  size="compact-sm"
                  variant={found.first ? "default" : "filled"}
                  rightSection={<KeyCap chord="Mod+Enter" />}
                  onClick={submit}
                >
                  Submit
                </Button>
              </div>
            </div>
          </>
        }
      />
      <TaskNotices
        draft={draft}
        lease={lease}
        describe={(body) => (body.verdict ? `“${body.verdict}”` : "No verdict yet")}
        onSwap={swap}
        onDropKept={() => keeper.dropKept()}
      />
    </>
  );
}

interface VerdictButtonProps {
  of: Verdict;
  chord: string;
  chosen: Verdict | null;
  onJudge: (verdict: Verdict) => void;
}

function VerdictButton({ of, chord, chosen, onJudge }: VerdictButtonProps) {
  const isChosen = chosen === of;
  return (
    <Button
      size="sm"
      variant={isChosen ? "light" : "default"}
      styles={isChosen ? { root: { borderColor: "var(--gs-accent-text)" } } : {}}
      aria-pressed={isChosen}
      rightSection={<KeyCap chord={chord} />}
      onClick={() => onJudge(of)}
    >
      {of === "accepted" ? "Accept" : "Reject"}
    </Button>
  );
}

interface ReasonFieldProps {
  judgement: Judgement;
  fault: string | null;
  textarea: RefObject<HTMLTextAreaElement | null>;
  onChange: (words: string) => void;
  onSubmit: () => void;
}

function ReasonField({ judgement, fault, textarea, onChange, onSubmit }: ReasonFieldProps) {
  if (judgement.verdict === null) return null;
  const isRejected = judgement.verdict === "rejected";
  const onKeyDown = (event: KeyboardEvent) => {
    if (isChord(event.nativeEvent, "Mod+Enter")) onSubmit();
    else if (isChord(event.nativeEvent, "Escape")) textarea.current?.blur();
    else return;
    event.preventDefault();
  };
  return (
    <Textarea
      ref={textarea}
      mb="sm"
      label={isRejected ? "What has to change" : "Note to the author (optional)"}
      placeholder={isRejected ? "What is wrong, and what would make it right?" : ""}
      error={fault}
      autosize
      minRows={isRejected ? 2 : 1}
      maxRows={6}
      maxLength={MOST_REASON_CHARS}
      value={judgement.reason}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}

function missingText({ form, verdict }: ReviewFaults): string | null {
  const open = Object.keys(form).length;
  const parts = [
    ...(open > 0 ? [open === 1 ? "One question needs you." : `${open} questions need you.`] : []),
    ...(verdict ? [verdict] : []),
  ];
  return parts.length > 0 ? parts.join(" ") : null;
}
