"""Rows of `work_event` as rules read them, and the part of a history that a rule needs to begin with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from goldsmith.app.supervision_ports import SupervisionStore
from goldsmith.domain.pace import Floors
from goldsmith.domain.rules.collectors import SPECS
from goldsmith.domain.rules.event import MILLION, EventKind, WorkEvent, ppm
from goldsmith.domain.rules.rule import Rule

Row = dict[str, Any]

#: Times may go back by the length of a transaction; what is loaded reaches a little further than the window.
_SLACK = timedelta(minutes=10)


def fact_of(row: Row, floors: Floors) -> WorkEvent:
    """One row as a fact; an answer is judged by the floor of its time."""
    kind, at_ms, active_ms = EventKind(row["kind"]), milliseconds(row["at"]), row["active_ms"] or 0
    is_answer = kind is EventKind.SUBMITTED
    return WorkEvent(
        position=(row["xid"], row["id"]),
        worker_id=row["worker_id"],
        stage_id=row["stage_id"],
        stage=row["template"],
        kind=kind,
        at_ms=at_ms,
        score_ppm=ppm(row["score"] or 0.0),
        weight_ppm=MILLION if row["weight"] is None else ppm(row["weight"]),
        active_ms=active_ms,
        amount_e4=int((row["amount"] or 0) * 10_000),
        is_fast=floors.is_fast(row["stage_id"], at_ms, active_ms) if is_answer else None,
    )


def milliseconds(at: datetime) -> int:
    """A time in milliseconds since 1970."""
    return round(at.timestamp() * 1000)


async def floors_of(store: SupervisionStore, rows: Iterable[Row]) -> Floors:
    """The floors of the stages where these facts lie."""
    stages = sorted({row["stage_id"] for row in rows})
    return Floors((row["stage_id"], row["at_ms"], row["floor_ms"]) for row in await store.paces(stages))


async def before(
    store: SupervisionStore,
    rule: Rule,
    campaign_id: int,
    workers: Sequence[int],
    *,
    start: int,
    earliest: datetime,
) -> list[Row]:
    """The facts of workers that can still lie in a window of the rule when the first new one comes, in order.

    Args:
        store: where they are.
        rule: whose windows.
        campaign_id: the rule's campaign.
        workers: of whom.
        start: the transaction at which the new facts begin.
        earliest: time of the first new fact.
    """
    stages = await store.stage_ids(campaign_id, rule.stages) if rule.stages else None
    found: dict[int, Row] = {}
    for condition in rule.conditions:
        kinds = sorted(SPECS[condition.collector].kinds)
        if condition.window.last is not None:
            rows = await store.last(workers, campaign_id, kinds, start, stages, condition.window.last)
        else:
            since = earliest - timedelta(hours=condition.window.hours or 0) - _SLACK
            rows = await store.since(workers, campaign_id, kinds, start, stages, since)
        found.update((row["id"], row) for row in rows)
    return sorted(found.values(), key=lambda row: (row["xid"], row["id"]))
