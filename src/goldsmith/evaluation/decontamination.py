"""Benchmark contamination: does a text hold problems or solutions of a benchmark, by hashed runs of words.

Only 64-bit hashes are kept, so a benchmark's texts cannot be read back from an index. A run is 13 words of prose
(Brown et al. 2020, arXiv:2005.14165, appendix C), 8 words of a statement that is short, or 10 tokens of code. Runs
that several problems of one benchmark share ("write a function to find the ...") tell nothing and are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from goldsmith.domain.errors import InvalidInput, NotFound
from goldsmith.evaluation.ngrams import (
    Hashes,
    Token,
    code_tokens,
    hashes_of,
    longest_row,
    statement,
    words_of,
)

Kind = Literal["prose", "code"]

PROSE_RUN = 13
SHORT_RUN = 8
CODE_RUN = 10
SHIPPED = Path(__file__).parent / "benchmarks"
KNOWN_NOT_SHIPPED = {
    "mbpp": "MBPP (CC-BY-4.0) comes as mbpp.jsonl with its authors' repository; upload that file, or run "
    "scripts/benchmark_hashes.py on it"
}
_FORMAT = 1
_SHORT_WORDS = 24
"""A statement of fewer words is also looked for by its short runs."""
_MOST_SHARING = 2
"""A run in more problems than this is a phrase of the benchmark's, not of a problem."""


