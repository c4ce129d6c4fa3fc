import { Button, Group, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { numberText } from "../../../core/format";
import { type Column, DataTable } from "../../../ui/DataTable";
import { Panel } from "../../../ui/Panel";
import { Empty, ErrorState, Loading } from "../../../ui/states";
import { RelativeTime } from "../../../ui/values";
import type { TabProps } from "../CampaignPage";
import { Problem } from "../Problem";
import { Paces } from "./Paces";
import { RuleEditor } from "./RuleEditor";
import { RuleLog } from "./RuleLog";
import { type RuleRow, useDeleteRule, useRules, useSwitchRule } from "./ruleQueries";

/** Rules of a campaign: what they say, whom they hit, and what came of it. */
export default function RulesTab({ campaign }: TabProps) {
  const { data, error, refetch } = useRules(campaign);
  const toggle = useSwitchRule(campaign.id);
  const remove = useDeleteRule(campaign.id);
  const [edited, setEdited] = useState<RuleRow | "new" | null>(null);
  if (!data)
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading what="rules" />;
  const problem = toggle.error ?? remove.error;
  return (
    <Stack gap="md">
      <Panel
        title="Rules"
        about="A rule looks at one worker's history and acts by itself. Each act is logged, told to the worker with its reason, and can be appealed and undone."
        tools={
          <Button size="xs" onClick={() => setEdited("new")} disabled={edited !== null}>
            New rule
          </Button>
        }
      >
        {problem && <Problem error={problem} />}
        <DataTable
          name="rules"
          caption="Rules"
          columns={columnsOf({
            isBusy: toggle.isPending || remove.isPending,
            onSwitch: (row) => toggle.mutate({ ruleId: row.id, isOn: !row.is_on }),
            onEdit: setEdited,
            onDelete: (row) => remove.mutate(row.id),
          })}
          rows={data.rules}
          rowKey={(row) => row.id}
          empty={
            <Empty title="There are no rules">
              Work counts as it comes. A first rule could pause whoever skips many tasks in a row; replay it
              on the history before you switch it on.
            </Empty>
          }
        />
      </Panel>
      {edited !== null && (
        <RuleEditor
          key={edited === "new" ? "new" : edited.id}
          campaign={campaign}
          view={data}
          rule={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
        />
      )}
      <RuleLog campaign={campaign} />
      <Paces paces={data.paces} />
    </Stack>
  );
}

interface Steps {
  isBusy: boolean;
  onSwitch: (row: RuleRow) => void;
  onEdit: (row: RuleRow) => void;
  onDelete: (row: RuleRow) => void;
}

function columnsOf({ isBusy, onSwitch, onEdit, onDelete }: Steps): readonly Column<RuleRow>[] {
  return [
    {
      key: "on",
      title: "On",
      value: (row) => row.is_on,
      text: (row) => (row.is_on ? "on" : "off"),
      cell: (row) => (
        <Switch
          checked={row.is_on}
          disabled={isBusy}
          onChange={() => onSwitch(row)}
          aria-label={`${row.name}: ${row.is_on ? "on" : "off"}`}
        />
      ),
    },
    {
      key: "rule",
      title: "Rule",
      value: (row) => row.name,
      text: (row) => `${row.name} ${row.sentence}`,
      cell: (row) => (
        <div style={{ minWidth: 240 }}>
          <b>{row.name}</b>
          <Text size="sm" c="dimmed">
            {row.sentence}
          </Text>
        </div>
      ),
    },
    {
      key: "hits",
      title: "Hits",
      isNumeric: true,
      value: (row) => row.hits,
      text: () => "",
      cell: (row) => (
        <span style={{ whiteSpace: "nowrap" }}>
          {numberText(row.hits)}
          {row.hits > 0 && (
            <Text size="xs" c="dimmed">
              {row.workers === 1 ? "1 worker" : `${numberText(row.workers)} workers`}
            </Text>
          )}
        </span>
      ),
    },
    {
      key: "last",
      title: "Last hit",
      value: (row) => row.last_at,
      text: () => "",
      cell: (row) => (
        <span style={{ whiteSpace: "nowrap" }}>
          {row.last_at ? <RelativeTime at={row.last_at} /> : "never"}
        </span>
      ),
    },
    {
      key: "steps",
      title: "",
      cell: (row) => (
        <Group gap={4} wrap="nowrap" justify="end">
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => onEdit(row)}
            aria-label={`Change or replay ${row.name}`}
          >
            Change, replay
          </Button>
          {row.hits === 0 && (
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              disabled={isBusy}
              onClick={() => onDelete(row)}
              aria-label={`Delete ${row.name}`}
            >
              Delete
            </Button>
          )}
        </Group>
      ),
    },
  ];
}
