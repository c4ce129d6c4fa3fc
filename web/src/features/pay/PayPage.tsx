import { SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useSearchParams } from "wouter";
import { Panel } from "../../ui/Panel";
import { ErrorState, Loading } from "../../ui/states";
import { OwnerFrame } from "../campaigns/OwnerFrame";
import { Amount } from "./Amount";
import { CountryList, summary } from "./CountryList";
import { OpenCampaign } from "./OpenCampaign";
import classes from "./pay.module.css";
import { useCountryTable } from "./queries";
import { RateFor } from "./RateFor";
import { WorldMap } from "./WorldMap";

const RATE = "7.30";
const TARGET = "16.50";
/** A slider moves through many amounts; one that stands this long is asked for. */
const STILL_FOR_MS = 150;
const AMOUNT = /^\d{1,6}(\.\d{1,2})?$/;

/** Fair pay by country: a rate and where it is fair, and the other way round. */
export default function PayPage() {
  return (
    <OwnerFrame>
      <Planner />
    </OwnerFrame>
  );
}

function Planner() {
  const [params, setParams] = useSearchParams();
  const [rate, setRate] = useState(() => amountOf(params.get("rate"), RATE));
  const [target, setTarget] = useState(() => amountOf(params.get("target"), TARGET));
  const [askedRate] = useDebouncedValue(rate, STILL_FOR_MS);
  const [askedTarget] = useDebouncedValue(target, STILL_FOR_MS);
  const { data, error, refetch } = useCountryTable(askedRate, askedTarget);
  const campaign = params.get("campaign");
  const keep = (changes: Record<string, string | null>) =>
    setParams(
      (before) => {
        for (const [key, value] of Object.entries(changes))
          value === null ? before.delete(key) : before.set(key, value);
        return before;
      },
      { replace: true },
    );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address follows the amounts, nothing else
  useEffect(() => {
    if (askedRate && askedTarget) keep({ rate: askedRate, target: askedTarget });
  }, [askedRate, askedTarget]);
  return (
    <>
      <div>
        <Title order={1}>Fair pay</Title>
        <Text size="sm" c="dimmed" maw={760}>
          A dollar goes further where prices are lower. Choose what an hour is to buy, and see in which
          countries a rate is fair.
        </Text>
      </div>
      <Panel title="Given the rate, the countries">
        <Stack gap="md">
          <div className={classes.inputs}>
            <Amount
              label="Rate an hour"
              description="What you pay, in US $."
              value={rate}
              most={40}
              onChange={setRate}
            />
            <Amount
              label="Target"
              description="What an hour is to buy, in US $ in the United States."
              value={target}
              most={40}
              onChange={setTarget}
            />
          </div>
          {data && (
            <Text className={classes.answer} aria-live="polite">
              {summary(data)}
            </Text>
          )}
        </Stack>
      </Panel>
      {data ? (
        <>
          <WorldMap table={data} />
          <Panel title="Countries" about={SOURCES}>
            <CountryList table={data} />
          </Panel>
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
            <RateFor table={data} target={askedTarget} onUse={setRate} />
            <OpenCampaign
              table={data}
              chosen={campaign !== null && /^\d+$/.test(campaign) ? Number(campaign) : null}
              onChoose={(id) => keep({ campaign: id === null ? null : String(id) })}
            />
          </SimpleGrid>
        </>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading what="price levels" lines={12} />
      )}
    </>
  );
}

const SOURCES =
  "Price level ratio: purchasing-power factor (World Bank, PA.NUS.PPP, 2024; Lebanon 2023) over the exchange rate " +
  "(The Economist, July 2024, CC BY 4.0); the United States are 1. Local money is at that exchange rate.";

function amountOf(text: string | null, otherwise: string): string {
  return text !== null && AMOUNT.test(text) && Number(text) > 0 ? Number(text).toFixed(2) : otherwise;
}
