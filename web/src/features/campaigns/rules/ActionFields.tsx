import { Group, NumberInput, Select } from "@mantine/core";
import {
  ACTIONS,
  type ActionKind,
  ON_ANSWERS,
  type RuleDraft,
  SCOPES,
  type Scope,
  UNITS,
  type Unit,
} from "./draft";

interface ActionFieldsProps {
  draft: RuleDraft;
  skills: readonly string[];
  onChange: (part: Partial<RuleDraft>) => void;
}

const dataOf = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

/** What is done, and the few numbers that belong to it. */
export function ActionFields({ draft, skills, onChange }: ActionFieldsProps) {
  const isOnAnswers = ON_ANSWERS.has(draft.action);
  return (
    <Group gap="sm" align="end">
      <Select
        label="Then"
        aria-label="Action"
        data={dataOf(ACTIONS)}
        value={draft.action}
        onChange={(value) => value && onChange({ action: value as ActionKind })}
        allowDeselect={false}
        w={330}
      />
      {draft.action === "restrict" && (
        <Select
          label="from"
          aria-label="Scope"
          data={dataOf(SCOPES)}
          value={draft.scope}
          onChange={(value) => value && onChange({ scope: value as Scope })}
          allowDeselect={false}
          w={160}
        />
      )}
      {(draft.action === "set_skill" || draft.action === "requiz") && (
        <Select
          label="Skill"
          data={[...skills]}
          value={draft.skill}
          onChange={(skill) => onChange({ skill })}
          placeholder="that of the stage"
          clearable
          w={190}
        />
      )}
      {draft.action === "set_skill" && (
        <NumberInput
          label="to"
          aria-label="Level"
          value={draft.level}
          onChange={(level) => onChange({ level })}
          min={0}
          max={100}
          w={90}
        />
      )}
      {draft.action === "raise_overlap" && (
        <NumberInput
          label="Answers more"
          value={draft.more}
          onChange={(more) => onChange({ more })}
          min={1}
          max={5}
          allowDecimal={false}
          w={120}
        />
      )}
      {(draft.action === "restrict" || isOnAnswers) && (
        <>
          {draft.unit !== "for ever" && (
            <NumberInput
              label={isOnAnswers ? "of the last" : "for"}
              aria-label="Duration"
              value={draft.duration}
              onChange={(duration) => onChange({ duration })}
              min={1}
              allowDecimal={false}
              w={90}
            />
          )}
          <Select
            aria-label="Unit of the duration"
            label={draft.unit === "for ever" ? (isOnAnswers ? "of" : "for") : undefined}
            data={UNITS.filter((unit) => !isOnAnswers || unit !== "minutes").map((value) => ({
              value,
              label: value === "for ever" ? (isOnAnswers ? "all of them" : "ever") : value,
            }))}
            value={isOnAnswers && draft.unit === "minutes" ? "hours" : draft.unit}
            onChange={(value) => value && onChange({ unit: value as Unit })}
            allowDeselect={false}
            w={130}
          />
        </>
      )}
    </Group>
  );
}
