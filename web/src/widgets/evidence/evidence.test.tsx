import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { RunBlock } from "../../core/evidence";
import { EvidenceList } from "./EvidenceList";
import { RunResultView } from "./RunResultView";

const block = (part: Partial<RunBlock>): RunBlock => ({
  language: "scala",
  verdict: "not_checked",
  words: "not checked: scalac is not installed",
  phase: "compile",
  stdout: "",
  stderr: "",
  wall_s: 0,
  ...part,
});
const shown = (blocks: RunBlock[]) =>
  renderToStaticMarkup(
    <RunResultView run={{ verdict: "unchecked", words: "Nothing was checked", blocks }} />,
  );

describe("a run", () => {
  it("says what was not checked, why, and never that it passed", () => {
    const html = shown([block({})]);
    expect(html).toContain("Not checked");
    expect(html).toContain("scalac is not installed");
    expect(html).not.toContain("Passed");
    expect(html).not.toContain('data-tone="good"');
    expect(html).not.toContain("0 ms");
  });

  it("opens the errors of what failed, and shows output as text", () => {
    const html = shown([
      block({ verdict: "failed", stderr: "<b>boom</b>\n", stdout: "a\nb\n", wall_s: 1.42 }),
    ]);
    expect(html).toContain("&lt;b&gt;boom&lt;/b&gt;");
    expect(html).toContain("Standard output (2 lines)");
    expect(html).toMatch(/<details[^>]*open[^>]*><summary>Standard error \(1 line\)/);
    expect(html).toContain("1.4 s");
  });
});

describe("evidence", () => {
  const note = { check: "c", title: "Category", words: "SQL rather than Python", by: "tiny", is_weak: true };

  it("names the model, and a weak one as weak", () => {
    const html = renderToStaticMarkup(<EvidenceList notes={[{ ...note, verdict: "warning" }]} />);
    expect(html).toContain("says the model <b>tiny</b>");
    expect(html).toContain("weak model");
    expect(html).toContain("Warning");
  });

  it("names a rule as a rule", () => {
    const html = renderToStaticMarkup(
      <EvidenceList notes={[{ ...note, by: "", is_weak: false, verdict: "unchecked" }]} />,
    );
    expect(html).toContain("a rule of Goldsmith");
    expect(html).not.toContain("says the model");
  });
});
