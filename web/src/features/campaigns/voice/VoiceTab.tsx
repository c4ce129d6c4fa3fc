import { Stack } from "@mantine/core";
import { numberText } from "../../../core/format";
import { StatRow, StatTile } from "../../../ui/StatTile";
import { leftText } from "../../voice/appealWords";
import type { TabProps } from "../CampaignPage";
import { Announce } from "./Announce";
import { AppealsPanel } from "./AppealsPanel";
import { CountryPayPanel } from "./CountryPayPanel";
import { FeedbackPanel } from "./FeedbackPanel";
import { MessagesPanel } from "./MessagesPanel";
import { ReportsPanel } from "./ReportsPanel";
import { useVoiceWaiting } from "./voiceTabQueries";

/** What workers say: what waits for an answer first, then what they think and what they make. */
export default function VoiceTab({ campaign }: TabProps) {
  const { data } = useVoiceWaiting(campaign);
  return (
    <Stack gap="md">
      {data && (
        <StatRow>
          <StatTile label="Tasks reported" value={numberText(data.reports)} note="not answered yet" />
          <StatTile label="Messages" value={numberText(data.messages)} note="not read yet" />
          <StatTile
            label="Appeals"
            value={numberText(data.appeals)}
            note={data.next_deadline ? `open; the next: ${leftText(data.next_deadline, Date.now())}` : "open"}
          />
        </StatRow>
      )}
      <AppealsPanel campaign={campaign} />
      <ReportsPanel campaign={campaign} />
      <MessagesPanel campaign={campaign} />
      <FeedbackPanel campaign={campaign} />
      <CountryPayPanel campaign={campaign} />
      <Announce campaign={campaign} />
    </Stack>
  );
}
