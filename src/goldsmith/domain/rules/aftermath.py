"""What a rule's hits would have stopped: answers and hours of work after them, had it been switched on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goldsmith.domain.rules.actions import ActionKind, Scope
from goldsmith.domain.rules.event import EventKind, WorkEvent
from goldsmith.domain.rules.rule import Hit, Rule

_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Stopped:
    """Work that would not have been done.

    Attributes:
        answers: answers after the hit, within the restriction's time and scope.
        active_ms: their active time.
        until_ms: end of the restriction; None for ever, and where nothing is restricted.
        was_restricted: the hit falls into the time of one before: it would not have come about.
    """

    answers: int
    active_ms: int
    until_ms: int | None
    was_restricted: bool


def stopped(rule: Rule, hits: Sequence[Hit], events: Sequence[WorkEvent]) -> list[Stopped]:
    """One entry a hit. Work is counted once, at the first hit that would have stopped it.

    Args:
        rule: the rule; one that restricts nobody stops nothing.
        hits: of `replay`, in order.
        events: the history that was replayed, in order.

    Cost: O(events + hits · answers of the worker).
    """
    if rule.action.kind is not ActionKind.RESTRICT:
        return [Stopped(0, 0, None, False) for _ in hits]
    answers = _answers(events)
    ends: dict[tuple[int, int], float] = {}
    found = []
    for hit in hits:
        place = (hit.worker_id, hit.stage_id if rule.action.scope is Scope.STAGE else 0)
        begins = max(hit.at_ms, ends.get(place, hit.at_ms))
        minutes = rule.action.minutes
        ends_ms = float("inf") if minutes is None else hit.at_ms + minutes * _MINUTE_MS
        mine = [
            event
            for event in answers.get(hit.worker_id, ())
            if event.position > hit.position
            and begins <= event.at_ms < ends_ms
            and (place[1] == 0 or event.stage_id == place[1])
        ]
        was_restricted = ends.get(place, 0.0) > hit.at_ms
        found.append(
            Stopped(
                len(mine),
                sum(event.active_ms for event in mine),
                None if minutes is None else int(ends_ms),
                was_restricted,
            )
        )
        ends[place] = max(ends.get(place, 0.0), ends_ms)
    return found


def _answers(events: Sequence[WorkEvent]) -> Mapping[int, list[WorkEvent]]:
    by_worker: dict[int, list[WorkEvent]] = defaultdict(list)
    for event in events:
        if event.kind is EventKind.SUBMITTED:
            by_worker[event.worker_id].append(event)
    return by_worker
