import { ActionIcon, Group, NumberInput, Select, Text } from "@mantine/core";
import { CloseIcon } from "../../../ui/icons";
import { COLLECTORS, COMPARISONS, type Collector, type Comparison, type ConditionDraft } from "./draft";
import classes from "./rules.module.css";

interface ConditionFieldsProps {
  number: number;
  draft: ConditionDraft;
  currency: string;
  onChange: (draft: ConditionDraft) => void;
  /** Leave out for the only one. */
  onRemove?: (() => void) | undefined;
}

const COLLECTOR_DATA = Object.entries(COLLECTORS).map(([value, { label }]) => ({ value, label }));
const COMPARISON_DATA = Object.entries(COMPARISONS).map(([value, label]) => ({ value, label }));

/** One condition: what is measured, how it is compared, over which part of the history. */
export function ConditionFields({ number, draft, currency, onChange, onRemove }: ConditionFieldsProps) {
  const { about, unit, of } = COLLECTORS[draft.collector];
  const set = (part: Partial<ConditionDraft>) => onChange({ ...draft, ...part });
  const suffix = unit === "percent" ? " %" : unit === "money" ? ` ${currency}` : "";
  const named = (what: string) => `${what} of condition ${number}`;
  return (
    <fieldset className={classes.condition} aria-label={`Condition ${number}`}>
      <Group gap="sm" align="end">
        <Select
          label={number === 1 ? "When" : "and"}
          aria-label={named("Collector")}
          data={COLLECTOR_DATA}
          value={draft.collector}
          onChange={(value) => value && set({ collector: value as Collector })}
          allowDeselect={false}
          w={230}
        />
        <Select
          aria-label={named("Comparison")}
          data={COMPARISON_DATA}
          value={draft.comparison}
          onChange={(value) => value && set({ comparison: value as Comparison })}
          allowDeselect={false}
          w={130}
        />
        <NumberInput
          aria-label={named("Value")}
          value={draft.value}
          onChange={(value) => set({ value })}
          min={0}
          suffix={suffix}
          w={110}
        />
        {draft.collector === "submit_time" && (
          <NumberInput
            label="Too fast is under"
            placeholder="the stage's floor"
            value={draft.seconds}
            onChange={(seconds) => set({ seconds })}
            min={0.1}
            max={3_600}
            suffix=" s"
            w={150}
          />
        )}
        <Select
          label="over"
          aria-label={named("Window")}
          data={[
            { value: "last", label: "the last (number)" },
            { value: "hours", label: "the last hours" },
          ]}
          value={draft.windowKind}
          onChange={(value) => value && set({ windowKind: value as ConditionDraft["windowKind"] })}
          allowDeselect={false}
          w={170}
        />
        <NumberInput
          aria-label={named("Window size")}
          value={draft.windowSize}
          onChange={(windowSize) => set({ windowSize })}
          min={1}
          max={draft.windowKind === "last" ? 1_000 : 720}
          suffix={draft.windowKind === "last" ? ` ${of}` : " hours"}
          allowDecimal={false}
          w={draft.collector === "acceptance_rate" || draft.collector === "income" ? 190 : 160}
        />
        {onRemove && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Remove condition ${number}`}
            onClick={onRemove}
          >
            <CloseIcon />
          </ActionIcon>
        )}
      </Group>
      <Text size="xs" c="dimmed" mt={4}>
        {about}
      </Text>
    </fieldset>
  );
}
