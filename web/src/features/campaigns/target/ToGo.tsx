import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Panel } from "../../../ui/Panel";
import { JobList } from "../JobList";
import { jobsOf } from "../jobKinds";
import { Problem } from "../Problem";
import { type Campaign, isUnderWay, useJobs } from "../queries";
import { type TargetCell, useRefill } from "../textQueries";
import { sentences } from "./grid";
import classes from "./target.module.css";

const FEW = 6;

/** What is missing, in sentences, and the way to get it. */
export function ToGo({ campaign, cells }: { campaign: Campaign; cells: readonly TargetCell[] }) {
  const [isAll, setAll] = useState(false);
  const refill = useRefill(campaign.id);
  const refills = jobsOf(useJobs(campaign.id).data ?? [], "refill");
  const words = sentences(cells);
  const isMissing = cells.some((cell) => cell.deficit > cell.waiting);
  return (
    <Panel
      title={words.length > 0 ? "To go" : "Nothing to go"}
      about="Refill makes new problems from the documents, for exactly the cells that fall short; authors then find them among their tasks."
      tools={
        <Button
          loading={refill.isPending}
          disabled={refills.some(isUnderWay) || !cells.some((cell) => cell.deficit > 0)}
          variant={isMissing ? "filled" : "default"}
          onClick={() => refill.mutate(undefined)}
        >
          Refill
        </Button>
      }
    >
      <Stack gap="sm">
        {words.length > 0 ? (
          <ul className={classes.togo}>
            {(isAll ? words : words.slice(0, FEW)).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        ) : (
          <Text size="sm">Every cell has what it asks for.</Text>
        )}
        {words.length > FEW && (
          <div>
            <Button size="compact-xs" variant="default" onClick={() => setAll(!isAll)} aria-expanded={isAll}>
              {isAll ? "Show fewer" : `Show all ${words.length}`}
            </Button>
          </div>
        )}
        {refill.error && <Problem error={refill.error} />}
        {refills.length > 0 && (
          <JobList campaignId={campaign.id} jobs={refills.slice(0, 2)} label="Refills" />
        )}
      </Stack>
    </Panel>
  );
}
