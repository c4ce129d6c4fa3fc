import { Code, Stack, Text } from "@mantine/core";
import { numberText } from "../../../core/format";
import { type Column, DataTable } from "../../../ui/DataTable";
import { Panel } from "../../../ui/Panel";
import { MachineMark } from "../../../ui/StateMark";
import { Empty, ErrorState, Loading } from "../../../ui/states";
import { Money, Percent } from "../../../ui/values";
import type { TabProps } from "../CampaignPage";
import { type ModelRole, useModels } from "../textQueries";
import { plain } from "../words";
import classes from "./models.module.css";

/** Who plays which role, what was asked of them, and what it cost. */
export default function ModelsTab({ campaign }: TabProps) {
  const { data, error, refetch } = useModels(campaign);
  if (!data) {
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading what="models" />;
  }
  const failing = data.filter((row) => row.last_error !== "");
  return (
    <Stack gap="md">
      {data.some((row) => row.is_weak) && (
        <Text size="sm" maw="90ch">
          Roles marked <MachineMark isWeak /> are played by the small model that comes with Goldsmith. It
          proves the wiring; it is not to be trusted as a judge, and its suggestions and checks are only
          examples of what a model would do there.
        </Text>
      )}
      <DataTable
        name="models"
        caption="Models by role"
        columns={COLUMNS}
        rows={data}
        rowKey={(row) => `${row.role} ${row.name}`}
        empty={<Empty title="No models">The recipe of this campaign gives no role to a model.</Empty>}
      />
      {failing.length > 0 && (
        <Panel title="Last errors" about="What a model, or the way to it, answered last when it failed.">
          <Stack gap="sm">
            {failing.map((row) => (
              <div key={`${row.role} ${row.name}`}>
                <Text size="sm" fw={600}>
                  {plain(row.role)}: {row.name}
                </Text>
                <pre className={classes.error}>{row.last_error}</pre>
              </div>
            ))}
          </Stack>
        </Panel>
      )}
      <HowToChange roles={[...new Set(data.map((row) => row.role))]} />
    </Stack>
  );
}

function HowToChange({ roles }: { roles: readonly string[] }) {
  return (
    <Panel
      title="Give a role to another model"
      about="Any endpoint that speaks the OpenAI protocol. Set these where the server starts, then start it again; keys never show on any page."
    >
      <Stack gap="sm">
        <Code block>{`GOLDSMITH_LLM_URL=https://models.example.org/v1
GOLDSMITH_LLM_MODEL=name-of-the-model
GOLDSMITH_LLM_KEY=…`}</Code>
        <Text size="sm" maw="90ch">
          One model for every role. For one role, put its name in between:{" "}
          <code>GOLDSMITH_LLM_JUDGE_URL</code>, <code>GOLDSMITH_LLM_JUDGE_MODEL</code>,{" "}
          <code>GOLDSMITH_LLM_JUDGE_KEY</code>
          {roles.length > 0 && (
            <>
              ; here the roles are{" "}
              {roles.map((role, index) => (
                <span key={role}>
                  {index > 0 && ", "}
                  <code>{role}</code>
                </span>
              ))}
            </>
          )}
          . Or name them in the recipe under <code>models:</code>, for campaigns made of it.
        </Text>
      </Stack>
    </Panel>
  );
}

function count(key: "calls" | "input_tokens" | "output_tokens", title: string): Column<ModelRole> {
  return {
    key,
    title,
    isNumeric: true,
    value: (row) => row[key],
    text: () => "",
    cell: (row) => numberText(row[key]),
  };
}

const COLUMNS: readonly Column<ModelRole>[] = [
  { key: "role", title: "Role", value: (row) => plain(row.role), cell: (row) => <b>{plain(row.role)}</b> },
  {
    key: "model",
    title: "Model",
    value: (row) => row.model,
    text: (row) => `${row.name} ${row.model} ${row.base_url} ${row.is_weak ? "weak" : ""}`,
    cell: (row) => (
      <div className={classes.model}>
        {row.model || row.name} {row.is_weak && <MachineMark isWeak />}
        <Text size="xs" c="dimmed" className={classes.url ?? ""}>
          {row.is_embedded ? "embedded: runs inside Goldsmith" : row.base_url}
          {row.name && row.name !== row.model && `, as “${row.name}”`}
        </Text>
      </div>
    ),
  },
  count("calls", "Calls"),
  {
    key: "failures",
    title: "Failures",
    isNumeric: true,
    value: (row) => row.failures,
    text: () => "",
    cell: (row) => (
      <span style={{ whiteSpace: "nowrap" }}>
        {numberText(row.failures)}
        {row.failures > 0 && row.calls > 0 && (
          <Text span size="xs" c="dimmed">
            {" "}
            <Percent share={row.failures / row.calls} />
          </Text>
        )}
      </span>
    ),
  },
  count("input_tokens", "Tokens in"),
  count("output_tokens", "Tokens out"),
  {
    key: "cost",
    title: "Cost",
    isNumeric: true,
    value: (row) => Number(row.cost_usd),
    text: () => "",
    cell: (row) => <Money amount={row.cost_usd} currency="USD" />,
  },
];
