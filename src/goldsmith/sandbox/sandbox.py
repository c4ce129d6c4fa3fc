"""The sandbox: programs in, reports out."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from goldsmith.sandbox import process, registry, seccomp
from goldsmith.sandbox.errors import SandboxUnavailable
from goldsmith.sandbox.isolation import NOBODY, WORK, Room, bubblewrap, command_line
from goldsmith.sandbox.judgement import Raw, judge
from goldsmith.sandbox.language import Job, Language, Step, Tool
from goldsmith.sandbox.limits import COMPILING, RUNNING, Limits
from goldsmith.sandbox.program import Program
from goldsmith.sandbox.report import Phase, PhaseResult, RunReport, Verdict
from goldsmith.sandbox.toolchains import Toolchains, ToolFinding, absence

_BUILDING = (Phase.PARSE, Phase.COMPILE)
_BLOCK = 4096


class Sandbox:
    """Checks programs, each in walls of its own. Safe to use from several threads.

    Args:
        limits: for the program and its tests, each phase anew.
        compiling: for parsers and compilers.
        prefixes: see `Toolchains`.
    """

    def __init__(
        self, limits: Limits = RUNNING, *, compiling: Limits = COMPILING, prefixes: Sequence[Path] = ()
    ) -> None:
        self._limits = limits
        self._compiling = compiling
        self._toolchains = Toolchains(prefixes)

    def run(self, program: Program) -> RunReport:
        """Parse, compile, run and test a program, up to the first phase that does not pass.

        Blocks for at most the sum of the phases' wall times.

        Raises:
            NotFound: there is no such language.
            SandboxUnavailable: this machine cannot isolate a program.
        """
        language = registry.language(program.language)
        bubblewrap()
        if missing := self._toolchains.missing(language):
            return RunReport(Verdict.NOT_CHECKED, missing, ())
        job = Job(program, self._limits.memory_bytes, secrets.token_hex(8))
        results: list[PhaseResult] = []
        with _workshop() as workshop:
            for step in language.plan(job):
                result = self._check(program, language, step, workshop)
                results.append(result)
                if result.verdict is not Verdict.PASSED:
                    break
        if not results:
            return RunReport(Verdict.NOT_CHECKED, f"not checked: {program.language} planned no step", ())
        last = results[-1]
        return RunReport(last.verdict, last.reason, tuple(results))

    def doctor(self) -> list[ToolFinding]:
        """What is there and starts in the sandbox, and what to install for the rest. Never raises."""
        findings: list[ToolFinding] = []
        for tool in (Tool("bwrap", "bubblewrap"), Tool("prlimit", "util-linux")):
            found = self._toolchains.find(tool)
            findings.append(ToolFinding("sandbox", tool.name, found is not None, found or absence(tool)))
        for name in registry.names():
            language = registry.language(name)
            findings += [self._examine(language, tool) for tool in language.tools]
        return findings

    def _examine(self, language: Language, tool: Tool) -> ToolFinding:
        if self._toolchains.find(tool) is None:
            return ToolFinding(language.name, tool.name, False, absence(tool))
        empty = Program(language.name, {"none": ""}, "none")
        step = Step(Phase.PARSE, (tool.name, *tool.version), reserves_memory=True)
        try:
            with _workshop() as workshop:
                result = self._check(empty, language, step, workshop)
        except SandboxUnavailable as error:
            return ToolFinding(language.name, tool.name, False, f"not checked: {error}")
        lines = (result.stdout + result.stderr).strip().splitlines() or ["installed"]
        if result.verdict is Verdict.PASSED:
            return ToolFinding(language.name, tool.name, True, lines[0])
        words = f"not checked: {tool.name} does not start in the sandbox ({lines[0]})"
        return ToolFinding(language.name, tool.name, False, words)

    def _check(self, program: Program, language: Language, step: Step, workshop: _Workshop) -> PhaseResult:
        limits = self._compiling if step.phase in _BUILDING else self._limits
        texts = {f"{WORK}/{name}": text for name, text in {**program.files, **step.files}.items()}
        workshop.times.write_bytes(b"")
        with ExitStack() as stack:
            files = {path: stack.enter_context(_content(_bytes(text))) for path, text in texts.items()}
            given = program.stdin if step.phase is Phase.RUN else None
            stdin = stack.enter_context(_content(_bytes(given or "")))
            status = stack.enter_context(_content(b""))
            calls = seccomp.program()
            filters = [] if calls is None else [stack.enter_context(_content(calls))]
            room = Room(
                command=step.command,
                files=files,
                host_paths=tuple(self._toolchains.host_paths(language)),
                kit=self._toolchains.kit(language),
                build=workshop.build,
                may_build=step.phase is Phase.COMPILE,
                times=workshop.times,
                env=step.env,
                search=self._toolchains.search,
            )
            command = command_line(
                room,
                limits,
                reserves_memory=step.reserves_memory,
                status=status,
                seccomp=filters[0] if filters else None,
            )
            ended = process.run(
                command,
                limits,
                stdin=stdin,
                keep=(*files.values(), status, *filters),
                written_bytes=workshop.written_bytes,
            )
            exit_code = _exit_code(status)
        # A negative status is the kernel's doing; all that bubblewrap itself fails of ends with 1.
        if exit_code is None and ended.stop is None and ended.status >= 0:
            raise _unavailable(ended.stderr.kept.decode(errors="replace"))
        return judge(step, language, Raw(ended, exit_code, workshop.cpu_s()))


@dataclass(frozen=True, slots=True)
class _Workshop:
    """The folders of the machine that belong to one program."""

    build: Path
    times: Path

    def written_bytes(self) -> int:
        """The size of everything built so far, 4 KiB at least for each name; links are not followed."""
        total = 0
        for folder, folders, names in os.walk(self.build):
            for name in (*folders, *names):
                with contextlib.suppress(OSError):
                    total += max(_BLOCK, (Path(folder) / name).lstat().st_blocks * 512)
        return total

    def cpu_s(self) -> float | None:
        """What the shell noted, or None when it was killed. A program can write there, too."""
        with self.times.open("rb") as file:
            lines = file.read(200).decode(errors="replace").splitlines()
        try:
            # Two lines, "user system" each: the shell itself, then what it waited for.
            return sum(_seconds(word) for line in lines[:2] for word in line.split()) if lines else None
        except ValueError:
            return None


def _seconds(word: str) -> float:
    minutes, _, seconds = word.rstrip("s").partition("m")
    return 60 * int(minutes) + float(seconds)


@contextmanager
def _workshop() -> Iterator[_Workshop]:
    folder = Path(tempfile.mkdtemp(prefix="goldsmith-sandbox-"))
    try:
        made = _Workshop(folder / "build", folder / "times")
        made.build.mkdir()
        made.times.touch()
        if os.geteuid() == 0:
            _hand_over(folder, made.build, made.times)
        yield made
    finally:
        # Not TemporaryDirectory: it follows links when it repairs permissions (CVE-2023-6597).
        shutil.rmtree(folder, ignore_errors=True)


def _hand_over(*paths: Path) -> None:
    try:
        for path in paths:
            os.chown(path, NOBODY, NOBODY)
    except OSError as error:
        raise SandboxUnavailable(
            f"Programs cannot be isolated: root may not become nobody here ({error.strerror}).",
            hint=f"Run Goldsmith as an ordinary user, or in a container that maps user {NOBODY}.",
        ) from error


@contextmanager
def _content(data: bytes) -> Iterator[int]:
    """A descriptor with this content, at its beginning."""
    descriptor = os.memfd_create("goldsmith")
    try:
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(data)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _exit_code(status: int) -> int | None:
    """What bubblewrap wrote: one JSON object a line, the last with the exit code."""
    os.lseek(status, 0, os.SEEK_SET)
    facts: Mapping[str, int] = {}
    for line in os.read(status, 1 << 16).splitlines():
        facts = {**facts, **json.loads(line)}
    return facts.get("exit-code")


def _unavailable(said: str) -> SandboxUnavailable:
    first = next((line for line in said.splitlines() if line.strip()), "bubblewrap gave no reason")
    lowered = first.lower()
    if "namespace" in lowered or "uid map" in lowered or "loopback" in lowered:
        hint = (
            "Allow user namespaces: `sysctl user.max_user_namespaces=15000` (where it is 0), "
            "`sysctl kernel.unprivileged_userns_clone=1` (older Debian), "
            "`sysctl kernel.apparmor_restrict_unprivileged_userns=0` or an AppArmor profile for bwrap "
            "(Ubuntu 24.04), `--security-opt seccomp=unconfined --security-opt apparmor=unconfined` (Docker)."
        )
    elif "proc" in lowered:
        hint = "In a container, run it with `--security-opt systempaths=unconfined`, so that /proc can be mounted."
    else:
        hint = "Run `goldsmith doctor`; the folder of a tool may be closed to the user the sandbox runs as."
    return SandboxUnavailable(f"Programs cannot be isolated: {first}.", hint=hint)
