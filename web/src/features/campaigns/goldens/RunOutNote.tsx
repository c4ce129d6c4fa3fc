import { Anchor, Text } from "@mantine/core";
import { Link } from "wouter";
import classes from "../owner.module.css";
import type { Campaign } from "../queries";
import { useGoldens } from "./goldenQueries";
import { firstToRunOut, runOutText } from "./goldens";

/** Says weeks before that workers will have had every golden; nothing while they last. */
export function RunOutNote({ campaign, isElsewhere = false }: { campaign: Campaign; isElsewhere?: boolean }) {
  const { data } = useGoldens(campaign);
  const stage = firstToRunOut(data?.stages ?? []);
  if (stage?.runs_out_at == null) return null;
  const date = new Date(stage.runs_out_at).toLocaleDateString("en-GB", { day: "numeric", month: "long" });
  return (
    <div role="status" className={classes.problem}>
      <Text size="sm">
        {stage.left === 0 ? (
          <>
            Goldens of <b>{stage.title}</b> have run out for a worker.
          </>
        ) : (
          <>
            Goldens of <b>{stage.title}</b> run out about {date}.
          </>
        )}{" "}
        {isElsewhere && (
          <Anchor component={Link} href={`/campaigns/${campaign.id}/goldens`} size="sm">
            Make more
          </Anchor>
        )}
      </Text>
      <Text size="sm" c="dimmed">
        {runOutText(stage)} Each golden is given once a worker; measured over the last 7 days.
      </Text>
    </div>
  );
}
