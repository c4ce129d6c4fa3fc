"""Write synthetic training windows: invented PII planted in permissive code of this machine.

python scripts/plant_pii.py --out FILE.jsonl.gz --windows 40000 --seed 1 [--code FOLDER[=SPDX]...]

By default the code is what is installed under a licence its metadata states and the licence gate allows: the
standard library of Python, Python packages, node packages. A folder named by --code comes besides: each of its
files passes the gate by its own header, by the nearest licence file, or by the licence declared after `=`.
The same seed, code and version give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.metadata
import json
import os
import sysconfig
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from email.message import Message
from pathlib import Path
from random import Random
from typing import cast

from goldsmith.corpus.languages import by_path
from goldsmith.corpus.licence_texts import is_licence_file
from goldsmith.corpus.licences import LicenceFile, LicenceGate
from goldsmith.pii.planting import CodeWindow, names_of_faker, plant

MAX_FILE_BYTES = 300_000
FILES_PER_LANGUAGE = 2_500
WINDOWS_PER_FILE = 6
_MOST_A_PACKAGE = 400  # files of one package in one language, so that none of them colours the whole
_SKIPPED = {
    "__pycache__",
    ".git",
    "locale",
    "test",
    "tests",
    "testing",
    "testdata",
    "licenses",
    "_vendor",
    ".bin",
}
_CLASSIFIERS = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "Python Software Foundation License": "PSF-2.0",
    "zlib/libpng License": "Zlib",
}
_SPELLINGS = {
    "bsd-3-clause": "BSD-3-Clause",
    "bsd-2-clause": "BSD-2-Clause",
    "expat": "MIT",
    "apache-2.0": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "mit license": "MIT",
    "postgresql": "PostgreSQL",
    "isc": "ISC",
    "zlib": "Zlib",
    "psf": "PSF-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "new bsd": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "bsd-3-clauses": "BSD-3-Clause",
    "apache 2": "Apache-2.0",
    "public-domain": "Unlicense",
    "apache-2.0 with llvm exceptions": "Apache-2.0",
}
_LANGUAGES = {
    "pyx": "Cython",
    "pxd": "Cython",
    "pxi": "Cython",
    "rs": "Rust",
    "f90": "Fortran",
    "f": "Fortran",
    "s": "Assembly",
    "cu": "Cuda",
    "bat": "Batchfile",
    "cmd": "Batchfile",
    "conf": "INI",
    "properties": "INI",
    "mk": "Makefile",
    "tcl": "Tcl",
    "m4": "M4",
    "cuh": "Cuda",
}


def main() -> None:
    """Read the code, plant, write, and say what was written."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, required=True, help="a .jsonl.gz file")
    parser.add_argument("--windows", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--code", nargs="*", default=[], metavar="FOLDER[=SPDX]", help="more permissive code")
    given = parser.parse_args()
    begun = time.perf_counter()
    rng = Random(given.seed)
    windows = read_windows(given.code, rng)
    read = time.perf_counter()
    languages: Counter[str] = Counter()
    labels: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    counts = Counter[str]()
    chars = 0
    # no time stamp and no name in the header, so that equal content is an equal file
    with given.out.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as out:
        for planted in plant(windows, names_of_faker(), rng, given.windows):
            row = planted.row()
            out.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            languages[planted.language] += 1
            labels.update(mark.label for mark in planted.passage.marks)
            parts[planted.part] += 1
            counts[str(min(len(planted.passage.marks), 9))] += 1
            chars += len(planted.passage.text)
    done = time.perf_counter()
    seconds = {"reading": round(read - begun, 1), "planting": round(done - read, 1)}
    report = {
        "windows": sum(parts.values()),
        "mb": round(chars / 1e6, 1),
        "code_windows": len(windows),
        "seconds": seconds,
        "parts": parts,
        "spans_a_window": dict(sorted(counts.items())),
        "labels": dict(labels.most_common()),
        "languages": dict(languages.most_common()),
    }
    print(json.dumps(report, indent=1))


def read_windows(folders: Sequence[str], rng: Random) -> list[CodeWindow]:
    """Cut windows from permissive code, languages in turn, so that common ones do not drown the rest."""
    by_language: defaultdict[str, list[tuple[str, Path]]] = defaultdict(list)
    taken: Counter[tuple[str, str]] = Counter()
    seen: set[Path] = set()
    found = sorted(set(_files(folders)))
    rng.shuffle(found)
    for package, path in found:
        language = _LANGUAGES.get(path.suffix[1:].lower()) or by_path(path.name)
        real = path.resolve()
        if language is None or real in seen or taken[package, language] >= _MOST_A_PACKAGE:
            continue
        seen.add(real)
        taken[package, language] += 1
        by_language[language].append((package, path))
    queues = []
    for language, files in sorted(by_language.items()):
        cut = [
            window
            for package, path in files[:FILES_PER_LANGUAGE]
            for window in _cut(package, path, language, rng)
        ]
        rng.shuffle(cut)
        # the share of a language grows with the square root of what there is of it
        queues += [
            (position / len(cut) ** 0.5, language, position, window) for position, window in enumerate(cut)
        ]
    return [window for *_, window in sorted(queues, key=lambda queue: queue[:3])]


def _cut(package: str, path: Path, language: str, rng: Random) -> Iterator[CodeWindow]:
    if path.stat().st_size > MAX_FILE_BYTES:
        return
    try:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    except (UnicodeDecodeError, OSError):
        return
    if not lines or max(map(len, lines)) > 300:
        return
    name = "/".join(path.parts[-3:])
    tries = min(WINDOWS_PER_FILE, 1 + len(lines) // 30)
    starts = (
        {0} | {rng.randrange(len(lines)) for _ in range(tries)}
        if rng.random() < 0.6
        else {rng.randrange(len(lines)) for _ in range(tries)}
    )
    for start in sorted(starts):
        text = ""
        size = rng.randint(280, 1_250)
        for line in lines[start : start + 50]:
            if len(text) + len(line) > size and len(text) > 300:
                break
            text += line
        if 300 <= len(text) <= 1_300 and text.count("\n") >= 6:
            yield CodeWindow(text, language, f"{package}:{name}", start + 1)


def _files(folders: Sequence[str]) -> Iterator[tuple[str, Path]]:
    gate = LicenceGate()
    stdlib = Path(sysconfig.get_path("stdlib"))
    yield from (("python", path) for path in _walk(stdlib) if "site-packages" not in path.parts)
    yield from _python_packages(gate)
    yield from _node_packages(gate)
    for stated in folders:
        folder, _, licence = stated.partition("=")
        yield from _gated(LicenceGate(declared=licence or None), Path(folder))


def _walk(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        yield from (
            Path(folder, name) for name in sorted(names) if not is_licence_file(name) and ".min." not in name
        )


def _passes(gate: LicenceGate, *stated: str) -> bool:
    spelled = [_SPELLINGS.get(one.lower().strip(), one.strip()) for one in stated if one and len(one) < 100]
    return bool(spelled) and gate.judge("x", "", metadata=spelled).passes


def _python_packages(gate: LicenceGate) -> Iterator[tuple[str, Path]]:
    for package in importlib.metadata.distributions():
        metadata = cast(Message, package.metadata)
        stated = metadata.get("License-Expression") or metadata.get("License") or ""
        if not _passes(gate, stated):
            kinds = [
                one.rpartition(" :: ")[2]
                for one in metadata.get_all("Classifier") or ()
                if one.startswith("License ::")
            ]
            if not kinds or not _passes(gate, *(_CLASSIFIERS.get(kind, kind) for kind in kinds)):
                continue
        for file in package.files or ():
            path = Path(str(package.locate_file(file)))
            if (
                not set(file.parts) & _SKIPPED
                and ".dist-info" not in str(file)
                and path.is_file()
                and not is_licence_file(path.name)
            ):
                yield metadata["Name"].lower(), path


def _node_packages(gate: LicenceGate) -> Iterator[tuple[str, Path]]:
    for root in (Path("web/node_modules"), Path("/usr/lib/node_modules"), Path("/usr/share/nodejs")):
        for manifest in sorted(
            [
                *root.glob("*/package.json"),
                *root.glob("@*/*/package.json"),
                *root.glob("*/node_modules/*/package.json"),
            ]
        ):
            stated = json.loads(manifest.read_text(encoding="utf-8")).get("license")
            if isinstance(stated, str) and _passes(gate, stated):
                name = manifest.parent.relative_to(root).as_posix()
                yield from (
                    (name, path)
                    for path in _walk(manifest.parent)
                    if "node_modules" not in path.relative_to(manifest.parent).parts
                )


def _gated(gate: LicenceGate, folder: Path) -> Iterator[tuple[str, Path]]:
    def files_in(inside: str) -> list[LicenceFile]:
        at = folder / inside
        return [
            LicenceFile(f"{inside}/{path.name}", path.read_bytes())
            for path in sorted(at.iterdir())
            if path.is_file() and is_licence_file(path.name)
        ]

    for path in _walk(folder):
        if path.is_file() and path.stat().st_size < MAX_FILE_BYTES and by_path(path.name):
            head = path.read_bytes()[:4096].decode("utf-8", "replace")
            if gate.judge(path.relative_to(folder).as_posix(), head, files_in=files_in).passes:
                yield folder.name, path


if __name__ == "__main__":
    main()
