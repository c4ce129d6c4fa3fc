"""One new prompt against all earlier ones, in milliseconds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from goldsmith.domain.errors import InvalidInput
from goldsmith.evaluation.dedup.difference import compare
from goldsmith.evaluation.dedup.embedding import DIMENSIONS, Embedder, Vectors
from goldsmith.evaluation.dedup.pairs import DedupPolicy, Entry, Kind, shown
from goldsmith.evaluation.dedup.reading import Reading, read
from goldsmith.evaluation.dedup.talk import Talk
from goldsmith.evaluation.dedup.verbatim import jaccard

_COMPARED = 12
"""The nearest by score are compared word by word, even where fewer are asked for."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An earlier prompt near a new one.

    Attributes:
        id: of the earlier one.
        kind: what makes it near: its words or its meaning.
        score: in [0, 1]; as in `DuplicatePair`.
        is_duplicate: both ask for the same.
        why: what is the same or what differs, one line.
    """

    id: str
    kind: Kind
    score: float
    is_duplicate: bool
    why: str


@dataclass(slots=True)
class _Block:
    ids: list[str] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    by_shingle: dict[str, list[int]] = field(default_factory=dict)
    vectors: Vectors = field(default_factory=lambda: np.zeros((16, DIMENSIONS), dtype=np.float32))


class Index:
    """Prompts that can be asked for their neighbours. Not thread-safe.

    Args:
        embedder: `default_embedder()`, or None for words only.
        policy: how near is near.

    Cost: add one sentence vector (5 ms), or none where it is given; nearest the same and a matrix product, about
    10 ms over 50,000 of one block.
    """

    def __init__(self, embedder: Embedder | None, policy: DedupPolicy | None = None) -> None:
        self._embedder = embedder
        self._talk = Talk(embedder) if embedder else None
        self._policy = policy or DedupPolicy()
        self._blocks: dict[tuple[str, str], _Block] = {}
        self._ids: set[str] = set()

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, entry: Entry, vector: Vectors | None = None) -> Vectors | None:
        """Add a prompt.

        Args:
            entry: with an id that is not there yet.
            vector: its sentence vector where the caller kept it, (384,).

        Returns:
            its sentence vector, to be kept; None without an embedder.

        Raises:
            InvalidInput: the id is there already.
            ModelMissing: the embedder's extra is not installed.
        """
        if entry.id in self._ids:
            raise InvalidInput(f"The entry {entry.id} is in the index already.")
        if vector is None and self._embedder is not None:
            vector = self._embedder.fine([entry.text])[0]
        reading = self._read(entry.text)
        block = self._blocks.setdefault(entry.block, _Block())
        at = len(block.ids)
        if vector is not None:
            if at == len(block.vectors):
                block.vectors = np.concatenate([block.vectors, np.zeros_like(block.vectors)])
            block.vectors[at] = vector
        for shingle in reading.shingles:
            block.by_shingle.setdefault(shingle, []).append(at)
        block.ids.append(entry.id)
        block.readings.append(reading)
        self._ids.add(entry.id)
        return vector

    def nearest(
        self,
        text: str,
        language: str = "",
        category: str = "",
        k: int = 5,
        *,
        but: Collection[str] = (),
        vector: Vectors | None = None,
    ) -> list[Neighbour]:
        """The nearest earlier prompts of the block, duplicates first, then by score.

        Args:
            text: of the new prompt; it is not added.
            language: as in `Entry`.
            category: as in `Entry`.
            k: how many at most, >= 1.
            but: ids to leave out, such as the prompt's own earlier rounds or dismissed neighbours.
            vector: its sentence vector where the caller has it, (384,).

        Raises:
            InvalidInput: k < 1.
            ModelMissing: the embedder's extra is not installed.
        """
        if k < 1:
            raise InvalidInput(f"At least one neighbour is asked for, not {k}.")
        entry = Entry("", text, language, category)
        block = self._blocks.get(entry.block)
        if block is None:
            return []
        reading = self._read(text)
        scores = self._scores(block, reading, text, vector)
        skip = frozenset(but)
        near = [at for at in sorted(scores, key=lambda at: (-scores[at], at)) if block.ids[at] not in skip][
            : max(k, _COMPARED)
        ]
        found: list[Neighbour] = []
        for at in near:
            found.append(self._neighbour(block, at, reading, scores[at], entry.block[0]))
            if sum(one.is_duplicate for one in found) == k:
                break
        return sorted(found, key=lambda one: (not one.is_duplicate, -one.score))[:k]

    def _scores(self, block: _Block, reading: Reading, text: str, vector: Vectors | None) -> dict[int, float]:
        """Candidates by place: cosines, or shares of common words without an embedder."""
        if self._embedder is None:
            shared = Counter(at for shingle in reading.shingles for at in block.by_shingle.get(shingle, ()))
            most = self._policy.neighbours
            return {
                at: jaccard(reading.shingles, block.readings[at].shingles)
                for at, _ in shared.most_common(most)
            }
        size = len(block.ids)
        cosines = block.vectors[:size] @ (self._embedder.fine([text])[0] if vector is None else vector)
        most = min(size, 2 * self._policy.neighbours)
        return {int(at): float(cosines[at]) for at in np.argpartition(-cosines, most - 1)[:most]}

    def _neighbour(self, block: _Block, at: int, reading: Reading, score: float, language: str) -> Neighbour:
        share = jaccard(reading.shingles, block.readings[at].shingles)
        is_verbatim = share >= self._policy.verbatim
        is_near = is_verbatim or (self._embedder is not None and score >= self._policy.fine)
        # A neighbour from afar is no duplicate whatever its words say, and no model is asked.
        found = compare(
            block.readings[at],
            reading,
            language=language,
            embedder=self._embedder if is_near else None,
            near_words=self._policy.near_words,
            is_talk=self._talk if is_near else None,
        )
        why = f"the same request{shown(found.notes)}" if found.is_same else "; ".join(found.differences)
        return Neighbour(
            block.ids[at],
            "verbatim" if is_verbatim else "meaning",
            round(min(1.0, share if is_verbatim else max(0.0, score)), 4),
            found.is_same and is_near,
            why,
        )

    def _read(self, text: str) -> Reading:
        return read(text, self._embedder.knows if self._embedder else None)
