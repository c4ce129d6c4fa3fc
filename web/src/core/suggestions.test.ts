import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AnnotationAction,
  type AnnotationState,
  activeSuggestion,
  annotationReducer,
  isAnswered,
  loadAnnotation,
  neighbourMark,
  wireSpans,
} from "./annotation";
import { spanName, suggestionName, sureText } from "./spanNames";
import { decidedOf, undecidedOf, type WireSuggestion } from "./suggestions";

const LABELS = ["EMAIL", "EMAIL_EXAMPLE"];
const TEXT = "to: jane@x.org, joe@y.org end";
const JANE: WireSuggestion = { start: 4, end: 14, label: "EMAIL", confidence: 0.934 };
const JOE: WireSuggestion = { start: 16, end: 25, label: "EMAIL", confidence: 0.51 };
const jane = { start: 4, end: 14, label: "EMAIL" };
const joe = { start: 16, end: 25, label: "EMAIL" };

function load(...suggestions: WireSuggestion[]): AnnotationState {
  return loadAnnotation(TEXT, LABELS, [], false, suggestions);
}

function run(state: AnnotationState, ...actions: AnnotationAction[]): AnnotationState {
  return actions.reduce(annotationReducer, state);
}

/** Every suggestion has been in sight. */
function seen(state: AnnotationState): AnnotationState {
  return run(state, { type: "see", ids: state.suggestions.map((one) => one.id) });
}

/** Marks and suggestions are clear of each other, each with an id of its own. */
function expectSound({ spans, suggestions, isNothingHere }: AnnotationState): void {
  const ranges = [...spans, ...suggestions].toSorted((a, b) => a.start - b.start);
  for (const [index, range] of ranges.entries()) {
    expect(range.start).toBeLessThan(range.end);
    expect(range.start).toBeGreaterThanOrEqual(ranges[index - 1]?.end ?? 0);
  }
  expect(new Set(ranges.map((range) => range.id)).size).toBe(ranges.length);
  if (isNothingHere) expect(ranges).toEqual([]);
}

