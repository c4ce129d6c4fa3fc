import type { TabProps } from "../CampaignPage";
import { PlanView } from "./PlanView";

/** Plan a campaign that exists: with its own recipe, prices and quizzes. */
export default function PlanTab({ campaign }: TabProps) {
  return <PlanView subject={{ campaign_id: campaign.id }} />;
}
