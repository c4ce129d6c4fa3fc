/** Keys that write Markdown: bold, italic, code. */

import { type ChangeSpec, EditorSelection, type SelectionRange, type StateCommand } from "@codemirror/state";

/** Put marks around the selection, or take them away where they are. */
export function toggleMarks(mark: "**" | "*" | "`"): StateCommand {
  return ({ state, dispatch }) => {
    const { doc } = state;
    const change = state.changeByRange((range) => {
      const { from, to } = range;
      const size = mark.length;
      const around = runAround(mark, doc.sliceString(0, from), doc.sliceString(to));
      const isMarked = mark === "*" ? around % 2 === 1 : around >= size;
      const shift = isMarked ? -size : size;
      const changes: ChangeSpec[] = isMarked
        ? [
            { from: from - size, to: from },
            { from: to, to: to + size },
          ]
        : [
            { from, insert: mark },
            { from: to, insert: mark },
          ];
      return { changes, range: EditorSelection.range(range.anchor + shift, range.head + shift) };
    });
    dispatch(state.update(change, { userEvent: "input", scrollIntoView: true }));
    return true;
  };
}

/** How many of the mark's characters stand at both sides. */
function runAround(mark: string, before: string, after: string): number {
  const sign = mark[0] ?? "";
  let count = 0;
  while (before.at(-1 - count) === sign && after[count] === sign) count += 1;
  return count;
}

/** Whole or empty lines become a code block, a part of a line becomes inline code. */
export function toggleCode(language: string): StateCommand {
  return (target) => {
    const { state, dispatch } = target;
    const { main } = state.selection;
    if (!isBlock(main, state.doc)) return toggleMarks("`")(target);
    const first = state.doc.lineAt(main.from);
    const last = state.doc.lineAt(main.to);
    const text = state.doc.sliceString(first.from, last.to);
    const fence = "`".repeat(Math.max(3, ...(text.match(/`+/g) ?? []).map((run) => run.length + 1)));
    const opening = `${fence}${fenceName(language)}\n`;
    dispatch(
      state.update({
        changes: { from: first.from, to: last.to, insert: `${opening}${text}\n${fence}` },
        selection: { anchor: first.from + opening.length, head: first.from + opening.length + text.length },
        userEvent: "input",
        scrollIntoView: true,
      }),
    );
    return true;
  };
}

function isBlock(
  { from, to, empty }: SelectionRange,
  doc: { lineAt(at: number): { from: number; to: number; text: string } },
): boolean {
  const line = doc.lineAt(from);
  if (empty) return line.text.trim() === "";
  return to > line.to || (from === line.from && to === line.to);
}

const FENCE_NAMES: Readonly<Record<string, string>> = { "c++": "cpp", "c#": "csharp" };

/** A language as code blocks name it: "C++" → "cpp"; "" for one that no block could name. */
export function fenceName(language: string): string {
  const name = language.trim().toLowerCase();
  return FENCE_NAMES[name] ?? (/^[\w#+.-]+$/.test(name) ? name : "");
}
