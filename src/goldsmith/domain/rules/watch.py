"""Run a rule over history: one fact after the other, for whoever asks. Live and replay are this very code.

The facts are the truth: what is kept here is only a window over them, and whoever starts anew primes it with the
facts before. A hit empties nothing. The same rule hits the same worker again only after as many new observations as
it takes to hit at all, so that nobody is punished twice for the same answers; what came before still counts in it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from goldsmith.domain.rules.collectors import SPECS, Collector, observe
from goldsmith.domain.rules.conditions import Condition
from goldsmith.domain.rules.event import EventKind, WorkEvent
from goldsmith.domain.rules.rule import Evidence, Hit, Rule

_HOUR_MS = 3_600_000
_NEVER = (-1, -1)


class _Gauge:
    """One condition on one worker: the observations of its window and their sums."""

    __slots__ = ("condition", "entries", "fresh", "kinds", "newest_ms", "value", "weight")

    def __init__(self, condition: Condition) -> None:
        self.condition = condition
        self.kinds = SPECS[condition.collector].kinds
        self.entries: deque[tuple[int, int, int, tuple[int, int]]] = deque()
        self.value = self.weight = self.fresh = self.newest_ms = 0

    def take(self, event: WorkEvent, hit_at: tuple[int, int]) -> bool:
        """Add an event; whether it was an observation of this condition."""
        # Facts are ordered by transaction. Their times may go back by its length: a window never does.
        self.newest_ms = max(self.newest_ms, event.at_ms)
        is_seen = event.kind in self.kinds and self._add(event, hit_at)
        self._forget(hit_at)
        return is_seen

    def _add(self, event: WorkEvent, hit_at: tuple[int, int]) -> bool:
        if self.condition.collector is Collector.SKIPPED_IN_ROW and event.kind is EventKind.SUBMITTED:
            self.entries.clear()
            self.value = self.weight = self.fresh = 0
            return False
        value, weight = observe(self.condition.collector, event, self.condition.limit_ms)
        self.entries.append((self.newest_ms, value, weight, event.position))
        self.value += value
        self.weight += weight
        self.fresh += event.position > hit_at
        return True

    def _forget(self, hit_at: tuple[int, int]) -> None:
        window, entries = self.condition.window, self.entries
        oldest_ms = -1 if window.hours is None else self.newest_ms - window.hours * _HOUR_MS
        while entries and (entries[0][0] <= oldest_ms or (window.last and len(entries) > window.last)):
            _, value, weight, position = entries.popleft()
            self.value -= value
            self.weight -= weight
            self.fresh -= position > hit_at

    def holds(self) -> bool:
        """Whether the condition holds on enough observations, enough of them new since the last hit."""
        needed = self.condition.needed
        return self.fresh >= needed and self.condition.holds(self.value, self.weight)

    def evidence(self) -> Evidence:
        """What it sees."""
        number = self.condition.number(self.value, self.weight)
        return Evidence(
            self.condition,
            0.0 if number is None else number,
            len(self.entries),
            self.entries[0][0] if self.entries else self.newest_ms,
            self.entries[-1][0] if self.entries else self.newest_ms,
        )


class Watch:
    """One rule over the history of any number of workers.

    `see` takes amortised constant time an event: each observation enters and leaves a window once.
    """

    __slots__ = ("_gauges", "_hits", "_kinds", "_stages", "rule")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._kinds = rule.kinds
        self._stages = frozenset(rule.stages)
        self._gauges: dict[int, tuple[_Gauge, ...]] = {}
        self._hits: dict[int, tuple[int, int]] = {}

    def prime(self, history: Iterable[WorkEvent], last_hits: dict[int, tuple[int, int]]) -> None:
        """Take what happened before, without hitting.

        Args:
            history: the facts that can still lie in a window, in order.
            last_hits: worker → position at which the rule hit them last.
        """
        self._hits.update(last_hits)
        for event in history:
            self._take(event)

    def see(self, event: WorkEvent) -> Hit | None:
        """Take the next fact; the hit, if it completes one."""
        if not self._take(event):
            return None
        gauges = self._gauges[event.worker_id]
        if not all(gauge.holds() for gauge in gauges):
            return None
        self._hits[event.worker_id] = event.position
        for gauge in gauges:
            gauge.fresh = 0
        return Hit(
            event.worker_id,
            event.stage_id,
            event.position,
            event.at_ms,
            tuple(gauge.evidence() for gauge in gauges),
        )

    def _take(self, event: WorkEvent) -> bool:
        if event.kind not in self._kinds or (self._stages and event.stage not in self._stages):
            return False
        gauges = self._gauges.get(event.worker_id)
        if gauges is None:
            gauges = tuple(_Gauge(condition) for condition in self.rule.conditions)
            self._gauges[event.worker_id] = gauges
        hit_at = self._hits.get(event.worker_id, _NEVER)
        seen = [gauge.take(event, hit_at) for gauge in gauges]
        return any(seen)


def evaluate(rule: Rule, history: Sequence[WorkEvent]) -> Hit | None:
    """Whether the last fact of a history makes the rule hit.

    Args:
        rule: the rule.
        history: facts in order, of any workers.
    """
    watch, hit = Watch(rule), None
    for event in history:
        hit = watch.see(event)
    return hit


def replay(rule: Rule, events: Iterable[WorkEvent]) -> list[Hit]:
    """Every hit of a rule over a history, in order; what the live engine would have found."""
    watch = Watch(rule)
    return [hit for event in events if (hit := watch.see(event)) is not None]
