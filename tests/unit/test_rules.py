"""Rules: when they hit, what they say, and which are refused."""

from __future__ import annotations

from typing import Any

import pytest

from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.rules.aftermath import stopped
from goldsmith.domain.rules.check import Ground, fight, problems
from goldsmith.domain.rules.codec import data_of, rule_of
from goldsmith.domain.rules.event import EventKind, WorkEvent, ppm
from goldsmith.domain.rules.rule import Rule
from goldsmith.domain.rules.watch import evaluate, replay
from goldsmith.domain.rules.words import evidence_words, sentence, to_worker
from goldsmith.domain.stage import StageKind

HOUR = 3_600_000
DAY = {"kind": "restrict", "scope": "campaign", "minutes": 1440}
GOLDENS = {"collector": "golden_score", "last": 5, "comparison": "<", "value": 0.6}
SKIPS = {"collector": "skipped_in_row", "last": 20, "comparison": ">=", "value": 3}
FAST = {"collector": "submit_time", "last": 5, "comparison": ">=", "value": 3}


def rule(
    *conditions: dict[str, Any], action: dict[str, Any] = DAY, name: str = "r", stages: Any = ()
) -> Rule:
    return rule_of({"name": name, "conditions": list(conditions), "action": action, "stages": stages})


def history(*facts: Any, worker: int = 1, step_ms: int = 60_000) -> list[WorkEvent]:
    """Facts a minute apart: kind, or (kind, number)."""
    events = []
    for index, fact in enumerate(facts):
        kind, number = fact if isinstance(fact, tuple) else (fact, 0)
        events.append(
            WorkEvent(
                (index, index),
                worker,
                1,
                "annotate",
                EventKind(kind),
                index * step_ms,
                score_ppm=ppm(number) if kind in ("golden", "agreed", "reviewed") else 0,
                active_ms=number if kind == "submitted" else 0,
                amount_e4=number if kind == "accepted" else 0,
                is_fast=number < 5_000 if kind == "submitted" else None,
            )
        )
    return events


@pytest.mark.parametrize(
    ("condition", "facts", "hits"),
    [
        (GOLDENS, [("golden", 1), *[("golden", 0.5)] * 4], []),
        (GOLDENS, [("golden", 1), *[("golden", 0.49)] * 4], [4]),
        (GOLDENS, [("golden", 0)] * 4, []),
        (GOLDENS, [("golden", 0)] * 9, [4]),
        (GOLDENS, [("golden", 0)] * 10, [4, 9]),
        # Five new ones, and the mean of them decides: the first bad ones have left the window.
        (GOLDENS, [("golden", 0)] * 5 + [("golden", 1)] * 5, [4]),
        ({**GOLDENS, "last": 10, "at_least": 5}, [("golden", 0)] * 5 + [("golden", 1)] * 5, [4, 9]),
        (SKIPS, ["skipped"] * 3, [2]),
        (SKIPS, ["skipped", "skipped", "submitted", "skipped", "skipped"], []),
        (SKIPS, ["skipped"] * 6, [2, 5]),
        (FAST, [("submitted", 1_000)] * 3, [2]),
        (FAST, [("submitted", 1_000), ("submitted", 9_000)] * 3, [4]),
        ({**FAST, "seconds": 0.5}, [("submitted", 1_000)] * 5, []),
        ({**FAST, "seconds": 2}, [("submitted", 1_000)] * 3, [2]),
        ({"collector": "answers", "hours": 1, "comparison": ">=", "value": 3}, ["submitted"] * 4, [2, 3]),
        ({"collector": "income", "hours": 24, "comparison": ">", "value": 0.3},
         [("accepted", 1_000)] * 4, [3]),
        ({"collector": "acceptance_rate", "last": 4, "comparison": "<=", "value": 0.5},
         ["accepted", "rejected", "accepted", "rejected"], [3]),
        ({"collector": "reviews", "last": 2, "comparison": "<", "value": 0.5}, [("reviewed", 0)] * 2, [1]),
        ({"collector": "agreement", "last": 2, "comparison": "<", "value": 0.5}, [("agreed", 0)] * 2, [1]),
    ],
)  # fmt: skip
def test_when_a_rule_hits(condition: dict[str, Any], facts: list[Any], hits: list[int]) -> None:
    found = replay(rule(condition), history(*facts))
    assert [hit.position[1] for hit in found] == hits


