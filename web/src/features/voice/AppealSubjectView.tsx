import { List, Text } from "@mantine/core";
import type { components } from "../../api/schema";
import { Money, RelativeTime } from "../../ui/values";
import classes from "./voice.module.css";

interface AppealSubjectViewProps {
  subject: components["schemas"]["AppealSubject"];
  currency: string | null;
}

/** What was decided: the reason, by whom, and what a rule stood on. */
export function AppealSubjectView({ subject, currency }: AppealSubjectViewProps) {
  return (
    <>
      <Text size="sm" className={classes.words}>
        {subject.reason || "No reason was given: those who judged it found it wrong."}
      </Text>
      {subject.evidence.length > 0 && (
        <List size="sm" mt={4}>
          {subject.evidence.map((line) => (
            <List.Item key={line.words}>{line.words}</List.Item>
          ))}
        </List>
      )}
      <Text size="xs" c="dimmed" mt={4}>
        {subject.path && `${subject.path}${subject.first_line ? `:${subject.first_line}` : ""} · `}
        {subject.by ? `by ${subject.by}` : "by a rule or the judgement of others"}
        {subject.at && (
          <>
            , <RelativeTime at={subject.at} />
          </>
        )}
        {subject.price && currency && (
          <>
            {" "}
            · pays <Money amount={subject.price} currency={currency} />
          </>
        )}
      </Text>
    </>
  );
}
