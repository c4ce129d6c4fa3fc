"""What goes in and what comes out: entries, pairs of near-duplicates, groups with a keeper."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from goldsmith.domain.errors import InvalidInput
from goldsmith.evaluation.dedup.technologies import language_name

NEAR_WORDS = 0.95
"""Chosen on development prompts: 15 % of exchanged demands that no list knows pass, and most unlisted synonyms."""
NEAR_IN_PLACE = 0.65
"""The same for two words between the same neighbours, where everything else of the texts agrees."""
Kind = Literal["verbatim", "meaning"]
Dismissed = Collection[tuple[str, str]]
"""Pairs of ids, in either order, that a person found to be no duplicates."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One prompt.

    Attributes:
        id: unique in its collection.
        text: of the prompt.
        language: programming language as the item says, "" where unknown.
        category: as the item says, "" where unknown.
    """

    id: str
    text: str
    language: str = ""
    category: str = ""

    @property
    def block(self) -> tuple[str, str]:
        """Only entries of one block are ever compared."""
        return language_name(self.language), self.category.strip().lower()


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two entries that ask for the same.

    Attributes:
        first: id of the earlier one.
        second: id of the later one.
        kind: the same words, or the same meaning in other words.
        score: in [0, 1]; shared share of word pairs where verbatim, else cosine of the vectors.
        why: for a person, one line.
    """

    first: str
    second: str
    kind: Kind
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """Entries connected by pairs; nothing is dropped, and each of them can be looked at.

    Attributes:
        keeper: id of the earliest.
        others: ids of the rest, in order of the entries.
        pairs: what connects them.
    """

    keeper: str
    others: tuple[str, ...]
    pairs: tuple[DuplicatePair, ...]


@dataclass(frozen=True, slots=True)
class DedupPolicy:
    """How near is near.

    Attributes:
        verbatim: least share of common word pairs (Jaccard) of a verbatim pair, in (0, 1].
        rough: least cosine of the static vectors of two candidates, in [0, 1].
        fine: least cosine of the sentence vectors, in [0, 1].
        near_words: least nearness of two words that stand for each other, in [0, 2]; see `compare`.
        neighbours: most candidates of one entry, >= 1.

    Raises:
        InvalidInput: a number is outside its range.
    """

    verbatim: float = 0.6
    rough: float = 0.55
    fine: float = 0.65
    near_words: float = NEAR_WORDS
    neighbours: int = 48

    def __post_init__(self) -> None:
        shares = (self.verbatim, self.rough, self.fine, self.near_words / 2)
        if not all(0 <= share <= 1 for share in shares) or self.verbatim == 0 or self.neighbours < 1:
            raise InvalidInput(
                "The policy for duplicates is out of range.",
                hint="verbatim is in (0, 1], rough and fine in [0, 1], near_words in [0, 2], neighbours at least 1.",
            )


def shown(notes: Sequence[str]) -> str:
    """Notes as the end of a sentence."""
    return f"; {'; '.join(notes)}" if notes else ""


def both_ways(dismissed: Dismissed) -> frozenset[frozenset[str]]:
    """Dismissed pairs without an order."""
    return frozenset(frozenset(pair) for pair in dismissed)


def check_ids(entries: Sequence[Entry]) -> None:
    """Refuse entries with one id.

    Raises:
        InvalidInput: an id occurs twice.
    """
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise InvalidInput(f"The entry {entry.id} occurs twice.", hint="Ids are unique in a collection.")
        seen.add(entry.id)


def groups(pairs: Iterable[DuplicatePair], entries: Iterable[Entry]) -> list[Group]:
    """Connected groups of pairs.

    Args:
        pairs: of `find_duplicates`, any of them left out that a person dismissed.
        entries: in their order; the earliest of a group is its keeper.

    Returns:
        groups in the order of their keepers.

    Raises:
        InvalidInput: a pair names an entry that is not there.
    """
    order = {entry.id: at for at, entry in enumerate(entries)}
    above: dict[str, str] = {}

    def root(id_: str) -> str:
        while above.setdefault(id_, id_) != id_:
            above[id_] = id_ = above[above[id_]]
        return id_

    pairs = list(pairs)
    for pair in pairs:
        for id_ in (pair.first, pair.second):
            if id_ not in order:
                raise InvalidInput(f"A pair names the unknown entry {id_}.")
        low, high = sorted((root(pair.first), root(pair.second)), key=order.__getitem__)
        above[high] = low
    members: dict[str, list[str]] = {}
    links: dict[str, list[DuplicatePair]] = {}
    for id_ in sorted(above, key=order.__getitem__):
        members.setdefault(root(id_), []).append(id_)
    for pair in pairs:
        links.setdefault(root(pair.first), []).append(pair)
    return [Group(keeper, tuple(ids[1:]), tuple(links[keeper])) for keeper, ids in members.items()]
