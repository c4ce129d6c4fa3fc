import { expect, it } from "vitest";
import { knownText } from "./skills";

it("says how sure a skill is", () => {
  expect(knownText({ mean: 82.1, deviation: 5.9, answers: 41 })).toBe("82 ± 6 from 41 answers");
  expect(knownText({ mean: 66.7, deviation: 23.6, answers: 1 })).toBe("67 ± 24 from 1 answer");
});
