"""Running programs in tests, on machines that can isolate them and on those that cannot."""

from __future__ import annotations

from goldsmith.sandbox import Limits, Program, RunReport, Sandbox, SandboxUnavailable, Verdict

QUICK = Limits(wall_s=10, cpu_s=5, memory_bytes=256 << 20)


def check(program: Program, limits: Limits = QUICK) -> RunReport | None:
    """The report, or None where nothing can be checked; then what the sandbox says of that is checked."""
    try:
        report = Sandbox(limits).run(program)
    except SandboxUnavailable as error:
        assert error.hint
        assert "isolated" in error.detail
        return None
    if report.verdict is Verdict.NOT_CHECKED:
        assert report.reason.startswith("not checked: ")
        assert "is not installed (apt-get install " in report.reason or report.reason.endswith(")")
        assert report.phases == ()
        return None
    return report


def python(source: str, limits: Limits = QUICK, *, stdin: str | None = None) -> RunReport | None:
    """Run a Python program."""
    return check(Program("python", {"main.py": source}, "main.py", stdin=stdin), limits)
