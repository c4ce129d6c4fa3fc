import { Button, Text } from "@mantine/core";
import { Link } from "wouter";
import { isTextCampaign } from "../kinds";
import classes from "../owner.module.css";
import { Problem } from "../Problem";
import { type Campaign, type Stage, useCampaignEvent, useStagesEvent } from "../queries";
import { nextStep } from "./steps";

/** Until the work flows: the one thing to do next. */
export function NextStep({ campaign, stages }: { campaign: Campaign; stages: readonly Stage[] }) {
  const start = useCampaignEvent(campaign.id);
  const open = useStagesEvent(campaign.id);
  const base = `/campaigns/${campaign.id}`;
  const isText = isTextCampaign(stages);
  const step = nextStep(campaign, stages, isText);
  if (step === null) return null;
  return (
    <section className={classes.next} aria-label="Next step">
      <div style={{ flex: "1 1 280px" }}>
        <Text fw={600}>{step.title}</Text>
        <Text size="sm" c="dimmed">
          {step.why}
        </Text>
        {(start.error || open.error) && <Problem error={start.error ?? open.error} />}
      </div>
      {step.kind === "start" && (
        <Button loading={start.isPending} onClick={() => start.mutate("start")}>
          Start the campaign
        </Button>
      )}
      {step.kind === "open" && (
        <Button loading={open.isPending} onClick={() => open.mutate("open")}>
          Open all stages
        </Button>
      )}
      {step.kind === "import" && (
        <Button component={Link} href={`${base}/sources`}>
          {isText ? "Add documents" : "Add code"}
        </Button>
      )}
      {step.kind === "invite" && (
        <Button component={Link} href={`${base}/workers`}>
          Invite workers
        </Button>
      )}
      {step.kind === "deliver" && (
        <Button component={Link} href={`${base}/delivery`}>
          To the gate
        </Button>
      )}
      {step.kind === "export" && (
        <Button component={Link} href={`${base}/export`}>
          To the export
        </Button>
      )}
    </section>
  );
}
