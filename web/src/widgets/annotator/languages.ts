/** Languages by the names that recipes, file endings and detectors use; each parser is a chunk of its own. */

import type { Extension } from "@codemirror/state";

type Load = () => Promise<Extension>;

/** Stream parsers share one small adapter, loaded with the first of them. */
async function stream(mode: Promise<unknown>, name: string): Promise<Extension> {
  const [{ StreamLanguage }, modes] = await Promise.all([import("@codemirror/language"), mode]);
  return StreamLanguage.define(
    (modes as Record<string, Parameters<typeof StreamLanguage.define>[0]>)[name] as never,
  );
}

const clike = (name: string) => () => stream(import("@codemirror/legacy-modes/mode/clike"), name);
const script = (options: { jsx?: boolean; typescript?: boolean }) => () =>
  import("@codemirror/lang-javascript").then((module) => module.javascript(options));

/** Every language once, with the names it goes by. */
const LANGUAGES: readonly [names: string, load: Load][] = [
  ["python py py3 pyi", () => import("@codemirror/lang-python").then((module) => module.python())],
  ["javascript js jsx mjs cjs", script({ jsx: true })],
  ["typescript ts mts cts", script({ typescript: true })],
  ["tsx", script({ typescript: true, jsx: true })],
  ["go golang", () => import("@codemirror/lang-go").then((module) => module.go())],
  ["c cpp c++ cc cxx h hpp hh", () => import("@codemirror/lang-cpp").then((module) => module.cpp())],
  ["java", () => import("@codemirror/lang-java").then((module) => module.java())],
  ["sql postgresql mysql sqlite plsql", () => import("@codemirror/lang-sql").then((module) => module.sql())],
  ["rust rs", () => import("@codemirror/lang-rust").then((module) => module.rust())],
  ["php", () => import("@codemirror/lang-php").then((module) => module.php())],
  ["html htm vue", () => import("@codemirror/lang-html").then((module) => module.html())],
  ["css scss less", () => import("@codemirror/lang-css").then((module) => module.css())],
  ["json jsonl jsonc ipynb", () => import("@codemirror/lang-json").then((module) => module.json())],
  ["xml svg xsd xsl", () => import("@codemirror/lang-xml").then((module) => module.xml())],
  ["yaml yml", () => import("@codemirror/lang-yaml").then((module) => module.yaml())],
  ["markdown md", () => import("@codemirror/lang-markdown").then((module) => module.markdown())],
  ["scala sbt", clike("scala")],
  ["kotlin kt kts", clike("kotlin")],
  ["csharp c# cs", clike("csharp")],
  ["dart", clike("dart")],
  ["objectivec objective-c m mm", clike("objectiveC")],
  ["r rscript", () => stream(import("@codemirror/legacy-modes/mode/r"), "r")],
  ["shell sh bash zsh ksh", () => stream(import("@codemirror/legacy-modes/mode/shell"), "shell")],
  ["toml", () => stream(import("@codemirror/legacy-modes/mode/toml"), "toml")],
  ["dockerfile docker", () => stream(import("@codemirror/legacy-modes/mode/dockerfile"), "dockerFile")],
  ["ruby rb", () => stream(import("@codemirror/legacy-modes/mode/ruby"), "ruby")],
  ["perl pl pm", () => stream(import("@codemirror/legacy-modes/mode/perl"), "perl")],
  ["lua", () => stream(import("@codemirror/legacy-modes/mode/lua"), "lua")],
  ["swift", () => stream(import("@codemirror/legacy-modes/mode/swift"), "swift")],
  ["powershell ps1", () => stream(import("@codemirror/legacy-modes/mode/powershell"), "powerShell")],
  ["haskell hs", () => stream(import("@codemirror/legacy-modes/mode/haskell"), "haskell")],
  ["julia jl", () => stream(import("@codemirror/legacy-modes/mode/julia"), "julia")],
  ["ini properties cfg conf", () => stream(import("@codemirror/legacy-modes/mode/properties"), "properties")],
  ["cmake", () => stream(import("@codemirror/legacy-modes/mode/cmake"), "cmake")],
  ["groovy gradle", () => stream(import("@codemirror/legacy-modes/mode/groovy"), "groovy")],
  ["protobuf proto", () => stream(import("@codemirror/legacy-modes/mode/protobuf"), "protobuf")],
  ["diff patch", () => stream(import("@codemirror/legacy-modes/mode/diff"), "diff")],
  ["latex tex", () => stream(import("@codemirror/legacy-modes/mode/stex"), "stex")],
];

const LOADERS = new Map(
  LANGUAGES.flatMap(([names, load]) => names.split(" ").map((name) => [name, load] as const)),
);

/** The parser of a language, whatever the case of its name; null for one we do not know (the text stays plain). */
export async function loadLanguage(name: string): Promise<Extension | null> {
  const load = loaderOf(name);
  return load ? load() : null;
}

export function isKnownLanguage(name: string): boolean {
  return loaderOf(name) !== undefined;
}

function loaderOf(name: string): Load | undefined {
  return LOADERS.get(name.trim().toLowerCase().replace(/^\./, ""));
}
