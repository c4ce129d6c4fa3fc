"""The stages of a campaign as the check of rules sees them, from a recipe or from stored stages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from goldsmith.domain.rules.check import Ground
from goldsmith.domain.stage import MAKING_KINDS, StageKind
from goldsmith.recipes.compile import compile_stages, skill_key
from goldsmith.recipes.schema import Recipe

_JUDGING = frozenset({StageKind.VALIDATE, StageKind.REVIEW})


def grounds_of(stages: Iterable[Mapping[str, Any]]) -> list[Ground]:
    """One entry a stage.

    Args:
        stages: rows {template, kind, golden_min, overlap_max, price, skill_key, has_quiz, leads_to (templates)}.
    """
    rows = list(stages)
    kinds = {row["template"]: StageKind(row["kind"]) for row in rows}
    leads = {row["template"]: set(row["leads_to"]) for row in rows}
    return [
        Ground(
            stage=row["template"],
            kind=StageKind(row["kind"]),
            has_goldens=row["golden_min"] > 0,
            overlap_max=row["overlap_max"],
            is_paid=row["price"] > 0,
            is_judged=StageKind(row["kind"]) in MAKING_KINDS and _is_judged(row["template"], kinds, leads),
            skill=None if row["skill_key"] is None else row["skill_key"].partition("/")[2],
            has_quiz=bool(row["has_quiz"]),
        )
        for row in rows
    ]


def recipe_grounds(recipe: Recipe) -> list[Ground]:
    """The grounds of a campaign of this recipe."""
    return grounds_of(
        {
            **stage.row,
            "has_quiz": stage.row["category"] in recipe.quizzes
            and stage.row["skill_key"] == skill_key(recipe.recipe, stage.row["category"]),
            "leads_to": [
                route["stage"].partition(":")[0] for route in stage.routes.values() if route["stage"]
            ],
        }
        for stage in compile_stages(recipe)
    )


def _is_judged(stage: str, kinds: Mapping[str, StageKind], leads: Mapping[str, set[str]]) -> bool:
    """Whether what is made at a stage comes to one that judges it, before somebody else makes it anew."""
    seen, waiting = {stage}, list(leads[stage])
    while waiting:
        one = waiting.pop()
        if kinds[one] in _JUDGING:
            return True
        if one not in seen and kinds[one] not in MAKING_KINDS:
            seen.add(one)
            waiting += leads[one]
    return False
