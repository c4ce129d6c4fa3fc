"""What a golden asks and what is right, made from material whose truth is known. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from goldsmith.domain.forms import Field, FieldKind
from goldsmith.domain.goldens import side_of
from goldsmith.domain.span import Span

_FEWEST_CHARS = 2


def wrong_marks(truth: Sequence[Span], text: str, labels: Sequence[str], rng: Random) -> list[Span] | None:
    """Marks that are wrong in one way, as people err: one missed, one with another border or label, one too many.

    Args:
        truth: the right marks, sorted, not intersecting.
        text: what they are in.
        labels: the labels of the stage, at least one.
        rng: the only source of randomness.

    Returns:
        marks that differ from `truth`, sorted, not intersecting; None where the text offers no way to err.
    """
    if not truth:
        extra = _a_word(text, rng)
        return None if extra is None else [Span(extra[0], extra[1], rng.choice(list(labels)))]
    at = rng.randrange(len(truth))
    mark = truth[at]
    ways = [[*truth[:at], *truth[at + 1 :]]]
    if mark.end - mark.start > _FEWEST_CHARS:
        ways.append([*truth[:at], replace(mark, end=mark.end - 1), *truth[at + 1 :]])
    others = [label for label in labels if label != mark.label]
    if others:
        ways.append([*truth[:at], replace(mark, label=rng.choice(others)), *truth[at + 1 :]])
    return rng.choice(ways)


def _a_word(text: str, rng: Random) -> tuple[int, int] | None:
    starts = [
        at
        for at, char in enumerate(text)
        if char.isalpha() and (at == 0 or not text[at - 1].isalnum()) and text[at : at + 3].isalpha()
    ]
    if not starts:
        return None
    start = end = rng.choice(starts)
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end


def known_review(answers: Sequence[Mapping[str, Any]], form: Sequence[Field]) -> dict[str, Any] | None:
    """The truth of a review that people agreed on: the verdict of most, and what can be known of its form.

    Args:
        answers: the reviews that count: {verdict, form}.
        form: the fields of the stage. Texts cannot be known and are left out.

    Returns:
        {verdict, form}; None where no verdict has more than half.
    """
    votes = Counter(answer["verdict"] for answer in answers)
    if not votes:
        return None
    verdict, count = votes.most_common(1)[0]
    if 2 * count <= len(answers):
        return None
    agreeing = [answer.get("form") or {} for answer in answers if answer["verdict"] == verdict]
    known: dict[str, Any] = {}
    for field in form:
        values = [given[field.key] for given in agreeing if given.get(field.key) is not None]
        if not values or len(values) < len(agreeing):
            continue
        if field.kind is FieldKind.SCALE:
            middle = sorted(values)[len(values) // 2]
            known[field.key] = {"value": middle, "min": field.min, "max": field.max}
        elif field.kind in (FieldKind.YES_NO, FieldKind.CHOICE, FieldKind.CHOICES) and all(
            value == values[0] for value in values
        ):
            known[field.key] = values[0]
    return {"verdict": verdict, "form": known}


def known_preference(answers: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The truth of a comparison that everybody answered alike: {preference: ours | theirs | tie}, or None."""
    sides = {side_of(answer) for answer in answers}
    return {"preference": sides.pop()} if len(sides) == 1 else None
