"""From what a user names to documents: folders, files, tables, archives, repositories, standard input."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from goldsmith.corpus.document import Reason, Refusal
from goldsmith.corpus.errors import ColumnsMissing, SourceUnreadable
from goldsmith.corpus.readers.archive import TarReader, ZipReader
from goldsmith.corpus.readers.base import Limits, Reader, shown_path
from goldsmith.corpus.readers.git import GitReader
from goldsmith.corpus.readers.jsonl import JsonlReader
from goldsmith.corpus.readers.parquet import ParquetReader
from goldsmith.corpus.readers.rows import columns_of
from goldsmith.corpus.readers.streams import BROKEN_STREAM, open_unpacked
from goldsmith.corpus.scanning.git_command import Blobs, ask_git, work_tree_of
from goldsmith.corpus.scanning.git_versions import Version, history, is_shallow, staged
from goldsmith.corpus.scanning.globs import excluder
from goldsmith.corpus.scanning.located import Item, Origin, Unread
from goldsmith.corpus.scanning.look import too_large
from goldsmith.corpus.scanning.names import Names, names_below
from goldsmith.corpus.scanning.walk import FoundFile, walk
from goldsmith.domain.errors import GoldsmithError

STDIN = "-"
_STDIN_NAME = "<stdin>"
_TABLES: tuple[type[Reader], ...] = (ParquetReader, ZipReader, TarReader, JsonlReader)
_TABLE_SUFFIXES = (".parquet", ".jsonl.gz", ".jsonl.zst", ".jsonl.bz2", ".jsonl.xz", ".ndjson.gz")
_MOST_UNPACKED_BYTES = 1 << 50


@dataclass(frozen=True, slots=True)
class Request:
    """What to scan.

    Attributes:
        paths: files and folders, or `-`; as the user wrote them.
        here: the current folder, absolute.
        read_stdin: gives at most so many bytes of standard input.
        take_all: also what .gitignore leaves out, and folders of tools.
        is_staged: only what is staged.
        is_history: all versions that commits brought.
        since: only versions that commits after this revision brought.
        exclude: globs.
        passed_over: absolute paths never scanned: the baseline, the report.
        max_file_bytes: a larger document is not looked at.
    """

    paths: tuple[str, ...]
    here: Path
    read_stdin: Callable[[int], bytes]
    take_all: bool = False
    is_staged: bool = False
    is_history: bool = False
    since: str | None = None
    exclude: tuple[str, ...] = ()
    passed_over: frozenset[str] = frozenset()
    max_file_bytes: int = 128_000_000

    @property
    def scope(self) -> str:
        """What is scanned, in words."""
        names = {".": "this folder", STDIN: "standard input"}
        where = ", ".join(names.get(path, shown_path(path)[0]) for path in self.paths)
        if self.is_staged:
            return f"what is staged in {where}"
        if self.since is not None:
            return f"the commits after {self.since} in {where}"
        return f"all commits in {where}" if self.is_history else where


class Sources:
    """The documents of a request.

    Attributes:
        total: how many documents are known of so far; None where that cannot be known beforehand.
        notes: sentences on what the user should know about the sources.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._is_excluded = excluder(request.exclude)
        self.total: int | None = 0
        self.notes: list[str] = []

    def items(self) -> Iterator[Item | Unread]:
        """All documents, path by path; a path that cannot be read is one `Unread`, and the others go on."""
        for path in self._request.paths:
            try:
                yield from self._of(path)
            except GoldsmithError as error:
                yield Unread(path, Reason.UNREADABLE, error.detail, hint=error.hint, is_fatal=True)

    def _of(self, path: str) -> Iterator[Item | Unread]:
        request = self._request
        if path == STDIN:
            yield self._stdin()
            return
        there = request.here / path
        if not there.exists():
            raise SourceUnreadable(f"There is nothing at {shown_path(path)[0]}.", hint="Check the path.")
        if request.is_staged or request.is_history or request.since is not None:
            yield from self._versions(there)
        elif not there.is_dir():
            yield from self._file(there)
        elif GitReader.accepts(str(there)) and not (there / ".git").exists():
            yield from self._table(GitReader, str(there.resolve()), self._names(there))  # a bare repository
        else:
            yield from self._folder(there)

    def _names(self, folder: Path) -> Names:
        here = self._request.here
        return names_below(here, work_tree_of(folder) or here)

    def _stdin(self) -> Item | Unread:
        self._count(1)
        limit = self._request.max_file_bytes
        data = self._request.read_stdin(limit + 1)
        if len(data) > limit:
            return too_large(_STDIN_NAME, len(data), limit)
        return Item(Origin(_STDIN_NAME, _STDIN_NAME), data, size_bytes=len(data))

    def _folder(self, folder: Path) -> Iterator[Item | Unread]:
        root = folder.resolve()
        names = self._names(root)
        before = os.path.join(root, "")  # noqa: PTH118
        listed = walk(root, take_all=self._request.take_all)
        found = [
            one
            for one in listed
            if isinstance(one, Unread)
            or not self._is_left_out(one.file, one.file.removeprefix(before), names)
        ]
        self._count(sum(isinstance(one, FoundFile) for one in found))
        for one in found:
            if isinstance(one, Unread):
                yield one
            else:
                yield from self._found(one, names)

    def _found(self, one: FoundFile, names: Names) -> Iterator[Item | Unread]:
        if not one.file.lower().endswith(_TABLE_SUFFIXES):
            yield Item(_origin(one.file, names), file=one.file, data=None, size_bytes=one.size_bytes)
            return
        reader = ParquetReader if one.file.lower().endswith(".parquet") else JsonlReader
        try:
            yield from self._table(reader, one.file, names, already=1)
        except GoldsmithError as error:
            yield Unread(names.path(one.file), Reason.UNREADABLE, error.detail, hint=error.hint)

    def _file(self, path: Path) -> Iterator[Item | Unread]:
        file = str(path.resolve())
        names = self._names(Path(file).parent)
        if self._is_left_out(file, path.name, names):
            return
        reader = next((one for one in _TABLES if one.accepts(file)), None)
        if reader is JsonlReader and not file.lower().endswith(_TABLE_SUFFIXES):
            reader = self._if_it_has_text(file)
        if reader is not None:
            yield from self._table(reader, file, names)
            return
        self._count(1)
        size_bytes = Path(file).stat().st_size
        yield Item(_origin(file, names), file=file, data=None, size_bytes=size_bytes)

    def _if_it_has_text(self, file: str) -> type[Reader] | None:
        """The reader of a plain JSONL file, or None if it is to be scanned as the text it is."""
        try:
            _require_columns(file)
        except ColumnsMissing as error:
            self.notes.append(f"{error.detail} It was scanned as plain text.")
            return None
        return JsonlReader

    def _table(
        self, reader: type[Reader], file: str, names: Names, already: int = 0
    ) -> Iterator[Item | Unread]:
        """Documents of a table or archive; `already` of them are counted."""
        limits = Limits(self._request.max_file_bytes, max_unpacked_bytes=_MOST_UNPACKED_BYTES)
        inside, shown = names.root_path(file), names.path(file)
        if reader is JsonlReader:
            _require_columns(file)
        has_rows = reader in (JsonlReader, ParquetReader)
        with reader(file, limits) as table:
            rows = table.count()
            self._count(None if rows is None else rows - already)
            for number, entry in enumerate(table.entries(), start=1):
                if isinstance(entry, Refusal):
                    yield Unread(f"{shown}: {entry.path}", entry.reason, entry.detail)
                elif not self._is_excluded(entry.path):
                    origin = Origin(
                        path=entry.path,
                        root_path=entry.path,
                        inside=inside,
                        row=number if has_rows else None,
                        repository=entry.repository,
                        language=entry.language,
                    )
                    yield Item(origin, entry.data, size_bytes=len(entry.data))

    def _versions(self, path: Path) -> Iterator[Item | Unread]:
        request = self._request
        folder = path.resolve() if path.is_dir() else path.resolve().parent
        root = work_tree_of(folder)
        if root is None and (request.is_staged or ask_git(["rev-parse", "--git-dir"], folder) is None):
            what = "--staged" if request.is_staged else "--history and --since"
            raise SourceUnreadable(
                f"{shown_path(str(path))[0]} is in no git work tree, and {what} look into one.",
                hint="Name a folder of a repository, check that git is installed, or leave the option out.",
            )
        top = root or folder
        within = _within(path.resolve(), top)
        if request.is_staged:
            versions = staged(top, within)
        else:
            if is_shallow(top):
                self.notes.append("This clone is shallow: commits it does not have were not scanned.")
            versions = history(top, request.since, within)
            self._count(None)
        yield from self._blobs(versions, top)

    def _blobs(self, versions: Iterator[Version], root: Path) -> Iterator[Item | Unread]:
        limit = self._request.max_file_bytes
        names = names_below(self._request.here, root)
        with Blobs(root) as blobs:
            for version in versions:
                file = os.path.join(root, os.fsdecode(version.path))  # noqa: PTH118
                if self._is_left_out(file, os.fsdecode(version.path), names):
                    continue
                origin = _origin(file, names, version)
                try:
                    data, size_bytes = blobs.read(version.oid, limit)
                except OSError as error:
                    detail = f"Git cannot give its content: {error}."
                    yield Unread(origin.shown, Reason.UNREADABLE, detail)
                    continue
                if size_bytes > limit:
                    yield too_large(origin.shown, size_bytes, limit)
                else:
                    yield Item(origin, data, size_bytes=size_bytes)

    def _is_left_out(self, file: str, name: str, names: Names) -> bool:
        if file in self._request.passed_over:
            return True
        return self._is_excluded(name) or self._is_excluded(names.path(file))

    def _count(self, more: int | None) -> None:
        self.total = None if more is None or self.total is None else self.total + more


def _origin(file: str, names: Names, version: Version | None = None) -> Origin:
    commit, date = (version.commit, version.date) if version else (None, None)
    return Origin(names.path(file), names.root_path(file), commit=commit, date=date)


def _within(path: Path, root: Path) -> Sequence[str]:
    name = os.path.relpath(path, root)
    return () if name == "." or name.startswith("..") else (name,)


def _require_columns(file: str) -> None:
    """Look whether the first row of a JSONL file has text in a column of a known name.

    Raises:
        ColumnsMissing: it has not. What is wrong with a single row is left to the reader.
    """
    import orjson

    try:
        with open_unpacked(file, Limits()) as stream:
            first = next((line for line in stream if line.strip()), b"")
        row = orjson.loads(first.removeprefix(b"\xef\xbb\xbf"))
    except BROKEN_STREAM:
        return
    except orjson.JSONDecodeError:
        return
    if isinstance(row, dict):
        columns_of(row, shown_path(Path(file).name)[0])
