/** What is done at a stage, in words; and what kind of campaign that makes. Pure. */

import { groupBy } from "../../core/groups";
import type { Stage } from "./queries";

export type StageKind = Stage["kind"];

/** The kinds whose tasks a machine takes. */
const MACHINE: readonly StageKind[] = ["check", "run", "evaluate", "judge"];

export function isMachine(kind: StageKind): boolean {
  return MACHINE.includes(kind);
}

/** Whether texts are written here, rather than marks made in chunks of code. */
export function isTextCampaign(stages: readonly Pick<Stage, "kind">[]): boolean {
  return stages.some((stage) => stage.kind === "author");
}

/** A stage is built once a track; its title may say which: "Python: Write the prompt". */
export function templateTitle(
  template: string,
  stages: readonly Pick<Stage, "template" | "title">[],
): string {
  const titles = stages.filter((stage) => stage.template === template).map((stage) => stage.title);
  const [first = template] = titles;
  if (titles.every((title) => title === first)) return first;
  const shared = bare(sharedPart(titles));
  return capital(shared.length >= 3 ? shared : template.replaceAll("_", " "));
}

/** Track → its title, such as cpp → C++: what the titles of a step do not share. Empty where they do not tell. */
export function trackTitles(
  stages: readonly Pick<Stage, "template" | "title" | "category">[],
): ReadonlyMap<string, string> {
  for (const mine of groupBy(stages, (stage) => stage.template).values()) {
    const shared = bare(sharedPart(mine.map((stage) => stage.title)));
    if (mine.length < 2 || shared.length < 3) continue;
    const titles = new Map(mine.map(({ category, title }) => [category, bare(title.replace(shared, ""))]));
    if (new Set(titles.values()).size === mine.length && ![...titles.values()].includes("")) return titles;
  }
  return new Map();
}

/** What all of them share, at the end ("Python: Review" and "Go: Review") or at the front. */
function sharedPart(titles: readonly string[]): string {
  const backwards = (text: string) => [...text].reverse().join("");
  const tail = backwards(sharedHead(titles.map(backwards)));
  const head = sharedHead(titles);
  return tail.length >= head.length ? tail : head;
}

function sharedHead(titles: readonly string[]): string {
  const [first = "", ...rest] = titles;
  let end = first.length;
  for (const title of rest) while (!title.startsWith(first.slice(0, end))) end -= 1;
  // Only whole words are shared: "Go" and "Golang" share none.
  const isBroken = titles.some((title) => /^\w/.test(title.slice(end)));
  return isBroken ? first.slice(0, end).replace(/\S+$/, "") : first.slice(0, end);
}

/** Without the punctuation that stood between it and the rest. */
function bare(text: string): string {
  return text.replace(/^[\s:,·–—()-]+|[\s:,·–—()-]+$/gu, "");
}

export function capital(text: string): string {
  return text.replace(/^./u, (letter) => letter.toUpperCase());
}
