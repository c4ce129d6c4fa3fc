"""From compiled stages to the plans that routing reads, without a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from goldsmith.domain.forms import field_of
from goldsmith.domain.stage import End, Opening, Outcome, Route, StageKind, StagePlan
from goldsmith.recipes.compile import CompiledStage


def stage_plans(stages: Sequence[CompiledStage]) -> dict[int, StagePlan]:
    """The plan of each stage; its id is its place in the sequence, from 1."""
    ids = {stage.row["key"]: number for number, stage in enumerate(stages, start=1)}
    openings = {ids[stage.row["key"]]: _opening(stage, ids) for stage in stages}
    return {ids[stage.row["key"]]: _plan(stage, ids, openings) for stage in stages}


def _plan(stage: CompiledStage, ids: Mapping[str, int], openings: Mapping[int, Opening]) -> StagePlan:
    row, config = stage.row, stage.config
    routes = {Outcome(outcome): _route(route, ids) for outcome, route in stage.routes.items()}
    reached = _reached(routes, openings)
    return StagePlan(
        stage_id=ids[row["key"]],
        kind=StageKind(row["kind"]),
        category=row["category"],
        labels=tuple(config["labels"]),
        overlap_min=row["overlap_min"],
        overlap_max=row["overlap_max"],
        min_confidence=row["min_confidence"],
        max_rounds=row["max_rounds"],
        max_authors=row["max_authors"],
        routes=routes,
        openings={stage_id: openings[stage_id] for stage_id in reached},
        form=tuple(field_of(field) for field in config["form"]),
    )


def _reached(routes: Mapping[Outcome, Route], openings: Mapping[int, Opening]) -> list[int]:
    """The stages that the routes lead to, those behind a stage that takes a share included."""
    found: list[int] = []
    waiting = [route.stage_id for route in routes.values()]
    while waiting:
        stage_id = waiting.pop()
        if stage_id is None or stage_id in found:
            continue
        found.append(stage_id)
        otherwise = openings[stage_id].otherwise
        waiting.append(None if otherwise is None else otherwise.stage_id)
    return sorted(found)


def _opening(stage: CompiledStage, ids: Mapping[str, int]) -> Opening:
    opening: Mapping[str, Any] = stage.config["opening"]
    done = stage.routes.get(Outcome.DONE.value)
    return Opening(
        kind=StageKind(opening["kind"]),
        overlap=opening["overlap"],
        second_share=opening["second_share"],
        share=opening["share"],
        otherwise=_route(done, ids) if opening["share"] < 1 and done is not None else None,
        reserve_s=opening["reserve_s"],
        confirmed_overlap=opening["confirmed_overlap"],
    )


def _route(route: Mapping[str, str | None], ids: Mapping[str, int]) -> Route:
    return Route(ids[route["stage"]] if route["stage"] else None, End(route["end"]) if route["end"] else None)
