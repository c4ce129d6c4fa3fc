"""The kernel calls a sandbox goes without, as the filter that bubblewrap loads.

Left out: memory that belongs to no process and so escapes every limit (memfd_create, System V queues and
shared memory of more than 4 KiB: PostgreSQL does not start without a segment of some bytes, and the kernel
gives a namespace 4096 segments), doors to other processes, and the parts of the kernel where most escapes
were found and which no program here needs (io_uring, bpf, userfaultfd, perf, keys, modules). Of sockets only
the families that a network namespace confines stay: a virtual machine's host, for one, is reached by
AF_VSOCK from every namespace.

Source: seccomp(2), bpf; numbers from asm/unistd_64.h and asm-generic/unistd.h.
"""

from __future__ import annotations

import errno
import platform
import struct
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Machine:
    audit: int
    """AUDIT_ARCH_* of linux/audit.h."""
    denied: dict[str, int]
    socket: int
    shmget: int


_COMMON = {"io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "memfd_secret": 447}
_MACHINES = {
    "x86_64": _Machine(
        0xC000003E,
        _COMMON
        | {"memfd_create": 319, "msgget": 68, "ptrace": 101}
        | {"process_vm_readv": 310, "process_vm_writev": 311, "bpf": 321, "userfaultfd": 323}
        | {"perf_event_open": 298, "add_key": 248, "request_key": 249, "keyctl": 250}
        | {"init_module": 175, "finit_module": 313, "delete_module": 176}
        | {"kexec_load": 246, "kexec_file_load": 320}
        | {"name_to_handle_at": 303, "open_by_handle_at": 304},
        socket=41,
        shmget=29,
    ),
    "aarch64": _Machine(
        0xC00000B7,
        _COMMON
        | {"memfd_create": 279, "msgget": 186, "ptrace": 117}
        | {"process_vm_readv": 270, "process_vm_writev": 271, "bpf": 280, "userfaultfd": 282}
        | {"perf_event_open": 241, "add_key": 217, "request_key": 218, "keyctl": 219}
        | {"init_module": 105, "finit_module": 273, "delete_module": 106}
        | {"kexec_load": 104, "kexec_file_load": 294}
        | {"name_to_handle_at": 264, "open_by_handle_at": 265},
        socket=198,
        shmget=194,
    ),
}
_FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10, "AF_NETLINK": 16}

# Classic BPF: load a word of seccomp_data, jump if equal, jump if greater or equal, return.
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT, _SECOND_ARGUMENT = 0, 4, 16, 24
_ALLOW, _DENY, _KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
_SEGMENT_BYTES = 4096
_X32 = 0x40000000
"""From here on x86-64 has a second numbering of its calls, which would go round the list."""


def program(machine: str | None = None) -> bytes | None:
    """The filter for a processor, or None where we know no numbers for it.

    Args:
        machine: as `platform.machine` names it; this one when None.
    """
    known = _MACHINES.get(machine or platform.machine())
    if known is None:
        return None
    return b"".join(struct.pack("=HBBI", *line) for line in _lines(known))


def _lines(machine: _Machine) -> Iterator[tuple[int, int, int, int]]:
    """Instructions (code, jump if true, jump if false, operand); jumps count instructions to skip."""
    yield _LOAD, 0, 0, _ARCHITECTURE
    yield _EQUAL, 1, 0, machine.audit
    yield _RETURN, 0, 0, _KILL
    yield _LOAD, 0, 0, _NUMBER
    yield _AT_LEAST, 0, 1, _X32
    yield _RETURN, 0, 0, _DENY
    for number in machine.denied.values():
        yield _EQUAL, 0, 1, number
        yield _RETURN, 0, 0, _DENY
    yield _EQUAL, 0, 6, machine.shmget
    yield _LOAD, 0, 0, _SECOND_ARGUMENT + 4
    yield _AT_LEAST, 2, 0, 1
    yield _LOAD, 0, 0, _SECOND_ARGUMENT
    yield _AT_LEAST, 0, 1, _SEGMENT_BYTES + 1
    yield _RETURN, 0, 0, _DENY
    yield _RETURN, 0, 0, _ALLOW
    yield _EQUAL, 1, 0, machine.socket
    yield _RETURN, 0, 0, _ALLOW
    yield _LOAD, 0, 0, _FIRST_ARGUMENT
    for family in _FAMILIES.values():
        yield _EQUAL, 0, 1, family
        yield _RETURN, 0, 0, _ALLOW
    yield _RETURN, 0, 0, _DENY
