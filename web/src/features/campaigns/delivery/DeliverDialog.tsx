import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { Problem } from "../Problem";
import type { Campaign } from "../queries";
import { type Criterion, type Delivery, type GateView, useDeliver } from "../textQueries";
import { deliveryOf, nextVersion, shortOf, versionProblem } from "./plan";

interface DeliverDialogProps {
  campaign: Campaign;
  gate: GateView;
  deliveries: readonly Delivery[];
  onClose: () => void;
}

/** Names the version; where a criterion does not hold, somebody answers for it. */
export function DeliverDialog({ campaign, gate, deliveries, onClose }: DeliverDialogProps) {
  const [version, setVersion] = useState(() => nextVersion(deliveries));
  const [reasons, setReasons] = useState<Readonly<Record<string, string>>>({});
  const deliver = useDeliver(campaign.id);
  const short = shortOf(gate.criteria);
  const problem = versionProblem(version, deliveries);
  const body = deliveryOf(version, gate.criteria, reasons);
  const isReady = problem === null && body !== null;
  return (
    <Modal
      opened
      onClose={onClose}
      title="Deliver the dataset"
      centered
      size="lg"
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) deliver.mutate(body, { onSuccess: onClose });
        }}
      >
        <Stack gap="md">
          {gate.is_stale && (
            <Text size="sm">
              Items were finished since the last look. A delivery measures once more, and fails where more
              falls short than you answer for here: look again first to see it.
            </Text>
          )}
          <TextInput
            label="Version"
            value={version}
            maxLength={41}
            error={problem}
            data-autofocus
            onChange={(event) => setVersion(event.currentTarget.value.trim())}
            maw={240}
          />
          {short.length > 0 && (
            <>
              <Text size="sm">
                {short.length === 1 ? "One criterion does" : `${short.length} criteria do`} not hold. You can
                deliver all the same if you answer for each.{" "}
                <b>Your name and the reason are printed on the card</b> of this version, and it is marked as
                one with exceptions.
              </Text>
              {short.map((criterion) => (
                <Reason
                  key={criterion.measure}
                  criterion={criterion}
                  gate={gate}
                  value={reasons[criterion.measure] ?? ""}
                  onChange={(value) => setReasons({ ...reasons, [criterion.measure]: value })}
                />
              ))}
            </>
          )}
          {deliver.error && <Problem error={deliver.error} />}
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!isReady} loading={deliver.isPending}>
              {short.length > 0 ? "Deliver with exceptions" : "Deliver"}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface ReasonProps {
  criterion: Criterion;
  gate: GateView;
  value: string;
  onChange: (value: string) => void;
}

function Reason({ criterion, gate, value, onChange }: ReasonProps) {
  const places = gate.shortfalls.filter((one) => one.measure === criterion.measure);
  const [first] = places;
  const more = places.length > 1 ? ` (and ${places.length - 1} more)` : "";
  return (
    <Textarea
      label={`Reason: ${criterion.words}, ${criterion.limit}`}
      description={first ? `${first.words}${more}` : undefined}
      placeholder="Why this may be delivered all the same"
      autosize
      minRows={2}
      maxLength={200}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
