import { Button, Group, ScrollArea, Table, Text } from "@mantine/core";
import { Fragment } from "react";
import { useSearchParams } from "wouter";
import table from "../../../ui/DataTable.module.css";
import { Panel } from "../../../ui/Panel";
import { StateMark } from "../../../ui/StateMark";
import { readOpen, type Step, stepsOf, toggleOpen } from "../flow";
import { trackTitles } from "../kinds";
import type { Stage, StageEvent } from "../queries";
import { plain, STAGE_EVENTS, STAGE_STATES } from "../words";
import classes from "./stages.module.css";
import { COUNTS, PAY, type StepColumn } from "./stepColumns";

export interface TextStagesProps {
  stages: readonly Stage[];
  /** Of one stage, or of all tracks of a step. */
  onAct: (stages: readonly Stage[], event: StageEvent, name: string) => void;
  isBusy: boolean;
}

/** Many stages: one row a step, summed over tracks, which unfold. People and machines stand apart: only people are paid. */
export function TextStages({ stages, onAct, isBusy }: TextStagesProps) {
  const steps = stepsOf(stages);
  const tracks = trackTitles(stages);
  const trackText = (track: string) => tracks.get(track) ?? plain(track);
  const parts = [
    { title: "Steps of people", about: PEOPLE, isMachine: false, columns: [...COUNTS, ...PAY] },
    { title: "Steps of machines", about: MACHINES, isMachine: true, columns: COUNTS },
  ];
  return parts.map(({ title, about, isMachine, columns }) => {
    const mine = steps.filter((step) => step.isMachine === isMachine);
    if (mine.length === 0) return null;
    return (
      <Panel key={title} title={title} about={about}>
        <StepTable
          caption={title}
          steps={mine}
          columns={columns}
          trackText={trackText}
          onAct={onAct}
          isBusy={isBusy}
        />
      </Panel>
    );
  });
}

const PEOPLE =
  "The number is the place in the flow; between them stand the machines' steps. Pay per hour is the price at the expected time, and below it at the measured time.";
const MACHINES =
  "A machine claims and submits these tasks by itself while the stage is open; nobody is paid for them.";

interface StepTableProps {
  caption: string;
  steps: readonly Step[];
  columns: readonly StepColumn[];
  trackText: (track: string) => string;
  onAct: TextStagesProps["onAct"];
  isBusy: boolean;
}

function StepTable({ caption, steps, columns, trackText, onAct, isBusy }: StepTableProps) {
  const [params, setParams] = useSearchParams();
  const open = readOpen(params);
  const toggle = (key: string) => setParams((before) => toggleOpen(before, key), { replace: true });
  const cells = (stages: readonly Stage[]) =>
    columns.map(({ title, isNumeric, cell }) => (
      <Table.Td key={title} className={isNumeric ? table.numeric : undefined}>
        {cell(stages)}
      </Table.Td>
    ));
  return (
    <ScrollArea type="auto" offsetScrollbars="present" className={table.frame}>
      <Table verticalSpacing={8} horizontalSpacing={8} highlightOnHover aria-label={caption}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Step</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th />
            {columns.map(({ title, isNumeric }) => (
              <Table.Th key={title} className={isNumeric ? table.numeric : undefined}>
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {steps.map((step) => (
            <Fragment key={step.template}>
              <Table.Tr>
                <Table.Td>
                  <StepName
                    step={step}
                    isOpen={open.has(step.template)}
                    onToggle={() => toggle(step.template)}
                  />
                </Table.Td>
                <Table.Td>
                  <StepState step={step} />
                </Table.Td>
                <Table.Td>
                  <Actions
                    name={step.title}
                    stages={step.stages}
                    events={step.events}
                    onAct={onAct}
                    isBusy={isBusy}
                  />
                </Table.Td>
                {cells(step.stages)}
              </Table.Tr>
              {open.has(step.template) &&
                step.stages.map((stage) => (
                  <Table.Tr key={stage.id} className={classes.track ?? ""}>
                    <Table.Td className={classes.trackName ?? ""}>{trackText(stage.category)}</Table.Td>
                    <Table.Td>
                      <StateMark tone={STAGE_STATES[stage.state].tone}>
                        {STAGE_STATES[stage.state].word}
                      </StateMark>
                    </Table.Td>
                    <Table.Td>
                      <Actions
                        name={stage.title}
                        stages={[stage]}
                        events={stage.events}
                        onAct={onAct}
                        isBusy={isBusy}
                      />
                    </Table.Td>
                    {cells([stage])}
                  </Table.Tr>
                ))}
            </Fragment>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

interface StepNameProps {
  step: Step;
  isOpen: boolean;
  onToggle: () => void;
}

function StepName({ step: { title, number, kind, stages }, isOpen, onToggle }: StepNameProps) {
  return (
    <button type="button" className={classes.step} aria-expanded={isOpen} onClick={onToggle}>
      <span className={classes.arrow} aria-hidden="true" />
      <span>
        <b>
          {number}. {title}
        </b>
        <Text span display="block" size="xs" c="dimmed">
          {kind}, {stages.length === 1 ? "1 track" : `${stages.length} tracks`}
        </Text>
      </span>
    </button>
  );
}

/** One word where all tracks are alike. */
function StepState({ step: { stages, open } }: { step: Step }) {
  const states = new Set(stages.map((stage) => stage.state));
  const [only] = states;
  if (states.size === 1 && only) {
    return <StateMark tone={STAGE_STATES[only].tone}>{STAGE_STATES[only].word}</StateMark>;
  }
  return (
    <StateMark tone={open > 0 ? "on" : "wait"}>
      {open} of {stages.length} open
    </StateMark>
  );
}

interface ActionsProps {
  name: string;
  stages: readonly Stage[];
  events: readonly StageEvent[];
  onAct: TextStagesProps["onAct"];
  isBusy: boolean;
}

function Actions({ name, stages, events, onAct, isBusy }: ActionsProps) {
  return (
    <Group gap={4} wrap="nowrap">
      {events.map((event) => (
        <Button
          key={event}
          size="compact-xs"
          variant="default"
          disabled={isBusy}
          aria-label={`${STAGE_EVENTS[event]} ${name}`}
          onClick={() => onAct(stages, event, name)}
        >
          {STAGE_EVENTS[event]}
        </Button>
      ))}
    </Group>
  );
}
