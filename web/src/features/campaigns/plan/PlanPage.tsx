import { Anchor, Text, Title } from "@mantine/core";
import { Link, useSearchParams } from "wouter";
import { OwnerFrame } from "../OwnerFrame";
import { PlanView } from "./PlanView";

/** Plan a campaign before there is one. */
export default function PlanPage() {
  const [params] = useSearchParams();
  const recipe = params.get("recipe") ?? "code-pii";
  return (
    <OwnerFrame>
      <div>
        <Anchor component={Link} href="/campaigns/new" size="sm">
          New campaign
        </Anchor>
        <Title order={1}>Plan {recipe}</Title>
        <Text size="sm" c="dimmed" maw={760}>
          Know cost, time and quality before you spend anything.
        </Text>
      </div>
      <PlanView subject={{ recipe }} />
    </OwnerFrame>
  );
}
