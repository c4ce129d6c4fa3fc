import { Anchor, Button, Group, Text } from "@mantine/core";
import { useMemo } from "react";
import { Link } from "wouter";
import { KeyCap } from "../../../ui/keys/KeyCap";
import { StateMark } from "../../../ui/StateMark";
import type { Decision, DuplicatePair } from "../textQueries";
import classes from "./duplicates.module.css";
import { DECISIONS } from "./PairList";
import { type Part, wordDiff } from "./wordDiff";

interface PairViewProps {
  pair: DuplicatePair;
  /** "3 of 41". */
  place: string;
  onDecide: (decision: Decision) => void;
  onUndo: (() => void) | null;
  onStep: (by: number) => void;
  isFirst: boolean;
  isLast: boolean;
}

const KINDS: Record<DuplicatePair["kind"], string> = {
  verbatim: "nearly the same words",
  meaning: "nearly the same meaning",
};

/** Two prompts side by side, the words that differ marked, and the decision. */
export function PairView({ pair, place, onDecide, onUndo, onStep, isFirst, isLast }: PairViewProps) {
  const [first, second] = useMemo(
    () => wordDiff(pair.first.text, pair.second.text),
    [pair.first.text, pair.second.text],
  );
  const { decision, decided_by: by, score, kind, why } = pair;
  return (
    <section className={classes.pair} aria-label={`Pair ${place}`}>
      <div className={classes.bar}>
        <Group gap="xs">
          <Button
            variant={decision === "duplicate" ? "light" : "default"}
            aria-pressed={decision === "duplicate"}
            onClick={() => onDecide("duplicate")}
            rightSection={<KeyCap chord="d" />}
          >
            Duplicate
          </Button>
          <Button
            variant={decision === "different" ? "light" : "default"}
            aria-pressed={decision === "different"}
            onClick={() => onDecide("different")}
            rightSection={<KeyCap chord="k" />}
          >
            Keep both
          </Button>
          {decision !== "open" ? (
            <Button variant="subtle" color="gray" c="var(--gs-text)" onClick={() => onDecide("open")}>
              Open again
            </Button>
          ) : (
            onUndo && (
              <Button
                variant="subtle"
                color="gray"
                c="var(--gs-text)"
                onClick={onUndo}
                rightSection={<KeyCap chord="u" />}
              >
                Undo
              </Button>
            )
          )}
        </Group>
        <Group gap="xs" wrap="nowrap">
          <Text size="sm" c="dimmed" aria-live="polite" className={classes.nowrap ?? ""}>
            {place}
          </Text>
          <Button size="xs" variant="default" disabled={isFirst} onClick={() => onStep(-1)}>
            Before
          </Button>
          <Button size="xs" variant="default" disabled={isLast} onClick={() => onStep(1)}>
            Next
          </Button>
        </Group>
      </div>
      <div className={classes.why}>
        <Text size="sm" component="div">
          <b>{score.toFixed(2)}</b> alike, {KINDS[kind]}
          {why && `: ${why}`}
        </Text>
        {decision !== "open" && (
          <Text size="sm" component="div">
            <StateMark tone={DECISIONS[decision].tone}>
              {DECISIONS[decision].word}
              {by && `, says ${by}`}
            </StateMark>
          </Text>
        )}
      </div>
      <div className={classes.sides}>
        <Side title="The earlier one, which is kept" side={pair.first} parts={first} />
        <Side
          title={decision === "duplicate" ? "The later one, out of the dataset" : "The later one"}
          side={pair.second}
          parts={second}
        />
      </div>
    </section>
  );
}

interface SideProps {
  title: string;
  side: DuplicatePair["first"];
  parts: readonly Part[];
}

function Side({ title, side, parts }: SideProps) {
  return (
    <div className={classes.side}>
      <Text size="xs" c="dimmed" component="div" mb="xs">
        {title},{" "}
        <Anchor component={Link} href={`/items/${side.item_id}`} size="xs">
          item {side.item_id}
        </Anchor>
        {side.cell.length > 0 && `: ${side.cell.join(" / ")}`}
      </Text>
      <div className={classes.text}>
        {parts.map(({ text, isDifferent }, at) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never move
          isDifferent ? <mark key={at}>{text}</mark> : text,
        )}
      </div>
    </div>
  );
}
