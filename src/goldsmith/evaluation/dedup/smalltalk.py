"""Which words of a prompt are talk around the task: greetings, thanks, who the writer or the reader is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from goldsmith.evaluation.dedup import words
from goldsmith.evaluation.dedup.reading import Token

_PERSONAS = (
    ("you", "are"),
    ("youre",),
    ("act", "as"),
    ("imagine",),
    ("pretend",),
    ("i", "am"),
    ("im",),
    ("we", "are"),
)
_NOT_PERSONAS = words.word_set("given provided to not asked required going")


def excused(
    tokens: Sequence[Token], unmatched: Iterable[int], is_talk: Callable[[str], bool] | None = None
) -> set[int]:
    """Which unmatched words only one text has, and no task needs.

    Args:
        tokens: of one text, in order.
        unmatched: places in `tokens` of the words that the other text lacks.
        is_talk: judges a sentence of which the other text has less than half; without it only lists do.

    Returns:
        the places among `unmatched` that are small talk.
    """
    left = set(unmatched)
    found: set[int] = set()
    for clause in _runs(tokens, _clause):
        missing = [at for at in clause if at in left]
        if missing:
            found.update(_excused_in(tokens, clause, missing))
    for sentence in _runs(tokens, _sentence):
        # "Thanks for your time, much obliged": one personal clause speaks for its sentence.
        if _is_added(tokens, sentence, left) and not _demands(tokens, sentence):
            personal = any(tokens[at].raw.lower() in words.PERSONAL for at in sentence)
            found.update(at for at in sentence if at in left and personal and tokens[at].kind == "word")
    if is_talk is not None:
        for part in (_sentence, _clause):
            for places in _runs(tokens, part):
                found.update(_judged(tokens, places, left, is_talk))
    return found


def added(
    tokens: Sequence[Token], unmatched: Iterable[int], is_talk: Callable[[str], bool] | None
) -> set[int]:
    """The words of sentences of talk that share no word of the task with the other text, before or after the rest.

    Args:
        tokens: of one text, in order.
        unmatched: places in `tokens` of the words that the other text lacks.
        is_talk: judges a sentence; without it only those that speak of people and demand nothing count.
    """
    left = set(unmatched)
    found: set[int] = set()
    sentences = _runs(tokens, _sentence)
    for order, step in ((sentences, 1), (sentences[::-1], -1)):
        for places in order:
            is_whole = _is_added(tokens, places, left)
            # "Well, one more: sort a list": a colon parts the talk from the task, and no full stop does.
            part = places if is_whole else _edge(tokens, places, left, step)
            found.update(_added_talk(tokens, part, left, is_talk))
            if not is_whole:
                break
    return found


def _edge(tokens: Sequence[Token], places: Sequence[int], left: set[int], step: int) -> list[int]:
    """The first clauses of a sentence (step 1), or its last (step -1), that share no word with the other text."""
    found: list[int] = []
    for clause in _runs([tokens[at] for at in places], _clause)[::step]:
        here = [places[at] for at in clause]
        if not _is_added(tokens, here, left):
            break
        found += here
    return sorted(found)


def _added_talk(
    tokens: Sequence[Token], places: Sequence[int], left: set[int], is_talk: Callable[[str], bool] | None
) -> list[int]:
    missing = [at for at in places if at in left]
    kinds = {tokens[at].kind for at in missing}
    if not missing or not kinds <= {"word", "number"}:
        return []
    lowers = {tokens[at].raw.lower() for at in places}
    is_small = not lowers.isdisjoint(words.PERSONAL) and not _demands(tokens, places)
    is_taken = is_talk is not None and is_talk(_spoken_text(tokens, places))
    if "number" in kinds:
        # "I have two children": a number of the writer's own, not of the task.
        return missing if is_small and is_taken and not lowers.isdisjoint(words.SPEAKERS) else []
    return missing if is_small or is_taken else []


def _spoken_text(tokens: Sequence[Token], places: Sequence[int]) -> str:
    return " ".join(tokens[at].raw for at in places)


def _sentence(token: Token) -> int:
    return token.sentence


def _clause(token: Token) -> int:
    return token.clause


def _judged(
    tokens: Sequence[Token], places: Sequence[int], left: set[int], is_talk: Callable[[str], bool]
) -> list[int]:
    """The words of a sentence that the model takes for talk; never numbers, names or technologies."""
    content = [at for at in places if not tokens[at].is_filler]
    missing = [at for at in content if at in left]
    if not missing or 2 * len(missing) <= len(content) or any(tokens[at].kind != "word" for at in missing):
        return []
    return missing if is_talk(_spoken_text(tokens, places)) else []


def _runs(tokens: Sequence[Token], part: Callable[[Token], int]) -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for at, token in enumerate(tokens):
        found.setdefault(part(token), []).append(at)
    return list(found.values())


def _is_added(tokens: Sequence[Token], places: Sequence[int], left: set[int]) -> bool:
    """No word of the task is in it."""
    return all(
        at in left or tokens[at].is_filler or tokens[at].raw.lower() in words.QUANTITIES for at in places
    )


def _demands(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    for at in places:
        lower = tokens[at].raw.lower()
        before = tokens[at - 1].raw.lower() if at else ""
        is_demand = lower in words.DEMANDS or lower in words.WISHES or lower in words.NEGATIONS
        if is_demand and before not in words.SPEAKERS:
            return True
        if lower in words.WISHES and not _helps(tokens, places):
            return True
    return False


def _helps(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    return any(tokens[at].raw.lower() in ("help", "hand", "advice", "some") for at in places)


def _excused_in(tokens: Sequence[Token], clause: Sequence[int], missing: Sequence[int]) -> Iterable[int]:
    lowers = {at: tokens[at].raw.lower() for at in clause}
    is_personal = any(lower in words.PERSONAL for lower in lowers.values())
    is_whole = all(tokens[at].is_filler or at in missing for at in clause)
    persona = _is_persona(tokens, clause)
    matched = [at for at in clause if not tokens[at].is_filler and at not in missing]
    for at in missing:
        kind, lower = tokens[at].kind, lowers[at]
        if kind == "number":
            after = tokens[at + 1].key if at + 1 < len(tokens) else ""
            if (persona or _spoken(lowers, clause, at)) and after in words.TIME_UNITS:
                yield at
        elif kind == "word" and (
            persona
            or (is_personal and lower in words.ROLES)
            or (is_whole and lower in words.STYLE)
            or _in_talk(tokens, lowers, clause, at, matched)
        ):
            yield at


def _is_persona(tokens: Sequence[Token], clause: Sequence[int]) -> bool:
    lowers = tuple(tokens[at].raw.lower() for at in clause[:4])
    if lowers[:2] in (("as", "a"), ("as", "an")):
        return any(tokens[at].raw.lower() in words.ROLES for at in clause)
    for lead in _PERSONAS:
        if lowers[: len(lead)] == lead:
            return not _NOT_PERSONAS.intersection(lowers[len(lead) : len(lead) + 1])
    return False


def _spoken(lowers: dict[int, str], clause: Sequence[int], at: int) -> bool:
    return any(lowers[place] in words.SPEAKERS for place in clause if place < at)


def _in_talk(
    tokens: Sequence[Token], lowers: dict[int, str], clause: Sequence[int], at: int, matched: Sequence[int]
) -> bool:
    """Before the task's first word or after its last, where someone speaks and demands nothing."""
    if not matched or at < matched[0]:
        region = [place for place in clause if place <= at]
    elif at > matched[-1]:
        region = [place for place in clause if matched[-1] < place <= at]
    else:
        return False
    people = [place for place in region if lowers[place] in words.PERSONAL]
    if not people:
        return False
    speaks = any(lowers[place] in words.SPEAKERS for place in people)
    for place in region:
        lower, before = lowers[place], lowers.get(place - 1, "")
        if (lower in words.DEMANDS or lower in words.WISHES) and (
            before not in words.SPEAKERS or lower in words.WISHES
        ):
            return False
        if lower in words.NEGATIONS and not speaks:
            return False
    return True
