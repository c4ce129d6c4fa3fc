import { Button, Group, MultiSelect, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { Panel } from "../../../ui/Panel";
import { Problem } from "../Problem";
import type { Campaign } from "../queries";
import { ActionFields } from "./ActionFields";
import { ConditionFields } from "./ConditionFields";
import { type ConditionDraft, definitionOf, draftOf, NEW_RULE, newCondition, type RuleDraft } from "./draft";
import { ReplayResult } from "./ReplayResult";
import { type RuleRow, type RulesView, useCheck, useReplay, useSaveRule } from "./ruleQueries";
import classes from "./rules.module.css";

const MOST_CONDITIONS = 4;
const PAUSE_MS = 250;
const DAYS = 30;

interface RuleEditorProps {
  campaign: Campaign;
  view: RulesView;
  /** The rule to change; null for a new one. */
  rule: RuleRow | null;
  onClose: () => void;
}

/** A rule as fields, with what it says in plain words, what is wrong with it, and whom it would have hit. */
export function RuleEditor({ campaign, view, rule, onClose }: RuleEditorProps) {
  const [draft, setDraft] = useState<RuleDraft>(rule ? draftOf(rule.definition) : NEW_RULE);
  const [days, setDays] = useState<number | string>(DAYS);
  const definition = definitionOf(draft);
  const [settled] = useDebouncedValue(definitionOf({ ...draft, name: draft.name || "New rule" }), PAUSE_MS);
  const check = useCheck(campaign.id, settled, rule?.id ?? null);
  const save = useSaveRule(campaign.id);
  const replay = useReplay(campaign.id);
  const set = (part: Partial<RuleDraft>) => setDraft((before) => ({ ...before, ...part }));
  const problems = (settled && check.data?.problems) || [];
  const store = (isOn: boolean) => {
    if (definition) save.mutate({ definition, before: rule, isOn }, { onSuccess: onClose });
  };
  return (
    <Panel
      title={rule ? `Change “${rule.name}”` : "New rule"}
      about="It looks at one worker's history after each new fact. Replay it before you switch it on."
    >
      <Stack gap="md">
        <Group gap="sm" align="end">
          <TextInput
            label="Name"
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            maxLength={120}
            w={300}
            data-autofocus
          />
          <MultiSelect
            label="Stages"
            placeholder={draft.stages.length === 0 ? "all" : undefined}
            data={view.stages}
            value={draft.stages}
            onChange={(stages) => set({ stages })}
            w={300}
          />
        </Group>
        <Conditions
          drafts={draft.conditions}
          currency={view.currency}
          onChange={(conditions) => set({ conditions })}
        />
        <ActionFields draft={draft} skills={view.skills} onChange={set} />
        <output className={classes.sentence} aria-label="The rule in words">
          {settled === null ? "Fill in every field to see the rule in words." : check.data?.sentence}
        </output>
        <Problems problems={problems} />
        {save.error && <Problem error={save.error} />}
        <Group gap="sm" align="end" justify="space-between">
          <Group gap="sm" align="end">
            <NumberInput
              label="Replay the last"
              value={days}
              onChange={setDays}
              min={1}
              max={365}
              suffix=" days"
              allowDecimal={false}
              w={130}
            />
            <Button
              variant="default"
              loading={replay.isPending}
              disabled={settled === null || days === ""}
              onClick={() => settled && replay.mutate({ definition: settled, days: Number(days) })}
            >
              Replay
            </Button>
          </Group>
          <SaveButtons
            isNew={rule === null}
            canSave={definition !== null && problems.length === 0 && !check.isPlaceholderData}
            isBusy={save.isPending}
            onCancel={onClose}
            onSave={store}
          />
        </Group>
        {replay.error && <Problem error={replay.error} />}
        {replay.data && <ReplayResult replay={replay.data} name={rule?.id ?? 0} />}
      </Stack>
    </Panel>
  );
}

interface ConditionsProps {
  drafts: readonly ConditionDraft[];
  currency: string;
  onChange: (drafts: ConditionDraft[]) => void;
}

function Conditions({ drafts, currency, onChange }: ConditionsProps) {
  const isOnly = drafts.length === 1;
  const add = () => onChange([...drafts, newCondition(1 + Math.max(...drafts.map((one) => one.id)))]);
  return (
    <>
      {drafts.map((draft, index) => (
        <ConditionFields
          key={draft.id}
          number={index + 1}
          draft={draft}
          currency={currency}
          onChange={(next) => onChange(drafts.map((one) => (one.id === next.id ? next : one)))}
          onRemove={isOnly ? undefined : () => onChange(drafts.filter((one) => one.id !== draft.id))}
        />
      ))}
      {drafts.length < MOST_CONDITIONS && (
        <div>
          <Button variant="subtle" size="compact-sm" onClick={add}>
            Add a condition
          </Button>
        </div>
      )}
    </>
  );
}

function Problems({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return (
    <div role="alert" className={classes.refused}>
      <Text size="sm" fw={600}>
        This rule cannot be saved
      </Text>
      {problems.map((problem) => (
        <Text size="sm" key={problem}>
          {problem}
        </Text>
      ))}
    </div>
  );
}

interface SaveButtonsProps {
  isNew: boolean;
  canSave: boolean;
  isBusy: boolean;
  onCancel: () => void;
  onSave: (isOn: boolean) => void;
}

/** A new rule is saved on or off; a changed one stays what it was. */
function SaveButtons({ isNew, canSave, isBusy, onCancel, onSave }: SaveButtonsProps) {
  return (
    <Group gap="sm">
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
      {isNew && (
        <Button variant="default" disabled={!canSave} onClick={() => onSave(false)}>
          Save, off
        </Button>
      )}
      <Button disabled={!canSave} loading={isBusy} onClick={() => onSave(true)}>
        {isNew ? "Save and switch on" : "Save"}
      </Button>
    </Group>
  );
}
