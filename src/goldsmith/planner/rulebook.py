"""The rules of a planned campaign: facts go to the very code that watches a real one, and its hits are counted."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from goldsmith.domain.pace import MIN_ANSWERS, learn
from goldsmith.domain.rules.collectors import Collector
from goldsmith.domain.rules.event import MILLION, EventKind, WorkEvent, ppm
from goldsmith.domain.rules.rule import Hit, Rule
from goldsmith.domain.rules.watch import Watch

MODELLED = frozenset(
    {EventKind.SUBMITTED, EventKind.SKIPPED, EventKind.GOLDEN, EventKind.AGREED, EventKind.REVIEWED}
)
"""Facts that a plan knows of. Nobody accepts or rejects by hand, so rules on money or decisions are not played."""

_REMEMBERED = 2_000
_LEARN_EVERY_S = 600.0
#: A floor moves little while most answers are the same; to learn it every ten minutes makes a run a fifth longer.
_NEW_SHARE = 0.1


@dataclass(slots=True)
class _Pace:
    """The latest active times of a stage, and the floor learned from them."""

    times_ms: deque[int] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    new: int = 0
    learned_s: float = -_LEARN_EVERY_S
    floor_ms: int | None = None

    def take(self, active_ms: int, now_s: float) -> bool | None:
        """Whether an answer is too fast by what was known before it; then learn, where it is time to."""
        is_fast = None if self.floor_ms is None else active_ms < self.floor_ms
        self.times_ms.append(active_ms)
        self.new += 1
        is_due = self.new >= max(1.0, _NEW_SHARE * len(self.times_ms)) and len(self.times_ms) >= MIN_ANSWERS
        if is_due and now_s - self.learned_s >= _LEARN_EVERY_S and (floor := learn(self.times_ms)):
            self.floor_ms, self.learned_s, self.new = floor.floor_ms, now_s, 0
        return is_fast


@dataclass(frozen=True, slots=True)
class RuleHits:
    """What became of one rule in a run.

    Attributes:
        name: the rule's.
        hits: how often it hit.
        people: whom it hit at least once.
    """

    name: str
    hits: int
    people: int


class Rulebook:
    """Takes facts in their order, remembers who was hit.

    Args:
        rules: of the campaign; those that read facts a plan does not know are left aside.
        templates: stage id → template.

    Attributes:
        hits: (rule, hit), in order.
    """

    def __init__(self, rules: Sequence[Rule], templates: Mapping[int, str]) -> None:
        self._templates = templates
        self.rules = playable(rules)
        self.hits: list[tuple[Rule, Hit]] = []
        self._pending: list[tuple[Rule, Hit]] = []
        watches = [Watch(rule) for rule in self.rules]
        self._readers = {kind: [one for one in watches if kind in one.rule.kinds] for kind in EventKind}
        self._learns = any(
            one.collector is Collector.SUBMIT_TIME and one.seconds is None
            for rule in self.rules
            for one in rule.conditions
        )
        self._paces: dict[int, _Pace] = {}
        self._n_facts = 0

    def see(
        self,
        kind: EventKind,
        person: int,
        stage_id: int,
        now_s: float,
        *,
        score: float = 0.0,
        weight: float = 1.0,
        active_s: float = 0.0,
    ) -> None:
        """Take the next fact; what it makes hit waits to be taken."""
        if not self._readers[kind]:
            return
        self._n_facts += 1
        active_ms = round(1000 * active_s)
        is_fast = None
        if self._learns and kind is EventKind.SUBMITTED:
            pace = self._paces.get(stage_id)
            if pace is None:
                pace = self._paces[stage_id] = _Pace()
            is_fast = pace.take(active_ms, now_s)
        self.watch(
            WorkEvent(
                position=(self._n_facts, 0),
                worker_id=person,
                stage_id=stage_id,
                stage=self._templates[stage_id],
                kind=kind,
                at_ms=round(1000 * now_s),
                score_ppm=ppm(score),
                weight_ppm=MILLION if weight == 1.0 else ppm(weight),
                active_ms=active_ms,
                is_fast=is_fast,
            )
        )

    def watch(self, event: WorkEvent) -> None:
        """Show a fact to the rules that read its kind."""
        for one in self._readers[event.kind]:
            if (hit := one.see(event)) is not None:
                self._pending.append((one.rule, hit))

    def taken(self) -> list[tuple[Rule, Hit]]:
        """The hits since the last call, in order."""
        if not self._pending:
            return []
        found, self._pending = self._pending, []
        self.hits += found
        return found

    def counts(self) -> tuple[RuleHits, ...]:
        """What became of every rule."""
        found = []
        for rule in self.rules:
            people = [hit.worker_id for one, hit in self.hits if one is rule]
            found.append(RuleHits(rule.name, len(people), len(set(people))))
        return tuple(found)


def playable(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Those that read nothing but what a plan knows of."""
    return tuple(rule for rule in rules if rule.kinds <= MODELLED)
