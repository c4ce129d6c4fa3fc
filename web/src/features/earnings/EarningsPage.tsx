/** `/earnings`: what the work brought, what waits, how it stands against the hourly target, and where the money goes. */

import { Button, Stack, Text, Title } from "@mantine/core";
import { Link } from "wouter";
import { Empty, ErrorState, Loading } from "../../ui/states";
import { WorkerFrame } from "../session/WorkerFrame";
import { CampaignEarnings } from "./CampaignEarnings";
import { DestinationPanel } from "./DestinationPanel";
import { EntriesPanel } from "./EntriesPanel";
import { useEarnings } from "./earningsQueries";

export default function EarningsPage() {
  return (
    <WorkerFrame>
      {() => (
        <Stack gap="md" p="md" pb="xl" maw={1120} mx="auto">
          <Title order={1}>My earnings</Title>
          <Earnings />
        </Stack>
      )}
    </WorkerFrame>
  );
}

function Earnings() {
  const { data, error, refetch } = useEarnings();
  if (!data)
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="your earnings" lines={8} />
    );
  return (
    <>
      {data.length === 0 ? (
        <Empty
          title="Nothing earned yet"
          action={
            <Button component={Link} href="/work">
              To your work
            </Button>
          }
        >
          Pay comes when an answer is accepted. It shows here with every bonus and payout.
        </Empty>
      ) : (
        data.map((campaign) => <CampaignEarnings key={campaign.id} earnings={campaign} />)
      )}
      <DestinationPanel />
      {data.length > 0 && <EntriesPanel />}
      {data.length > 0 && (
        <Text size="xs" c="dimmed" maw="90ch">
          Pay an hour is what you earned by the active time of accepted work; a task counts at most four times
          the usual time of its stage. The bonus brings you up to the hourly target; who runs the campaign
          posts it.
        </Text>
      )}
    </>
  );
}
