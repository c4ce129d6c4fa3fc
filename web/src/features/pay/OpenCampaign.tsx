import { Anchor, Button, Group, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { numberText } from "../../core/format";
import { ConfirmDialog, type Question } from "../../ui/ConfirmDialog";
import { Panel } from "../../ui/Panel";
import { ErrorState, Loading } from "../../ui/states";
import { Problem } from "../campaigns/Problem";
import { type Campaign, useCampaigns } from "../campaigns/queries";
import { type CountryTable, type Opening, useOpening, useOpenTo } from "./queries";

interface OpenCampaignProps {
  table: CountryTable;
  /** The campaign chosen; kept in the address. */
  chosen: number | null;
  onChoose: (id: number | null) => void;
}

/** Opens a campaign to the countries where the rate is fair. */
export function OpenCampaign({ table, chosen, onChoose }: OpenCampaignProps) {
  const { data, error, refetch } = useCampaigns();
  const campaign = data?.find((one) => one.id === chosen);
  return (
    <Panel
      title="Open a campaign to these countries"
      about="Who joins from another country gets no tasks, and is told why. Who holds a task may finish it."
    >
      {data === undefined ? (
        error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <Loading what="campaigns" lines={2} />
        )
      ) : data.length === 0 ? (
        <Text size="sm" c="dimmed">
          There is no campaign yet.{" "}
          <Anchor component={Link} href="/campaigns/new" size="sm">
            Make one
          </Anchor>{" "}
          to open it to countries.
        </Text>
      ) : (
        <Stack gap="md">
          <Select
            label="Campaign"
            placeholder="Choose one"
            data={data.map((one) => ({ value: String(one.id), label: one.title }))}
            value={campaign ? String(campaign.id) : null}
            onChange={(id) => onChoose(id === null ? null : Number(id))}
            allowDeselect={false}
          />
          {campaign && <Openings campaign={campaign} table={table} />}
        </Stack>
      )}
    </Panel>
  );
}

function Openings({ campaign, table }: { campaign: Campaign; table: CountryTable }) {
  const { data, error, refetch } = useOpening(campaign.id);
  const openTo = useOpenTo(campaign.id);
  const [question, setQuestion] = useState<Question | null>(null);
  if (!data)
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="countries" lines={2} />
    );
  const codes = table.open_countries.map((one) => one.country).sort();
  const isSame = data.countries?.join() === codes.join();
  const count = countText(codes.length);
  return (
    <>
      <Text size="sm" aria-live="polite">
        {nowText(data)}
      </Text>
      {openTo.error && <Problem error={openTo.error} />}
      <Group gap="sm">
        <Button
          loading={openTo.isPending}
          disabled={isSame || codes.length === 0}
          onClick={() =>
            setQuestion({
              title: `Open to ${count}?`,
              body: `${campaign.title} will hand out tasks only in ${codes.join(", ")}. ${outsideText(data, codes)}`,
              verb: `Open to ${count}`,
              onYes: () => openTo.mutate(codes),
            })
          }
        >
          {isSame ? "Open to these countries already" : `Open to these ${count}`}
        </Button>
        <Button
          variant="default"
          disabled={data.countries === null || openTo.isPending}
          onClick={() =>
            setQuestion({
              title: "Open to all countries?",
              body: `${campaign.title} will hand out tasks in every country, also where the rate buys less than the target.`,
              verb: "Open to all",
              onYes: () => openTo.mutate(null),
            })
          }
        >
          Open to all countries
        </Button>
      </Group>
      <ConfirmDialog question={question} onClose={() => setQuestion(null)} />
    </>
  );
}

function nowText({ countries, members, members_outside: outside }: Opening): string {
  const workers = members.reduce((sum, one) => sum + one.workers, 0);
  if (countries === null) return `Now open to all countries; ${workersText(workers)} joined.`;
  const kept = outside > 0 ? `, ${numberText(outside)} of them outside` : "";
  return `Now open to ${countText(countries.length)} (${countries.join(", ")}); ${workersText(workers)} joined${kept}.`;
}

function outsideText({ members }: Opening, codes: readonly string[]): string {
  const out = members.filter((one) => one.country === null || !codes.includes(one.country));
  const workers = out.reduce((sum, one) => sum + one.workers, 0);
  if (workers === 0) return "Nobody who joined is shut out.";
  const where = out.map((one) => one.country ?? "no country").join(", ");
  return `${workersText(workers)} who joined get${workers === 1 ? "s" : ""} no more tasks (${where}).`;
}

const countText = (count: number) => (count === 1 ? "1 country" : `${numberText(count)} countries`);
const workersText = (count: number) => (count === 1 ? "1 worker" : `${numberText(count)} workers`);
