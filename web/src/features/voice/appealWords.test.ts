import { describe, expect, it } from "vitest";
import { leftText, subjectTitle } from "./appealWords";

const NOW = Date.parse("2026-03-02T09:00:00Z");

describe("leftText", () => {
  it.each([
    ["2026-03-09T09:00:00Z", "7 days left"],
    ["2026-03-09T08:50:00Z", "7 days left"],
    ["2026-03-04T08:59:00Z", "47 hours left"],
    ["2026-03-02T10:30:00Z", "1 hour left"],
    ["2026-03-02T09:10:00Z", "less than an hour left"],
    ["2026-03-02T09:00:00Z", "the deadline has passed"],
  ])("says for %s: %s", (deadline, words) => {
    expect(leftText(deadline, NOW)).toBe(words);
  });
});

describe("subjectTitle", () => {
  const subject = {
    title: "Mark: Names",
    reason: "",
    by: "",
    at: null,
    path: "",
    first_line: 0,
    evidence: [],
  };
  it("names what was decided", () => {
    expect(subjectTitle({ kind: "assignment", subject })).toBe("Rejected work at Mark: Names");
    expect(subjectTitle({ kind: "rule_event", subject })).toBe("What the rule “Mark: Names” did");
    expect(subjectTitle({ kind: "restriction", subject: { ...subject, scope: "everything" } })).toBe(
      "A restriction from all work",
    );
  });
});
