/** Beside the editor: what to change, the brief and the texts it builds on, a model's examples, earlier rounds. */

import { Tabs } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { FormField, FormValues } from "../../../core/form";
import { useKeys } from "../../../ui/keys/keys";
import { BriefView } from "../../../widgets/brief/BriefView";
import { EvidenceList } from "../../../widgets/evidence/EvidenceList";
import { TrailView } from "../../../widgets/trail/TrailView";
import { ShownTexts } from "../text/ShownTexts";
import classes from "../text/text.module.css";
import type { TextWork } from "../wire";
import { ReworkView } from "./ReworkView";
import { Suggestions } from "./Suggestions";

interface AuthorLeftProps {
  work: TextWork;
  form: readonly FormField[];
  fields: FormValues;
}

interface Part {
  name: string;
  title: string;
  body: ReactNode;
}

export function AuthorLeft({ work, form, fields }: AuthorLeftProps) {
  const parts: Part[] = [
    ...(work.is_rework
      ? [{ name: "rework", title: "What to change", body: <ReworkView {...{ work, form, fields }} /> }]
      : []),
    { name: "brief", title: "Brief", body: <BriefPart work={work} /> },
    ...(work.suggestions.length > 0
      ? [
          {
            name: "suggestions",
            title: `Suggestions (${work.suggestions.length})`,
            body: <Suggestions suggestions={work.suggestions} />,
          },
        ]
      : []),
    ...(work.trail.length > 0
      ? [
          {
            name: "trail",
            title: `Earlier rounds (${work.trail.length})`,
            body: <TrailView trail={work.trail} fieldTitles={work.field_titles} />,
          },
        ]
      : []),
  ];
  const [shown, setShown] = useState(parts[0]?.name ?? "brief");
  useKeys(
    "Beside the editor",
    parts.map(({ name, title }, at) => ({
      chord: String(at + 1),
      what: `Show: ${title.replace(/ \(.*/, "")} (outside the editor)`,
      run: () => setShown(name),
    })),
  );
  return (
    <Tabs
      value={shown}
      onChange={(name) => name && setShown(name)}
      className={classes.tabs ?? ""}
      keepMounted={true}
    >
      <Tabs.List className={classes.tablist ?? ""}>
        {parts.map(({ name, title }) => (
          <Tabs.Tab key={name} value={name}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {parts.map(({ name, body }) => (
        <Tabs.Panel key={name} value={name} className={classes.panel ?? ""}>
          {body}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function BriefPart({ work }: { work: TextWork }) {
  return (
    <>
      <ShownTexts work={work} />
      <section className={classes.part}>
        <BriefView brief={work.brief} />
      </section>
      {!work.is_rework && work.evidence.length > 0 && (
        <section className={classes.part}>
          <h2 className={classes.partTitle}>What machines found so far</h2>
          <EvidenceList notes={work.evidence} />
        </section>
      )}
    </>
  );
}
