import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { Panel } from "../../../ui/Panel";
import { StateMark } from "../../../ui/StateMark";
import { RelativeTime } from "../../../ui/values";
import { JobList } from "../JobList";
import { Problem } from "../Problem";
import { type Campaign, isUnderWay, type Job } from "../queries";
import { type GateView, type Shortfall, useCheckGate } from "../textQueries";
import { counted } from "../words";
import classes from "./delivery.module.css";
import { type Judged, judged, mendedAt } from "./plan";

interface GatePanelProps {
  campaign: Campaign;
  gate: GateView | null;
  jobs: readonly Job[];
}

/** The recipe's criteria against what was measured. */
export function GatePanel({ campaign, gate, jobs }: GatePanelProps) {
  const look = useCheckGate(campaign.id);
  const isBusy = jobs.some(isUnderWay);
  // A finished look is what the table shows; one that runs or failed is news.
  const news = jobs.slice(0, 1).filter((job) => job.state !== "DONE");
  return (
    <Panel
      title="Gate"
      about="A look measures the dataset against the recipe's criteria, finds duplicates, and sends back what is in a benchmark."
      tools={
        <Button
          variant={gate === null || gate.is_stale ? "filled" : "default"}
          loading={look.isPending}
          disabled={isBusy}
          onClick={() => look.mutate(undefined)}
        >
          {gate === null ? "Look at the gate" : "Look again"}
        </Button>
      }
    >
      <Stack gap="sm">
        {gate ? (
          <Verdict gate={gate} />
        ) : (
          <Text size="sm">Nobody has looked yet. A look runs as a job: you can go on meanwhile.</Text>
        )}
        {look.error && <Problem error={look.error} />}
        {news.length > 0 && <JobList campaignId={campaign.id} jobs={news} label="Looks at the gate" />}
        {gate && (
          <ul className={classes.criteria} aria-label="Criteria">
            {judged(gate).map((row) => (
              <CriterionRow
                key={`${row.criterion.measure} ${row.criterion.limit}`}
                campaign={campaign}
                row={row}
              />
            ))}
          </ul>
        )}
      </Stack>
    </Panel>
  );
}

function Verdict({ gate }: { gate: GateView }) {
  const short = gate.criteria.filter((criterion) => !criterion.holds).length;
  return (
    <div>
      <Text component="div" fw={600}>
        <StateMark tone={gate.is_passed ? "done" : "bad"}>
          {gate.is_passed
            ? "The gate is passed"
            : `${short} of ${counted(gate.criteria.length, "criterion", "criteria")} ${short === 1 ? "does" : "do"} not hold`}
        </StateMark>
      </Text>
      <Text size="sm" c="dimmed" component="div">
        Looked at <RelativeTime at={gate.at} />, {counted(gate.items, "data point")}.{" "}
        {gate.is_stale && (
          <Text span c="var(--gs-text)">
            Items were finished since: look again before you deliver.
          </Text>
        )}
      </Text>
    </div>
  );
}

function CriterionRow({ campaign, row: { criterion, shortfalls } }: { campaign: Campaign; row: Judged }) {
  const place = criterion.holds ? null : mendedAt(criterion.measure);
  return (
    <li className={classes.criterion}>
      <Text component="div" size="sm">
        <StateMark tone={criterion.holds ? "done" : "bad"}>
          {criterion.holds ? "holds" : "falls short"}
        </StateMark>
      </Text>
      <div>
        <Text size="sm" fw={criterion.holds ? 400 : 600} className={classes.what ?? ""}>
          {criterion.words}
        </Text>
        {shortfalls.length > 0 && (
          <ul className={classes.shortfalls}>
            {shortfalls.map((shortfall) => (
              <Place key={`${shortfall.scope} ${shortfall.words}`} shortfall={shortfall} />
            ))}
          </ul>
        )}
        {place && (
          <Anchor component={Link} href={`/campaigns/${campaign.id}/${place.tab}`} size="xs">
            {place.words}
          </Anchor>
        )}
      </div>
      <dl className={classes.numbers}>
        <dt>measured</dt>
        <dd>{criterion.measured || "–"}</dd>
        <dt>asked</dt>
        <dd>{criterion.limit}</dd>
      </dl>
    </li>
  );
}

const FEW = 8;

function Place({ shortfall: { words, item_ids: ids } }: { shortfall: Shortfall }) {
  const [isAll, setAll] = useState(false);
  return (
    <li>
      <Text size="sm">{words}</Text>
      {ids.length > 0 && (
        <Group gap="4px 8px">
          <Text span size="xs" c="dimmed">
            {ids.length >= 100 ? "the first 100 items:" : ids.length === 1 ? "item" : "items"}
          </Text>
          {(isAll ? ids : ids.slice(0, FEW)).map((id) => (
            <Anchor key={id} component={Link} href={`/items/${id}`} size="xs">
              {id}
            </Anchor>
          ))}
          {ids.length > FEW && (
            <Button size="compact-xs" variant="default" onClick={() => setAll(!isAll)} aria-expanded={isAll}>
              {isAll ? "fewer" : `all ${ids.length}`}
            </Button>
          )}
        </Group>
      )}
    </li>
  );
}
