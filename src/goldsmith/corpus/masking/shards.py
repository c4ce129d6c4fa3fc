"""What a run reads and writes: shards, each a file (or a handful of source files) with its place in the output."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from goldsmith.corpus.errors import EmptySource, SourceUnreadable
from goldsmith.corpus.readers.base import is_skipped_folder

Form = Literal["parquet", "jsonl", "files"]

PARQUET = (".parquet",)
JSONL = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.zst", ".ndjson.zst")
RUN_FOLDER = "_goldsmith"
_GROUP_BYTES = 32 << 20
_GROUP_FILES = 2000


@dataclass(frozen=True, slots=True)
class Shard:
    """What is worked on as one and finished as one.

    Attributes:
        index: place among the run's shards, from 0; duplicates keep the earliest.
        name: unique in the run; a POSIX path in the output, or of a group of source files.
        form: what kind of files.
        source: file, or for source files the folder they lie in.
        target: file, or for source files the folder.
        size_bytes: of the source, on the disk.
        stamp: changes when the source does.
        files: of a group of source files, POSIX paths under `source`, by name; else empty.
    """

    index: int
    name: str
    form: Form
    source: Path
    target: Path
    size_bytes: int
    stamp: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Corpus:
    """The input and output of a run.

    Attributes:
        shards: by name.
        run_folder: for markers, tables and the report.
        out: where the masked corpus goes: a folder or a file.
    """

    shards: tuple[Shard, ...]
    run_folder: Path
    out: Path


def plan_corpus(source: Path, out: Path) -> Corpus:
    """List the shards of an input.

    Args:
        source: a Parquet or JSON Lines file, a folder of them (and of folders), or a folder of source files.
        out: a folder; where `source` is a file and this has the same suffix, a file.

    Raises:
        SourceUnreadable: there is nothing, or something else.
        EmptySource: the folder has no file.
    """
    if not source.exists():
        raise SourceUnreadable(
            f"There is nothing at {source}.", hint="Name a Parquet or JSON Lines file, or a folder."
        )
    if source.is_file():
        form = _form_of(source.name)
        if form is None:
            raise SourceUnreadable(
                f"{source} is neither Parquet nor JSON Lines.",
                hint="A single source file is masked by naming its folder.",
            )
        is_file = _form_of(out.name) == form and not out.is_dir()
        target = out if is_file else out / source.name
        run_folder = out.with_name(f"{out.name}.{RUN_FOLDER}") if is_file else out / RUN_FOLDER
        return Corpus((_file_shard(0, source.name, form, source, target),), run_folder, out)
    files = list(_files(source))
    tables = [(name, form) for name, _ in files if (form := _form_of(name)) is not None]
    if tables:
        shards = tuple(
            _file_shard(index, name, form, source / name, out / name)
            for index, (name, form) in enumerate(tables)
        )
    else:
        shards = tuple(_groups(source, out, files))
    if not shards:
        raise EmptySource(f"{source} has no file in it.", hint="Name the folder that holds the corpus.")
    return Corpus(shards, out / RUN_FOLDER, out)


def _form_of(name: str) -> Form | None:
    lower = name.lower()
    if lower.endswith(PARQUET):
        return "parquet"
    return "jsonl" if lower.endswith(JSONL) else None


def _file_shard(index: int, name: str, form: Form, source: Path, target: Path) -> Shard:
    status = source.stat()
    return Shard(index, name, form, source, target, status.st_size, _stamp(status))


def _stamp(status: os.stat_result) -> str:
    return f"{status.st_size}-{status.st_mtime_ns}"


def _groups(source: Path, out: Path, files: list[tuple[str, os.stat_result]]) -> Iterator[Shard]:
    """Source files in groups, in the order of their names; what belongs together depends on the files alone."""
    group: list[tuple[str, os.stat_result]] = []
    size = index = 0
    for one in [*files, None]:
        if group and (one is None or len(group) >= _GROUP_FILES or size + one[1].st_size > _GROUP_BYTES):
            names = tuple(name for name, _ in group)
            stamp = f"{size}-{max(status.st_mtime_ns for _, status in group)}-{len(group)}"
            yield Shard(index, f"files-{index:06d}", "files", source, out, size, stamp, names)
            group, size, index = [], 0, index + 1
        if one is not None:
            group.append(one)
            size += one[1].st_size


def _files(root: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Files under a folder by name, links as themselves; folders of version control and of a run are passed over."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if not is_skipped_folder(name) and name != RUN_FOLDER and not (Path(folder) / name).is_symlink()
        )
        for name in sorted(names):
            path = Path(folder) / name
            status = path.lstat()
            if stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode):
                yield path.relative_to(root).as_posix(), status
