import { expect, it } from "vitest";
import type { FieldValue, FormField } from "../../core/form";
import { numberAnswer } from "./formKeys";

const field = (part: Partial<FormField>): FormField => ({
  key: "a",
  kind: "scale",
  title: "A",
  help: "",
  required: true,
  required_if: null,
  options: [
    { key: "x", title: "X" },
    { key: "y", title: "Y" },
  ],
  min: 0,
  max: 4,
  min_title: "",
  max_title: "",
  min_chars: 0,
  max_chars: 10,
  ...part,
});

it.each([
  [field({}), null, 0, { value: 0, isDone: true }],
  [field({}), null, 4, { value: 4, isDone: true }],
  [field({}), null, 5, null],
  [field({ kind: "choice" }), null, 2, { value: "y", isDone: true }],
  [field({ kind: "choice" }), null, 3, null],
  [field({ kind: "choice" }), null, 0, null],
  [field({ kind: "choices" }), ["y"], 1, { value: ["x", "y"], isDone: false }],
  [field({ kind: "choices" }), ["y"], 2, { value: null, isDone: false }],
  [field({ kind: "yes_no", options: [] }), null, 1, null],
  [field({ kind: "text" }), null, 1, null],
] as [FormField, FieldValue, number, ReturnType<typeof numberAnswer>][])(
  "%#: a number key",
  (one, value, digit, expected) => {
    expect(numberAnswer(one, { a: value }, digit)).toEqual(expected);
  },
);
