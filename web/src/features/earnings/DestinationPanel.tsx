import { Button, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { asProblem } from "../../api/problem";
import { ConfirmDialog, type Question } from "../../ui/ConfirmDialog";
import { Panel } from "../../ui/Panel";
import { ErrorState, Loading } from "../../ui/states";
import { RelativeTime } from "../../ui/values";
import {
  type Destination,
  type DestinationIn,
  useDestination,
  useForgetDestination,
  useSetDestination,
} from "./earningsQueries";

/** Where the money goes. Kept apart from the work; shown to nobody else. */
export function DestinationPanel() {
  const { data, error, isPending, refetch } = useDestination();
  const [isEditing, setEditing] = useState(false);
  return (
    <Panel
      title="Where your money goes"
      about="Kept apart from your work. Only you and the file for the bank or service that pays you have it."
    >
      {isPending ? (
        <Loading what="where your money goes" lines={2} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data && !isEditing ? (
        <Shown destination={data} onEdit={() => setEditing(true)} />
      ) : (
        <Form before={data ?? null} onDone={() => setEditing(false)} />
      )}
    </Panel>
  );
}

function Shown({ destination, onEdit }: { destination: Destination; onEdit: () => void }) {
  const forget = useForgetDestination();
  const [question, setQuestion] = useState<Question | null>(null);
  return (
    <Group justify="space-between" align="start">
      <div>
        <Text>
          <b>{destination.holder}</b>
        </Text>
        <Text style={{ overflowWrap: "anywhere" }}>
          {destination.kind === "bank" ? "Account" : "Mail"} {destination.address}
          {destination.bank && `, ${destination.bank}`}
        </Text>
        <Text size="xs" c="dimmed">
          Saved <RelativeTime at={destination.updated_at} />
        </Text>
      </div>
      <Group gap="sm">
        <Button size="xs" variant="default" onClick={onEdit}>
          Change
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={forget.isPending}
          onClick={() =>
            setQuestion({
              title: "Delete where your money goes?",
              body: "Your money stays on your account until you say where to again.",
              verb: "Delete",
              onYes: () => forget.mutate(),
            })
          }
        >
          Delete
        </Button>
      </Group>
      <ConfirmDialog question={question} onClose={() => setQuestion(null)} />
    </Group>
  );
}

const NOTHING: DestinationIn = { kind: "bank", holder: "", address: "", bank: "" };

function Form({ before, onDone }: { before: Destination | null; onDone: () => void }) {
  const [typed, setTyped] = useState<DestinationIn>(
    before
      ? { kind: before.kind, holder: before.holder, address: before.address, bank: before.bank }
      : NOTHING,
  );
  const save = useSetDestination();
  const problem = save.error ? asProblem(save.error) : null;
  const fields = (problem?.context.fields ?? {}) as Partial<Record<keyof DestinationIn, string>>;
  const set = (part: Partial<DestinationIn>) => {
    save.reset();
    setTyped({ ...typed, ...part });
  };
  const isBank = typed.kind === "bank";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(typed, { onSuccess: onDone });
      }}
    >
      <Stack gap="sm" maw={440}>
        <SegmentedControl
          aria-label="How you are paid"
          data={[
            { value: "bank", label: "Bank account" },
            { value: "email", label: "Mail address" },
          ]}
          value={typed.kind}
          onChange={(kind) => set({ kind: kind as DestinationIn["kind"], address: "", bank: "" })}
        />
        <TextInput
          label="Name of the holder"
          autoComplete="name"
          maxLength={140}
          value={typed.holder}
          onChange={(event) => set({ holder: event.currentTarget.value })}
          error={fields.holder}
        />
        <TextInput
          label={isBank ? "IBAN or account number" : "Mail address at the payment service"}
          autoComplete={isBank ? "off" : "email"}
          maxLength={254}
          value={typed.address}
          onChange={(event) => set({ address: event.currentTarget.value })}
          error={fields.address}
        />
        {isBank && (
          <TextInput
            label="BIC or name of the bank (optional)"
            autoComplete="off"
            maxLength={140}
            value={typed.bank ?? ""}
            onChange={(event) => set({ bank: event.currentTarget.value })}
            error={fields.bank}
          />
        )}
        {problem && Object.keys(fields).length === 0 && (
          <Text size="sm" c="var(--gs-danger)" role="alert">
            {problem.detail} {problem.hint}
          </Text>
        )}
        <Group>
          <Button
            type="submit"
            loading={save.isPending}
            disabled={!typed.holder.trim() || !typed.address.trim()}
          >
            Save
          </Button>
          {before && (
            <Button variant="default" onClick={onDone}>
              Cancel
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
