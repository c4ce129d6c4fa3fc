import { Anchor, SimpleGrid } from "@mantine/core";
import { Link } from "wouter";
import { ErrorState, Loading } from "../../../ui/states";
import { flowOf } from "../flow";
import classes from "../owner.module.css";
import { PlanningHeadline } from "../planning/PlanningHeadline";
import { type Campaign, type Stage, useFunnel } from "../queries";
import { usePlanning } from "../textQueries";
import { FlowChart } from "./FlowChart";
import { Rates } from "./Rates";

interface TextOverviewProps {
  campaign: Campaign;
  stages: readonly Stage[];
}

/** How far the dataset is, when it will be whole, and where the items stand. */
export function TextOverview({ campaign, stages }: TextOverviewProps) {
  const planning = usePlanning(campaign);
  return (
    <>
      {planning.data ? (
        <div>
          <PlanningHeadline planning={planning.data} />
          <Anchor
            component={Link}
            href={`/campaigns/${campaign.id}/planning`}
            size="xs"
            mt={4}
            display="inline-block"
          >
            More under Planning
          </Anchor>
        </div>
      ) : planning.error ? (
        <ErrorState error={planning.error} onRetry={() => void planning.refetch()} />
      ) : (
        <Loading what="the forecast" lines={3} />
      )}
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md" className={classes.charts ?? ""}>
        <Flow campaign={campaign} stages={stages} />
        <Rates campaign={campaign} stages={stages} />
      </SimpleGrid>
    </>
  );
}

function Flow({ campaign, stages }: TextOverviewProps) {
  const { data, error, refetch } = useFunnel(campaign);
  if (data) return <FlowChart campaign={campaign} rows={flowOf(data, stages)} />;
  return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading what="the funnel" />;
}
