import { expect, it } from "vitest";
import { PREFERENCES, preferenceText, readPreference } from "./preference";

it("goes from left to right, as the keys do", () => {
  expect(PREFERENCES.map(({ chord, value }) => [chord, value])).toEqual([
    ["1", -2],
    ["2", -1],
    ["3", 0],
    ["4", 1],
    ["5", 2],
  ]);
  expect(preferenceText(-2)).toBe("Left much better");
  expect(preferenceText(0)).toBe("Equally good");
  expect(preferenceText(2)).toBe("Right much better");
});

it.each([
  [-2, -2],
  [0, 0],
  [3, null],
  ["1", null],
  [null, null],
  [undefined, null],
])("reads %j as %j", (value, read) => expect(readPreference(value)).toBe(read));
