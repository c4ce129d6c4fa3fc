/** What a text is to be about: from the documentation, shown as data. */

import { Anchor } from "@mantine/core";
import { memo } from "react";
import { safeHref } from "../../core/links";
import { MarkdownText } from "../markdown/MarkdownText";
import classes from "./brief.module.css";

export interface BriefSource {
  readonly path: string;
  readonly link: string;
  readonly quote: string;
}

/** As on the wire. */
export interface BriefContent {
  readonly title: string;
  readonly context: string;
  readonly keywords: readonly string[];
  readonly language: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly source: BriefSource | null;
}

interface BriefViewProps {
  brief: BriefContent;
  /** Without its title, where that stands above already. */
  isUntitled?: boolean;
}

export const BriefView = memo(function BriefView({ brief, isUntitled = false }: BriefViewProps) {
  return (
    <div className={classes.brief}>
      {!isUntitled && <h2 className={classes.title}>{brief.title || "Brief"}</h2>}
      <BriefFacts brief={brief} />
      {brief.context.trim() ? (
        <MarkdownText source={brief.context} what="the brief" />
      ) : (
        <p className={classes.quiet}>This brief has no context beyond its title.</p>
      )}
      {brief.source && <Source source={brief.source} />}
    </div>
  );
});

/** Language, category and the like, in one row; keywords below. */
export function BriefFacts({ brief }: { brief: BriefContent }) {
  const facts = Object.entries({ Language: brief.language, ...brief.dimensions }).filter(
    ([, value]) => value,
  );
  return (
    <>
      <dl className={classes.facts}>
        {facts.map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {brief.keywords.length > 0 && (
        <p className={classes.keywords}>
          <span className={classes.quiet}>Keywords </span>
          {brief.keywords.join(", ")}
        </p>
      )}
    </>
  );
}

function Source({ source: { path, link, quote } }: { source: BriefSource }) {
  const href = safeHref(link);
  const name = path || link || "the documentation";
  return (
    <figure className={classes.source}>
      {quote && <blockquote>{quote}</blockquote>}
      <figcaption>
        From{" "}
        {href ? (
          <Anchor href={href} target="_blank" rel="noopener noreferrer nofollow" underline="always" inherit>
            {name}
          </Anchor>
        ) : (
          name
        )}
      </figcaption>
    </figure>
  );
}
