import { Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { moneyText } from "../../../core/format";
import { Problem } from "../Problem";
import { type Campaign, useWorkers } from "../queries";
import { type Budget, type MoneyMove, useMoneyMove } from "./moneyQueries";
import { isAmount, newKey } from "./moneyWords";

export type MoneyWhat = "fund" | "refund" | "correct";

const WORDS: Readonly<Record<MoneyWhat, { title: string; verb: string }>> = {
  fund: { title: "Add money to the budget", verb: "Add" },
  refund: { title: "Give money back", verb: "Give back" },
  correct: { title: "Correct a worker's pay", verb: "Post the correction" },
};

interface MoneyDialogProps {
  campaign: Campaign;
  what: MoneyWhat;
  budget: Budget;
  onClose: () => void;
}

/** One amount with its reason. Its key is made once: pressing twice, or again after a lost answer, posts once. */
export function MoneyDialog({ campaign, what, budget, onClose }: MoneyDialogProps) {
  const [key] = useState(() => newKey((bytes) => crypto.getRandomValues(bytes)));
  const [amount, setAmount] = useState("");
  const [reason, setReason] = useState("");
  const [worker, setWorker] = useState<string | null>(null);
  const change = useMoneyMove(campaign.id);
  const isCorrection = what === "correct";
  const isReady =
    isAmount(amount, isCorrection) && (!isCorrection || (worker !== null && reason.trim() !== ""));
  const { currency } = budget;
  const move = (): MoneyMove => ({
    ...(what === "correct" ? { what, workerId: Number(worker) } : { what }),
    amount: amount.trim(),
    reason: reason.trim(),
    key,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={WORDS[what].title}
      centered
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) change.mutate(move(), { onSuccess: onClose });
        }}
      >
        <Stack gap="md">
          <Text size="sm">{aboutOf(what, budget)}</Text>
          {isCorrection && <WorkerSelect campaign={campaign} value={worker} onChange={setWorker} />}
          <TextInput
            label={`Amount, ${currency}`}
            description={isCorrection ? "Over 0 pays what was missing; under 0 takes back." : undefined}
            inputMode="decimal"
            autoComplete="off"
            data-autofocus
            value={amount}
            onChange={(event) => setAmount(event.currentTarget.value)}
            error={amount !== "" && !isAmount(amount, isCorrection) ? "Write an amount such as 12.50." : null}
            maw={220}
          />
          <Textarea
            label={isCorrection ? "Reason" : "Note (optional)"}
            description={isCorrection ? "The worker reads it." : "Stands in the ledger."}
            autosize
            minRows={2}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {change.error && <Problem error={change.error} />}
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!isReady} loading={change.isPending}>
              {WORDS[what].verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function aboutOf(what: MoneyWhat, { is_capped, free, spent, reserved, currency }: Budget): string {
  const money = (amount: string) => moneyText(amount, currency);
  if (what === "correct")
    return "A correction is an entry of its own: nothing in the ledger is ever changed.";
  if (what === "refund") return `${money(free ?? "0")} is free and can be given back.`;
  if (is_capped) return `${money(free ?? "0")} is free now.`;
  return `From now on claims stop where the budget ends. ${money(spent)} was spent and ${money(reserved)} is promised: the first deposit covers both.`;
}

function WorkerSelect({
  campaign,
  value,
  onChange,
}: {
  campaign: Campaign;
  value: string | null;
  onChange: (value: string | null) => void;
}) {
  const workers = useWorkers(campaign);
  return (
    <Select
      label="Worker"
      placeholder={workers.data ? "Choose" : "Loading"}
      searchable
      limit={50}
      nothingFoundMessage="Nobody by that name"
      data={(workers.data ?? []).map((row) => ({
        value: String(row.id),
        label: `${row.name} (no. ${row.id})`,
      }))}
      value={value}
      onChange={onChange}
    />
  );
}
