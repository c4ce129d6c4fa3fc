import { Button, Text } from "@mantine/core";
import { usePromote } from "../campaigns/goldens/goldenQueries";
import { madeText } from "../campaigns/goldens/goldens";
import { Problem } from "../campaigns/Problem";

/** Makes goldens of what is known about an item. */
export function PromoteItem({ campaignId, itemId }: { campaignId: number; itemId: number }) {
  const promote = usePromote(campaignId);
  return (
    <div style={{ maxWidth: 260 }}>
      <Button
        size="xs"
        variant="default"
        loading={promote.isPending}
        onClick={() => promote.mutate({ item_ids: [itemId], per_stage: 1 })}
        title="Others get it as a task with a known answer; who worked on it does not"
      >
        Make it a golden
      </Button>
      {promote.data && (
        <Text size="xs" c="dimmed" role="status" mt={4}>
          {madeText(promote.data)}
        </Text>
      )}
      {promote.error && <Problem error={promote.error} />}
    </div>
  );
}
