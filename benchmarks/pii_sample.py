"""Real source of this machine, as Parquet shards in The Stack's columns.

    python benchmarks/pii_sample.py OUT [--mb 80] [--shards 16] [--seed 1]

Files of the standard library, installed packages and system trees, 200 bytes to 1 MB, valid UTF-8, each content once.
The languages with most bytes, 32 of them, share the size: each gives all it has up to an equal share of what is left.
The same machine and seed give the same files. Prints bytes by language.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import site
import sysconfig
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from goldsmith.corpus.languages import BY_EXTENSION, TEXT

LANGUAGES = 32
SMALLEST, LARGEST = 200, 1_000_000
_SKIPPED = {"__pycache__", ".git", "locale", "proc", "sys", "dev", "doc-base", "mime"}
_MORE = {
    "rs": "Rust", "pyx": "Cython", "pxd": "Cython", "f90": "Fortran", "s": "Assembly", "cuh": "Cuda", "cu": "Cuda",
    "bat": "Batchfile", "cmd": "Batchfile", "vim": "Vim Script", "tcl": "Tcl", "m4": "M4", "pl": "Perl", "pm": "Perl",
    "conf": "INI", "properties": "INI", "cmake": "CMake", "ps1": "PowerShell", "pod": "Pod", "mk": "Makefile",
}  # fmt: skip


class Document(NamedTuple):
    """A file. The repository is the package or folder it is from."""

    language: str
    repository: str
    path: str
    data: bytes


def collect(n_bytes: int, seed: int, folders: Iterable[Path] = ()) -> list[Document]:
    """Files of about so many bytes together, in an order that the seed decides."""
    by_language: defaultdict[str, list[tuple[bytes, Path, int]]] = defaultdict(list)
    for path, size in _files(folders or roots()):
        ending = path.suffix[1:].lower()
        language = _MORE.get(ending) or BY_EXTENSION.get(ending)
        if language is not None and language != TEXT:
            order = hashlib.blake2b(f"{seed} {path}".encode("utf-8", "replace"), digest_size=8).digest()
            by_language[language].append((order, path, size))
    sizes = {language: sum(size for *_, size in files) for language, files in by_language.items()}
    most = sorted(sizes, key=lambda one: (-sizes[one], one))[:LANGUAGES]
    found: list[Document] = []
    seen: set[bytes] = set()
    # From the smallest: what it lacks of its share goes to the others.
    left = n_bytes
    for at, language in enumerate(reversed(most)):
        share = left / (len(most) - at)
        got = 0
        for document in _read(language, by_language[language], seen):
            if got >= share:
                break
            found.append(document)
            got += len(document.data)
        left -= got
    return sorted(found, key=lambda one: hashlib.blake2b(one.data, key=str(seed).encode()).digest())


def roots() -> list[Path]:
    """Where source is found: the standard library, installed packages, the web client's, and the system's trees."""
    here = Path(__file__).parents[1]
    named = [sysconfig.get_path("stdlib"), *site.getsitepackages(), here / "web" / "node_modules"]
    return [Path(one) for one in (*named, "/usr/share", "/usr/include", "/usr/lib", "/usr/local")]


def by_language(documents: Iterable[Document]) -> dict[str, int]:
    """Bytes by language, most first."""
    sizes: defaultdict[str, int] = defaultdict(int)
    for document in documents:
        sizes[document.language] += len(document.data)
    return dict(sorted(sizes.items(), key=lambda one: -one[1]))


def write(documents: list[Document], folder: Path, n_shards: int) -> None:
    """Write zstd Parquet shards with The Stack's columns."""
    folder.mkdir(parents=True, exist_ok=True)
    for shard in range(n_shards):
        part = documents[shard::n_shards]
        table = pa.table(
            {
                "content": [one.data.decode() for one in part],
                "max_stars_repo_name": [one.repository for one in part],
                "max_stars_repo_path": [one.path for one in part],
                "ext": [Path(one.path).suffix[1:] for one in part],
                "lang": [one.language for one in part],
                "size": [len(one.data) for one in part],
            }
        )
        pq.write_table(table, folder / f"data-{shard:05}-of-{n_shards:05}.parquet", compression="zstd")


def _files(folders: Iterable[Path]) -> Iterator[tuple[Path, int]]:
    seen: set[str] = set()
    for folder in folders:
        for at, names, files in os.walk(folder):
            names[:] = sorted(name for name in names if name not in _SKIPPED)
            if at in seen:
                names.clear()
                continue
            seen.add(at)
            for name in sorted(files):
                path = Path(at, name)
                try:
                    size = path.lstat().st_size
                except OSError:
                    continue
                if SMALLEST <= size <= LARGEST and not path.is_symlink():
                    yield path, size


def _read(language: str, files: list[tuple[bytes, Path, int]], seen: set[bytes]) -> Iterator[Document]:
    for _, path, _ in sorted(files):
        try:
            data = path.read_bytes()
            data.decode()
        except (OSError, UnicodeDecodeError):
            continue
        digest = hashlib.blake2b(data, digest_size=16).digest()
        if digest not in seen and b"\0" not in data:
            seen.add(digest)
            *_, above, folder, name = ("", "", *path.parts)
            yield Document(language, f"{above}/{folder}", f"{folder}/{name}", data)


def main() -> None:
    """Collect, write, say what it is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--mb", type=float, default=80)
    parser.add_argument("--shards", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    documents = collect(int(options.mb * 1e6), options.seed)
    write(documents, options.out, options.shards)
    sizes = by_language(documents)
    print(json.dumps({"mb": sum(sizes.values()) / 1e6, "documents": len(documents), "languages": sizes}))


if __name__ == "__main__":
    main()
