import { Stack } from "@mantine/core";
import type { TabProps } from "../CampaignPage";
import { BudgetPanel } from "./BudgetPanel";
import { LedgerPanel } from "./LedgerPanel";
import { PayoutsPanel } from "./PayoutsPanel";
import { SharesPanels } from "./SharesPanels";
import { StagePrices } from "./StagePrices";
import { TrialBalancePanel } from "./TrialBalancePanel";

/** A campaign's money: what there is, what work costs, who gets what, and every entry of it. */
export default function MoneyTab({ campaign }: TabProps) {
  return (
    <Stack gap="md">
      <BudgetPanel campaign={campaign} />
      <StagePrices campaign={campaign} />
      <SharesPanels campaign={campaign} />
      <PayoutsPanel campaign={campaign} />
      <TrialBalancePanel campaign={campaign} />
      <LedgerPanel campaign={campaign} />
    </Stack>
  );
}
