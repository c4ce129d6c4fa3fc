/** Earlier versions of the draft, compared with the text as it stands; one can be taken back. */

import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "../../../api/client";
import { charCount, type FieldValue, type FormField, type FormValues, isTextField } from "../../../core/form";
import { numberText } from "../../../core/format";
import { Empty, ErrorState, Loading } from "../../../ui/states";
import { RelativeTime } from "../../../ui/values";
import { DiffView } from "../../../widgets/diff/DiffView";
import classes from "./author.module.css";

export interface Version {
  fields: Record<string, FieldValue>;
  savedAt: string;
}

interface VersionsDialogProps {
  assignmentId: number;
  form: readonly FormField[];
  present: FormValues;
  read: (content: unknown) => { fields: Record<string, FieldValue> };
  isOpen: boolean;
  onClose: () => void;
  onRestore: (version: Version) => void;
}

export function VersionsDialog(props: VersionsDialogProps) {
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title="Versions of your draft"
      size={1100}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {props.isOpen && <Versions {...props} />}
    </Modal>
  );
}

function Versions({ assignmentId, form, present, read, onRestore }: VersionsDialogProps) {
  const [chosen, setChosen] = useState(0);
  const query = useQuery({
    queryKey: ["versions", assignmentId],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/assignments/{assignment_id}/versions", {
          params: { path: { assignment_id: assignmentId } },
        }),
      ),
    staleTime: 0,
  });
  if (query.isPending) return <Loading what="the versions" lines={6} />;
  if (!query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const versions = query.data.map(({ content, revision, saved_at: savedAt }) => ({
    fields: read(content).fields,
    revision,
    savedAt,
  }));
  const version = versions[chosen] ?? versions[0];
  if (!version) {
    return (
      <Empty title="No versions yet">
        A version is kept about once a minute while you write. Come back when you have written more.
      </Empty>
    );
  }
  const texts = form.filter(isTextField);
  const isSame = texts.every(({ key }) => textOf(version.fields, key) === textOf(present, key));
  return (
    <div className={classes.versions}>
      <ul className={classes.versionList}>
        {versions.map(({ fields, revision, savedAt }, at) => (
          <li key={revision}>
            <button type="button" aria-pressed={version.revision === revision} onClick={() => setChosen(at)}>
              <b>{new Date(savedAt).toLocaleString(undefined, SAVED)}</b>
              <span>
                <RelativeTime at={savedAt} /> ·{" "}
                {numberText(texts.reduce((sum, { key }) => sum + charCount(textOf(fields, key)), 0))}{" "}
                characters
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div className={classes.versionBody}>
        <div className={classes.versionHead}>
          <p>What you changed since this version</p>
          <Button size="compact-sm" disabled={isSame} onClick={() => onRestore(version)}>
            Restore this version
          </Button>
        </div>
        {texts.map((field) => (
          <div key={field.key} className={classes.changes}>
            {texts.length > 1 && <h3>{field.title}</h3>}
            <DiffView
              before={textOf(version.fields, field.key)}
              after={textOf(present, field.key)}
              name={`${field.title}, changes since that version`}
            />
          </div>
        ))}
      </div>
    </div>
  );
}

const SAVED = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" } as const;

function textOf(fields: FormValues, key: string): string {
  return String(fields[key] ?? "");
}
