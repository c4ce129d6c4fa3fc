import { Stack, Table, Text } from "@mantine/core";
import { moneyText, numberText } from "../../core/format";
import { Panel } from "../../ui/Panel";
import { SimulatedMark } from "../../ui/StateMark";
import { StatRow, StatTile } from "../../ui/StatTile";
import { Duration, Money } from "../../ui/values";
import { localText, targetText, towardsTarget } from "./earnings";
import classes from "./earnings.module.css";
import type { CampaignEarnings as Earnings } from "./earningsQueries";

const HOUR_MS = 3_600_000;

/** One campaign: earned, waiting, paid; an hour against the target; task by task. */
export function CampaignEarnings({ earnings }: { earnings: Earnings }) {
  const { currency, local } = earnings;
  const inLocal = (name: "earned" | "pending" | "paid") =>
    local ? `about ${moneyText(local[name], local.currency)}` : "";
  const sharedWords = [inLocal("earned"), partsText(earnings)].filter(Boolean).join("; ");
  return (
    <Panel
      title={earnings.title}
      about={localText(earnings) && `Local money is at the stored exchange rate of ${local?.rates_of}.`}
      tools={earnings.simulated && <SimulatedMark />}
    >
      <Stack gap="md">
        <StatRow>
          <StatTile
            label="Earned"
            value={<Money amount={earnings.earned} currency={currency} />}
            note={sharedWords}
          />
          <StatTile
            label="Waits for a decision"
            value={<Money amount={earnings.pending} currency={currency} />}
            note={pendingText(earnings, inLocal("pending"))}
          />
          <StatTile
            label="For the next payout"
            value={<Money amount={earnings.balance} currency={currency} />}
            note="on your account"
          />
          <StatTile
            label="Paid out"
            value={<Money amount={earnings.paid} currency={currency} />}
            note={[onTheWay(earnings), inLocal("paid")].filter(Boolean).join("; ")}
          />
        </StatRow>
        <Target earnings={earnings} />
        {earnings.stages.length > 0 && <Stages earnings={earnings} />}
      </Stack>
    </Panel>
  );
}

/** What is in the sum besides the pay of tasks. */
function partsText(earnings: Earnings): string {
  return [
    ["bonuses", earnings.bonus],
    ["final shares", earnings.final_share],
    ["corrections", earnings.corrections],
  ]
    .filter(([, amount]) => Number(amount) !== 0)
    .map(([name, amount]) => `with ${name} of ${moneyText(amount as string, earnings.currency)}`)
    .join(", ");
}

function onTheWay({ on_the_way, currency }: Earnings): string {
  return Number(on_the_way) > 0 ? `${moneyText(on_the_way, currency)} of it is on the way` : "";
}

function pendingText({ pending_answers: n, review_days: days }: Earnings, local: string): string {
  if (n === 0) return "no answer waits";
  const answers = n === 1 ? "1 answer" : `${numberText(n)} answers`;
  const when = days === 0 ? "accepted today" : `accepted within ${days === 1 ? "a day" : `${days} days`}`;
  return [`${answers}, ${when} unless rejected`, local].filter(Boolean).join("; ");
}

function Target({ earnings }: { earnings: Earnings }) {
  const { hourly, currency, hours, target_hourly } = earnings;
  const share = towardsTarget(hourly, target_hourly);
  return (
    <div>
      <Text size="sm" mb={6}>
        <b>
          {hourly === null ? (
            "Pay an hour: not measured yet"
          ) : (
            <Money amount={hourly} currency={currency} per="an hour" />
          )}
        </b>
        {hourly !== null && (
          <>
            {" "}
            over <Duration ms={hours * HOUR_MS} /> of accepted work. {targetText(earnings)}
          </>
        )}
        {hourly === null && `. ${targetText(earnings)}`}
      </Text>
      <div
        className={classes.track}
        role="img"
        aria-label={`${Math.round(share * 100)} percent of the hourly target`}
      >
        <span className={classes.fill} style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}

function Stages({ earnings }: { earnings: Earnings }) {
  const { currency, stages } = earnings;
  return (
    <Table.ScrollContainer minWidth={420}>
      <Table verticalSpacing={6} fz="sm" aria-label={`Accepted work in ${earnings.title}`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Stage</Table.Th>
            <Table.Th ta="right">Accepted</Table.Th>
            <Table.Th ta="right">Counted time</Table.Th>
            <Table.Th ta="right">Task pay</Table.Th>
            <Table.Th ta="right">An hour</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {stages.map((stage) => (
            <Table.Tr key={stage.stage_id}>
              <Table.Td>{stage.title}</Table.Td>
              <Table.Td ta="right">{numberText(stage.answers)}</Table.Td>
              <Table.Td ta="right">
                <Duration ms={stage.hours * HOUR_MS} />
              </Table.Td>
              <Table.Td ta="right">
                <Money amount={stage.earned} currency={currency} />
              </Table.Td>
              <Table.Td ta="right">
                {stage.hourly === null ? "–" : <Money amount={stage.hourly} currency={currency} />}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
