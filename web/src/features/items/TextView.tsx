import { Anchor, SegmentedControl, Text, Title } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";
import type { components } from "../../api/schema";
import { asMarkdown } from "../../core/written";
import { Panel } from "../../ui/Panel";
import { MachineMark } from "../../ui/StateMark";
import { MarkdownText } from "../../widgets/markdown/MarkdownText";
import { capital } from "../campaigns/kinds";
import { plain } from "../campaigns/words";
import classes from "./text.module.css";

type Brief = components["schemas"]["Brief"];

/** What the author was asked to write about. */
export function BriefView({ brief }: { brief: Brief }) {
  const { context, keywords, language, dimensions, source } = brief;
  const facts = [["Language", language], ...Object.entries(dimensions)].filter(([, value]) => value);
  return (
    <Panel title="Brief">
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {keywords.length > 0 && (
          <div>
            <dt>Keywords</dt>
            <dd>{keywords.join(", ")}</dd>
          </div>
        )}
        {source && (
          <div>
            <dt>Source</dt>
            <dd>
              <Source source={source} />
            </dd>
          </div>
        )}
      </dl>
      {context && (
        <details className={classes.context}>
          <summary>From the documentation</summary>
          <MarkdownText source={context} what="the brief" />
        </details>
      )}
    </Panel>
  );
}

function Source({ source: { path, link } }: { source: NonNullable<Brief["source"]> }) {
  // Only the web: a link out of a document may say anything.
  if (!/^https?:\/\//.test(link)) return <span className={classes.path}>{path}</span>;
  return (
    <Anchor href={link} target="_blank" rel="noreferrer noopener" size="sm" className={classes.path ?? ""}>
      {path || link}
    </Anchor>
  );
}

interface FieldsViewProps {
  fields: readonly (readonly [key: string, text: string])[];
  titles: Readonly<Record<string, string>>;
}

/** What was written, rendered or as it was typed; of a pair, both answers side by side. */
export function FieldsView({ fields, titles }: FieldsViewProps) {
  const [form, setForm] = useState("rendered");
  const texts = new Map(fields);
  const opponent = texts.get("opponent");
  const isPair = texts.has("ours") && texts.has("theirs");
  const single = isPair ? fields.filter(([key]) => !PAIR.includes(key)) : fields;
  const field = (key: string, title: ReactNode) => (
    <FieldView key={key} name={key} title={title} text={texts.get(key) ?? ""} isTyped={form === "typed"} />
  );
  return (
    <>
      <div className={classes.tools}>
        <SegmentedControl
          size="xs"
          aria-label="How the texts are shown"
          data={[
            { value: "rendered", label: "Rendered" },
            { value: "typed", label: "As typed" },
          ]}
          value={form}
          onChange={setForm}
          transitionDuration={0}
        />
      </div>
      {single.map(([key]) => field(key, titles[key] ?? capital(plain(key))))}
      {isPair && (
        <div className={classes.sides}>
          {field("ours", "Ours")}
          {field(
            "theirs",
            <>
              {opponent || "The other"} <MachineMark />
            </>,
          )}
        </div>
      )}
    </>
  );
}

/** Of a pair: what is not shown as a field of its own. */
const PAIR: readonly string[] = ["ours", "theirs", "opponent"];

interface FieldViewProps {
  /** Its key. */
  name: string;
  title: ReactNode;
  text: string;
  isTyped: boolean;
}

function FieldView({ name, title, text, isTyped }: FieldViewProps) {
  const id = useId();
  return (
    <section className={classes.field} aria-labelledby={id}>
      <Title order={3} mb="sm" id={id}>
        {title}
      </Title>
      {text.trim() === "" ? (
        <Text size="sm" c="dimmed">
          Nothing was written here.
        </Text>
      ) : isTyped ? (
        <pre className={classes.typed}>{text}</pre>
      ) : (
        <MarkdownText source={asMarkdown(name, text)} />
      )}
    </section>
  );
}
