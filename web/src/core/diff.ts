/**
 * What changed between two texts: by lines, and within a changed line by words.
 *
 * Lines: Myers 1986 ("An O(ND) difference algorithm and its variations", doi:10.1007/BF01840446), after the common
 * ends are cut off. Where more than `MOST_EDITS` lines differ, what lies between the common ends counts as replaced:
 * nobody reads such a diff line by line.
 */

export interface DiffPart {
  readonly text: string;
  readonly isChanged: boolean;
}

export interface DiffLine {
  readonly kind: "same" | "removed" | "added";
  readonly parts: readonly DiffPart[];
  /** Line numbers from 1; null where the line is not in that text. */
  readonly before: number | null;
  readonly after: number | null;
}

/** Lines to show, or how many equal ones are left out. */
export type DiffBlock =
  | { readonly kind: "lines"; readonly lines: readonly DiffLine[] }
  | { readonly kind: "fold"; readonly lines: readonly DiffLine[] };

export interface DiffCount {
  readonly added: number;
  readonly removed: number;
}

const MOST_EDITS = 1_500;

type Step = "same" | "removed" | "added";

export function diffLines(before: string, after: string): DiffLine[] {
  const lines = along(linesOf(before), linesOf(after)).map(({ step, text, before, after }) => ({
    kind: step,
    parts: [{ text, isChanged: false }],
    before,
    after,
  }));
  return refine(lines);
}

interface Along {
  step: Step;
  text: string;
  /** Places from 1; null where the text is not in that list. */
  before: number | null;
  after: number | null;
}

/** The way from one list to the other, with what stands at each step. */
function along(a: readonly string[], b: readonly string[]): Along[] {
  let atA = 0;
  let atB = 0;
  return diffSteps(a, b).map((step) => {
    if (step !== "added") atA += 1;
    if (step !== "removed") atB += 1;
    const text = (step === "added" ? b[atB - 1] : a[atA - 1]) ?? "";
    return {
      step,
      text,
      before: step === "added" ? null : atA,
      after: step === "removed" ? null : atB,
    };
  });
}

export function countChanges(lines: readonly DiffLine[]): DiffCount {
  return {
    added: lines.filter(({ kind }) => kind === "added").length,
    removed: lines.filter(({ kind }) => kind === "removed").length,
  };
}

/** Cut a diff into what changed, with `context` equal lines around it, and what can be folded away. */
export function foldDiff(lines: readonly DiffLine[], context = 3): DiffBlock[] {
  const isNear = new Array<boolean>(lines.length).fill(false);
  lines.forEach((line, at) => {
    if (line.kind !== "same") isNear.fill(true, Math.max(0, at - context), at + context + 1);
  });
  const blocks: { kind: "lines" | "fold"; lines: DiffLine[] }[] = [];
  lines.forEach((line, at) => {
    const kind = isNear[at] ? "lines" : "fold";
    const last = blocks.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else blocks.push({ kind, lines: [line] });
  });
  // A fold of one line would take as much room as the line.
  return blocks.map((block) => (block.lines.length === 1 ? { ...block, kind: "lines" } : block));
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.split(/\r\n|\r|\n/);
}

/** The way from one list to the other, in order. */
export function diffSteps(a: readonly string[], b: readonly string[]): Step[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const same = (count: number): Step[] => new Array<Step>(count).fill("same");
  const middle = myers(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return [...same(head), ...middle, ...same(tail)];
}

/** How far in `a` the best path on each diagonal k = x - y has come. */
class Frontier {
  constructor(
    private readonly most: number,
    private readonly furthest = new Int32Array(2 * most + 3),
  ) {}

  copy(): Frontier {
    return new Frontier(this.most, this.furthest.slice());
  }

  at(k: number): number {
    return this.furthest[this.most + 1 + k] ?? 0;
  }

  set(k: number, x: number): void {
    this.furthest[this.most + 1 + k] = x;
  }

  /** Whether the best way onto a diagonal with so many edits is an addition (from k + 1), not a removal. */
  isAddition(k: number, edits: number): boolean {
    return k === -edits || (k !== edits && this.at(k - 1) < this.at(k + 1));
  }
}

function myers(a: readonly string[], b: readonly string[]): Step[] {
  const most = Math.min(a.length + b.length, MOST_EDITS);
  const trace: Frontier[] = [];
  const frontier = new Frontier(most);
  for (let edits = 0; edits <= most; edits++) {
    trace.push(frontier.copy());
    for (let k = -edits; k <= edits; k += 2) {
      const start = frontier.isAddition(k, edits) ? frontier.at(k + 1) : frontier.at(k - 1) + 1;
      const x = slide(a, b, start, k);
      frontier.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a.length, b.length);
    }
  }
  return [...new Array<Step>(a.length).fill("removed"), ...new Array<Step>(b.length).fill("added")];
}

