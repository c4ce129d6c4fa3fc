"""Do two prompts ask for the same? What one demands and the other does not, in words.

Vectors say what two prompts are about; they hardly move when "ascending" becomes "descending" or 10 becomes 20.
So near vectors only make candidates here, and the words decide: both texts must name the same technologies,
numbers and identifiers, negate the same things, bind the same words to the same prepositions, and leave no word
of the task unmatched. Matched are equal stems, listed synonyms, typing errors and words of near vectors; talk
around the task does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from goldsmith.evaluation.dedup import words
from goldsmith.evaluation.dedup.alignment import gaps
from goldsmith.evaluation.dedup.embedding import Embedder
from goldsmith.evaluation.dedup.opposites import are_opposite
from goldsmith.evaluation.dedup.pairs import NEAR_IN_PLACE, NEAR_WORDS
from goldsmith.evaluation.dedup.reading import Reading, Token, senses
from goldsmith.evaluation.dedup.repair import repaired
from goldsmith.evaluation.dedup.smalltalk import added, excused

_MOST_UNLISTED = 4
"""Words of one text, at most, that may stand for words of the other by their vectors alone."""

_LEAST_ALONE = 0.45
"""A word that has its like in the other text already stands for a second one only from this cosine on."""
_FIXED = words.all_words(words.NEGATIONS, words.BINDERS, words.QUANTITIES, words.SCOPE_ENDS)
"""Words of grammar that steer others: they stand for nothing else."""
_MOST_LEFT = 16
"""With more words left than this two texts are not the same, and no sentence of them is judged."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What sets two prompts apart.

    Attributes:
        differences: each a phrase; none where they ask for the same.
        notes: what was taken as the same although written differently.
    """

    differences: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """They ask for the same."""
        return not self.differences


def compare(
    a: Reading, b: Reading, *, language: str = "", embedder: Embedder | None = None,
    near_words: float = NEAR_WORDS,
    is_talk: Callable[[str], bool] | None = None,
) -> Comparison:  # fmt: skip
    """Compare two prompts of one block, as `Comparison` says.

    Args:
        a: one, read.
        b: the other.
        language: of the block, by its common name: that both may name it or not.
        embedder: of words; without it only equal, listed and misspelt words match.
        near_words: least nearness of two words that stand for each other, in [0, 2]: the cosine of their vectors
            where they stand, plus that of each alone.
        is_talk: judges sentences that only one text has; without it only lists do.

    Symmetric but for the order of the words in the phrases. Cost: O(words), about 50 µs.
    """
    a, typed = repaired(a, b)
    b, typed_too = repaired(b, a)
    pairing = _Pairing(a, b, language, embedder, near_words, is_talk)
    differences = [
        *(["the code in them differs"] if a.code != b.code else []),
        *pairing.left(),
        *_negated(a, b, pairing),
    ]
    if not differences:
        differences += _exchanged(a, b, pairing)
    return Comparison(tuple(differences), (*typed, *typed_too, *pairing.notes))


class _Pairing:
    """Which word of one text stands for which of the other."""

    def __init__(
        self,
        a: Reading,
        b: Reading,
        language: str,
        embedder: Embedder | None,
        least: float,
        is_talk: Callable[[str], bool] | None,
    ) -> None:
        self.alias: tuple[dict[str, str], dict[str, str]] = ({}, {})
        self.notes: list[str] = []
        self._sides = (a, b)
        self._embedder, self._least = embedder, least
        # With the fillers' keys: "good" says nothing of a task, and still stands for "suitable" where that does.
        keys = [{token.key for token in side.tokens} for side in self._sides]
        self._left = [
            [
                at
                for at, token in enumerate(side.tokens)
                if not token.is_filler
                and token.key not in other
                and not (token.kind == "technology" and token.key == language)
            ]
            for side, other in zip(self._sides, reversed(keys), strict=True)
        ]
        self._match_synonyms()
        if sum(map(len, self._left)) > _MOST_LEFT or self._is_settled():
            is_talk = None
        # Talk first, or its words would be taken for words of the task that happen to be near.
        self._set_aside([added(side.tokens, left, is_talk) for side, left in self._both()])
        self._match_meanings()
        self._set_aside([excused(side.tokens, left, is_talk) for side, left in self._both()])

    def _both(self) -> list[tuple[Reading, list[int]]]:
        return list(zip(self._sides, self._left, strict=True))

    def _set_aside(self, talks: Sequence[set[int]]) -> None:
        for (side, places), talk in zip(self._both(), talks, strict=True):
            if talk:
                self.notes.append("around it: " + " ".join(side.tokens[at].raw for at in sorted(talk)))
            places[:] = [at for at in places if at not in talk]

    def _is_settled(self) -> bool:
        """The texts differ whatever a model says: by a name, a sign or numbers of both."""
        kinds = [{side.tokens[at].kind for at in places} for side, places in self._both()]
        return (
            self._sides[0].code != self._sides[1].code
            or not (kinds[0] | kinds[1]) <= {"word", "number"}
            or all("number" in one for one in kinds)
        )

    def left(self) -> list[str]:
        """The words that nothing stands for, as phrases; hard kinds first."""
        found: list[str] = []
        for kind, name in (
            ("technology", "language or technology"),
            ("number", "numbers"),
            ("identifier", "names in code"),
            ("operator", "signs"),
            ("word", "words"),
        ):
            a, b = (
                list(dict.fromkeys(side.tokens[at].raw for at in places if side.tokens[at].kind == kind))
                for side, places in zip(self._sides, self._left, strict=True)
            )
            if a or b:
                found.append(f"{name}: {', '.join(a) or 'none'} ≠ {', '.join(b) or 'none'}")
        return found

    def _words(self, side: int) -> list[Token]:
        found = {
            t.key: t
            for at in self._left[side]
            if (t := self._sides[side].tokens[at]).kind in ("word", "technology")
        }
        return list(found.values())

    def _match_synonyms(self) -> None:
        """Words that are left find a listed synonym in the other text."""
        for side in (0, 1):
            left = self._words(side)
            by_line: dict[int, Token] = {}
            for y in sorted(self._sides[1 - side].tokens, key=lambda token: token.key) if left else ():
                for line in senses(y.key) if y.kind == "word" else ():
                    by_line.setdefault(line, y)
            for x in left:
                match = next((by_line[line] for line in sorted(senses(x.key)) if line in by_line), None)
                if match is not None:
                    self._join(side, x, match, "a synonym")

    def _match_meanings(self) -> None:
        """Words that are left find the nearest word left in the other text, then among all of its words.

        One whose opposite is left in the other text finds none: there is a choice, and the texts differ in it.
        """
        if self._embedder is None or not self._may_match():
            return
        self._join_nearest(self._in_place(), NEAR_IN_PLACE)
        left = [self._words(side) for side in (0, 1)]
        free = [
            [x for x in left[s] if not any(are_opposite(x.key, y.key) for y in left[1 - s])] for s in (0, 1)
        ]
        self._join_nearest([(0, x, y) for x in free[0] for y in free[1]], self._least)
        self._join_nearest(
            [
                (side, x, y)
                for side in (0, 1)
                for x in free[side]
                for y in {t.key: t for t in self._sides[1 - side].content}.values()
                if self._embedder.closeness(x.raw.lower(), y.raw.lower()) >= _LEAST_ALONE
            ],
            self._least,
        )

    def _in_place(self) -> list[tuple[int, Token, Token]]:
        """Pairs of words between the same neighbours, one of them left; the other is left too, or a filler."""
        a, b = self._sides
        found = []
        keys = [[self.key(side, token) for token in self._sides[side].tokens] for side in (0, 1)]
        left = [set(places) for places in self._left]
        for i_range, j_range in gaps(*keys):
            for i in i_range:
                for j in j_range:
                    x, y = a.tokens[i], b.tokens[j]
                    if i in left[0] and (j in left[1] or self._is_soft(y)):
                        found.append((0, x, y))
                    elif j in left[1] and self._is_soft(x):
                        found.append((1, y, x))
        return found

    @staticmethod
    def _is_soft(token: Token) -> bool:
        return token.is_filler and len(token.raw) > 3 and token.raw.lower() not in _FIXED

    def _join_nearest(self, pairs: Sequence[tuple[int, Token, Token]], least: float) -> None:
        """Join pairs from the nearest on, each word that is left once."""
        ranked = sorted(
            (
                (-self._nearness(side, x, y), side, x.key, y.key, x, y)
                for side, x, y in pairs
                if x.kind == y.kind == "word"
                and not are_opposite(x.key, y.key)
                and bool(x.negated) == bool(y.negated)
            ),
            key=lambda pair: pair[:4],
        )
        taken: set[tuple[int, str]] = set()
        for distance, side, _, _, x, y in ranked:
            names = {(side, x.key), (1 - side, y.key)}
            if -distance >= least and (side, x.key) in self._places_left() and not names & taken:
                taken |= names
                self._join(side, x, y, "by meaning")

    def _places_left(self) -> set[tuple[int, str]]:
        return {(side, token.key) for side in (0, 1) for token in self._words(side)}

    def _nearness(self, side: int, x: Token, y: Token) -> float:
        if self._embedder is None:
            return 0.0
        here = self._embedder.in_context(self._sides[side].prose, x.raw)
        there = self._embedder.in_context(self._sides[1 - side].prose, y.raw)
        alone = self._embedder.closeness(x.raw.lower(), y.raw.lower())
        return float((here @ there.T).max()) + alone if len(here) and len(there) else alone

    def _may_match(self) -> bool:
        """Vectors of words are worth their time: a few words are left, and nothing else."""
        left = [[self._sides[side].tokens[at] for at in self._left[side]] for side in (0, 1)]
        is_few = all(len({token.key for token in one}) <= _MOST_UNLISTED for one in left)
        return any(left) and is_few and all(token.kind == "word" for one in left for token in one)

    def key(self, side: int, token: Token) -> str:
        """What a word of a side is called in both."""
        return self.alias[side].get(token.key, token.key)

    def _join(self, mine: int, token: Token, other: Token, how: str) -> None:
        # The word that the other text lacks takes the name of the one that stands for it.
        self.alias[mine][token.key] = self.alias[1 - mine].get(other.key, other.key)
        pair = (token, other) if mine == 0 else (other, token)
        self.notes.append(f"{pair[0].raw} for {pair[1].raw} ({how})")
        for side, key in ((0, pair[0].key), (1, pair[1].key)):
            tokens = self._sides[side].tokens
            self._left[side] = [at for at in self._left[side] if tokens[at].key != key]


def _common(a: Reading, b: Reading, pairing: _Pairing) -> set[str]:
    return {pairing.key(0, t) for t in a.content} & {pairing.key(1, t) for t in b.content}


def _negated(a: Reading, b: Reading, pairing: _Pairing) -> list[str]:
    """Words of both texts that one negates at once and the other not even from afar.

    From afar, because a lost full stop or another order of a list shifts what a negation reaches.
    """
    reach = [{pairing.key(side, t) for t in text.tokens if t.negated} for side, text in enumerate((a, b))]
    heads = [
        {pairing.key(side, t) for t in text.tokens if t.negated == 1} for side, text in enumerate((a, b))
    ]
    found = ((heads[0] - reach[1]) | (heads[1] - reach[0])) & _common(a, b, pairing)
    return [f"negated in one only: {', '.join(sorted(found))}"] if found else []


def _exchanged(a: Reading, b: Reading, pairing: _Pairing) -> list[str]:
    """Words that both texts have, but bound the other way round."""
    mine, theirs = (
        {(t.binder, pairing.key(side, t)) for t in text.tokens if t.binder}
        for side, text in enumerate((a, b))
    )
    both = _common(a, b, pairing)
    for binder, key in sorted(mine - theirs):
        others = [k for other, k in sorted(theirs - mine) if other == binder and k in both]
        if key in both and others:
            return [f"order: {binder} {key} ≠ {binder} {others[0]}"]
    return []
