import { Button, Chip, Text, Textarea } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { isChord } from "../../core/keys";
import { KeyCap } from "../../ui/keys/KeyCap";
import { useKeys } from "../../ui/keys/keys";
import { Annotator } from "../../widgets/annotator/Annotator";
import { useAnnotation } from "../../widgets/annotator/useAnnotation";
import { DraftSlot } from "./DraftSlot";
import { readVerdictDraft, type Verdict, type VerdictDraft } from "./draftBodies";
import { Notice } from "./Notice";
import { SkipButton } from "./SkipButton";
import { TaskNotices } from "./TaskNotices";
import type { TaskProps } from "./TaskRoom";
import classes from "./task.module.css";
import { useTask } from "./useTask";

/** Quick reasons, by the keys 1 to 4. */
const REASONS = ["something is missed", "a border is off", "a mark should not be there", "wrong label"];

type Judgement = Omit<VerdictDraft, "active_ms">;

/** Judge the marks of one text. */
export function ValidateTask(props: TaskProps<VerdictDraft>) {
  const { stage, claim, onSubmit, onSkip, isSkipping } = props;
  const { start, keeper, draft, clock, lease, isTooSoon } = useTask(props, readVerdictDraft);
  const [judgement, setJudgement] = useState<Judgement>(start);
  const [problem, setProblem] = useState<string | null>(null);
  const words = useRef<HTMLTextAreaElement>(null);
  const annotation = useAnnotation({
    text: claim.text,
    labels: stage.labels.map((label) => label.key),
    spans: claim.subject?.spans ?? [],
  });
  const { verdict } = judgement;

  useEffect(() => {
    keeper.change({ ...judgement, active_ms: clock.readMs() });
  }, [judgement, keeper, clock]);

  const change = (part: Partial<Judgement>) => {
    setProblem(null);
    setJudgement((before) => ({ ...before, ...part }));
  };
  const judge = (next: Verdict) => {
    change({ verdict: next });
    // The textarea comes with this verdict: it can take the focus once it is there.
    if (next === "incorrect") setTimeout(() => words.current?.focus());
  };
  const toggle = (reason: number) =>
    setJudgement((before) => ({
      ...before,
      reasons: before.reasons.includes(reason)
        ? before.reasons.filter((other) => other !== reason)
        : [...before.reasons, reason].sort(),
    }));
  const submit = () => {
    if (isTooSoon()) return;
    const missing = missingIn(judgement);
    if (missing || !verdict) {
      setProblem(missing);
      return;
    }
    keeper.close();
    const reason = verdict === "incorrect" ? reasonText(judgement) : "";
    onSubmit({ verdict: { verdict, reason }, active_ms: clock.readMs() });
  };
  const swap = () => {
    const other = keeper.swap();
    if (other) setJudgement(other);
  };

  const isIncorrect = verdict === "incorrect";
  useKeys("Verdict", [
    { chord: "c", what: "Correct", run: () => judge("correct") },
    { chord: "x", what: "Incorrect, with a reason", run: () => judge("incorrect") },
    ...REASONS.map((reason, index) => ({
      chord: String(index + 1),
      what: `Incorrect: ${reason}`,
      isOn: isIncorrect,
      run: () => toggle(index),
    })),
    { chord: "Mod+Enter", what: "Submit", run: submit },
  ]);

  return (
    <>
      <Annotator
        annotation={annotation}
        labels={stage.labels}
        language={claim.language}
        firstLine={claim.first_line}
        path={claim.path}
        isReadOnly
        tools={
          <>
            <DraftSlot status={draft.status} lease={lease} />
            <SkipButton lost={null} isBusy={isSkipping} onSkip={onSkip} />
          </>
        }
      />
      <section className={classes.verdict} aria-label="Your verdict">
        <div className={classes.row}>
          <Text size="sm">{questionText(claim.subject?.spans.length ?? 0)}</Text>
          <div className={`${classes.row} ${classes.push}`}>
            <VerdictButton of="correct" chord="c" verdict={verdict} onJudge={judge} />
            <VerdictButton of="incorrect" chord="x" verdict={verdict} onJudge={judge} />
            <Button
              size="sm"
              variant={missingIn(judgement) === null ? "filled" : "default"}
              rightSection={<KeyCap chord="Mod+Enter" />}
              onClick={submit}
            >
              Submit
            </Button>
          </div>
        </div>
        {isIncorrect && (
          <Reasons
            judgement={judgement}
            textarea={words}
            onToggle={toggle}
            onWords={change}
            onSubmit={submit}
          />
        )}
      </section>
      {problem ? (
        <Notice title="Not yet" onDismiss={() => setProblem(null)}>
          {problem}
        </Notice>
      ) : (
        <TaskNotices
          draft={draft}
          lease={lease}
          describe={(body) => (body.verdict ? `“${body.verdict}”` : "No verdict")}
          onSwap={swap}
          onDropKept={() => keeper.dropKept()}
        />
      )}
    </>
  );
}

