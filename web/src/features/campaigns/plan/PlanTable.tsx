import { Table, Text } from "@mantine/core";
import { numberText } from "../../../core/format";
import classes from "./plan.module.css";
import type { PlanEstimate, PlanResult, PolicyForecast } from "./planQueries";

type Key = "f1" | "cost" | "person_hours" | "days" | "labels" | "validations";

/** Every policy with its numbers and their intervals, in the order of the chart's numbers. */
export function PlanTable({ plan }: { plan: PlanResult }) {
  const columns: readonly [Key, string, number][] = [
    ["f1", "F1", 3],
    ["cost", `Cost, ${plan.currency}`, 0],
    ["person_hours", "Person-hours", 0],
    ["days", "Days", 1],
    ["labels", "Labels", 0],
    ["validations", "Validations", 0],
  ];
  return (
    <div className={classes.table}>
      <Table aria-label="Policies">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>No.</Table.Th>
            <Table.Th>Policy</Table.Th>
            {columns.map(([key, title]) => (
              <Table.Th key={key} className={classes.numeric ?? ""}>
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {plan.policies.map((policy, index) => (
            <Table.Tr key={policy.name} fw={policy.name === plan.cheapest ? 600 : 400}>
              <Table.Td>{index + 1}</Table.Td>
              <Table.Td className={classes.policy ?? ""}>
                {policy.title}
                <Note policy={policy} isBest={policy.name === plan.cheapest} />
              </Table.Td>
              {columns.map(([key, , decimals]) => (
                <Table.Td key={key} className={classes.numeric ?? ""}>
                  <Range estimate={policy[key]} decimals={decimals} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Range({ estimate, decimals }: { estimate: PlanEstimate | null; decimals: number }) {
  if (estimate === null) return <>–</>;
  const text = (value: number) => (decimals > 0 ? value.toFixed(decimals) : numberText(value));
  return (
    <>
      {text(estimate.mean)}
      {estimate.low !== null && estimate.high !== null && (
        <Text size="xs" c="dimmed" fw={400}>
          {text(estimate.low)} to {text(estimate.high)}
        </Text>
      )}
    </>
  );
}

function Note({ policy, isBest }: { policy: PolicyForecast; isBest: boolean }) {
  const words = [
    isBest ? "the cheapest that reaches the wanted F1" : "",
    policy.is_over_budget ? "over the budget" : "",
    policy.ends.length > 0 ? `finishes ${(100 * policy.finished.mean).toFixed(0)} % of the items` : "",
  ].filter(Boolean);
  return (
    <Text size="xs" c="dimmed" fw={400}>
      {[policy.name, ...words].join("; ")}
    </Text>
  );
}
