"""What the sandbox itself can fail of; what a program does wrong is in its report."""

from __future__ import annotations

from goldsmith.domain.errors import Unavailable


class SandboxUnavailable(Unavailable):
    """The machine cannot isolate a program; the hint says what to install or allow."""

    code = "sandbox_unavailable"


class ToolMissing(Unavailable):
    """A language's tools cannot be had; the message begins with "not checked: ", the hint says how to get them."""

    code = "tool_missing"
