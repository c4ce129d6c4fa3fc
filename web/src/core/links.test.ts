import { expect, it } from "vitest";
import { safeHref } from "./links";

it.each([
  ["https://docs.example/a#b", "https://docs.example/a#b"],
  [" http://docs.example ", "http://docs.example"],
  ["/items/3", "/items/3"],
  ["", null],
  ["//evil.example", null],
  ["/\\evil.example", null],
  ["javascript:alert(1)", null],
  ["data:text/html,x", null],
  ["docs/a.md", null],
])("%j leads to %j", (link, href) => expect(safeHref(link)).toBe(href));
