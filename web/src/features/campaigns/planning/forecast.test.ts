import { describe, expect, it } from "vitest";
import type { Stage } from "../queries";
import { daysText, forecastWords, loadByStep, loadByTrack } from "./forecast";

const NONE = {
  finish_at: null,
  finish_low: null,
  finish_high: null,
  why_no_forecast: "",
  pairs_now: 0,
  pairs_due: 9,
};

describe("forecastWords", () => {
  it("says why there is no forecast", () => {
    expect(forecastWords({ ...NONE, why_no_forecast: "no pair was accepted in 14 days" })).toEqual({
      value: "–",
      note: "no pair was accepted in 14 days",
    });
    expect(forecastWords(NONE).note).not.toBe("");
  });

  it("never says a day without its interval, or that there is none", () => {
    const at = "2027-01-12T08:00:00Z";
    expect(forecastWords({ ...NONE, finish_at: at }).note).toBe("no interval yet");
    const whole = {
      ...NONE,
      finish_at: at,
      finish_low: "2027-01-03T08:00:00Z",
      finish_high: "2027-02-02T08:00:00Z",
    };
    expect(forecastWords(whole)).toEqual({
      value: "12 Jan 2027",
      note: "80 % interval: 3 Jan 2027 to 2 Feb 2027",
    });
    expect(forecastWords({ ...whole, finish_low: at, finish_high: at }).note).toContain("that day");
  });
});

describe("the load", () => {
  const stages = [
    {
      id: 1,
      template: "write",
      category: "Python",
      title: "Python: Write",
      position: 0,
      kind: "author",
      events: [],
    },
    { id: 2, template: "write", category: "Go", title: "Go: Write", position: 1, kind: "author", events: [] },
  ] as unknown as Stage[];
  const load = (id: number, waiting: number, done: number) => ({
    stage_id: id,
    title: `stage ${id}`,
    is_machine: false,
    waiting,
    in_work: 1,
    done_7_days: done,
  });

  it("sums a step over its tracks, and loses no stage", () => {
    const rows = loadByStep([load(1, 10, 7), load(2, 4, 0), load(3, 5, 0)], stages);
    expect(rows.map((row) => [row.title, row.track, row.waiting, row.inWork])).toEqual([
      ["1. Write", "2 tracks", 14, 2],
      ["stage 3", "", 5, 1],
    ]);
    expect(rows[0]?.daysToClear).toBe(14);
    expect(rows[1]?.daysToClear).toBeNull();
  });

  it("keeps one row a stage where that is asked for", () => {
    expect(loadByTrack([load(1, 0, 0)], stages)[0]).toMatchObject({ track: "Python", daysToClear: 0 });
  });

  it.each([
    [null, "not at this rate"],
    [0, "nothing waits"],
    [0.4, "under a day"],
    [1.2, "1 day"],
    [12.6, "13 days"],
  ])("%s days: %s", (days, words) => expect(daysText(days)).toBe(words));
});
