import { Button, Checkbox, Textarea } from "@mantine/core";
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { type FieldValue, formFaults, valuesToSend } from "../../../core/form";
import { isChord } from "../../../core/keys";
import { PREFERENCES, type Preference, preferenceText } from "../../../core/preference";
import { KeyCap } from "../../../ui/keys/KeyCap";
import { useKeys } from "../../../ui/keys/keys";
import { FormView, focusField } from "../../../widgets/form/FormView";
import { MarkdownText } from "../../../widgets/markdown/MarkdownText";
import { DraftSlot } from "../DraftSlot";
import { type CompareDraft, compareReader } from "../draftBodies";
import { MOST_REASON_CHARS } from "../review/review";
import { SkipButton } from "../SkipButton";
import { TaskNotices } from "../TaskNotices";
import type { TaskProps } from "../TaskRoom";
import textClasses from "../text/text.module.css";
import { useTask } from "../useTask";
import type { TextWork } from "../wire";
import { Answers, type Shown } from "./Answers";
import classes from "./compare.module.css";
import { PreferenceRow } from "./PreferenceRow";

type Judgement = Omit<CompareDraft, "active_ms">;

/** Say which of two answers is better, without knowing whose they are. */
export function CompareTask(props: TaskProps<CompareDraft>) {
  const { stage, claim, onSubmit, onSkip, isSkipping } = props;
  const { form } = stage;
  // The room shows tasks with their texts only.
  const { pair } = claim.work as TextWork;
  const [read] = useState(() => compareReader(form));
  const { start, keeper, draft, clock, lease, isTooSoon } = useTask(props, read);
  const [judgement, setJudgement] = useState<Judgement>(start);
  const [hasTried, setTried] = useState(false);
  const [isTogether, setTogether] = useState(false);
  const [shown, setShown] = useState<Shown>("left");
  const frame = useRef<HTMLDivElement>(null);
  const { preference, criteria, reason } = judgement;
  const faults = formFaults(form, criteria);
  const openCriterion = form.find(({ key }) => faults[key]);

  useEffect(() => {
    keeper.change({ ...judgement, active_ms: clock.readMs() });
  }, [judgement, keeper, clock]);

  const change = useCallback(
    (key: string, value: FieldValue) =>
      setJudgement((before) => ({ ...before, criteria: { ...before.criteria, [key]: value } })),
    [],
  );
  const prefer = (value: Preference) => setJudgement((before) => ({ ...before, preference: value }));
  const submit = () => {
    if (isTooSoon()) return;
    if (preference === null || openCriterion) {
      setTried(true);
      if (preference !== null && openCriterion) {
        setShown("criteria");
        setTimeout(() => focusField(frame.current, openCriterion.key));
      }
      return;
    }
    keeper.close();
    onSubmit({
      preference: { preference, criteria: valuesToSend(form, criteria), reason: reason.trim() },
      active_ms: clock.readMs(),
    });
  };
  const swap = () => {
    const other = keeper.swap();
    if (other) setJudgement(other);
  };
  const onReasonKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isChord(event.nativeEvent, "Mod+Enter")) submit();
    else if (isChord(event.nativeEvent, "Escape")) event.currentTarget.blur();
    else return;
    event.preventDefault();
  };

  useKeys("Preference", [
    ...PREFERENCES.map(({ chord, title, value }) => ({ chord, what: title, run: () => prefer(value) })),
    { chord: "Mod+Enter", what: "Submit", run: submit },
  ]);

  if (!pair) return <p className={textClasses.quiet}>This task came without its two answers. Skip it.</p>;
  return (
    <>
      <div className={classes.frame} ref={frame}>
        <div className={classes.grid} data-shown={shown}>
          <Prompt text={pair.prompt} />
          <Answers
            pair={pair}
            shown={shown}
            onShow={setShown}
            isTogether={isTogether}
            hasCriteria={form.length > 0}
          />
          <section className={classes.choice} aria-label="Your preference">
            <PreferenceRow value={preference} isInvalid={hasTried && preference === null} onPrefer={prefer} />
            {hasTried && (preference === null || openCriterion) && (
              <p className={textClasses.fault} role="alert">
                {preference === null
                  ? "Say which answer is better (keys 1 to 5)."
                  : `Look at “${openCriterion?.title}”.`}
              </p>
            )}
          </section>
          <section className={classes.criteria} aria-label="Criteria and reason">
            {form.length > 0 && (
              <FormView
                form={form}
                values={criteria}
                onChange={change}
                faults={hasTried ? faults : {}}
                name="Criteria"
                onSubmit={submit}
                hasNumberKeys={false}
              />
            )}
            <Textarea
              aria-label="Reason (optional)"
              placeholder="Reason (optional): what decided it?"
              autosize
              minRows={1}
              maxRows={4}
              maxLength={MOST_REASON_CHARS}
              value={reason}
              onChange={(event) => {
                const { value } = event.currentTarget;
                setJudgement((before) => ({ ...before, reason: value }));
              }}
              onKeyDown={onReasonKey}
            />
          </section>
          <section className={classes.bar} aria-label="Hand in">
            <div className={textClasses.row}>
              <Checkbox
                size="xs"
                className={classes.together ?? ""}
                label="Scroll both together"
                checked={isTogether}
                onChange={(event) => setTogether(event.currentTarget.checked)}
              />
              <div className={`${textClasses.row} ${textClasses.push}`}>
                <DraftSlot status={draft.status} lease={lease} />
                <SkipButton
                  lost={draft.status === "untouched" ? null : "Your comparison"}
                  isBusy={isSkipping}
                  onSkip={onSkip}
                />
                <Button
                  size="sm"
                  variant={preference === null || openCriterion ? "default" : "filled"}
                  rightSection={<KeyCap chord="Mod+Enter" />}
                  onClick={submit}
                >
                  Submit
                </Button>
              </div>
            </div>
          </section>
        </div>
      </div>
      <TaskNotices
        draft={draft}
        lease={lease}
        describe={(body) =>
          body.preference === null ? "No preference yet" : `“${preferenceText(body.preference)}”`
        }
        onSwap={swap}
        onDropKept={() => keeper.dropKept()}
      />
    </>
  );
}

const LONG_PROMPT_LINES = 6;

/** The question that both answer; a long one opens and closes. */
function Prompt({ text }: { text: string }) {
  const isLong = text.length > 400 || text.split("\n").length > LONG_PROMPT_LINES;
  const [isOpen, setOpen] = useState(!isLong);
  useKeys("Preference", [
    {
      chord: "p",
      what: "Show the whole prompt, or less",
      isOn: isLong,
      run: () => setOpen((before) => !before),
    },
  ]);
  return (
    <section className={classes.prompt} aria-label="Prompt" data-open={isOpen || undefined}>
      <div className={textClasses.partHead}>
        <h2 className={textClasses.partTitle}>Prompt</h2>
        {isLong && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            c="var(--gs-text)"
            aria-expanded={isOpen}
            rightSection={<KeyCap chord="p" />}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? "Show less" : "Show all"}
          </Button>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <section className={classes.promptText} tabIndex={0} aria-label="Text of the prompt">
        <MarkdownText source={text} what="the prompt" />
      </section>
    </section>
  );
}
