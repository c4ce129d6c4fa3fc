"""The walls: one bubblewrap command line a step.

Inside there is no network, no other process, no environment of ours, and nothing to write to but three
small file systems in memory (and /build, while compiling). bubblewrap bounds nothing by itself: the
kernel's resource limits are set inside, because the limit on processes counts by user *namespace* from
Linux 5.14 on, and set outside it would count all the processes of the person who runs Goldsmith.
"""

from __future__ import annotations

import os
import resource
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from goldsmith.sandbox.errors import SandboxUnavailable
from goldsmith.sandbox.language import BUILD, KIT, TMP
from goldsmith.sandbox.limits import Limits

WORK = "/work"
SYSTEM_PATHS = ("/usr/local/bin", "/usr/bin", "/bin")
"""Where tools are looked up, outside and inside."""

_SYSTEM = ("bin", "lib", "lib32", "lib64", "libexec", "include", "share")
_HOST_FILES = ("/etc/alternatives", "/etc/ld.so.cache")
_SHARED = "/dev/shm"  # noqa: S108 - inside the sandbox
_INSIDE_ID = "1000"
NOBODY = 65534
_PAGE = os.sysconf("SC_PAGE_SIZE")

# The shell waits for the program to note what it used, and keeps its own messages to itself.
_RUNNER = 'exec 8>&2 2>/dev/null; "$@" 2>&8 8>&-; s=$?; times >/run/times; exit $s'


@dataclass(frozen=True, slots=True)
class Room:
    """What one step sees.

    Attributes:
        command: tool and arguments.
        files: path inside → descriptor to read its content from.
        host_paths: paths of the machine to show, read-only.
        kit: the folder of the machine that is /kit, read-only, or None.
        build: the folder of the machine that is /build, or None.
        may_build: whether /build can be written.
        times: the file of the machine into which the shell notes the processor time.
        env: environment variables.
        search: folders to look tools up in.
    """

    command: Sequence[str]
    files: Mapping[str, int]
    host_paths: Sequence[str]
    kit: Path | None
    build: Path
    may_build: bool
    times: Path
    env: Mapping[str, str]
    search: Sequence[str]


def bubblewrap() -> str:
    """The path of the bubblewrap executable.

    Raises:
        SandboxUnavailable: it is not installed.
    """
    found = shutil.which("bwrap")
    if found is None:
        raise SandboxUnavailable(
            "Programs cannot be isolated: bubblewrap is not installed.",
            hint="Install it: apt-get install bubblewrap.",
        )
    return found


def identity() -> dict[str, object]:
    """Whom the sandbox runs as, as arguments of `subprocess.Popen`.

    Root becomes nobody before anything else: the kernel does not limit the processes of root.
    """
    if os.geteuid() != 0:
        return {}
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def command_line(
    room: Room, limits: Limits, *, reserves_memory: bool, status: int, seccomp: int | None
) -> list[str]:
    """The whole command.

    Args:
        room: what the step sees.
        limits: what it may use.
        reserves_memory: whether to leave the address space unbounded.
        status: a descriptor into which bubblewrap writes that it has set up, and the exit status.
        seccomp: a descriptor to read the filter of kernel calls from, or None for no filter.
    """
    parts = [bubblewrap(), *_walls(), *_machine(room), *_own(room, limits)]
    if seccomp is not None:
        parts += ["--seccomp", str(seccomp)]
    parts += ["--json-status-fd", str(status), "--chdir", WORK, "--"]
    parts += ["prlimit", *_resource_limits(limits, reserves_memory), "--"]
    return [*parts, "sh", "-c", _RUNNER, "sh", *room.command]


def _walls() -> Iterator[str]:
    yield from (
        "--unshare-all",
        "--unshare-user",
        "--disable-userns",
        "--uid",
        _INSIDE_ID,
        "--gid",
        _INSIDE_ID,
    )
    yield from (
        "--hostname",
        "sandbox",
        "--new-session",
        "--die-with-parent",
        "--cap-drop",
        "ALL",
        "--clearenv",
    )


def _machine(room: Room) -> Iterator[str]:
    """Read-only parts of the machine: the system's programs, and what the language asks for."""
    for name in _SYSTEM:
        yield from ("--ro-bind-try", f"/usr/{name}", f"/usr/{name}")
        top = Path("/", name)
        if top.is_symlink():
            yield from ("--symlink", f"usr/{name}", str(top))
        elif top.is_dir():
            yield from ("--ro-bind", str(top), str(top))
    for path in (*_HOST_FILES, *room.host_paths):
        yield from ("--ro-bind-try", path, path)
    if room.kit:
        yield from ("--ro-bind", str(room.kit), KIT)


def _own(room: Room, limits: Limits) -> Iterator[str]:
    """What exists for this step only, and the order in which it is sealed."""
    # The program's own files come on top: they are ours to bound, and must always fit.
    given = sum(_PAGE + os.fstat(descriptor).st_size for descriptor in room.files.values())
    yield from ("--proc", "/proc", "--dev", "/dev")
    for folder, extra in ((_SHARED, 0), (TMP, 0), (WORK, given)):
        yield from ("--size", str(limits.scratch_bytes + extra), "--tmpfs", folder)
    yield from ("--bind" if room.may_build else "--ro-bind", str(room.build), BUILD)
    yield from ("--bind", str(room.times), "/run/times")
    for path, descriptor in room.files.items():
        yield from ("--perms", "0644", "--file", str(descriptor), path)
    # bubblewrap's / and /dev are file systems in memory without a bound, and ours to write.
    yield from ("--remount-ro", "/dev", "--remount-ro", "/")
    search = (*room.search, f"{KIT}/bin") if room.kit else room.search
    own = {"PATH": ":".join(search), "HOME": TMP, "TMPDIR": TMP, "LANG": "C.UTF-8"}
    for name, value in {**own, **room.env}.items():
        yield from ("--setenv", name, value)


def _resource_limits(limits: Limits, reserves_memory: bool) -> Iterator[str]:
    # The data limit counts memory that can be written, not what a runtime merely reserves, so it holds
    # for every language. The address space bounds shared memory too, which the data limit leaves out.
    slack = limits.memory_bytes if reserves_memory else 0
    yield f"--data={_allowed(resource.RLIMIT_DATA, limits.memory_bytes + slack)}"
    if not reserves_memory:
        yield f"--as={_allowed(resource.RLIMIT_AS, 2 * limits.memory_bytes)}"
    # One second between the signal that can be caught and the one that cannot.
    hard = _allowed(resource.RLIMIT_CPU, limits.cpu_s + 1)
    yield f"--cpu={min(limits.cpu_s, hard)}:{hard}"
    yield f"--fsize={_allowed(resource.RLIMIT_FSIZE, limits.file_bytes)}"
    yield f"--nofile={_allowed(resource.RLIMIT_NOFILE, limits.open_files)}"
    # The shell and bubblewrap's own first process are in the same count.
    yield f"--nproc={_allowed(resource.RLIMIT_NPROC, limits.processes + 2)}"
    yield "--core=0"


def _allowed(kind: int, wanted: int) -> int:
    """What we may set: nobody can raise a limit that the machine has set lower for us."""
    hard = resource.getrlimit(kind)[1]
    return wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
