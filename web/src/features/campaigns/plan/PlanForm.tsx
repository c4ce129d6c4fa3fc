import { Button, Checkbox, Group, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Panel } from "../../../ui/Panel";
import { Problem } from "../Problem";
import { NOTHING, type PlanFields, type PlanSubject, presetFields, requestOf } from "./planForm";
import { type PlanIn, usePresets } from "./planQueries";

interface PlanFormProps {
  subject: PlanSubject;
  isBusy: boolean;
  error: unknown;
  /** What it begins with. */
  initial: PlanFields | null;
  onAsk: (body: PlanIn) => void;
}

type Choice = "prelabel" | "rules";
type TextField = Exclude<keyof PlanFields, Choice>;

/** Who joins, how much there is, and what is wanted of it. */
export function PlanForm({ subject, isBusy, error, initial, onAsk }: PlanFormProps) {
  const [fields, setFields] = useState<PlanFields>(initial ?? NOTHING);
  const [wasTried, setTried] = useState(false);
  const presets = usePresets();
  const { body, errors } = requestOf(fields, subject);
  const preset = presets.data?.find((one) => one.recipe === (subject.recipe ?? one.recipe));
  const field = (key: TextField, label: string, about: ReactNode, hint = "") => (
    <TextInput
      label={label}
      description={about}
      placeholder={hint}
      value={fields[key]}
      error={wasTried ? errors[key] : undefined}
      inputMode={key === "countries" ? "text" : "decimal"}
      onChange={(event) => {
        const { value } = event.currentTarget;
        setFields((before) => ({ ...before, [key]: value }));
      }}
    />
  );
  const choice = (key: Choice, label: string, about: string) => (
    <Checkbox
      label={label}
      description={about}
      checked={fields[key]}
      onChange={(event) => {
        const { checked } = event.currentTarget;
        setFields((before) => ({ ...before, [key]: checked }));
      }}
    />
  );
  return (
    <Panel
      title="What to plan"
      about="Simulated people do the whole campaign in memory, with the decisions of a real one. Nothing is spent or changed."
      tools={
        preset && (
          <Button size="compact-sm" variant="default" onClick={() => setFields(presetFields(preset))}>
            Fill in BigCode’s campaign
          </Button>
        )
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (body && !isBusy) onAsk(body);
        }}
      >
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="md" style={{ alignItems: "end" }}>
            {field("workers", "People who join", "Some fail the quizzes.")}
            {field("chunks", "Chunks", "Each in every category.")}
            {field("countries", "Countries", "Codes; empty: all.", "PL, IN, BR")}
            {field("budget", "Budget", "Empty: no limit.", "no limit")}
            {field("wantedF1", "Wanted F1", "Between 0 and 1.", "none")}
            {field("annotateS", "Seconds to mark", "An average person’s median.", "as the recipe")}
            {field("validateS", "Seconds to check", "An average person’s median.", "as the recipe")}
            {field("hoursADay", "Hours a day", "Active, the median person.", "1.5")}
            {field("arrivalDays", "Days until they join", "On average.", "1")}
            {field("quizzes", "Quizzes each", "Categories a person learns.", "all")}
            {field("goldens", "Goldens", "Known answers at each stage.", "none")}
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
            {choice(
              "prelabel",
              "Also with a model’s suggestions",
              "Every policy a second time, with marks suggested to the first annotator.",
            )}
            {choice(
              "rules",
              "Play the rules",
              "Those of the recipe or the campaign restrict and re-quiz the simulated people.",
            )}
          </SimpleGrid>
          {error !== null && error !== undefined && <Problem error={error} />}
          <Group gap="md">
            <Button type="submit" loading={isBusy}>
              Plan it
            </Button>
            <Text size="sm" c="dimmed">
              Six policies, five runs each; with suggestions twelve. A large campaign takes a minute or two.
            </Text>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