describe("suggestions", () => {
  it("are no answer", () => {
    const state = load(JANE, JOE);
    expect(wireSpans(state)).toEqual([]);
    expect(isAnswered(state)).toBe(false);
    expect(state.past).toEqual([]);
  });

  it("keep an answer waiting while one of them is not decided", () => {
    const state = run(
      load(JANE, JOE),
      { type: "select", range: { start: 0, end: 2 } },
      { type: "mark", label: "EMAIL" },
    );
    expect(state.spans).toHaveLength(1);
    expect(isAnswered(state)).toBe(false);
  });

  it("are accepted one by one, the next one taken hold of", () => {
    let state = run(load(JANE, JOE), { type: "accept" });
    expect(activeSuggestion(state)).toMatchObject(jane);
    expect(wireSpans(state)).toEqual([]);
    state = run(state, { type: "accept" });
    expect(wireSpans(state)).toEqual([jane]);
    expect(activeSuggestion(state)).toMatchObject(joe);
    state = run(state, { type: "accept" });
    expect(wireSpans(state)).toEqual([jane, joe]);
    expect(state.activeId).toBeNull();
    expect(isAnswered(state)).toBe(true);
  });

  it("are accepted all at once only where they were in sight", () => {
    const both = load(JANE, JOE);
    const first = both.suggestions.slice(0, 1).map((one) => one.id);
    let state = run(both, { type: "see", ids: first }, { type: "accept-all" });
    expect(wireSpans(state)).toEqual([jane]);
    expect(activeSuggestion(state)).toMatchObject(joe);
    expect(state.notice).toBe("look-at-suggestions-first");
    state = run(seen(state), { type: "accept-all" });
    expect(wireSpans(state)).toEqual([jane, joe]);
    expect(state.notice).toBeNull();
  });

  it("nothing unseen is accepted at once", () => {
    const state = run(load(JANE), { type: "accept-all" });
    expect(wireSpans(state)).toEqual([]);
    expect(state.past).toEqual([]);
    expect(state.notice).toBe("look-at-suggestions-first");
  });

  it("come back by undo, all together where they were accepted together", () => {
    const state = run(seen(load(JANE, JOE)), { type: "accept-all" }, { type: "undo" });
    expect(wireSpans(state)).toEqual([]);
    expect(state.suggestions).toHaveLength(2);
    expect(wireSpans(run(state, { type: "redo" }))).toEqual([jane, joe]);
  });

  it("are removed by the key that removes marks, and nothing here can be said after the last", () => {
    let state = run(load(JANE, JOE), { type: "accept" }, { type: "remove" });
    expect(activeSuggestion(state)).toMatchObject(joe);
    expect(run(state, { type: "toggle-nothing" }).notice).toBe("decide-suggestions-first");
    state = run(state, { type: "remove" });
    expect(state.suggestions).toEqual([]);
    expect(isAnswered(state)).toBe(false);
    expect(isAnswered(run(state, { type: "toggle-nothing" }))).toBe(true);
  });

  it("become the person's marks when their ends move or their label changes", () => {
    const held = run(load(JANE, JOE), { type: "accept" });
    const moved = run(held, { type: "nudge", edge: "end", step: -1 });
    expect(wireSpans(moved)).toEqual([{ ...jane, end: 13 }]);
    expect(moved.suggestions).toHaveLength(1);
    expect(run(moved, { type: "undo" }).suggestions).toHaveLength(2);
    const other = run(held, { type: "mark", label: "EMAIL_EXAMPLE" });
    expect(wireSpans(other)).toEqual([{ ...jane, label: "EMAIL_EXAMPLE" }]);
    expect(wireSpans(run(held, { type: "mark", label: "EMAIL" }))).toEqual([jane]);
  });

  it("one drag is one undo", () => {
    const [first] = load(JANE).suggestions;
    const id = first?.id ?? -1;
    const state = run(
      load(JANE),
      { type: "resize", id, range: { start: 4, end: 12 }, gesture: "d" },
      { type: "resize", id, range: { start: 4, end: 11 }, gesture: "d" },
    );
    expect(wireSpans(state)).toEqual([{ ...jane, end: 11 }]);
    expect(run(state, { type: "undo" }).suggestions).toHaveLength(1);
  });

  it("give way to a mark drawn over them", () => {
    const state = run(
      load(JANE, JOE),
      { type: "select", range: { start: 4, end: 9 } },
      { type: "mark", label: "EMAIL" },
    );
    expect(wireSpans(state)).toEqual([{ ...jane, end: 9 }]);
    expect(state.suggestions.map((one) => one.start)).toEqual([16]);
  });

  it("are walked over with the marks, in the order of the text", () => {
    const state = loadAnnotation(TEXT, LABELS, [{ start: 0, end: 2, label: "EMAIL" }], false, [JOE]);
    expect(neighbourMark(state, 1)?.start).toBe(0);
    expect(neighbourMark(run(state, { type: "jump", step: 1 }), 1)?.start).toBe(16);
  });

  it("leaves out what the text or the task cannot have", () => {
    const odd = [
      { ...JANE, end: 99 },
      { ...JANE, label: "NAME" },
      { ...JANE, start: 20, end: 20 },
    ];
    expect(load(...odd).suggestions).toEqual([]);
    const marked = loadAnnotation(TEXT, LABELS, [jane], false, [JANE, JOE]);
    expect(marked.suggestions.map((one) => one.start)).toEqual([16]);
  });

  it("a draft tells the decided from those that wait", () => {
    const state = run(load(JANE, JOE), { type: "accept" }, { type: "remove" });
    const decided = decidedOf([JANE, JOE], state.suggestions);
    expect(decided).toEqual([jane]);
    expect(undecidedOf([JANE, JOE], decided)).toEqual([JOE]);
    expect(decidedOf([JANE, JOE], load(JANE, JOE).suggestions)).toEqual([]);
  });

  it("are named as what they are", () => {
    const { map } = load(JANE);
    expect(suggestionName(map, JANE)).toBe("Suggested, 93 % sure: EMAIL, line 1, columns 5 to 14");
    expect(spanName(map, jane)).toBe("EMAIL, line 1, columns 5 to 14");
    expect(sureText(1)).toBe("99 % sure");
  });

  it("never overlap a mark, and never vanish without a step to undo", () => {
    const action = fc.oneof(
      fc.constant<AnnotationAction>({ type: "accept" }),
      fc.constant<AnnotationAction>({ type: "accept-all" }),
      fc.constant<AnnotationAction>({ type: "remove" }),
      fc.constant<AnnotationAction>({ type: "undo" }),
      fc.constant<AnnotationAction>({ type: "redo" }),
      fc.constant<AnnotationAction>({ type: "toggle-nothing" }),
      fc.constantFrom<AnnotationAction>({ type: "jump", step: 1 }, { type: "jump", step: -1 }),
      fc.record({
        type: fc.constant("nudge" as const),
        edge: fc.constantFrom("start" as const, "end" as const),
        step: fc.constantFrom(1 as const, -1 as const),
      }),
      fc
        .tuple(fc.nat(29), fc.nat(29))
        .map(([start, end]): AnnotationAction => ({ type: "select", range: { start, end } })),
      fc.constantFrom(...LABELS).map((label): AnnotationAction => ({ type: "mark", label })),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        let state = seen(load(JANE, JOE));
        for (const one of actions) {
          const next = annotationReducer(state, one);
          expectSound(next);
          const isTravel = one.type === "redo" || one.type === "undo";
          if (!isTravel && next.suggestions.length < state.suggestions.length)
            expect(next.past.length).toBeGreaterThan(0);
          state = next;
        }
      }),
    );
  });
});
