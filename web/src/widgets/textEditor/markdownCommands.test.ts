import { EditorState, type StateCommand, type Transaction } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { fenceName, toggleCode, toggleMarks } from "./markdownCommands";

/** Run a command on a text whose selection stands between [ and ]. */
function run(command: StateCommand, shown: string): string {
  const from = shown.indexOf("[");
  const to = shown.indexOf("]") - 1;
  const doc = shown.replace(/[[\]]/g, "");
  let state = EditorState.create({ doc, selection: { anchor: from, head: to } });
  command({
    state,
    dispatch: (transaction: Transaction) => {
      state = transaction.state;
    },
  });
  const text = state.doc.toString();
  const { main } = state.selection;
  return `${text.slice(0, main.from)}[${text.slice(main.from, main.to)}]${text.slice(main.to)}`;
}

describe("keys that write Markdown", () => {
  it.each([
    ["a [word] here", "a **[word]** here"],
    ["a **[word]** here", "a [word] here"],
    ["[]", "**[]**"],
    ["*[word]*", "***[word]***"],
  ])("bold: %s", (before, after) => expect(run(toggleMarks("**"), before)).toBe(after));

  it.each([
    ["a [word] here", "a *[word]* here"],
    ["a *[word]* here", "a [word] here"],
    ["**[word]**", "***[word]***"],
    ["***[word]***", "**[word]**"],
  ])("italic: %s", (before, after) => expect(run(toggleMarks("*"), before)).toBe(after));

  it.each([
    ["call [f(x)] now", "call `[f(x)]` now"],
    ["call `[f(x)]` now", "call [f(x)] now"],
    ["text\n[]", "text\n```cpp\n[]\n```"],
    ["[a\nb]\nc", "```cpp\n[a\nb]\n```\nc"],
    ["[whole line]", "```cpp\n[whole line]\n```"],
    ["[a ``` b\nc]", "````cpp\n[a ``` b\nc]\n````"],
  ])("code: %j", (before, after) => expect(run(toggleCode("C++"), before)).toBe(after));

  it.each([
    ["Python", "python"],
    ["C++", "cpp"],
    ["R", "r"],
    ["Several languages", ""],
    ["", ""],
  ])("a block of %s", (language, name) => expect(fenceName(language)).toBe(name));
});
