import type { EvidenceNote } from "../../core/evidence";
import classes from "./evidence.module.css";
import { ModelMark } from "./ModelMark";
import { VerdictMark } from "./VerdictMark";

/** What machines found, and which machine says so. Evidence only: people decide. */
export function EvidenceList({ notes }: { notes: readonly EvidenceNote[] }) {
  if (notes.length === 0) return null;
  return (
    <ul className={classes.list}>
      {notes.map((note) => (
        <li key={`${note.check} ${note.title} ${note.by}`} className={classes.note}>
          <VerdictMark verdict={note.verdict} />
          <div className={classes.words}>
            <b>{note.title}</b>
            {note.words && <span>{note.words}</span>}
            {note.by ? (
              <ModelMark model={note.by} isWeak={note.is_weak} />
            ) : (
              <span className={classes.model}>a rule of Goldsmith</span>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
