import { Button } from "@mantine/core";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type FieldValue, isRequired, isTextField } from "../../../core/form";
import { addWriting, type HowAdded, newWriting } from "../../../core/writing";
import { KeyCap } from "../../../ui/keys/KeyCap";
import { type KeyBinding, useKeys } from "../../../ui/keys/keys";
import { RelativeTime } from "../../../ui/values";
import { FormView, focusField } from "../../../widgets/form/FormView";
import type { TextEditorHandle } from "../../../widgets/textEditor/TextEditor";
import { DraftSlot } from "../DraftSlot";
import { type AuthorDraft, authorReader } from "../draftBodies";
import { Notice } from "../Notice";
import { SkipButton } from "../SkipButton";
import { TaskNotices } from "../TaskNotices";
import type { TaskProps } from "../TaskRoom";
import { TextFrame, useSides } from "../text/TextFrame";
import textClasses from "../text/text.module.css";
import { useTask } from "../useTask";
import type { TextWork } from "../wire";
import { AuthorLeft } from "./AuthorLeft";
import classes from "./author.module.css";
import { authoredTexts, canRun, charsIn, draftText, missingIn } from "./authored";
import { Checklist } from "./Checklist";
import { RunPanel } from "./RunPanel";
import { useRun } from "./useRun";
import { type Version, VersionsDialog } from "./VersionsDialog";
import { WritingField } from "./WritingField";

/** Keys that the editor itself knows, for the list of keys. */
const EDITOR_KEYS: readonly KeyBinding[] = [
  { chord: "Mod+b", what: "Bold", run: () => false },
  { chord: "Mod+i", what: "Italic", run: () => false },
  { chord: "Mod+e", what: "Code: a block, or within a line", run: () => false },
  { chord: "Mod+z", what: "Undo", run: () => false },
  { chord: "Tab", what: "Indent; Escape first to leave the editor", run: () => false },
];

