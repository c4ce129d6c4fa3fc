import { memo } from "react";
import { ModelMark } from "../../../widgets/evidence/ModelMark";
import { MarkdownText } from "../../../widgets/markdown/MarkdownText";
import type { TextWork } from "../wire";
import classes from "./author.module.css";

type Suggestion = TextWork["suggestions"][number];

/** A model's examples for other topics: to read, never put into the editor from here. */
export const Suggestions = memo(function Suggestions({ suggestions }: { suggestions: Suggestion[] }) {
  return (
    <>
      <p className={classes.about}>
        Examples for other topics, written by a model: they show what is possible, and may be wrong. Write
        your own; a text too close to one of them is found and comes back.
      </p>
      {suggestions.map((suggestion, at) => (
        <details key={suggestion.id} className={classes.suggestion} open={at === 0}>
          <summary>
            <b>{suggestion.title || `Example ${at + 1}`}</b>
          </summary>
          <p className={classes.mark}>
            <ModelMark model={suggestion.model} isWeak={suggestion.is_weak} did="suggested by a model," />
          </p>
          <dl className={classes.axes}>
            <Axis title="Topic" words={suggestion.topic} />
            <Axis title="Scenario" words={suggestion.scenario} />
            <Axis title="Persona" words={suggestion.persona} />
          </dl>
          <MarkdownText source={suggestion.text} what="the example" />
        </details>
      ))}
    </>
  );
});

function Axis({ title, words }: { title: string; words: string }) {
  if (!words) return null;
  return (
    <div>
      <dt>{title}</dt>
      <dd>{words}</dd>
    </div>
  );
}