class BenchmarkMissing(NotFound):
    """There are no hashes of a benchmark; the hint says how to add them."""

    code = "benchmark_missing"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of a benchmark, as its file has it.

    Attributes:
        id: the benchmark's own.
        prose: statement, docstring and signature.
        code: the reference solution, or "".
    """

    id: str
    prose: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class ContaminationPolicy:
    """How much of a problem must be found, as a share of its runs in (0, 1].

    Attributes:
        prose: of runs of 13 words; by default any of them counts.
        short: of runs of 8 words.
        code: of runs of 10 tokens: short solutions to common problems resemble each other.
    """

    prose: float = 1e-9
    short: float = 0.6
    code: float = 0.5

    def __post_init__(self) -> None:
        if not all(0 < share <= 1 for share in (self.prose, self.short, self.code)):
            raise InvalidInput("The shares of a contamination policy are in (0, 1].")


@dataclass(frozen=True, slots=True)
class Hit:
    """A problem that a text holds.

    Attributes:
        benchmark: its name.
        entry_id: the problem's id.
        share: of the problem's runs that the text holds, in (0, 1].
        sample: the longest stretch found, as the checked text has it, at most 200 characters.
        kind: what was found, the problem or its solution.
    """

    benchmark: str
    entry_id: str
    share: float
    sample: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Runs:
    """Hashes of one kind and length: sorted hashes, the problem of each, and how many each problem has."""

    kind: Kind
    length: int
    hashes: Hashes
    owners: NDArray[np.uint32]
    counts: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class _Benchmark:
    name: str
    ids: tuple[str, ...]
    runs: tuple[_Runs, ...]


@dataclass(frozen=True, slots=True)
class ContaminationIndex:
    """Hashed benchmarks that texts are checked against. Make it with `build`, `load` or `shipped`."""

    benchmarks: tuple[_Benchmark, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The benchmarks in it."""
        return tuple(benchmark.name for benchmark in self.benchmarks)

    @property
    def sizes(self) -> Mapping[str, int]:
        """How many problems of each benchmark can be found; those of fewer than 8 words and 10 tokens cannot."""
        return {
            one.name: int(np.count_nonzero(np.sum([runs.counts for runs in one.runs], axis=0)))
            for one in self.benchmarks
        }

    @classmethod
    def build(cls, name: str, problems: Iterable[Problem]) -> Self:
        """Hash a benchmark.

        Args:
            name: lower case, as hits report it.
            problems: with unique ids.

        Raises:
            InvalidInput: the name is empty, there are no problems, or an id occurs twice.
        """
        problems = list(problems)
        ids = tuple(problem.id for problem in problems)
        if not name.strip() or not problems or len(set(ids)) < len(ids):
            raise InvalidInput(
                f"The benchmark {name or '(unnamed)'} cannot be hashed.",
                hint="It needs a name and at least one problem, each with an id of its own.",
            )
        long = [[word for word, _ in words_of(problem.prose)] for problem in problems]
        short = [[word for word, _ in words_of(statement(problem.prose))] for problem in problems]
        code = [[token for token, _ in code_tokens(problem.code)] for problem in problems]
        runs = (
            _runs("prose", PROSE_RUN, long),
            _runs("prose", SHORT_RUN, [one if len(one) < _SHORT_WORDS else [] for one in short]),
            _runs("code", CODE_RUN, code),
        )
        return cls((_Benchmark(name, ids, runs),))

    def joined(self, other: ContaminationIndex) -> ContaminationIndex:
        """Both; a benchmark of `other` replaces one of the same name."""
        kept = [one for one in self.benchmarks if one.name not in other.names]
        return ContaminationIndex((*kept, *other.benchmarks))

    def check(self, text: str, policy: ContaminationPolicy | None = None) -> list[Hit]:
        """The problems that a text holds, those found most first.

        Args:
            text: a prompt or a completion, with or without code fences.
            policy: how much must be found.

        Cost: 1 ms for 4 kB, whatever the number of problems.
        """
        policy = policy or ContaminationPolicy()
        words = words_of(text)
        tokens = code_tokens(text)
        best: dict[tuple[str, str], Hit] = {}
        for benchmark in self.benchmarks:
            for runs in benchmark.runs:
                read = words if runs.kind == "prose" else tokens
                least = (
                    policy.code
                    if runs.kind == "code"
                    else policy.prose
                    if runs.length == PROSE_RUN
                    else policy.short
                )
                for entry, share, sample in _found(runs, read, text, least):
                    hit = Hit(benchmark.name, benchmark.ids[entry], share, sample, runs.kind)
                    key = (hit.benchmark, hit.entry_id)
                    if key not in best or best[key].share < share:
                        best[key] = hit
        return sorted(best.values(), key=lambda hit: (-hit.share, hit.benchmark, hit.entry_id))

    def save(self, path: Path) -> None:
        """Write one compressed file, the same bytes for the same index; hashes only."""
        arrays: dict[str, NDArray[np.generic]] = {
            "format": np.array([_FORMAT]),
            "names": np.array(self.names, dtype=str),
        }
        for at, benchmark in enumerate(self.benchmarks):
            arrays[f"{at}/ids"] = np.array(benchmark.ids, dtype=str)
            for runs in benchmark.runs:
                stem = f"{at}/{runs.kind}/{runs.length}"
                arrays |= {
                    f"{stem}/hashes": runs.hashes,
                    f"{stem}/owners": runs.owners,
                    f"{stem}/counts": runs.counts,
                }
        with path.open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote.

        Raises:
            BenchmarkMissing: there is no such file.
            InvalidInput: the file is not such an index, or of a later version.
        """
        if not path.is_file():
            name = path.stem.lower()
            raise BenchmarkMissing(
                f"There are no hashes of the benchmark {name}.",
                hint=f"{KNOWN_NOT_SHIPPED.get(name, 'Upload its problems as JSONL or text')}.",
            )
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as loaded:
                arrays = {name: loaded[name] for name in loaded.files}
            if int(arrays["format"][0]) != _FORMAT:
                raise InvalidInput(f"{path.name} has another version of the format.", hint="Make it anew.")
            return cls(tuple(_benchmark(arrays, at, str(name)) for at, name in enumerate(arrays["names"])))
        except (ValueError, KeyError, OSError, EOFError, IndexError, BadZipFile) as error:
            raise InvalidInput(
                f"{path.name} is not an index of benchmarks: {error}", hint="Make it anew."
            ) from None

    @classmethod
    def shipped(cls, names: Sequence[str] | None = None) -> ContaminationIndex:
        """The benchmarks that come with Goldsmith, or those named.

        Raises:
            BenchmarkMissing: a named one does not come with Goldsmith; the hint says where its file is.
        """
        found = ContaminationIndex()
        for name in names if names is not None else sorted(path.stem for path in SHIPPED.glob("*.npz")):
            found = found.joined(cls.load(SHIPPED / f"{name}.npz"))
        return found


def _benchmark(arrays: Mapping[str, NDArray[np.generic]], at: int, name: str) -> _Benchmark:
    def part(stem: str, kind: Kind, length: int) -> _Runs:
        return _Runs(
            kind,
            length,
            arrays[f"{stem}/hashes"].astype(np.uint64),
            arrays[f"{stem}/owners"].astype(np.uint32),
            arrays[f"{stem}/counts"].astype(np.uint32),
        )

    shapes: tuple[tuple[Kind, int], ...] = (("prose", PROSE_RUN), ("prose", SHORT_RUN), ("code", CODE_RUN))
    runs = tuple(part(f"{at}/{kind}/{length}", kind, length) for kind, length in shapes)
    return _Benchmark(name, tuple(str(one) for one in arrays[f"{at}/ids"]), runs)


def _runs(kind: Kind, length: int, texts: Sequence[Sequence[str]]) -> _Runs:
    hashed = [np.unique(hashes_of(text, length)) for text in texts]
    shared = Counter(int(one) for hashes in hashed for one in hashes)
    kept = [
        np.array([h for h in hashes if shared[int(h)] <= _MOST_SHARING], dtype=np.uint64) for hashes in hashed
    ]
    owners = np.repeat(np.arange(len(kept), dtype=np.uint32), [len(hashes) for hashes in kept])
    hashes = np.concatenate(kept) if kept else np.zeros(0, np.uint64)
    order = np.lexsort((owners, hashes))
    return _Runs(
        kind, length, hashes[order], owners[order], np.array([len(one) for one in kept], dtype=np.uint32)
    )


def _found(runs: _Runs, read: Sequence[Token], text: str, least: float) -> Iterable[tuple[int, float, str]]:
    """Problems with enough of their runs in a text, with their share and a sample."""
    here = hashes_of([word for word, _ in read], runs.length)
    if not len(here) or not len(runs.hashes):
        return
    low, high = (np.searchsorted(runs.hashes, here, side=side) for side in ("left", "right"))
    places: dict[int, list[int]] = {}
    for at in np.flatnonzero(high > low):
        for owner in runs.owners[low[at] : high[at]]:
            places.setdefault(int(owner), []).append(int(at))
    for owner, found in places.items():
        share = len({int(here[at]) for at in found}) / int(runs.counts[owner])
        if share >= least:
            first, last = longest_row(found)
            yield owner, share, text[read[first][1][0] : read[last + runs.length - 1][1][1]][:200]
