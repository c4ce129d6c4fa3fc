import { Button, Checkbox, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { components } from "../../../api/schema";
import { type Column, DataTable } from "../../../ui/DataTable";
import { Panel } from "../../../ui/Panel";
import { SimulatedMark, StateMark } from "../../../ui/StateMark";
import { ErrorState, Loading } from "../../../ui/states";
import { RelativeTime } from "../../../ui/values";
import { Problem } from "../Problem";
import { useAcceptances, useForget } from "../voice/voiceTabQueries";

type Acceptance = components["schemas"]["Acceptance"];

interface AcceptancesProps {
  campaignId: number;
  current: number;
}

/** Who accepted which version when; and the place to forget a person who asks for it. */
export function Acceptances({ campaignId, current }: AcceptancesProps) {
  const acceptances = useAcceptances(campaignId);
  const [forgetting, setForgetting] = useState<Acceptance | null>(null);
  if (!acceptances.data)
    return acceptances.error ? (
      <ErrorState error={acceptances.error} onRetry={() => void acceptances.refetch()} />
    ) : (
      <Loading what="who accepted it" />
    );
  return (
    <Panel
      title="Who accepted it"
      about="A person who asks to be forgotten can do so on their page My data, or here. Answers and books stay."
    >
      <DataTable
        name="acceptances"
        caption="Who accepted it"
        columns={columnsOf(current, setForgetting)}
        rows={acceptances.data}
        rowKey={(row) => `${row.account_id}-${row.version}`}
        maxHeight={480}
        empty={
          <Text size="sm" c="dimmed">
            Nobody has joined yet.
          </Text>
        }
      />
      {forgetting && (
        <ForgetDialog campaignId={campaignId} person={forgetting} onClose={() => setForgetting(null)} />
      )}
    </Panel>
  );
}

function columnsOf(current: number, onForget: (row: Acceptance) => void): readonly Column<Acceptance>[] {
  return [
    {
      key: "worker",
      title: "Worker",
      value: (row) => row.worker,
      cell: (row) => (
        <>
          {row.worker} {row.simulated && <SimulatedMark />}
        </>
      ),
    },
    { key: "version", title: "Version", isNumeric: true, value: (row) => row.version },
    {
      key: "at",
      title: "Accepted",
      value: (row) => row.at,
      text: () => "",
      cell: (row) => <RelativeTime at={row.at} />,
    },
    {
      key: "latest",
      title: "Up to date",
      value: (row) => row.latest,
      text: () => "",
      cell: (row) => (
        <StateMark tone={row.latest >= current ? "done" : "wait"}>
          {row.latest >= current ? "yes" : `asked for version ${current}`}
        </StateMark>
      ),
    },
    {
      key: "forget",
      title: "",
      cell: (row) =>
        row.is_erased ? (
          <Text span size="sm" c="dimmed">
            forgotten
          </Text>
        ) : (
          <Button size="compact-xs" variant="default" onClick={() => onForget(row)}>
            Forget…
          </Button>
        ),
    },
  ];
}

interface ForgetDialogProps {
  campaignId: number;
  person: Acceptance;
  onClose: () => void;
}

function ForgetDialog({ campaignId, person, onClose }: ForgetDialogProps) {
  const forget = useForget(campaignId);
  const [givesUp, setGivesUp] = useState(false);
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Forget ${person.worker}?`}
      centered
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="sm">
        <Text size="sm">
          Their name, country, ways to sign in, payout destination, drafts and messages are erased, in all
          campaigns. Their answers and the books of pay stay under a number. It cannot be undone.
        </Text>
        <Checkbox
          label="They know that what is not paid yet cannot be paid any more"
          checked={givesUp}
          onChange={(event) => setGivesUp(event.currentTarget.checked)}
        />
        {forget.error && <Problem error={forget.error} />}
        <Group justify="end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button
            color="red"
            loading={forget.isPending}
            onClick={() =>
              forget.mutate({ workerId: person.account_id, gives_up_pay: givesUp }, { onSuccess: onClose })
            }
          >
            Forget them
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
