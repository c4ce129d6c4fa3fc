"""The sandbox's parts by themselves: its errors, languages by name, tools, filter, and bookkeeping."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from goldsmith.domain.errors import Conflict, InvalidInput, NotFound, TooLarge
from goldsmith.sandbox import (
    Limits,
    Phase,
    Program,
    Sandbox,
    SandboxUnavailable,
    Verdict,
    isolation,
    process,
    registry,
    seccomp,
)
from goldsmith.sandbox.judgement import Raw, judge
from goldsmith.sandbox.language import Language, Step, Tool
from goldsmith.sandbox.process import Ended, Stop, Stream
from goldsmith.sandbox.toolchains import Toolchains
from goldsmith.sandbox.usage import ProcessTree
from sandboxes import python

HELLO = Program("python", {"main.py": "print('hi')"}, "main.py")
SHELL = Language("shell", (Tool("sh", "dash"),), lambda job: ())


def test_without_bubblewrap_the_error_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxUnavailable, match="bubblewrap is not installed") as caught:
        Sandbox().run(HELLO)
    assert caught.value.hint == "Install it: apt-get install bubblewrap."


def test_a_root_that_cannot_become_nobody_is_told(monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("os.chown", refuse)
    monkeypatch.setattr("goldsmith.sandbox.sandbox.bubblewrap", lambda: "/usr/bin/bwrap")
    monkeypatch.setattr(Toolchains, "missing", lambda self, language: "")
    with pytest.raises(SandboxUnavailable, match="may not become nobody") as caught:
        Sandbox().run(HELLO)
    assert "ordinary user" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("bwrap: No permissions to create new namespace, likely because the kernel ...", "user namespaces"),
        ("bwrap: setting up uid map: Permission denied", "apparmor_restrict_unprivileged_userns"),
        ("bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted", "AppArmor"),
        ("bwrap: Can't mount proc on /newroot/proc: Operation not permitted", "systempaths=unconfined"),
        ("bwrap: Can't find source path /x: Permission denied", "goldsmith doctor"),
        ("", "goldsmith doctor"),
    ],
)
def test_when_the_kernel_refuses_the_error_says_what_to_allow(said, hint, monkeypatch, tmp_path):
    fake = tmp_path / "bwrap"
    fake.write_text(f'#!/bin/sh\necho "{said}" >&2\nexit 1\n')
    fake.chmod(0o755)
    monkeypatch.setattr(isolation, "bubblewrap", lambda: str(fake))
    monkeypatch.setattr("goldsmith.sandbox.sandbox.bubblewrap", lambda: str(fake))
    monkeypatch.setattr(process, "identity", lambda: {})  # nobody could not read our folder
    monkeypatch.setattr(Toolchains, "missing", lambda self, language: "")
    with pytest.raises(SandboxUnavailable) as caught:
        Sandbox().run(HELLO)
    assert hint in str(caught.value.hint)
    assert (said or "gave no reason") in caught.value.detail
    monkeypatch.setattr(Toolchains, "find", lambda self, tool: f"/usr/bin/{tool.name}")
    words = [finding.words for finding in Sandbox().doctor() if finding.language == "python"]
    assert len(words) == 1 and words[0].startswith("not checked: Programs cannot be isolated")


def test_when_the_user_cannot_be_changed_the_error_says_so(monkeypatch, tmp_path):
    with pytest.raises(SandboxUnavailable, match="cannot be started"):
        process.run([str(tmp_path / "none")], Limits(), stdin=0, keep=(), written_bytes=lambda: 0)


def test_a_language_of_another_package_is_found(monkeypatch):
    def offer(*points: tuple[str, str]) -> None:
        made = tuple(EntryPoint(name, value, registry.GROUP) for name, value in points)
        monkeypatch.setattr(registry.LANGUAGES, "offered", lambda: made)

    here = __name__
    offer(("shell", f"{here}:SHELL"), ("odd", f"{here}:HELLO"), ("gone", f"{here}:nothing"))
    assert registry.language("shell") is SHELL
    assert "shell" in registry.names()
    with pytest.raises(InvalidInput, match="not a Language"):
        registry.language("odd")
    with pytest.raises(InvalidInput, match="cannot be imported"):
        registry.language("gone")
    with pytest.raises(NotFound, match="no language cobol"):
        registry.language("cobol")
    offer(("python", f"{here}:SHELL"))
    with pytest.raises(Conflict, match="more than once"):
        registry.language("python")


def test_a_program_names_its_main_file_and_is_not_huge():
    with pytest.raises(InvalidInput, match="not among"):
        Program("python", {"a.py": ""}, "b.py")
    with pytest.raises(InvalidInput, match="a file, and a folder"):
        Program("python", {"a": "", "a/b.py": ""}, "a")
    with pytest.raises(TooLarge):
        Program("python", {"a.py": "x" * (9 << 20)}, "a.py")
    with pytest.raises(TooLarge):
        Program("python", {f"{n}.py": "" for n in range(201)}, "0.py")
    assert Program("c", {"b.c": "", "a/a.c": "", "a.h": ""}, "b.c").named(".c") == ["a/a.c", "b.c"]


def test_several_files_and_folders_are_there():
    files = {"main.py": "from part.inner import x\nprint(x, open('data/é.txt').read())"}
    files |= {"part/__init__.py": "", "part/inner.py": "x = 1", "data/é.txt": "gold"}
    try:
        report = Sandbox().run(Program("python", files, "main.py"))
    except SandboxUnavailable:
        return
    if report.verdict is not Verdict.NOT_CHECKED:
        assert report.phases[-1].stdout == "1 gold\n"


def test_programs_run_side_by_side():
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(python, (f"print({n})" for n in range(6))))
    assert all(report is None or report.phases[-1].stdout == f"{n}\n" for n, report in enumerate(reports))


def test_a_prefix_holds_tools_and_nothing_else(tmp_path, monkeypatch):
    with pytest.raises(InvalidInput, match="cannot be shown"):
        Toolchains([tmp_path])
    (tmp_path / "bin").mkdir()
    tool = tmp_path / "bin" / "goldc"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    tools = Toolchains([tmp_path])
    gold = Language("gold", (Tool("goldc", "gold"),), lambda job: ())
    assert tools.find(gold.tools[0]) == str(tool)
    assert tools.missing(gold) == "" and str(tmp_path) in list(tools.host_paths(gold))
    assert Toolchains().missing(gold) == "not checked: goldc is not installed (apt-get install gold)"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with pytest.raises(InvalidInput, match="cannot be shown"):
        Toolchains([tmp_path])


def test_only_socket_families_that_a_network_namespace_confines():
    report = python(
        "import socket\n"
        "for family in (socket.AF_VSOCK, socket.AF_PACKET, getattr(socket, 'AF_ALG', 38), socket.AF_INET):\n"
        "    try:\n"
        "        socket.socket(family, socket.SOCK_STREAM).close()\n"
        "        print('made')\n"
        "    except PermissionError:\n"
        "        print('refused')\n"
    )
    if report is not None and seccomp.program() is not None:
        assert report.phases[-1].stdout.split() == ["refused", "refused", "refused", "made"]


def test_the_filter_is_whole_instructions_and_unknown_processors_have_none():
    for machine in ("x86_64", "aarch64"):
        filters = seccomp.program(machine)
        assert filters is not None and len(filters) % 8 == 0
    assert seccomp.program("x86_64") != seccomp.program("aarch64")
    assert seccomp.program("vax") is None


def test_a_tree_is_read_with_its_grandchildren():
    inner = "import os, time; pid = os.fork(); pid and print('up', flush=True); time.sleep(30)"
    with subprocess.Popen([sys.executable, "-c", inner], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None and child.stdout.readline() == b"up\n"
        tree = ProcessTree(child.pid)
        usage = tree.look()
        assert child.pid in usage.pids and len(usage.pids) == 2
        assert os.getpid() not in usage.pids
        assert usage.rss_bytes > 1 << 20 and 0 < tree.exact_rss_bytes() <= usage.rss_bytes
        assert usage.cpu_s >= 0
        for pid in usage.pids:
            os.kill(pid, 9)
    end = time.monotonic() + 5
    while (gone := tree.look()).pids and time.monotonic() < end:
        time.sleep(0.01)
    assert gone.rss_bytes == 0


def _judged(
    status: int | None, *, out: bytes = b"", err: bytes = b"", end: str = "", stop: Stop | None = None
):
    streams = [Stream(100), Stream(100)]
    streams[0].add(out)
    streams[1].add(err)
    ended = Ended(0, stop, streams[0], streams[1], 1.0, 0.5, None)
    language = Language("gold", (), lambda job: (), out_of_memory=("no gold left",))
    return judge(Step(Phase.TEST, ("x",), end=end), language, Raw(ended, status, None))


def test_what_an_end_means():
    assert _judged(0).verdict is Verdict.PASSED
    assert _judged(1).verdict is Verdict.FAILED
    assert (_judged(139).signal, _judged(139).exit_code) == (11, None)
    assert (_judged(255).signal, _judged(255).exit_code) == (None, 255)
    assert _judged(152).verdict is Verdict.TIMED_OUT
    assert _judged(1, err=b"no gold left").verdict is Verdict.MEMORY
    assert _judged(0, err=b"no gold left").verdict is Verdict.PASSED
    assert _judged(None).verdict is Verdict.MEMORY
    assert _judged(0, out=b"x" * 101).verdict is Verdict.OUTPUT
    stopped = _judged(137, stop=Stop(Verdict.TIMED_OUT, "too long"))
    assert (stopped.verdict, stopped.reason) == (Verdict.TIMED_OUT, "the tests: too long")
    assert (stopped.exit_code, stopped.signal) == (None, None)


def test_the_agreed_last_line_is_cut_and_must_be_the_last():
    assert _judged(0, out=b"hi\n\nend1\n", end="end1").stdout == "hi\n"
    assert _judged(0, out=b"end1\n", end="end1").verdict is Verdict.PASSED
    for out in (b"", b"end1\nmore\n", b"xend1\n", b"end\n"):
        assert _judged(0, out=out, end="end1").verdict is Verdict.FAILED


def test_a_language_without_steps_is_not_checked(monkeypatch):
    monkeypatch.setattr(registry, "language", lambda name: SHELL)
    monkeypatch.setattr("goldsmith.sandbox.sandbox.bubblewrap", lambda: "/usr/bin/bwrap")
    report = Sandbox().run(Program("shell", {"main.sh": ""}, "main.sh"))
    assert report.verdict is Verdict.NOT_CHECKED and Path("/bin/sh").exists()
