"""From a recipe to the rows of a campaign: stages per category, and what is kept of the recipe."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from goldsmith.domain.pay import price_of
from goldsmith.domain.stage import MACHINE_KINDS, MAKING_KINDS, End, Outcome, StageKind
from goldsmith.domain.workflow import STAGE
from goldsmith.recipes.schema import Category, Recipe, Stage, Track


@dataclass(frozen=True, slots=True)
class CompiledStage:
    """A stage of one track, with routes by key.

    Attributes:
        row: columns of the stage table, without ids.
        routes: outcome → {"stage": key or None, "end": end or None}.
        config: what is kept beside the columns; `excludes` and `pairs` by key.
    """

    row: dict[str, Any]
    routes: dict[str, dict[str, str | None]]
    config: dict[str, Any]


def compile_stages(recipe: Recipe) -> list[CompiledStage]:
    """Build every stage of every track, upstream first."""
    return [
        _compile(recipe, track, template, stage, position)
        for position, (template, stage) in enumerate(recipe.stages.items())
        for track in recipe.stage_tracks
    ]


def target_weights(recipe: Recipe) -> dict[tuple[str, ...], float]:
    """The weight of each cell of the target: track, then one value a dimension, in the recipe's order."""
    weights = recipe.target.tracks if recipe.target else {}
    axes = [{track.key: weights.get(track.key, 1.0) for track in recipe.tracks}]
    axes += [{value.key: value.share for value in dimension.values} for dimension in recipe.dimensions]
    cells: dict[tuple[str, ...], float] = {}
    for parts in product(*(axis.items() for axis in axes)):
        weight = 1.0
        for _, share in parts:
            weight *= share
        cells[tuple(key for key, _ in parts)] = weight
    return cells


def stage_key(template: str, track: str) -> str:
    """The key of a template's stage for a track: `annotate:email`, `author_prompt:scala`."""
    return f"{template}:{track}"


def skill_key(recipe_key: str, skill: str) -> str:
    """Skills belong to a kind of campaign, so that they carry over to the next one."""
    return f"{recipe_key}/{skill}"


def _compile(recipe: Recipe, track: Track, template: str, stage: Stage, position: int) -> CompiledStage:
    is_machine = stage.kind in MACHINE_KINDS
    row = {
        "key": stage_key(template, track.key),
        "template": template,
        "kind": stage.kind.value,
        "category": track.key,
        "title": stage.title.replace("{category}", track.title).replace("{track}", track.title),
        "position": position,
        "state": STAGE.initial.value,
        "skill_key": None if is_machine else _skill(recipe, track, stage),
        "skill_min": stage.skill_at_least,
        "overlap_min": stage.overlap.min,
        "overlap_max": stage.overlap.max,
        "min_confidence": stage.overlap.confidence,
        "max_rounds": _author_of(recipe, stage).max_rounds,
        "max_authors": _author_of(recipe, stage).max_authors,
        "lease_s": stage.lease_minutes * 60,
        "expected_s": stage.expected_seconds,
        "price": Decimal(0) if is_machine else _price(recipe, stage),
        "daily_limit": stage.daily_limit,
        "golden_min": 0 if is_machine else stage.goldens,
    }
    config = {
        "labels": [label.key for label in track.labels] if isinstance(track, Category) else [],
        "template": template,
        "position": position,
        "excludes": _excludes(recipe, track, template, stage),
        "form": [field.model_dump(mode="json") for field in stage.form],
        "about": stage.about,
        "tests": stage.tests,
        "checks": [check.model_dump(mode="json") for check in stage.checks],
        "pairs": stage_key(stage.pairs, track.key) if stage.pairs else None,
        "prompt": stage.prompt,
        "answer": stage.answer,
        "opening": {
            "kind": stage.kind.value,
            "overlap": stage.overlap.min,
            "second_share": stage.second_review,
            "share": stage.share,
            "reserve_s": round(stage.reserve_hours * 3600),
            "confirmed_overlap": _confirmed_overlap(recipe, stage),
        },
    }
    routes = {outcome.value: _route(recipe, track, to) for outcome, to in stage.routes.items()}
    return CompiledStage(row, routes, config)


def _confirmed_overlap(recipe: Recipe, stage: Stage) -> int | None:
    """Validations at first of marks that a confident model suggested too."""
    if recipe.prelabel is None or recipe.prelabel.confident_overlap is None:
        return None
    if stage.kind is not StageKind.VALIDATE:
        return None
    return min(recipe.prelabel.confident_overlap, stage.overlap.min)


def _author_of(recipe: Recipe, stage: Stage) -> Stage:
    """The author's stage that this one sends work back to, whose rounds count; else the stage itself."""
    for outcome in (Outcome.REJECTED, Outcome.FAILED):
        target = stage.routes.get(outcome)
        if target in recipe.stages and recipe.stages[target].kind is StageKind.AUTHOR:
            return recipe.stages[target]
    return stage


def _excludes(recipe: Recipe, track: Track, template: str, stage: Stage) -> list[str] | None:
    """Keys of the stages whose answerers may not work here on the same item.

    Marks exclude everybody who saw the item. Texts exclude whom the recipe names, and always those who made
    what is judged here; a machine excludes nobody.
    """
    if stage.kind in MACHINE_KINDS:
        return []
    if stage.kind in (StageKind.ANNOTATE, StageKind.VALIDATE) and stage.excludes is None:
        return None
    named = set(recipe.stages if stage.excludes is None else stage.excludes) - {template}
    if stage.kind in MAKING_KINDS:
        named |= {template}
    if stage.kind in (StageKind.REVIEW, StageKind.COMPARE):
        named |= {to for to in stage.routes.values() if to in recipe.stages and _makes(recipe, to)}
    if stage.kind is StageKind.COMPARE:
        named |= {name for name in recipe.stages if _makes(recipe, name)}
    return [stage_key(name, track.key) for name in recipe.stages if name in named]


def _makes(recipe: Recipe, template: str) -> bool:
    return recipe.stages[template].kind in MAKING_KINDS


def _skill(recipe: Recipe, track: Track, stage: Stage) -> str | None:
    if stage.skill is not None:
        return skill_key(recipe.recipe, stage.skill)
    # Marks without a quiz are open to all; texts want a skill that somebody granted.
    has_skill = track.key in recipe.quizzes or bool(recipe.tracks)
    return skill_key(recipe.recipe, track.key) if has_skill else None


def _price(recipe: Recipe, stage: Stage) -> Decimal:
    if stage.price is not None:
        return stage.price
    return price_of(recipe.pay.target_hourly, stage.expected_seconds)


def _route(recipe: Recipe, track: Track, target: str) -> dict[str, str | None]:
    if target not in recipe.stages:
        return {"stage": None, "end": target}
    end = End.FLAGGED.value if recipe.stages[target].flagged else None
    return {"stage": stage_key(target, track.key), "end": end}
