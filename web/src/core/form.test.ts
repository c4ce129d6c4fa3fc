import { describe, expect, it } from "vitest";
import {
  charCount,
  charsToGo,
  type FieldValue,
  type FormField,
  formFaults,
  isRequired,
  readFormValues,
  toggleOption,
  valuesToSend,
  valueText,
} from "./form";

const field = (part: Partial<FormField>): FormField => ({
  key: "a",
  kind: "text",
  title: "A",
  help: "",
  required: true,
  required_if: null,
  options: [],
  min: 1,
  max: 5,
  min_title: "",
  max_title: "",
  min_chars: 0,
  max_chars: 10,
  ...part,
});
const options = [
  { key: "x", title: "Ex" },
  { key: "y", title: "Why" },
  { key: "z", title: "Zed" },
];

describe("a form", () => {
  it.each([
    ["text", null, true],
    ["text", "  \n", true],
    ["text", "words", false],
    ["yes_no", false, false],
    ["scale", null, true],
    ["choice", "x", false],
    ["choices", [], true],
    ["choices", ["x"], false],
  ] as [FormField["kind"], FieldValue, boolean][])("%s with %j: missing is %s", (kind, value, isMissing) => {
    const faults = formFaults([field({ kind, options })], { a: value });
    expect(faults.a !== undefined).toBe(isMissing);
  });

  it("lets optional fields be", () => {
    expect(formFaults([field({ required: false })], {})).toEqual({});
  });

  it.each([
    [true, [true], true],
    [false, [true], false],
    [false, [false], true],
    // A tick is no number.
    [true, [1], false],
    [1, [true], false],
    ["x", ["x", "y"], true],
    [["y", "z"], ["x", "y"], true],
    [["z"], ["x", "y"], false],
    [null, [null], false],
    ["", [""], false],
  ] as [FieldValue, FieldValue[], boolean][])(
    "required_if: %j among %j is %s, whatever `required` says",
    (value, equals, expected) => {
      const depending = field({ key: "b", required: false, required_if: { field: "a", equals } });
      expect(isRequired(depending, { a: value })).toBe(expected);
      expect(isRequired({ ...depending, required: true }, { a: value })).toBe(expected);
    },
  );

  it("says by how much a text is too long, in code points", () => {
    expect(formFaults([field({})], { a: "😀".repeat(10) })).toEqual({});
    expect(formFaults([field({})], { a: "😀".repeat(11) })).toEqual({ a: "Too long by 1 character." });
    expect(formFaults([field({ required: false })], { a: "x".repeat(12) }).a).toBe(
      "Too long by 2 characters.",
    );
  });

  it("says by how much a text is too short; one that may be empty, and is, is not", () => {
    const short = field({ min_chars: 5, required: false });
    expect(formFaults([short], { a: "abcde" })).toEqual({});
    expect(formFaults([short], { a: " abc \n" })).toEqual({ a: "Too short by 2 characters." });
    expect(formFaults([short], { a: "  " })).toEqual({});
    expect(charsToGo(short, null)).toBe(5);
  });

  it.each(["", "abc", "a😀b", "\ud83d", "\ude00\ud83d", "👩‍👩‍👧"])("counts %j as the server does", (text) => {
    expect(charCount(text)).toBe([...text].length);
  });
});

describe("values from a draft", () => {
  const form = [
    field({ key: "t" }),
    field({ key: "b", kind: "yes_no" }),
    field({ key: "s", kind: "scale" }),
    field({ key: "c", kind: "choice", options }),
    field({ key: "m", kind: "choices", options }),
  ];

  it("are kept where they fit, in the form's order", () => {
    const values = readFormValues(form, { m: ["z", "x", "?"], c: "y", s: 3, b: false, t: "words", other: 1 });
    expect(JSON.stringify(values)).toBe('{"t":"words","b":false,"s":3,"c":"y","m":["x","z"]}');
  });

  it.each([null, 3, "x", [], { t: 1, b: "yes", s: 9, c: "?", m: "x" }, { s: 2.5, m: [] }])(
    "may be anything: %j",
    (content) => {
      expect(readFormValues(form, content)).toEqual({ t: null, b: null, s: null, c: null, m: null });
    },
  );

  it("are sent without blanks", () => {
    expect(valuesToSend(form, { t: " ", b: false, m: [] })).toEqual({
      t: null,
      b: false,
      s: null,
      c: null,
      m: null,
    });
  });
});

describe("choices", () => {
  const choices = field({ kind: "choices", options });
  it("stay in the form's order", () => {
    expect(toggleOption(choices, ["z"], "x")).toEqual(["x", "z"]);
    expect(toggleOption(choices, ["x", "z"], "x")).toEqual(["z"]);
    expect(toggleOption(choices, ["z"], "z")).toBeNull();
    expect(toggleOption(choices, null, "y")).toEqual(["y"]);
  });
});

describe("answers in words", () => {
  it.each([
    [field({ kind: "yes_no" }), false, "No"],
    [field({ kind: "scale" }), 4, "4 of 5"],
    [field({ kind: "choice", options }), "y", "Why"],
    [field({ kind: "choice", options }), "gone", "gone"],
    [field({ kind: "choices", options }), ["x", "z"], "Ex; Zed"],
    [field({}), "words", "words"],
    [field({}), " ", null],
    [field({}), undefined, null],
  ] as [FormField, FieldValue | undefined, string | null][])("%#", (one, value, words) => {
    expect(valueText(one, value)).toBe(words);
  });
});
