"""What the sandbox knows of a language: its tools, and the steps that check a program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from goldsmith.sandbox.program import Program
from goldsmith.sandbox.report import Phase

TMP = "/tmp"  # noqa: S108 - inside the sandbox, where it is new, empty and the program's own
"""The folder for temporary files inside; the home folder too."""

BUILD = "/build"
"""The folder that compiling steps write and later steps read."""

KIT = "/kit"
"""The folder of tools that are prepared for the sandbox, and not looked up on the machine."""


@dataclass(frozen=True, slots=True)
class Tool:
    """An executable that a language needs.

    Attributes:
        name: as on the search path.
        package: the Debian or Ubuntu package that brings it.
        version: the arguments that make it print its version.
        kit: makes or finds a folder with the tool in its `bin`, which becomes /kit; then `package` is one
            of PyPI. A language has one kit at most. Raises ToolMissing.
    """

    name: str
    package: str
    version: tuple[str, ...] = ("--version",)
    kit: Callable[[], Path] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One command in a fresh work folder with the program's files.

    Attributes:
        phase: which phase it belongs to; several steps may share one.
        command: tool and arguments; the tool is looked up on the sandbox's search path.
        files: further files, relative to the work folder.
        env: further environment variables.
        end: a line that standard output must end with; what comes after an early exit with status 0
            never prints it. Empty for none. It is cut from the report.
        reserves_memory: whether the tool reserves address space far above what it uses (a garbage
            collector does), so that a bound on it would only stop the tool from starting.
    """

    phase: Phase
    command: tuple[str, ...]
    files: Mapping[str, str] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    end: str = ""
    reserves_memory: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """A program to plan steps for.

    Attributes:
        program: the program.
        memory_bytes: what a running phase may use, for tools that take their own bound.
        end: a line nobody can guess, for `Step.end`.
    """

    program: Program
    memory_bytes: int
    end: str

    @property
    def memory_mib(self) -> int:
        """The memory bound in MiB, at least 16."""
        return max(16, self.memory_bytes >> 20)


@dataclass(frozen=True, slots=True)
class Language:
    """A language the sandbox can check.

    Attributes:
        name: lower case, as in `Program.language`.
        tools: all of them must be there.
        plan: a pure function from a job to its steps, in order.
        host_paths: further paths of the machine to show read-only, as patterns; missing ones are left out.
        out_of_memory: what the language writes to standard error when memory ran out.
    """

    name: str
    tools: tuple[Tool, ...]
    plan: Callable[[Job], Iterable[Step]]
    host_paths: tuple[str, ...] = ()
    out_of_memory: tuple[str, ...] = ()
