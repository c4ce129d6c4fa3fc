import { Stack, Text } from "@mantine/core";
import { Empty, ErrorState, Loading } from "../../../ui/states";
import { RelativeTime } from "../../../ui/values";
import type { TabProps } from "../CampaignPage";
import { useQuality } from "../queries";
import { AgreementPanel } from "./AgreementPanel";
import { ConfusionPanel } from "./ConfusionPanel";
import { DriftPanel } from "./DriftPanel";
import { PairsPanel } from "./PairsPanel";
import { restsOn } from "./quality";

/** How good the answers are, as far as answers of different people to the same task can tell. */
export default function QualityTab({ campaign }: TabProps) {
  const { data, error, refetch } = useQuality(campaign);
  if (!data)
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="the numbers of quality" />
    );
  const isEmpty = data.stages.every(({ answered_twice }) => answered_twice === 0);
  if (isEmpty)
    return (
      <Empty title="Nothing to compare yet">
        Agreement needs tasks that two people or more have finished: verdicts, reviews, comparisons, or marks
        of two annotators. The first numbers come with the first of them.
      </Empty>
    );
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {restsOn(data)} Computed <RelativeTime at={data.computed_at} />. People who agree can be wrong
        together: goldens tell how often they are right.
      </Text>
      <AgreementPanel campaign={campaign} view={data} />
      <DriftPanel campaign={campaign} view={data} />
      <ConfusionPanel campaign={campaign} view={data} />
      <PairsPanel campaign={campaign} view={data} />
    </Stack>
  );
}
