"""Whatever the batches and however workers interleave, a rule hits the same people at the same moments."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from goldsmith.domain.rules.codec import rule_of
from goldsmith.domain.rules.event import EventKind, WorkEvent, ppm
from goldsmith.domain.rules.rule import Hit, Rule
from goldsmith.domain.rules.watch import Watch, replay

_SHARES = st.sampled_from(["golden_score", "agreement", "reviews", "acceptance_rate"])
_COUNTS = st.sampled_from(["submit_time", "skipped_in_row", "answers", "income"])
_WINDOWS = st.one_of(
    st.integers(1, 6).map(lambda n: {"last": n}), st.integers(1, 4).map(lambda h: {"hours": h})
)


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    is_share = draw(st.booleans())
    few = {"at_least": draw(st.integers(1, 3))} if is_share else {}
    return {
        "collector": draw(_SHARES if is_share else _COUNTS),
        "comparison": draw(st.sampled_from(["<", "<=", ">", ">="])),
        "value": draw(st.sampled_from([0.25, 0.5, 1.0]) if is_share else st.integers(0, 3)),
        **draw(_WINDOWS),
        **few,
    }


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    return rule_of(
        {
            "name": "r",
            "conditions": draw(st.lists(conditions(), min_size=1, max_size=2)),
            "action": {"kind": "restrict", "scope": "campaign", "minutes": 60},
        }
    )


@st.composite
def histories(draw: st.DrawFn, workers: int = 3) -> list[WorkEvent]:
    """Facts in the order of their transactions; their times go back a little now and then."""
    events, at_ms = [], 10_000_000
    for number in range(draw(st.integers(0, 40))):
        at_ms += draw(st.sampled_from([-200, 0, 60_000, 1_200_000]))
        score = draw(st.sampled_from([0.0, 0.3, 1.0]))
        events.append(
            WorkEvent(
                (number, number), draw(st.integers(1, workers)), draw(st.integers(1, 2)), "annotate",
                draw(st.sampled_from(list(EventKind))), at_ms, score_ppm=ppm(score),
                weight_ppm=draw(st.sampled_from([0, 333_333, 1_000_000])), active_ms=900, amount_e4=7_000,
                is_fast=draw(st.sampled_from([None, False, True])),
            )
        )  # fmt: skip
    return events


def in_batches(rule: Rule, events: list[WorkEvent], size: int) -> list[Hit]:
    """As the supervision works: a new watch each time, primed with the facts before and the last hits."""
    hits: list[Hit] = []
    for start in range(0, len(events), size):
        watch = Watch(rule)
        watch.prime(events[:start], {hit.worker_id: hit.position for hit in hits})
        hits += [hit for event in events[start : start + size] if (hit := watch.see(event)) is not None]
    return hits


@given(rules(), histories(), st.integers(1, 40))
def test_batches_change_nothing(rule: Rule, events: list[WorkEvent], size: int) -> None:
    assert in_batches(rule, events, size) == replay(rule, events)


@given(rules(), histories())
def test_nobody_is_hit_for_what_others_do(rule: Rule, events: list[WorkEvent]) -> None:
    together = replay(rule, events)
    for worker in {event.worker_id for event in events}:
        alone = replay(rule, [event for event in events if event.worker_id == worker])
        assert alone == [hit for hit in together if hit.worker_id == worker]


@given(rules(), histories(workers=1))
def test_a_hit_needs_new_observations_and_its_numbers_are_true(rule: Rule, events: list[WorkEvent]) -> None:
    for hit in replay(rule, events):
        for condition, evidence in zip(rule.conditions, hit.evidence, strict=True):
            assert evidence.n >= condition.needed
            assert evidence.first_at_ms <= evidence.last_at_ms <= max(e.at_ms for e in events)


@given(rules(), histories(workers=1))
def test_the_history_outlives_a_hit(rule: Rule, events: list[WorkEvent]) -> None:
    """A hit changes no number that is measured after it: the same windows, hit or not."""
    watch, unhit = Watch(rule), Watch(rule)
    for event in events:
        watch.see(event)
        unhit.prime([event], {})
    for one, other in zip(watch._gauges.get(1, ()), unhit._gauges.get(1, ()), strict=True):
        assert (list(one.entries), one.value, one.weight) == (list(other.entries), other.value, other.weight)
