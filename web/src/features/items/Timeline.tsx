import { Button, Group, Text, Title } from "@mantine/core";
import { percentText } from "../../core/format";
import { MachineMark, SimulatedMark } from "../../ui/StateMark";
import { Duration, RelativeTime } from "../../ui/values";
import { isMachine } from "../campaigns/kinds";
import {
  confidenceOf,
  type Entry,
  type ItemAnswer,
  type ItemPrelabel,
  marksText,
  outcomeText,
  spansOf,
  uptakeText,
} from "./history";
import classes from "./item.module.css";
import { TextSaid } from "./TextSaid";

interface TimelineProps {
  entries: readonly Entry[];
  /** What a model suggested before anybody saw it. */
  prelabel: ItemPrelabel | null;
  /** The annotation that stands now. */
  currentId: number | null;
  /** The one in the text. */
  shownId: number | null;
  onShow: (answerId: number) => void;
}

/** Who did what, when, and what followed; oldest first. */
export function Timeline({ entries, prelabel, currentId, shownId, onShow }: TimelineProps) {
  return (
    <section className={classes.history} aria-labelledby="history">
      <Title order={2} size="h3" id="history" mb="sm">
        History
      </Title>
      {prelabel && <Suggested prelabel={prelabel} />}
      {entries.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing has happened yet: the item waits for its first answer.
        </Text>
      ) : (
        <ol className={classes.timeline}>
          {entries.map((entry) => (
            <TimelineEntry
              key={entry.key}
              entry={entry}
              isCurrent={entry.answer !== null && entry.answer.id === currentId}
              isShown={entry.answer !== null && entry.answer.id === shownId}
              onShow={onShow}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

function Suggested({ prelabel: { model, spans, uncertainty, shown } }: { prelabel: ItemPrelabel }) {
  return (
    <Text size="sm" mb="sm" style={{ overflowWrap: "anywhere" }}>
      Suggested by <b>{model}</b>: {marksText(spans)}{" "}
      <Text span size="xs" c="dimmed">
        (uncertainty {uncertainty.toFixed(2)} bits;{" "}
        {shown ? "shown to the first annotator" : "shown to nobody: this item is a control"})
      </Text>
    </Text>
  );
}

const ABOUT_MARKS: readonly ItemAnswer["kind"][] = ["annotate", "validate"];

/** What later stages judge. */
const MADE: readonly ItemAnswer["kind"][] = ["annotate", "author"];
const SHOW_WORDS = {
  marks: ["Show in the text", "Shown in the text"],
  version: ["Show this version", "Shown beside"],
} as const;

interface TimelineEntryProps {
  entry: Entry;
  isCurrent: boolean;
  isShown: boolean;
  onShow: (answerId: number) => void;
}

function TimelineEntry({ entry: { event, answer }, isCurrent, isShown, onShow }: TimelineEntryProps) {
  const isText = answer !== null && !ABOUT_MARKS.includes(answer.kind);
  const outcome = outcomeText(event, isText);
  const confidence = confidenceOf(event);
  return (
    <li className={classes.entry} data-shown={isShown || undefined}>
      <Who event={event} answer={answer} />
      {answer && (isText ? <TextSaid answer={answer} /> : <Said answer={answer} />)}
      {!answer && <Text size="sm">{event.kind.replaceAll("_", " ")}</Text>}
      {answer?.late && (
        <Text size="sm" c="var(--gs-danger)">
          Late: it came when the task was taken; it is kept, and counts for nothing.
        </Text>
      )}
      {(outcome || confidence !== null) && (
        <Text size="sm" c="dimmed">
          {[outcome, confidence === null ? null : `${percentText(confidence)} confident`]
            .filter(Boolean)
            .join(", ")}
        </Text>
      )}
      {answer && MADE.includes(answer.kind) && (
        <Group gap="sm" mt={4}>
          <Button
            size="compact-xs"
            variant="default"
            aria-pressed={isShown}
            disabled={isShown}
            onClick={() => onShow(answer.id)}
          >
            {SHOW_WORDS[isText ? "version" : "marks"][isShown ? 1 : 0]}
          </Button>
          {isCurrent && (
            <Text size="xs" c="dimmed">
              current
            </Text>
          )}
        </Group>
      )}
    </li>
  );
}

function Who({ event, answer }: Pick<Entry, "event" | "answer">) {
  return (
    <>
      <Text size="sm" component="div">
        <b>{event.actor_name ?? "Goldsmith"}</b> {event.actor_simulated && <SimulatedMark />}
        {answer && isMachine(answer.kind) && <MachineMark />}
      </Text>
      <Text size="xs" c="dimmed" component="div">
        {event.stage_title && `${event.stage_title}, `}
        <RelativeTime at={event.at} />
        {answer?.active_ms != null && (
          <>
            , took <Duration ms={answer.active_ms} />
          </>
        )}
      </Text>
    </>
  );
}

const SHARE_TITLE = "How often this worker had been right before, as this answer was weighed";

function Said({ answer }: { answer: ItemAnswer }) {
  const spans = spansOf(answer);
  if (spans) {
    const uptake = uptakeText(answer);
    return (
      <>
        <Text size="sm">
          Marked: {marksText(spans)}
          {answer.state === "REJECTED" && " (judged incorrect)"}
          {answer.state === "ACCEPTED" && " (judged correct)"}
        </Text>
        {uptake && (
          <Text size="xs" c="dimmed">
            {uptake}
          </Text>
        )}
      </>
    );
  }
  const { verdict, reason } = answer.content;
  return (
    <Text size="sm" style={{ overflowWrap: "anywhere" }}>
      {verdict === "correct" ? "✓ Correct" : verdict === "incorrect" ? "✗ Incorrect" : String(verdict ?? "")}
      {typeof reason === "string" && reason !== "" && <>: “{reason}”</>}{" "}
      <Text span size="xs" c="dimmed" title={SHARE_TITLE}>
        (weight {percentText(answer.quality)})
      </Text>
    </Text>
  );
}