def test_hours_pass(
) -> None:  # fmt: skip
    one = rule({"collector": "answers", "hours": 1, "comparison": ">=", "value": 3})
    assert len(replay(one, history(*["submitted"] * 3, step_ms=HOUR // 3))) == 1
    assert replay(one, history(*["submitted"] * 9, step_ms=HOUR // 2)) == []


def test_all_conditions_must_hold() -> None:
    both = rule(GOLDENS, {"collector": "answers", "hours": 24, "comparison": ">=", "value": 6})
    facts = [("golden", 0)] * 5 + ["submitted"] * 6
    assert [hit.position[1] for hit in replay(both, history(*facts))] == [10]
    assert replay(both, history(*facts[:-1])) == []


def test_only_the_named_stages_count() -> None:
    facts = history(*[("golden", 0)] * 5)
    assert replay(rule(GOLDENS, stages=["validate"]), facts) == []
    assert evaluate(rule(GOLDENS, stages=["annotate"]), facts) is not None


def test_an_agreement_that_tells_nothing_counts_nothing() -> None:
    one = rule({"collector": "agreement", "last": 3, "comparison": "<", "value": 0.5})
    sure, unsure = history(("agreed", 1))[0], history(("agreed", 0))[0]
    facts = [
        WorkEvent((n, n), 1, 1, "validate", EventKind.AGREED, n, score_ppm=event.score_ppm, weight_ppm=weight)
        for n, (event, weight) in enumerate([(unsure, 0), (unsure, 0), (sure, 900_000)])
    ]
    assert replay(one, facts) == []


def test_what_it_says() -> None:
    one = rule(GOLDENS)
    (hit,) = replay(one, history(*[("golden", 0.4)] * 5))
    assert sentence(one) == (
        "When the golden score is under 60 % over the last 5 goldens, restrict the worker from this campaign for 1 day."
    )
    assert evidence_words(hit.evidence[0]) == ("golden score: 40 % over 5 goldens; the limit is under 60 %")
    assert to_worker(one.action, hit.evidence) == (
        "You get no tasks from this campaign for 1 day, because your answers to 5 tasks with a known answer of late "
        "scored 40 % on average."
    )


def test_what_it_would_have_stopped() -> None:
    one = rule(SKIPS, action={"kind": "restrict", "scope": "campaign", "minutes": 30})
    facts = history(*["skipped"] * 3, *[("submitted", 10_000)] * 60)
    hits = replay(one, facts)
    (what,) = stopped(one, hits, facts)
    assert (what.answers, what.active_ms) == (29, 290_000)
    for_ever = rule(SKIPS, action={"kind": "restrict", "scope": "campaign"})
    assert stopped(for_ever, hits, facts)[0].answers == 60


def test_work_is_stopped_once() -> None:
    one = rule(SKIPS, action={"kind": "restrict", "scope": "campaign", "minutes": 60})
    facts = history(*["skipped"] * 3, "submitted", *["skipped"] * 3, *["submitted"] * 5)
    first, second = stopped(one, replay(one, facts), facts)
    assert (first.answers, second.answers, second.was_restricted) == (6, 0, True)


GROUNDS = [
    Ground("annotate", StageKind.ANNOTATE, True, 1, True, True, "email", True),
    Ground("validate", StageKind.VALIDATE, False, 5, True, False, "email", True),
    Ground("expert", StageKind.ANNOTATE, False, 1, False, False, "expert", False),
    Ground("check", StageKind.CHECK, False, 1, False, False, None, False),
]


@pytest.mark.parametrize(
    ("condition", "changes", "reason"),
    [
        (GOLDENS, {}, None),
        (SKIPS, {}, None),
        (FAST, {}, None),
        (GOLDENS, {"value": 1.2, "comparison": ">"}, "impossible"),
        (GOLDENS, {"value": 0}, "impossible"),
        (GOLDENS, {"value": 0, "comparison": ">="}, "always true"),
        (GOLDENS, {"value": 60}, "always true"),
        (GOLDENS, {"at_least": 6}, "its window holds 5"),
        (SKIPS, {"last": 2}, "a window of 2 can never hold"),
        (FAST, {"value": 6}, "a window of 5 can never hold"),
        (FAST, {"comparison": "<"}, "everybody who begins"),
        (SKIPS, {"value": 0}, "always true"),
    ],
)
def test_a_rule_that_cannot_work_is_refused(condition: Any, changes: Any, reason: str | None) -> None:
    found = problems(rule({**condition, **changes}), GROUNDS, {})
    assert found == [] if reason is None else reason in found[0]


@pytest.mark.parametrize(
    ("collector", "stages", "reason"),
    [
        ("golden_score", ["annotate"], None),
        ("golden_score", ["validate"], "has goldens"),
        ("agreement", ["annotate"], "several answers"),
        ("agreement", ["validate"], None),
        ("reviews", ["validate"], "no stage reviews"),
        ("income", ["expert"], "is paid"),
        ("answers", ["check"], "No people work at check"),
        ("answers", ["nowhere"], "No people work at nowhere"),
    ],
)
def test_a_collector_needs_a_source(collector: str, stages: list[str], reason: str | None) -> None:
    share = collector in ("golden_score", "agreement", "reviews")
    condition = {"collector": collector, "hours": 24, "comparison": "<" if share else ">", "value": 0.5}
    found = problems(rule(condition, stages=stages), GROUNDS, {})
    assert found == [] if reason is None else reason in found[0]


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        ({"kind": "set_skill", "skill": "email", "level": 10}, None),
        ({"kind": "set_skill", "skill": "cooking", "level": 10}, "no skill cooking"),
        ({"kind": "requiz", "skill": "email"}, None),
        ({"kind": "requiz", "skill": "expert"}, "no quiz"),
    ],
)
def test_an_action_needs_an_object(action: Any, reason: str | None) -> None:
    found = problems(rule(GOLDENS, action=action), GROUNDS, {})
    assert found == [] if reason is None else reason in found[0]


def test_conditions_that_exclude_each_other() -> None:
    found = problems(rule(GOLDENS, {**GOLDENS, "comparison": ">", "value": 0.7}), GROUNDS, {})
    assert "exclude each other" in found[0]


ACCEPT, HOLD = {"kind": "accept_answers"}, {"kind": "hold_answers"}
GOOD = {**GOLDENS, "comparison": ">=", "value": 0.9}


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ((GOLDENS, HOLD), (GOOD, ACCEPT), None),
        ((GOLDENS, HOLD), ({**GOOD, "value": 0.5}, ACCEPT), "opposite"),
        ((GOLDENS, HOLD), (SKIPS, ACCEPT), None),
        (
            (GOLDENS, {"kind": "set_skill", "level": 10}),
            (GOLDENS, {"kind": "set_skill", "level": 20}),
            "to 10 and to 20",
        ),
        ((GOLDENS, {"kind": "set_skill", "level": 10}), (GOLDENS, {"kind": "requiz"}), "opposite"),
        ((GOLDENS, DAY), (GOLDENS, DAY), "adds nothing"),
        ((GOLDENS, DAY), (GOLDENS, {**DAY, "minutes": 60}), "each in its own way"),
        (({**GOLDENS, "value": 0.4}, DAY), (GOLDENS, DAY), "adds nothing"),
        ((GOLDENS, DAY), ({**GOLDENS, "value": 0.4}, DAY), "idle"),
        # The worse the number, the longer: that is an escalation, not a fight.
        (({**GOLDENS, "value": 0.4}, {**DAY, "minutes": None}), (GOLDENS, DAY), None),
        ((GOLDENS, {**DAY, "scope": "stage"}), (GOLDENS, DAY), "each in its own way"),
        ((GOLDENS, DAY), ({**GOLDENS, "last": 20}, DAY), None),
    ],
)
def test_rules_that_fight(one: Any, other: Any, reason: str | None) -> None:
    found = fight(rule(one[0], action=one[1]), rule(other[0], action=other[1]), "the other")
    assert found is None if reason is None else reason in (found or "")


def test_rules_at_different_stages_do_not_meet() -> None:
    assert fight(rule(GOLDENS, stages=["a"]), rule(GOLDENS, stages=["b"]), "b") is None


@pytest.mark.parametrize(
    "change",
    [
        {"name": " "},
        {"conditions": []},
        {"conditions": [{**GOLDENS, "collector": "mood"}]},
        {"conditions": [{**GOLDENS, "hours": 3}]},
        {"conditions": [{**GOLDENS, "last": None}]},
        {"conditions": [{**GOLDENS, "last": 100_000}]},
        {"conditions": [{**GOLDENS, "seconds": 3}]},
        {"conditions": [{**GOLDENS, "value": float("nan")}]},
        {"conditions": [{**GOLDENS, "at_least": 0}]},
        {"action": {"kind": "restrict"}},
        {"action": {**DAY, "minutes": 0}},
        {"action": {**DAY, "level": 3}},
        {"action": {"kind": "set_skill", "level": 101}},
        {"action": {"kind": "raise_overlap"}},
        {"action": {"kind": "shout"}},
    ],
)
def test_a_malformed_rule_is_refused(change: Any) -> None:
    with pytest.raises(InvalidInput):
        rule_of({"name": "r", "conditions": [GOLDENS], "action": DAY, **change})


def test_a_rule_survives_the_wire() -> None:
    one = rule(GOLDENS, FAST, action={"kind": "raise_overlap", "more": 2, "hours": 24}, stages=["annotate"])
    assert rule_of(data_of(one)) == one
