/**
 * What each page costs: gzip bytes of the JavaScript it needs before it works (entry, page and their static imports).
 *
 *     npm run build && npm run sizes                 all pages of the app
 *     npm run build:fixtures && npm run sizes -- fixtures/dist
 *
 * Prints one JSON object; parsers of languages and other lazy parts are listed apart. Of a task page "initial"
 * counts the chunk of its kind too, and "all" what follows by itself: the editor, Markdown, the colours of code.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const dist = process.argv[2] ?? "../src/goldsmith/api/static";
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));
const isPage = (key) => /Pages?\.tsx$/.test(key);

const gzipBytes = new Map();
function sizeOf(file) {
  if (!gzipBytes.has(file))
    gzipBytes.set(file, gzipSync(readFileSync(join(dist, file)), { level: 9 }).length);
  return gzipBytes.get(file);
}

/** The chunk and everything it imports statically. */
function needed(key, found = new Set()) {
  if (found.has(key)) return found;
  found.add(key);
  for (const other of manifest[key].imports ?? []) needed(other, found);
  return found;
}

const kB = (keys) =>
  Math.round([...keys].reduce((sum, key) => sum + sizeOf(manifest[key].file), 0) / 100) / 10;
const entries = Object.keys(manifest).filter((key) => manifest[key].isEntry);
const base = new Set(entries.flatMap((key) => [...needed(key)]));
const lazy = Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry);
const pages = Object.fromEntries(
  lazy.filter(isPage).map((key) => [key, kB(new Set([...base, ...needed(key)]))]),
);
// A part loads beside a page: what the page has already does not count again.
const had = new Set([...base, ...lazy.filter(isPage).flatMap((key) => [...needed(key)])]);
const parts = Object.fromEntries(
  lazy
    .filter((key) => !isPage(key) && !had.has(key))
    .map((key) => [
      key.replace(/^.*node_modules\//, ""),
      kB([...needed(key)].filter((other) => !had.has(other))),
    ]),
);
const endingIn = (end) => lazy.find((key) => key.endsWith(end));
const taskPage = endingIn("/TaskPage.tsx");
/** The chunk of each kind of task, and what comes after it before all of the task stands there. */
const TEXTS = ["/ui/markdown.ts", "/markdown/highlight.ts"];
const KINDS = {
  annotate: ["/AnnotateTask.tsx", []],
  validate: ["/ValidateTask.tsx", []],
  author: ["/AuthorTask.tsx", ["/TextEditor.tsx", ...TEXTS]],
  review: ["/ReviewTask.tsx", TEXTS],
  compare: ["/CompareTask.tsx", TEXTS],
};
const withTask = (ends) =>
  kB(
    new Set([
      ...base,
      ...[taskPage, ...ends.flatMap((end) => endingIn(end) ?? [])].flatMap((key) => [...needed(key)]),
    ]),
  );
const tasks = taskPage
  ? Object.fromEntries(
      Object.entries(KINDS).map(([kind, [chunk, later]]) => [
        kind,
        { initial: withTask([chunk]), all: withTask([chunk, ...later]) },
      ]),
    )
  : {};
process.stdout.write(
  `${JSON.stringify({ unit: "kB gzip", base: kB(base), pages, tasks, parts }, null, 2)}\n`,
);
