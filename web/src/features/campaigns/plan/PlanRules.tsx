import { Table, Text } from "@mantine/core";
import { numberText } from "../../../core/format";
import { Panel } from "../../../ui/Panel";
import classes from "./plan.module.css";
import type { PlanResult } from "./planQueries";

/** How often each rule hit, and whom; nothing where none were played. */
export function PlanRules({ plan }: { plan: PlanResult }) {
  if (plan.rules.length === 0) return null;
  return (
    <Panel title="What the rules did" about="A run, on average over all policies.">
      <div className={classes.table}>
        <Table aria-label="What the rules did">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Rule</Table.Th>
              <Table.Th className={classes.numeric ?? ""}>Hits</Table.Th>
              <Table.Th className={classes.numeric ?? ""}>People hit</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {plan.rules.map((rule) => (
              <Table.Tr key={rule.name}>
                <Table.Td className={classes.policy ?? ""}>
                  {rule.name}
                  <Text size="xs" c="dimmed">
                    {rule.sentence}
                  </Text>
                </Table.Td>
                <Table.Td className={classes.numeric ?? ""}>{count(rule.hits)}</Table.Td>
                <Table.Td className={classes.numeric ?? ""}>{count(rule.people)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Panel>
  );
}

/** A mean of counts: its parts say something where it is small. */
const count = (value: number) => numberText(value, value < 1 ? 2 : value < 100 ? 1 : 0);
