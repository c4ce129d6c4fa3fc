"""Run code that nobody has vouched for: eight languages, SQL in two dialects, isolated, within limits.

`Sandbox().run(Program(...))` parses, compiles, runs and tests one program and says what happened.
A language whose tools are missing is not checked, and says which package brings them; it never passes.
"""

from goldsmith.sandbox.errors import SandboxUnavailable, ToolMissing
from goldsmith.sandbox.limits import COMPILING, RUNNING, Limits
from goldsmith.sandbox.program import Program
from goldsmith.sandbox.report import Phase, PhaseResult, RunReport, Verdict
from goldsmith.sandbox.sandbox import Sandbox
from goldsmith.sandbox.toolchains import ToolFinding

__all__ = [
    "COMPILING",
    "RUNNING",
    "Limits",
    "Phase",
    "PhaseResult",
    "Program",
    "RunReport",
    "Sandbox",
    "SandboxUnavailable",
    "ToolFinding",
    "ToolMissing",
    "Verdict",
]
