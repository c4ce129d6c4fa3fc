import { Anchor, Badge, Group, Text, Title } from "@mantine/core";
import { type ComponentType, lazy, Suspense } from "react";
import { Link, useParams } from "wouter";
import { SimulatedMark, StateMark } from "../../ui/StateMark";
import { Empty, ErrorState, Loading } from "../../ui/states";
import { CampaignActions } from "./CampaignActions";
import { OwnerFrame } from "./OwnerFrame";
import classes from "./owner.module.css";
import { type Campaign, useCampaign, useIsText } from "./queries";
import { useVoiceWaiting } from "./voice/voiceTabQueries";
import { CAMPAIGN_STATES } from "./words";

export interface TabProps {
  campaign: Campaign;
}

interface Tab {
  /** Its part of the address; the first has none. */
  path: string;
  title: string;
  Content: ComponentType<TabProps>;
}

const OVERVIEW: Tab = { path: "", title: "Overview", Content: lazy(() => import("./overview/OverviewTab")) };
const WORK: readonly Tab[] = [
  { path: "stages", title: "Stages", Content: lazy(() => import("./stages/StagesTab")) },
  { path: "sources", title: "Sources", Content: lazy(() => import("./sources/SourcesTab")) },
  { path: "workers", title: "Workers", Content: lazy(() => import("./people/WorkersTab")) },
  { path: "quality", title: "Quality", Content: lazy(() => import("./quality/QualityTab")) },
  { path: "money", title: "Money", Content: lazy(() => import("./money/MoneyTab")) },
  { path: "rules", title: "Rules", Content: lazy(() => import("./rules/RulesTab")) },
  { path: "goldens", title: "Goldens", Content: lazy(() => import("./goldens/GoldensTab")) },
  { path: "decisions", title: "Decisions", Content: lazy(() => import("./decisions/DecisionsTab")) },
  { path: "voice", title: "Voice", Content: lazy(() => import("./voice/VoiceTab")) },
  { path: "consent", title: "Consent", Content: lazy(() => import("./consent/ConsentTab")) },
  { path: "items", title: "Items", Content: lazy(() => import("./items/ItemsTab")) },
];

/** Of a campaign in which people mark chunks of code. */
const MARK_TABS: readonly Tab[] = [
  OVERVIEW,
  ...WORK,
  { path: "plan", title: "Plan", Content: lazy(() => import("./plan/PlanTab")) },
  { path: "export", title: "Export", Content: lazy(() => import("./dataset/ExportTab")) },
];

/** Of a campaign in which people write texts; a delivery takes the place of an export. */
const TEXT_TABS: readonly Tab[] = [
  OVERVIEW,
  { path: "target", title: "Target", Content: lazy(() => import("./target/TargetTab")) },
  { path: "planning", title: "Planning", Content: lazy(() => import("./planning/PlanningTab")) },
  ...WORK,
  { path: "duplicates", title: "Duplicates", Content: lazy(() => import("./duplicates/DuplicatesTab")) },
  { path: "evaluation", title: "Evaluation", Content: lazy(() => import("./evaluation/EvaluationTab")) },
  { path: "delivery", title: "Gate & delivery", Content: lazy(() => import("./delivery/DeliveryTab")) },
  { path: "models", title: "Models", Content: lazy(() => import("./models/ModelsTab")) },
];

/** On a narrow screen the row of tabs scrolls: the current one is brought into sight. */
function showTab(link: HTMLAnchorElement | null): void {
  link?.scrollIntoView({ block: "nearest", inline: "center" });
}

/** One campaign; each of its tabs is an address of its own. */
export default function CampaignPage() {
  const { id = "", tab = "" } = useParams<{ id: string; tab?: string }>();
  return (
    <OwnerFrame>{/^\d+$/.test(id) ? <WithCampaign id={Number(id)} tab={tab} /> : <NoSuchPage />}</OwnerFrame>
  );
}

function WithCampaign({ id, tab }: { id: number; tab: string }) {
  const campaign = useCampaign(id);
  const isText = useIsText(id);
  if (!campaign.data || isText.data === undefined) {
    const { error, refetch } = campaign.error ? campaign : isText;
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="the campaign" />
    );
  }
  const { data } = campaign;
  const tabs = isText.data ? TEXT_TABS : MARK_TABS;
  const current = tabs.find((one) => one.path === tab);
  return (
    <>
      <Head campaign={data} />
      <nav className={classes.tabs} aria-label="Parts of the campaign">
        {tabs.map(({ path, title }) => (
          <Link
            key={path}
            href={`/campaigns/${id}${path && `/${path}`}`}
            className={classes.tab}
            aria-current={path === tab ? "page" : undefined}
            ref={path === tab ? showTab : undefined}
          >
            {title}
            {path === "voice" && <Waiting campaign={data} />}
          </Link>
        ))}
      </nav>
      {current ? (
        <Suspense fallback={<Loading what={current.title} />}>
          <current.Content campaign={data} />
        </Suspense>
      ) : (
        <NoSuchPage />
      )}
    </>
  );
}

/** How many people wait for an answer. */
function Waiting({ campaign }: TabProps) {
  const { data } = useVoiceWaiting(campaign);
  const waiting = data ? data.reports + data.messages + data.appeals : 0;
  if (waiting === 0) return null;
  return (
    <Badge size="sm" ml={6} component="span" aria-label={`${waiting} waiting`}>
      {waiting > 99 ? "99+" : waiting}
    </Badge>
  );
}

function Head({ campaign }: TabProps) {
  const { word, tone } = CAMPAIGN_STATES[campaign.state];
  return (
    <div>
      <Anchor component={Link} href="/campaigns" size="sm">
        Campaigns
      </Anchor>
      <Group justify="space-between" align="start" gap="sm">
        <div style={{ flex: "1 1 320px", minWidth: 0 }}>
          <Title order={1} style={{ overflowWrap: "anywhere" }}>
            {campaign.title}
          </Title>
          <Group gap="md" mt={4}>
            <Text span size="sm">
              <StateMark tone={tone}>{word}</StateMark>
            </Text>
            {campaign.simulated && <SimulatedMark />}
            <Text span size="sm" c="dimmed">
              {campaign.recipe_key}
            </Text>
          </Group>
        </div>
        <CampaignActions campaign={campaign} />
      </Group>
    </div>
  );
}

function NoSuchPage() {
  return (
    <Empty
      title="There is no such page"
      action={
        <Anchor component={Link} href="/campaigns">
          To the campaigns
        </Anchor>
      }
    >
      The address may be mistyped.
    </Empty>
  );
}
