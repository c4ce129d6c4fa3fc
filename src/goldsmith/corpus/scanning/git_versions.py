"""Versions of files that git keeps: what is staged, and what commits brought."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from goldsmith.corpus.scanning.git_command import ask_git, records
from goldsmith.domain.errors import InvalidInput

_BLOBS = (b"100644", b"100755", b"100664")
_MARK = b"commit\x01"


@dataclass(frozen=True, slots=True)
class Version:
    """A file as git keeps it.

    Attributes:
        oid: id of the blob, hex digits.
        path: from the root of the repository, bytes.
        commit: the first that had it, hex digits; None for what is staged.
        date: its author date, ISO 8601.
    """

    oid: str
    path: bytes
    commit: str | None = None
    date: str | None = None


def staged(root: Path, within: Sequence[str] = ()) -> Iterator[Version]:
    """Files in the index that differ from HEAD, as they are in the index.

    Args:
        root: root of the work tree.
        within: paths to keep to, from the root; empty for all.

    Raises:
        SourceUnreadable: git failed.
    """
    head = ask_git(["rev-parse", "--verify", "--quiet", "HEAD"], root)
    if head is None:  # before the first commit all is new
        head = ask_git(["hash-object", "-t", "tree", "--stdin"], root) or b""
    command = ["diff-index", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff"]
    command += ["--no-textconv", "--diff-filter=ACMRT", head.decode("ascii").strip(), "--", *_literal(within)]
    # A hook of `git commit FILE` or `git commit -a` is told an index of its own.
    index = os.environ.get("GIT_INDEX_FILE")
    tokens = records(command, root, {"GIT_INDEX_FILE": index} if index else {})
    for token in tokens:
        mode, oid = _new_of(token)
        path = next(tokens, b"")
        if mode in _BLOBS:
            yield Version(oid, path)


def history(root: Path, since: str | None, within: Sequence[str] = ()) -> Iterator[Version]:
    """Each version of each file that commits brought, once, with the first commit that had it.

    Args:
        root: any folder of the repository, or a bare one.
        since: take only commits of HEAD that this revision does not reach; None takes those of all branches, tags and
            the stash.
        within: paths to keep to, from the root; empty for all.

    Raises:
        InvalidInput: there is no such revision.
        SourceUnreadable: git failed.

    Cost: memory of 100 bytes a blob.
    """
    revisions = ["--all"] if since is None else ["HEAD", "--not", commit_of(root, since)]
    # Parents come before children, so that the first commit that shows a blob is the one that brought it; a merge shows
    # what differs from each parent, so that what only the merge brought is there too.
    command = [
        "log",
        "--reverse",
        "--topo-order",
        "--full-history",
        "--diff-merges=separate",
        "--root",
        "--raw",
        "-z",
    ]
    command += [
        "--no-abbrev",
        "--no-renames",
        "--no-ext-diff",
        "--no-textconv",
        "--no-show-signature",
        "--no-notes",
    ]
    command += ["--format=commit%x01%H%x01%aI", *revisions, "--", *_literal(within)]
    seen: set[bytes] = set()
    commit = date = ""
    tokens = records(command, root)
    for token in tokens:
        if _MARK in token:
            commit, date = (part.decode("ascii") for part in token.strip().split(b"\x01")[1:3])
            continue
        if not token.startswith(b":") and not token.startswith(b"\n:"):
            continue
        mode, oid = _new_of(token.strip())
        path = next(tokens, b"")
        key = bytes.fromhex(oid)
        if mode in _BLOBS and key not in seen:
            seen.add(key)
            yield Version(oid, path, commit, date)


def commit_of(root: Path, revision: str) -> str:
    """The commit a revision names.

    Raises:
        InvalidInput: it names none.
    """
    found = ask_git(["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"], root)
    if not found:
        raise InvalidInput(
            f"{revision} names no commit of the repository at {root}.",
            hint="Name a commit, branch or tag it has; in CI, fetch it first (a shallow clone may lack it).",
        )
    return found.decode("ascii").strip()


def is_shallow(root: Path) -> bool:
    """Whether the clone lacks old commits."""
    return (ask_git(["rev-parse", "--is-shallow-repository"], root) or b"").strip() == b"true"


def _new_of(token: bytes) -> tuple[bytes, str]:
    """Mode and blob after a change: `:old_mode new_mode old_oid new_oid status`."""
    fields = token.lstrip(b":").split()
    return fields[1], fields[3].decode("ascii")


def _literal(within: Sequence[str]) -> list[str]:
    # A path with a star in its name means itself.
    return [f":(top,literal){path}" for path in within]