interface VerdictButtonProps {
  of: Verdict;
  chord: string;
  verdict: Verdict | null;
  onJudge: (verdict: Verdict) => void;
}

function VerdictButton({ of, chord, verdict, onJudge }: VerdictButtonProps) {
  const isChosen = verdict === of;
  return (
    <Button
      size="sm"
      variant={isChosen ? "light" : "default"}
      styles={isChosen ? { root: { borderColor: "var(--gs-accent-text)" } } : {}}
      aria-pressed={isChosen}
      rightSection={<KeyCap chord={chord} />}
      onClick={() => onJudge(of)}
    >
      {of === "correct" ? "Correct" : "Incorrect"}
    </Button>
  );
}

interface ReasonsProps {
  judgement: Judgement;
  textarea: React.RefObject<HTMLTextAreaElement | null>;
  onToggle: (reason: number) => void;
  onWords: (part: { words: string }) => void;
  onSubmit: () => void;
}

function Reasons({ judgement, textarea, onToggle, onWords, onSubmit }: ReasonsProps) {
  const { reasons, words } = judgement;
  const onKeyDown = (event: KeyboardEvent) => {
    const press = event.nativeEvent;
    if (isChord(press, "Mod+Enter")) onSubmit();
    else if (isChord(press, "Escape")) textarea.current?.blur();
    // While nothing is written the number keys still choose; a sentence seldom begins with one.
    else if (words === "" && /^[1-4]$/.test(press.key) && !press.altKey && !press.ctrlKey && !press.metaKey)
      onToggle(Number(press.key) - 1);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <fieldset className={classes.row}>
        <legend className={classes.legend}>What is wrong</legend>
        {REASONS.map((reason, index) => (
          <Chip
            key={reason}
            size="xs"
            variant="outline"
            checked={reasons.includes(index)}
            onChange={() => onToggle(index)}
          >
            {reason} <KeyCap chord={String(index + 1)} />
          </Chip>
        ))}
      </fieldset>
      <Textarea
        ref={textarea}
        aria-label="What is wrong, in your words"
        placeholder="What is wrong? The next annotator learns from it."
        autosize
        minRows={1}
        maxRows={4}
        maxLength={4_000}
        value={words}
        onChange={(event) => onWords({ words: event.currentTarget.value })}
        onKeyDown={onKeyDown}
      />
    </>
  );
}

function questionText(marks: number): string {
  if (marks === 0) return "The answer was “nothing here”. Is that so?";
  return `Is ${marks === 1 ? "this mark" : `each of these ${marks} marks`} right, and nothing missed?`;
}

/** What keeps an answer from being handed in, or null. */
function missingIn(judgement: Judgement): string | null {
  if (judgement.verdict === null) return "Say whether the marks are correct (key C) or incorrect (key X).";
  const needsReason = judgement.verdict === "incorrect" && reasonText(judgement) === "";
  return needsReason ? "Say what is wrong: choose a reason (keys 1 to 4), or write it." : null;
}

function reasonText({ reasons, words }: Judgement): string {
  return [...reasons.flatMap((index) => REASONS[index] ?? []), words.trim()].filter(Boolean).join("; ");
}
