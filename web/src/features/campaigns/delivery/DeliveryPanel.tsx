import { Anchor, Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { numberText } from "../../../core/format";
import { DownloadIcon } from "../../../ui/icons";
import { Panel } from "../../../ui/Panel";
import { StateMark } from "../../../ui/StateMark";
import { RelativeTime } from "../../../ui/values";
import { JobList } from "../JobList";
import { type Campaign, isUnderWay, type Job } from "../queries";
import type { Delivery, GateView } from "../textQueries";
import { DeliverDialog } from "./DeliverDialog";
import classes from "./delivery.module.css";
import { overridesOf } from "./plan";

interface DeliveryPanelProps {
  campaign: Campaign;
  gate: GateView | null;
  deliveries: readonly Delivery[];
  jobs: readonly Job[];
}

/** The frozen versions, and the way to the next one. */
export function DeliveryPanel({ campaign, gate, deliveries, jobs }: DeliveryPanelProps) {
  const [isAsking, setAsking] = useState(false);
  const news = jobs.slice(0, 1).filter((job) => job.state !== "DONE");
  const isBusy = jobs.some(isUnderWay);
  return (
    <Panel
      title="Deliveries"
      about="A delivery freezes the data points with their card, evaluation and gate report. It never changes afterwards."
      tools={
        <Button
          variant={gate?.is_passed && !gate.is_stale ? "filled" : "default"}
          disabled={gate === null || isBusy}
          onClick={() => setAsking(true)}
        >
          Deliver …
        </Button>
      }
    >
      <Stack gap="sm">
        {gate === null && <Text size="sm">Look at the gate first: a delivery needs its verdict.</Text>}
        {news.length > 0 && <JobList campaignId={campaign.id} jobs={news} label="Deliveries under way" />}
        {deliveries.length > 0 ? (
          <ul className={classes.deliveries} aria-label="Deliveries">
            {deliveries.map((delivery) => (
              <DeliveryRow key={delivery.id} delivery={delivery} />
            ))}
          </ul>
        ) : (
          gate !== null && (
            <Text size="sm" c="dimmed">
              None yet. What you deliver appears here with its files, to download as often as you like.
            </Text>
          )
        )}
      </Stack>
      {gate && isAsking && (
        <DeliverDialog
          campaign={campaign}
          gate={gate}
          deliveries={deliveries}
          onClose={() => setAsking(false)}
        />
      )}
    </Panel>
  );
}

function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { id, version, rows, is_clean: isClean, created_by: by, created_at: at, files } = delivery;
  const overrides = overridesOf(delivery);
  return (
    <li className={classes.delivery}>
      <div className={classes.deliveryHead}>
        <b>Version {version}</b>
        <Text span size="sm">
          {numberText(rows)} {rows === 1 ? "data point" : "data points"}
        </Text>
        <Text span size="sm">
          <StateMark tone={isClean ? "done" : "wait"}>
            {isClean ? "every criterion held" : "with exceptions"}
          </StateMark>
        </Text>
        <Text span size="sm" c="dimmed">
          {by}, <RelativeTime at={at} />
        </Text>
      </div>
      {overrides.length > 0 && (
        <ul className={classes.shortfalls}>
          {overrides.map(({ measure, by: who, reason }) => (
            <li key={`${measure} ${reason}`}>
              <Text size="sm">
                {measure.replaceAll("_", " ")}: “{reason}”
                <Text span size="sm" c="dimmed">
                  {" "}
                  {who || by}
                </Text>
              </Text>
            </li>
          ))}
        </ul>
      )}
      <div className={classes.files}>
        {files.map((name) => (
          <Anchor
            key={name}
            href={`/api/v1/deliveries/${id}/files/${encodeURIComponent(name)}`}
            download={name}
            size="sm"
            className={classes.file ?? ""}
          >
            <DownloadIcon />
            {name}
          </Anchor>
        ))}
      </div>
    </li>
  );
}
