"""Goldens: tasks with a known answer, mixed in to measure a worker. How many are due, and what an answer scores."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.scoring import token_f1
from goldsmith.domain.span import Span

RIGHT_AT = 0.8
"""A golden answered with at least this score counts as right when the first goldens of a worker are counted."""


def wanted(answered: int) -> int:
    """Goldens among the first `answered` tasks of a worker at a stage: ceil(log10(n + 1)^2.2) - 1, at least 0.

    1 of 10 tasks, 4 of 100, 11 of 1,000, 21 of 10,000: many while a worker is new, few later.

    Args:
        answered: n, tasks answered, goldens included, >= 0.
    """
    if answered < 0:
        raise InvalidInput(f"Nobody has answered {answered} tasks.")
    due: float = math.log10(answered + 1) ** 2.2
    return max(0, math.ceil(due) - 1)


def is_due(*, answered: int, given: int, right: int, minimum: int) -> bool:
    """Whether a worker's next task is a golden.

    Args:
        answered: tasks the worker answered at the stage, goldens included, >= 0.
        given: goldens among them, >= 0.
        right: goldens they got right, in [0, given].
        minimum: goldens that must be right before others are mixed in; 0 for a stage without goldens.
    """
    if minimum == 0:
        return False
    return right < minimum or given < wanted(answered)


def score(truth: Mapping[str, Any], answer: Mapping[str, Any]) -> float:
    """How good an answer to a golden is, in [0, 1].

    Marks: F1 of code points with their labels, so a part that is right earns its part. Verdicts and preferences:
    1 or 0. Reviews: half for the verdict, half for the share of the known form fields that agree; a number on a
    scale earns 1 - |difference| / (max - min), a choice of several the overlap of both sets.

    Args:
        truth: {"spans"}, {"verdict"}, {"verdict", "form"} or {"preference": ours | theirs | tie}; of a scale field
            the truth is {"value", "min", "max"}.
        answer: as submitted and checked.

    Raises:
        InvalidInput: the truth is of none of these shapes.
    """
    if "spans" in truth:
        return token_f1(_spans(truth["spans"]), _spans(answer.get("spans", ())))
    if "preference" in truth:
        return float(side_of(answer) == truth["preference"])
    if "verdict" in truth:
        verdict = float(answer.get("verdict") == truth["verdict"])
        form = truth.get("form") or {}
        if not form:
            return verdict
        given = answer.get("form") or {}
        parts = [_field(known, given.get(key)) for key, known in form.items()]
        return 0.5 * verdict + 0.5 * math.fsum(parts) / len(parts)
    raise InvalidInput(
        "A golden needs known marks, a verdict or a preference.",
        hint=f"Got: {', '.join(sorted(truth)) or 'nothing'}.",
    )


def side_of(answer: Mapping[str, Any]) -> str | None:
    """Which answer of a pair somebody prefers: ours, theirs or tie. Who sees which on the left is drawn by person.

    Args:
        answer: {"preference": -2 (left much better) .. 2, "ours_first"}, or the side by name.
    """
    preference = answer.get("preference")
    if not isinstance(preference, int):
        return preference
    if preference == 0:
        return "tie"
    return "ours" if (preference < 0) == bool(answer.get("ours_first")) else "theirs"


def _field(known: Any, given: Any) -> float:
    """How far one field agrees with what is known, in [0, 1]."""
    if isinstance(known, Mapping):
        if not isinstance(given, int | float) or isinstance(given, bool):
            return 0.0
        width = float(known["max"] - known["min"])
        return max(0.0, 1 - abs(given - float(known["value"])) / width)
    if isinstance(known, list):
        wanted_set, given_set = set(known), set(given or ())
        both = wanted_set | given_set
        return len(wanted_set & given_set) / len(both) if both else 1.0
    return float(known == given)


def _spans(marks: Sequence[Mapping[str, Any]]) -> list[Span]:
    return [Span(mark["start"], mark["end"], mark["label"]) for mark in marks]
