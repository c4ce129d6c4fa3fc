import { Button, Group, MultiSelect, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { Panel } from "../../ui/Panel";
import { ErrorState } from "../../ui/states";
import { Money } from "../../ui/values";
import classes from "./pay.module.css";
import { type CountryTable, useRateNeeded } from "./queries";

interface RateForProps {
  table: CountryTable;
  target: string;
  onUse: (rate: string) => void;
}

/** The other way round: given the countries, the rate. */
export function RateFor({ table, target, onUse }: RateForProps) {
  const [codes, setCodes] = useState<string[]>([]);
  const { data, error, refetch } = useRateNeeded(codes, target);
  const names = [...table.open_countries, ...table.closed_countries]
    .map((one) => ({ value: one.country, label: `${one.name} (${one.country})` }))
    .sort((a, b) => a.label.localeCompare(b.label, "en"));
  const first = data?.countries[0];
  return (
    <Panel
      title="Given the countries, the rate"
      about="The lowest rate that buys at least the target in all of them. The one with the highest prices decides."
    >
      <Stack gap="md">
        <MultiSelect
          label="Countries"
          placeholder={codes.length === 0 ? "Choose one or more" : ""}
          data={names}
          value={codes}
          onChange={setCodes}
          searchable
          clearable
          hidePickedOptions
          nothingFoundMessage="There are no facts for such a country"
          clearButtonProps={{ "aria-label": "Clear the countries" }}
        />
        {codes.length === 0 ? (
          <Text size="sm" c="dimmed">
            Choose countries to see the rate they need.
          </Text>
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          data &&
          first && (
            <>
              <Group justify="space-between" gap="sm">
                <Text className={classes.answer} aria-live="polite">
                  <Money amount={data.rate_usd} currency="USD" /> an hour
                  <Text span size="sm" c="dimmed">
                    {" "}
                    {data.countries.length > 1 && `· ${first.name} decides`}
                  </Text>
                </Text>
                <Button variant="default" onClick={() => onUse(data.rate_usd)}>
                  Use this rate above
                </Button>
              </Group>
              <Table aria-label="What each country needs" verticalSpacing={4}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Country</Table.Th>
                    <Table.Th className={classes.number}>Needs alone</Table.Th>
                    <Table.Th className={classes.number}>Worth at this rate</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.countries.map((one) => (
                    <Table.Tr key={one.country}>
                      <Table.Td>{one.name}</Table.Td>
                      <Table.Td className={classes.number}>
                        <Money amount={one.needs_usd} currency="USD" />
                      </Table.Td>
                      <Table.Td className={classes.number}>
                        <Money amount={one.worth_usd} currency="USD" />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </>
          )
        )}
      </Stack>
    </Panel>
  );
}
