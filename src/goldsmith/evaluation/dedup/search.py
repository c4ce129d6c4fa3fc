"""All pairs of near-duplicates in a collection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from goldsmith.domain.errors import InvalidInput
from goldsmith.evaluation.dedup.difference import compare
from goldsmith.evaluation.dedup.embedding import Embedder, Vectors
from goldsmith.evaluation.dedup.neighbours import Places, near_pairs
from goldsmith.evaluation.dedup.pairs import (
    DedupPolicy,
    Dismissed,
    DuplicatePair,
    Entry,
    Kind,
    both_ways,
    check_ids,
    shown,
)
from goldsmith.evaluation.dedup.reading import Reading, read
from goldsmith.evaluation.dedup.talk import Talk
from goldsmith.evaluation.dedup.verbatim import candidates, jaccard

_PAIRS = 65_536
"""Pairs whose vectors are multiplied at a time."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """Vectors of entries that a caller kept, one row an entry.

    Attributes:
        rough: of `embed`, (n, d), or None to make them.
        fine: of `embed`, (n, d), or None to make those that are needed.
    """

    rough: Vectors | None = None
    fine: Vectors | None = None


def gist(reading: Reading) -> str:
    """The words of a prompt that its rough vector is made of: those of the task."""
    return " ".join(token.raw for token in reading.content)


def embed(entries: Sequence[Entry], embedder: Embedder, *, fine: bool = False) -> Embedded:
    """Vectors for `find_duplicates`, to be kept by the caller; float32.

    Args:
        entries: any.
        embedder: which models.
        fine: make the sentence vectors as well, which takes ten times as long.
    """
    readings = [read(entry.text, embedder.knows) for entry in entries]
    return Embedded(
        embedder.rough([gist(reading) for reading in readings]),
        embedder.fine([entry.text for entry in entries]) if fine else None,
    )


def find_duplicates(
    entries: Sequence[Entry],
    *,
    embedder: Embedder | None,
    policy: DedupPolicy | None = None,
    embedded: Embedded | None = None,
    dismissed: Dismissed = (),
) -> list[DuplicatePair]:
    """Find near-duplicates, block by block.

    Args:
        entries: in their order; the earlier of a pair is its first.
        embedder: `default_embedder()`, or None to compare words only, without models.
        policy: how near is near.
        embedded: vectors of these entries, in their order.
        dismissed: pairs that are never reported.

    Returns:
        pairs in order of their second entry, then of their first.

    Raises:
        InvalidInput: an id occurs twice, or the vectors are not one for each entry.
        ModelMissing: the embedder's extra, or `rensa`, is not installed.

    Cost: quadratic in the largest block with a small constant; 50,000 entries of one block: see the benchmark.
    """
    check_ids(entries)
    for vectors in (embedded.rough, embedded.fine) if embedded else ():
        if vectors is not None and len(vectors) != len(entries):
            raise InvalidInput(f"There are {len(vectors)} vectors for {len(entries)} entries.")
    blocks: dict[tuple[str, str], list[int]] = {}
    for at, entry in enumerate(entries):
        blocks.setdefault(entry.block, []).append(at)
    search = _Search(entries, embedder, policy or DedupPolicy(), embedded or Embedded(), both_ways(dismissed))
    found = [*search.verbatim(blocks.values()), *search.meaning(blocks.values())]
    return [pair for _, pair in sorted(found, key=lambda one: one[0])]


Found = tuple[tuple[int, int], DuplicatePair]
"""A pair with the places of its second and its first entry."""


class _Search:
    def __init__(
        self,
        entries: Sequence[Entry],
        embedder: Embedder | None,
        policy: DedupPolicy,
        embedded: Embedded,
        dismissed: frozenset[frozenset[str]],
    ) -> None:
        self._entries, self._embedder, self._policy = entries, embedder, policy
        self._embedded, self._dismissed = embedded, dismissed
        knows = embedder.knows if embedder else None
        self._readings = [read(entry.text, knows) for entry in entries]
        self._talk = Talk(embedder) if embedder else None
        self._done: set[tuple[int, int]] = set()

    def verbatim(self, blocks: Iterable[Sequence[int]]) -> Iterator[Found]:
        """Pairs of places that share most of their words."""
        for places in blocks:
            shingles = [self._readings[at].shingles for at in places]
            for i, j, share in candidates(shingles, self._policy.verbatim):
                yield from self._decide(places[i], places[j], "verbatim", share)

    def meaning(self, blocks: Iterable[Sequence[int]]) -> Iterator[Found]:
        """Pairs of places with near vectors that were not compared yet."""
        if self._embedder is None:
            return
        kept = self._embedded.rough
        rough = kept if kept is not None else self._embedder.rough([gist(one) for one in self._readings])
        first, second = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for places in blocks:
            here = np.asarray(places)
            i_here, j_here, _ = near_pairs(rough[here], self._policy.rough, self._policy.neighbours)
            first.append(here[i_here])
            second.append(here[j_here])
        for i, j, cosine in self._cosines(np.concatenate(first), np.concatenate(second)):
            if cosine >= self._policy.fine:
                yield from self._decide(i, j, "meaning", cosine)

    def _cosines(self, first: Places, second: Places) -> Iterator[tuple[int, int, float]]:
        """Pairs with the cosine of their sentence vectors; those of all blocks are made together, which is faster."""
        if self._embedder is None or not len(first):
            return
        needed = np.unique(np.concatenate([first, second]))
        at = np.zeros(len(self._entries), dtype=np.int64)
        at[needed] = np.arange(len(needed))
        kept = self._embedded.fine
        fine = (
            kept[needed] if kept is not None else self._embedder.fine([self._entries[n].text for n in needed])
        )
        for start in range(0, len(first), _PAIRS):
            i, j = first[start : start + _PAIRS], second[start : start + _PAIRS]
            cosines = np.einsum("ij,ij->i", fine[at[i]], fine[at[j]])
            yield from zip(i.tolist(), j.tolist(), cosines.tolist(), strict=True)

    def _decide(self, i: int, j: int, kind: Kind, score: float) -> Iterator[Found]:
        a, b = self._entries[i], self._entries[j]
        if (i, j) in self._done or frozenset((a.id, b.id)) in self._dismissed:
            return
        self._done.add((i, j))
        found = compare(
            self._readings[i],
            self._readings[j],
            language=a.block[0],
            embedder=self._embedder,
            near_words=self._policy.near_words,
            is_talk=self._talk,
        )
        if found.is_same:
            same = jaccard(self._readings[i].shingles, self._readings[j].shingles)
            words = "the same words" if kind == "verbatim" else "the same request in other words"
            why = f"{words} ({same:.0%} of the word pairs in common){shown(found.notes)}"
            yield (j, i), DuplicatePair(a.id, b.id, kind, round(min(1.0, score), 4), why)
