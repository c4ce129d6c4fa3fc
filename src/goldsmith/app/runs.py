"""The machine of run stages, and the Run button: the code of a text in the sandbox."""

from __future__ import annotations

import asyncio
from typing import Any

from goldsmith.app.ports import CampaignStore, Row
from goldsmith.app.texts import Runner
from goldsmith.domain.errors import GoldsmithError, NotFound
from goldsmith.sandbox import Program, RunReport, Sandbox, Verdict
from goldsmith.sandbox.snippets import Snippet, programs, reports, summary

_OUTPUT_CHARS = 8_000
_REASON_CHARS = 2_000


class SandboxRunner:
    """Runs the code of a text. Blocks for as long as the code runs; safe to use from several threads."""

    def __init__(self, sandbox: Sandbox | None = None) -> None:
        self._sandbox = sandbox or Sandbox()

    def __call__(self, text: str, tests: str | None, track: str) -> Row:
        """Run every program of the text.

        Args:
            text: Markdown with code in fences.
            tests: a test program in the track's language, or None.
            track: key of the track; where it is no language of the sandbox, nothing is checked.

        Returns:
            {verdict: passed, failed or unchecked; words; blocks}. Passed only where every program passed.
        """
        try:
            found = programs(text, language=track, tests=tests)
        except NotFound as error:
            return {"verdict": "unchecked", "words": f"not checked: {error.detail}", "blocks": []}
        checked = reports(found, self._run)
        verdict, words = summary([report for _, report in checked])
        return {
            "verdict": verdict,
            "words": words[:_REASON_CHARS],
            "blocks": [_block(snippet, report) for snippet, report in checked],
        }

    def _run(self, program: Program) -> RunReport:
        try:
            return self._sandbox.run(program)
        except GoldsmithError as error:
            return RunReport(Verdict.NOT_CHECKED, f"not checked: {error}", ())


def _block(snippet: Snippet, report: RunReport) -> Row:
    """One program with what its last phase printed."""
    last = report.phases[-1] if report.phases else None
    passed = "It runs, and its tests pass." if report.is_tested else "It runs to its end."
    return {
        "language": snippet.language,
        "verdict": report.verdict.value,
        "words": (report.reason or passed)[:_REASON_CHARS],
        "phase": last.phase.value if last else "",
        "stdout": last.stdout[:_OUTPUT_CHARS] if last else "",
        "stderr": last.stderr[:_OUTPUT_CHARS] if last else "",
        "wall_s": round(sum(phase.wall_s for phase in report.phases), 3),
    }


class RunMachine:
    """Does run stages."""

    def __init__(self, campaigns: CampaignStore, runner: Runner) -> None:
        self._campaigns = campaigns
        self._runner = runner

    async def __call__(self, row: Row) -> dict[str, Any]:
        """Run the text of one item, with its tests."""
        config = await self._campaigns.config(row["stage_id"])
        text = row["payload"].get(config["about"]) or ""
        tests = row["payload"].get(config["tests"] or "") or None
        result = await asyncio.to_thread(self._runner, text, tests, row["cell"][0] if row["cell"] else "")
        reason = result["words"] if result["verdict"] == "failed" else ""
        return {"verdict": result["verdict"], "reason": reason, "run": result}
