"""Reads a git repository as of HEAD: a working tree, a bare repository, or an address that is cloned first.

Git runs with no configuration but ours, no prompts, no hooks, no filters, and never reaches for objects over
the network while reading. HEAD is read through `ls-tree` and `cat-file`, which run nothing of the repository.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from goldsmith.corpus.document import Reason, Refusal
from goldsmith.corpus.errors import SourceTooLarge, SourceUnreadable
from goldsmith.corpus.licence_texts import is_licence_file
from goldsmith.corpus.licences import LicenceFile
from goldsmith.corpus.readers.addresses import Address, check_address, is_address
from goldsmith.corpus.readers.base import (
    MAX_LICENCE_BYTES,
    Entry,
    Limits,
    Reader,
    file_name,
    is_in_skipped_folder,
    shown_path,
    too_large,
)

_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_POLL_S = 0.2
_SUBMODULE, _LINK = b"160000", b"120000"


@dataclass(frozen=True, slots=True)
class _Blob:
    mode: bytes
    oid: bytes
    size_bytes: int
    raw_path: bytes


class GitReader(Reader):
    """Files of HEAD, in git's order (by the bytes of the path). What is not committed is not read."""

    name = "git"

    def __init__(self, source: str, limits: Limits) -> None:
        super().__init__(source, limits)
        self._temporary: tempfile.TemporaryDirectory[str] | None = None

    @classmethod
    def accepts(cls, source: str) -> bool:
        """Accept an http(s) or file address, or a folder that is the root of a repository."""
        if is_address(source):
            return True
        path = Path(source)
        return (path / ".git").exists() or all((path / part).exists() for part in ("HEAD", "objects", "refs"))

    def entries(self) -> Iterator[Entry | Refusal]:
        """See `Reader.entries`."""
        blobs = [blob for blob in self._blobs if not is_in_skipped_folder(os.fsdecode(blob.raw_path))]
        with _Contents(self._repository) as contents:
            for blob in blobs:
                yield self._entry(blob, contents)

    def count(self) -> int:
        """Return the number of files at HEAD."""
        return sum(not is_in_skipped_folder(os.fsdecode(blob.raw_path)) for blob in self._blobs)

    def licence_files(self, folder: str) -> Sequence[LicenceFile]:
        """See `Reader.licence_files`."""
        blobs = self._licence_blobs.get(folder)
        if not blobs:
            return ()
        with _Contents(self._repository) as contents:
            return [LicenceFile(shown_path(blob.raw_path)[0], contents.read(blob.oid)) for blob in blobs]

    def close(self) -> None:
        """Remove the temporary clone, if there is one."""
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None
            self.__dict__.pop("_repository", None)

    @cached_property
    def _repository(self) -> str:
        if not is_address(self.source):
            return self.source
        address = check_address(self.source)
        if address.is_local:
            return address.path
        self._temporary = tempfile.TemporaryDirectory(prefix="goldsmith-clone-", ignore_cleanup_errors=True)
        clone(address, self._temporary.name, self.limits)
        return self._temporary.name

    @cached_property
    def _origin(self) -> str:
        return self.source if is_address(self.source) else file_name(str(Path(self.source).resolve()))

    @cached_property
    def _blobs(self) -> list[_Blob]:
        """Names, sizes and ids at HEAD: some 200 bytes a file, the contents stay where they are."""
        listing = _git(["ls-tree", "-r", "-l", "-z", "--full-tree", "HEAD"], self._repository)
        if listing.returncode != 0:
            raise SourceUnreadable(
                f"{file_name(self.source)} has no readable HEAD: {_message(listing.stderr)}",
                hint="Commit something first, or point Goldsmith at a plain folder.",
            )
        blobs = []
        for record in listing.stdout.split(b"\0")[:-1]:
            facts, _, raw_path = record.partition(b"\t")
            mode, _, oid, size = facts.split()
            blobs.append(_Blob(mode, oid, int(size) if size.isdigit() else 0, raw_path))
        return blobs

    @cached_property
    def _licence_blobs(self) -> dict[str, list[_Blob]]:
        folders: dict[str, list[_Blob]] = {}
        for blob in self._blobs:
            path = PurePosixPath(shown_path(blob.raw_path)[0])
            fits = blob.size_bytes <= MAX_LICENCE_BYTES and blob.mode not in (_LINK, _SUBMODULE)
            if fits and is_licence_file(path.name):
                folder = str(path.parent)
                folders.setdefault("" if folder == "." else folder, []).append(blob)
        return folders

    def _entry(self, blob: _Blob, contents: _Contents) -> Entry | Refusal:
        path, notes = shown_path(blob.raw_path)
        if blob.mode == _SUBMODULE:
            return Refusal(path, Reason.LINK, "A submodule: its files are in another repository.")
        if blob.mode == _LINK:
            return Refusal(path, Reason.LINK, "A link; what it leads to is read in its own place.")
        if blob.size_bytes > self.limits.max_file_bytes:
            return too_large(path, blob.size_bytes, self.limits)
        try:
            data = contents.read(blob.oid)
        except OSError as error:
            return Refusal(path, Reason.UNREADABLE, f"Git cannot give its content: {error}.")
        if data.startswith(_LFS_POINTER):
            return Refusal(path, Reason.UNREADABLE, "A Git LFS pointer: the content is kept elsewhere.")
        return Entry(path, data, repository=self._origin, notes=notes)


