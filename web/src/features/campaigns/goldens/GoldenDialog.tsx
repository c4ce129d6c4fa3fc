import { Button, Group, Modal, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { percentText } from "../../../core/format";
import { SimulatedMark } from "../../../ui/StateMark";
import { ErrorState, Loading } from "../../../ui/states";
import { RelativeTime } from "../../../ui/values";
import { FieldsView } from "../../items/TextView";
import { MarkedText } from "../decisions/MarkedText";
import { spansIn } from "../decisions/queue";
import { Problem } from "../Problem";
import { type GoldenDetail, useGolden, useRetireGolden } from "./goldenQueries";
import { truthText } from "./goldens";

interface GoldenDialogProps {
  campaignId: number;
  goldenId: number;
  onClose: () => void;
}

/** One golden with its text, what is right, and what people answered. */
export function GoldenDialog({ campaignId, goldenId, onClose }: GoldenDialogProps) {
  const { data, error, refetch } = useGolden(campaignId, goldenId);
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={data ? `${data.stage_title}: ${truthText(data.truth)}` : "Golden"}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {data ? (
        <Detail golden={data} campaignId={campaignId} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading what="the golden" lines={8} />
      )}
    </Modal>
  );
}

function Detail({ golden, campaignId }: { golden: GoldenDetail; campaignId: number }) {
  const retire = useRetireGolden(campaignId);
  const [shownId, setShownId] = useState<number | null>(null);
  const seen = golden.answers.find((answer) => answer.worker_id === shownId);
  const right = golden.shown ?? spansIn(golden.truth);
  const spans = seen && golden.kind === "annotate" ? spansIn(seen.content) : right;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {golden.path}
        {golden.first_line > 0 && `:${golden.first_line}`}.{" "}
        {seen && golden.kind === "annotate"
          ? `Marks of ${seen.worker_name}.`
          : golden.kind === "validate"
            ? "The marks that are shown to be judged."
            : golden.kind === "annotate" && "The right marks."}
      </Text>
      {golden.text ? (
        <MarkedText
          key={shownId ?? ""}
          text={golden.text}
          spans={spans}
          labels={golden.labels}
          path={golden.path}
          firstLine={golden.first_line}
        />
      ) : (
        <FieldsView fields={Object.entries(golden.fields)} titles={{}} />
      )}
      {golden.answers.length > 0 && (
        <Table aria-label="Answers to this golden" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Worker</Table.Th>
              <Table.Th>Answer</Table.Th>
              <Table.Th style={{ textAlign: "right" }}>Score</Table.Th>
              <Table.Th>When</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {golden.answers.map((answer) => (
              <Table.Tr key={answer.worker_id}>
                <Table.Td>
                  {golden.kind === "annotate" ? (
                    <Button
                      size="compact-xs"
                      variant={answer.worker_id === shownId ? "light" : "default"}
                      aria-pressed={answer.worker_id === shownId}
                      onClick={() => setShownId(answer.worker_id === shownId ? null : answer.worker_id)}
                    >
                      {answer.worker_name}
                    </Button>
                  ) : (
                    answer.worker_name
                  )}{" "}
                  {answer.worker_simulated && <SimulatedMark />}
                </Table.Td>
                <Table.Td>{truthText(answer.content)}</Table.Td>
                <Table.Td style={{ textAlign: "right" }}>{percentText(answer.score)}</Table.Td>
                <Table.Td>
                  <RelativeTime at={answer.at} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {retire.error && <Problem error={retire.error} />}
      <Group justify="space-between">
        <Text size="xs" c="dimmed" maw="60ch">
          A retired golden is given to nobody any more. What was scored with it stays in the workers' records.
        </Text>
        <Button
          variant="default"
          disabled={golden.retired_at !== null}
          loading={retire.isPending}
          onClick={() => retire.mutate(golden.id)}
        >
          {golden.retired_at === null ? "Retire" : "Retired"}
        </Button>
      </Group>
    </Stack>
  );
}
