import { Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { components } from "../../api/schema";
import { SimulatedMark } from "../../ui/StateMark";
import { RelativeTime } from "../../ui/values";
import { HowWritten } from "./HowWritten";
import { entriesOf, type ItemAnswer } from "./history";
import classes from "./item.module.css";
import { BriefView, FieldsView } from "./TextView";
import { Timeline } from "./Timeline";
import text from "./text.module.css";
import { readTextAnswer } from "./textAnswer";

type ItemDetail = components["schemas"]["ItemDetail"];

/** A text and everything that happened to it. An earlier version can take the place of the current one. */
export function TextItem({ item }: { item: ItemDetail }) {
  const [shownId, setShownId] = useState<number | null>(null);
  const shown = item.answers.find((answer) => answer.id === shownId) ?? null;
  const isCurrent = shown === null || shown.id === item.answer_id;
  const fields = isCurrent ? Object.entries(item.fields) : readTextAnswer(shown.content).fields;
  return (
    <div className={classes.columns}>
      <Stack gap="md">
        {item.brief && <BriefView brief={item.brief} />}
        <section className={text.texts} aria-label="Texts">
          <Whose answer={shown} isCurrent={isCurrent} hasFields={fields.length > 0} />
          {fields.length > 0 && <FieldsView fields={fields} titles={item.field_titles} />}
        </section>
        <HowWritten itemId={item.id} answerId={shown?.id ?? item.answer_id} />
      </Stack>
      <Timeline
        prelabel={null}
        entries={entriesOf(item)}
        currentId={item.answer_id}
        shownId={shown?.id ?? item.answer_id}
        onShow={setShownId}
      />
    </div>
  );
}

interface WhoseProps {
  answer: ItemAnswer | null;
  isCurrent: boolean;
  hasFields: boolean;
}

/** Which version stands here. */
function Whose({ answer, isCurrent, hasFields }: WhoseProps) {
  if (!hasFields) {
    return (
      <Text size="sm" p="md">
        Nothing is written yet: the item waits for an author.
      </Text>
    );
  }
  return (
    <Text size="sm" component="div" className={classes.shown ?? ""}>
      {isCurrent || answer === null ? (
        "The texts as they stand now"
      ) : (
        <>
          <b>Not the current texts:</b> those of {answer.worker_name}
          {answer.worker_simulated && (
            <>
              {" "}
              <SimulatedMark />
            </>
          )}
          , round {answer.round}, <RelativeTime at={answer.created_at} />
        </>
      )}
    </Text>
  );
}