/** Along a diagonal as far as both are the same. */
function slide(a: readonly string[], b: readonly string[], start: number, k: number): number {
  let x = start;
  while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
  return x;
}

function walkBack(trace: readonly Frontier[], lengthA: number, lengthB: number): Step[] {
  const steps: Step[] = [];
  let x = lengthA;
  let y = lengthB;
  for (let edits = trace.length - 1; edits > 0; edits--) {
    const frontier = trace[edits] as Frontier;
    const k = x - y;
    const isAddition = frontier.isAddition(k, edits);
    const fromX = frontier.at(isAddition ? k + 1 : k - 1);
    const fromY = fromX - (isAddition ? k + 1 : k - 1);
    const slid = Math.min(x - fromX, y - fromY);
    for (let count = 0; count < slid; count++) steps.push("same");
    steps.push(isAddition ? "added" : "removed");
    x = fromX;
    y = fromY;
  }
  for (let count = 0; count < x; count++) steps.push("same");
  return steps.reverse();
}

const WORDS = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;
/** Longer lines are shown as wholly changed. */
const MOST_WORDS = 400;
/** Lines that share less than this are other lines, not changed ones. */
const LEAST_ALIKE = 0.4;

/** Mark the changed words of lines that were changed rather than replaced. */
function refine(lines: readonly DiffLine[]): DiffLine[] {
  const refined = [...lines];
  let start = 0;
  while (start < lines.length) {
    const removed = runOf(lines, start, "removed");
    const added = runOf(lines, start + removed, "added");
    for (let pair = 0; pair < Math.min(removed, added); pair++) {
      const from = start + pair;
      const to = start + removed + pair;
      const parts = wordParts(textOf(lines[from]), textOf(lines[to]));
      if (!parts) continue;
      refined[from] = { ...(lines[from] as DiffLine), parts: parts.before };
      refined[to] = { ...(lines[to] as DiffLine), parts: parts.after };
    }
    start += removed + added || 1;
  }
  return refined;
}

function runOf(lines: readonly DiffLine[], start: number, kind: Step): number {
  let end = start;
  while (lines[end]?.kind === kind) end += 1;
  return end - start;
}

function textOf(line: DiffLine | undefined): string {
  return line?.parts.map(({ text }) => text).join("") ?? "";
}

function wordParts(before: string, after: string): { before: DiffPart[]; after: DiffPart[] } | null {
  const a = before.match(WORDS) ?? [];
  const b = after.match(WORDS) ?? [];
  if (a.length + b.length > MOST_WORDS) return null;
  const parts: { before: DiffPart[]; after: DiffPart[] } = { before: [], after: [] };
  let alike = 0;
  for (const { step, text } of along(a, b)) {
    if (step === "same") alike += text.length;
    if (step !== "added") push(parts.before, text, step !== "same");
    if (step !== "removed") push(parts.after, text, step !== "same");
  }
  return alike >= LEAST_ALIKE * Math.max(before.length, after.length) ? parts : null;
}

function push(parts: DiffPart[], text: string, isChanged: boolean): void {
  const last = parts.at(-1);
  if (last?.isChanged === isChanged) parts[parts.length - 1] = { text: last.text + text, isChanged };
  else parts.push({ text, isChanged });
}