/** Write texts after a brief. */
export function AuthorTask(props: TaskProps<AuthorDraft>) {
  const { stage, claim, onSubmit, onSkip, isSkipping } = props;
  const { form, checklist } = stage;
  // The room shows tasks with their texts only.
  const work = claim.work as TextWork;
  const [read] = useState(() => authorReader(form, work.fields));
  const { start, keeper, draft, clock, lease, isTooSoon } = useTask(props, read);
  const [fields, setFields] = useState(start.fields);
  const [ticks, setTicks] = useState(start.ticks);
  const [hasTried, setTried] = useState(false);
  const [isVersionsOpen, setVersionsOpen] = useState(false);
  const [restored, setRestored] = useState<{ savedAt: string; before: AuthorDraft["fields"] } | null>(null);
  const [previewed, setPreviewed] = useState<string | null>(null);
  const running = useRun(claim.id);
  const sides = useSides(work.is_rework ? "left" : "right");
  const editors = useRef(new Map<string, TextEditorHandle>());

  const texts = useMemo(() => form.filter(isTextField), [form]);
  const others = useMemo(() => form.filter((field) => !isTextField(field)), [form]);
  // Counts and nothing else, and of what was written here: what the page began with is its own number.
  const [writing] = useState(() => ({ now: newWriting(charsIn(texts, start.fields)) }));
  const note = useCallback(
    (chars: number, how: HowAdded) => {
      writing.now = addWriting(writing.now, chars, how, performance.now());
    },
    [writing],
  );
  const missing = missingIn(form, fields, checklist, ticks);
  const faults = hasTried ? missing.faults : {};
  const canBeRun = canRun(form);

  useEffect(() => {
    keeper.change({ fields, ticks, active_ms: clock.readMs() });
  }, [fields, ticks, keeper, clock]);

  const change = useCallback(
    (key: string, value: FieldValue) => setFields((before) => ({ ...before, [key]: value })),
    [],
  );
  const submit = () => {
    if (isTooSoon()) return;
    if (missing.words) {
      setTried(true);
      sides.show("right");
      const first = form.find(({ key }) => missing.faults[key]);
      if (first) focusFault(first.key);
      return;
    }
    keeper.close();
    onSubmit({
      authored: { fields: authoredTexts(form, fields) },
      active_ms: clock.readMs(),
      signals: writing.now.counts,
    });
  };
  const focusFault = (key: string) => {
    setPreviewed(null);
    const editor = editors.current.get(key);
    if (editor) setTimeout(() => editor.focus());
    else focusField(sides.frame.current, key);
  };
  const run = () => {
    if (!canBeRun || running.state?.phase === "running") return;
    sides.show("right");
    void running.run(authoredTexts(form, fields));
  };
  const preview = () => {
    const isInside = (key: string) =>
      sides.frame.current
        ?.querySelector(`[data-field="${CSS.escape(key)}"]`)
        ?.contains(document.activeElement);
    const markdown = texts.filter(({ kind }) => kind === "markdown");
    const key = previewed ?? (markdown.find((field) => isInside(field.key)) ?? markdown[0])?.key;
    if (key) showPreview(key, previewed === null);
  };
  const showPreview = (key: string, isOn: boolean) => {
    setPreviewed(isOn ? key : null);
    setTimeout(() => {
      if (!isOn) editors.current.get(key)?.focus();
      else sides.frame.current?.querySelector<HTMLElement>(`.${classes.preview}`)?.focus();
    });
  };
  const restore = ({ fields: wanted, savedAt }: Version) => {
    setRestored({ savedAt, before: fields });
    setFields(wanted);
    setVersionsOpen(false);
  };
  const swap = () => {
    const other = keeper.swap();
    if (!other) return;
    setFields(other.fields);
    setTicks(other.ticks);
  };

  const keys: KeyBinding[] = [
    { chord: "Mod+Enter", what: "Submit", run: submit },
    ...(canBeRun ? [{ chord: "Mod+Shift+Enter", what: "Run the code", run }] : []),
    { chord: ["Mod+Shift+p", "Alt+p"], what: "Preview, or back to writing", run: preview },
    sides.key,
  ];
  useKeys("Writing", [...keys, ...EDITOR_KEYS]);

  return (
    <>
      <TextFrame
        sides={sides}
        names={{ left: work.is_rework ? "What to change" : "Brief", right: "Write" }}
        left={<AuthorLeft work={work} form={form} fields={fields} />}
        right={
          <div className={classes.desk}>
            <div className={classes.fields}>
              {texts.map((field, at) => (
                <WritingField
                  key={field.key}
                  field={field}
                  value={String(fields[field.key] ?? "")}
                  onChange={(text) => change(field.key, text === "" ? null : text)}
                  onAdded={note}
                  isRequired={isRequired(field, fields)}
                  fault={faults[field.key] ?? null}
                  language={work.brief.language}
                  isPreview={previewed === field.key}
                  onPreview={(isOn) => showPreview(field.key, isOn)}
                  keys={keys}
                  hasAutoFocus={at === 0}
                  editor={(handle) => {
                    if (handle) editors.current.set(field.key, handle);
                    else editors.current.delete(field.key);
                  }}
                />
              ))}
              {others.length > 0 && (
                <div className={classes.others}>
                  <FormView
                    form={others}
                    values={fields}
                    onChange={change}
                    faults={faults}
                    name="Beside the text"
                    onSubmit={submit}
                    hasNumberKeys={false}
                  />
                </div>
              )}
            </div>
            {running.state && (
              <RunPanel
                state={running.state}
                isStale={
                  running.state.phase === "done" &&
                  JSON.stringify(running.state.fields) !== JSON.stringify(authoredTexts(form, fields))
                }
                onRun={run}
                onClose={running.close}
              />
            )}
            <Checklist
              entries={checklist}
              ticks={ticks}
              hasFault={hasTried && missing.unticked > 0}
              onToggle={(at) =>
                setTicks((before) =>
                  before.includes(at)
                    ? before.filter((other) => other !== at)
                    : [...before, at].sort((a, b) => a - b),
                )
              }
            />
          </div>
        }
        bar={
          <>
            {hasTried && missing.words && (
              <p className={textClasses.fault} role="alert">
                {missing.words}
              </p>
            )}
            <div className={textClasses.row}>
              {canBeRun && (
                <Button
                  size="compact-sm"
                  variant="default"
                  title="Run the code of the text (Ctrl Shift Enter)"
                  loading={running.state?.phase === "running"}
                  onClick={run}
                >
                  Run code
                </Button>
              )}
              <Button
                size="compact-sm"
                variant="subtle"
                color="gray"
                c="var(--gs-text)"
                aria-haspopup="dialog"
                onClick={() => setVersionsOpen(true)}
              >
                Versions
              </Button>
              <div className={`${textClasses.row} ${textClasses.push}`}>
                <DraftSlot status={draft.status} lease={lease} />
                <SkipButton
                  lost={draft.status === "untouched" ? null : "Your text"}
                  isBusy={isSkipping}
                  onSkip={onSkip}
                />
                <Button
                  size="compact-sm"
                  variant={missing.words ? "default" : "filled"}
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
      <VersionsDialog
        assignmentId={claim.id}
        form={form}
        present={fields}
        read={read}
        isOpen={isVersionsOpen}
        onClose={() => setVersionsOpen(false)}
        onRestore={restore}
      />
      {restored ? (
        <Notice
          title="An earlier version is back"
          dismissText="Keep it"
          onDismiss={() => setRestored(null)}
          action={
            <Button
              size="compact-sm"
              onClick={() => {
                setFields(restored.before);
                setRestored(null);
              }}
            >
              Undo
            </Button>
          }
        >
          You see what was saved <RelativeTime at={restored.savedAt} />.
        </Notice>
      ) : (
        <TaskNotices
          draft={draft}
          lease={lease}
          describe={(body) => draftText(form, body.fields)}
          onSwap={swap}
          onDropKept={() => keeper.dropKept()}
        />
      )}
    </>
  );
}