class _Contents:
    """One `git cat-file --batch`, asked blob by blob."""

    def __init__(self, repository: str) -> None:
        self._process = subprocess.Popen(
            git_command(["cat-file", "--batch"], repository),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=git_environment(),
        )

    def read(self, oid: bytes) -> bytes:
        """Content of a blob.

        Raises:
            OSError: git does not have it, or has ended.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None  # both are pipes
        stdin.write(oid + b"\n")
        stdin.flush()
        header = stdout.readline().split()
        if len(header) != 3 or header[1] != b"blob":
            raise OSError("the object is missing or corrupt")
        data = stdout.read(int(header[2]))
        stdout.read(1)  # the line end that closes each answer
        return data

    def __enter__(self) -> _Contents:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


def clone(address: Address, target: str, limits: Limits, *, protocols: str = "http:https") -> None:
    """Clone the newest commit of an address into an empty folder, as a bare repository.

    Args:
        address: checked address; the connection goes to the network address that was checked.
        target: an empty folder.
        limits: bounds on time and size.
        protocols: transports git may use, separated by colons.

    Raises:
        SourceUnreadable: git is missing, failed, or took too long.
        SourceTooLarge: the clone outgrew the limit.
    """
    options = ["http.followRedirects=false", "protocol.ext.allow=never"]
    options += [f"http.curloptResolve={pin}" for pin in address.pins]
    arguments = ["clone", "--quiet", "--bare", "--depth=1", "--single-branch", "--no-tags", "--template="]
    command = git_command([*arguments, "--", address.url, target], options=options)
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            env=git_environment(protocols),
        )
        try:
            _watch(process, address, target, limits)
        finally:
            process.kill()
            process.wait()
        if process.returncode != 0:
            log.seek(0)
            raise SourceUnreadable(
                f"{address.url} cannot be cloned: {_message(log.read())}",
                hint="Check the address. Private or redirected repositories: clone them yourself.",
            )


def _watch(process: subprocess.Popen[bytes], address: Address, target: str, limits: Limits) -> None:
    """Wait for a clone within the limits of time and size."""
    deadline = time.monotonic() + limits.clone_timeout_s
    while True:
        try:
            process.wait(_POLL_S)
        except subprocess.TimeoutExpired:
            if time.monotonic() > deadline:
                raise SourceUnreadable(
                    f"{address.url} was not cloned within {limits.clone_timeout_s:.0f} seconds.",
                    hint="Try again later, or clone it yourself and give the folder.",
                ) from None
        if _weight_bytes(target) > limits.max_unpacked_bytes:
            raise SourceTooLarge(
                f"{address.url} weighs more than {limits.max_unpacked_bytes:,} bytes.",
                hint="Clone the part you need yourself and give the folder.",
                limit_bytes=limits.max_unpacked_bytes,
            )
        if process.returncode is not None:
            return


def _weight_bytes(folder: str) -> int:
    total = 0
    for file in Path(folder).rglob("*"):
        try:
            total += file.lstat().st_size
        except OSError:
            continue  # git moves its temporary files about
    return total


def _git(arguments: Sequence[str], repository: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        git_command(arguments, repository),
        capture_output=True,
        check=False,
        env=git_environment(),
        timeout=600,
    )


def git_command(
    arguments: Sequence[str], repository: str | None = None, options: Sequence[str] = ()
) -> list[str]:
    """The command line of a call of git that trusts neither the repository's settings nor its hooks.

    Raises:
        SourceUnreadable: git is not installed.
    """
    binary = shutil.which("git")
    if binary is None:
        raise SourceUnreadable(
            "Reading a repository needs git, which is not installed.",
            hint="Install git, or give a folder without version control.",
        )
    command = [binary, "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"]
    # Reading names and blobs runs nothing of the repository, so another owner's may be read.
    command += ["-c", "safe.directory=*"]
    for option in options:
        command += ["-c", option]
    return [*command, *(("-C", repository) if repository else ()), *arguments]


def git_environment(protocols: str = "none") -> Mapping[str, str]:
    """The environment of such a call: no variable of git's from outside, and only these protocols."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return kept | {
        "GIT_ALLOW_PROTOCOL": protocols,
        "GIT_ASKPASS": "/bin/false",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }


def _message(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "git gave no reason."
