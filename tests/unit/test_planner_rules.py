"""Rules in a plan: the code that watches a real campaign finds the hits, and what it asks for is done."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.app.forecast_rules import recipe_rules
from goldsmith.app.forecast_runs import Request, blueprint_of, run
from goldsmith.domain.pace import learn
from goldsmith.domain.rules.codec import rule_of
from goldsmith.domain.rules.event import EventKind, WorkEvent
from goldsmith.domain.rules.rule import Hit, Rule
from goldsmith.domain.rules.watch import replay
from goldsmith.domain.workflow import ITEM
from goldsmith.planner.assumptions import Assumptions, Habits
from goldsmith.planner.blueprint import Blueprint
from goldsmith.planner.deeds import Deeds
from goldsmith.planner.engine import Campaign
from goldsmith.planner.people import DAY_S, Crowd, make_people
from goldsmith.planner.policy import Policy
from goldsmith.planner.purse import Purse
from goldsmith.planner.queues import Item, Queue, Task
from goldsmith.planner.roster import Roster
from goldsmith.planner.rulebook import Rulebook, playable
from goldsmith.planner.shift import EVERYWHERE, Shift
from goldsmith.planner.simulate import Scenario, simulate
from goldsmith.recipes.loader import find_recipe, load_recipe
from goldsmith.recipes.schema import Recipe

DYNAMIC = Policy(3, 5, 0.9)
MANY = {"collector": "answers", "last": 100, "comparison": ">=", "value": 12}


@cache
def recipe() -> Recipe:
    return load_recipe(find_recipe("code-pii"))


@cache
def blueprint() -> Blueprint:
    return blueprint_of(recipe())


def rule(condition: dict[str, object], name: str = "a rule", **action: object) -> Rule:
    return rule_of({"name": name, "conditions": [condition], "action": action})


def scenario(*rules: Rule, workers: int = 40, chunks: int = 20, goldens: int = 0) -> Scenario:
    plan = replace(blueprint(), rules=rules)
    return Scenario(plan, Crowd(workers, ("PL", "IN")), chunks, Assumptions(goldens=goldens))


class Recording(Rulebook):
    """Keeps the facts, and what was carried out after how many of them."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        super().__init__(rules, {stage_id: one.template for stage_id, one in blueprint().stations.items()})
        self.facts: list[WorkEvent] = []
        self.acted: list[tuple[int, Rule, Hit]] = []

    def watch(self, event: WorkEvent) -> None:
        self.facts.append(event)
        super().watch(event)

    def taken(self) -> list[tuple[Rule, Hit]]:
        found = super().taken()
        self.acted += [(len(self.facts), *one) for one in found]
        return found


def played(asked: Scenario, seed: int, policy: Policy = DYNAMIC) -> tuple[Campaign, Recording]:
    """A finished run with every fact of it."""
    watched = Recording(asked.blueprint.rules)
    found = Campaign(
        asked.blueprint,
        policy,
        make_people(asked.crowd, asked.assumptions, Random(seed)),
        asked.chunks,
        asked.assumptions,
        material_rng=Random(seed),
        rng=Random(seed),
        purse=Purse(None, {}),
        rulebook=watched,
    )
    found.run()
    return found, watched


conditions = st.one_of(
    st.builds(
        lambda collector, last, value: {
            "collector": collector, "last": last, "comparison": "<", "value": value,
        },
        st.sampled_from(["golden_score", "agreement", "reviews"]),
        st.integers(1, 12),
        st.floats(0.3, 1.0),
    ),
    st.builds(
        lambda last, value: {"collector": "submit_time", "last": last, "comparison": ">=", "value": value},
        st.integers(3, 12),
        st.integers(1, 3),
    ),
    st.just({"collector": "skipped_in_row", "last": 2, "comparison": ">=", "value": 1}),
    st.just({"collector": "answers", "hours": 24, "comparison": ">=", "value": 30}),
)  # fmt: skip
actions = st.sampled_from(
    [
        {"kind": "restrict", "scope": "campaign", "minutes": 600},
        {"kind": "restrict", "scope": "stage"},
        {"kind": "set_skill", "level": 70.0},
        {"kind": "requiz"},
        {"kind": "raise_overlap", "more": 2, "hours": 24},
        {"kind": "hold_answers", "hours": 24},
    ]
)
rules_drawn = st.lists(
    st.builds(lambda condition, action: rule(condition, **action), conditions, actions),
    min_size=1,
    max_size=3,
).map(tuple)


@given(rules_drawn, st.integers(0, 1000))
@settings(max_examples=15, deadline=None)
def test_a_hit_in_a_plan_is_the_hit_of_a_replay_of_its_facts(rules: tuple[Rule, ...], seed: int) -> None:
    found, watched = played(scenario(*rules, chunks=8, goldens=6), seed)
    positions = [one.position for one in watched.facts]
    assert positions == sorted(set(positions))
    for one in found.rulebook.rules:
        hits = [hit for acted, hit in found.rulebook.hits if acted is one]
        assert hits == replay(one, watched.facts)


@given(rules_drawn, st.integers(0, 1000))
@settings(max_examples=8, deadline=None)
def test_with_rules_too_nobody_sees_an_item_twice_and_a_seed_gives_one_outcome(
    rules: tuple[Rule, ...], seed: int
) -> None:
    asked = scenario(*rules, chunks=5, goldens=6)
    assert simulate(asked, DYNAMIC, seed) == simulate(asked, DYNAMIC, seed)
    for item in played(asked, seed)[0].items:
        assert len(set(item.seen_by)) == len(item.seen_by)


@given(st.integers(0, 1000))
@settings(max_examples=6, deadline=None)
def test_who_is_restricted_for_ever_hands_in_nothing_afterwards(seed: int) -> None:
    strict = rule(MANY, kind="restrict", scope="campaign")
    found, watched = played(scenario(strict, chunks=10), seed)
    assert watched.acted
    after: dict[int, int] = defaultdict(int)
    for place, _, hit in watched.acted:
        later = watched.facts[place:]
        after[hit.worker_id] += sum(
            one.worker_id == hit.worker_id and one.kind is EventKind.SUBMITTED for one in later
        )
        assert found.shifts[hit.worker_id].closed[EVERYWHERE] == math.inf
    # Each hit comes from the person's own answer here, so nothing is in hand.
    assert not any(after.values())


def test_what_is_in_hand_when_another_brings_the_hit_may_still_be_handed_in() -> None:
    found_wrong = {"collector": "reviews", "last": 1, "comparison": "<", "value": 1}
    strict = rule(found_wrong, kind="restrict", scope="campaign")
    # The first rule reads reviews alone; the second makes every answer a fact.
    _, watched = played(scenario(strict, rule(MANY, kind="hold_answers"), workers=60, chunks=30), 3)
    first: dict[int, int] = {}
    for place, one, hit in watched.acted:
        if one is watched.rules[0]:
            first.setdefault(hit.worker_id, place)
    assert first
    for person, place in first.items():
        answers = [
            one for one in watched.facts[place:]
            if one.worker_id == person and one.kind is EventKind.SUBMITTED
        ]  # fmt: skip
        assert len(answers) <= 1


def test_a_restriction_of_a_stage_leaves_the_other_stages() -> None:
    strict = rule(MANY, kind="restrict", scope="stage")
    _, watched = played(scenario(strict), 1)
    answered_elsewhere = False
    for place, _, hit in watched.acted:
        later = [one for one in watched.facts[place:] if one.worker_id == hit.worker_id]
        assert not any(one.stage_id == hit.stage_id for one in later)
        answered_elsewhere |= bool(later)
    assert answered_elsewhere


@given(st.integers(1, 3 * 1440), st.floats(0, 5 * DAY_S), st.floats(0, DAY_S))
def test_who_is_restricted_for_a_time_comes_back_when_it_is_over(
    minutes: int, now_s: float, arrives_s: float
) -> None:
    people = make_people(Crowd(1, ("PL",)), Assumptions(), Random(1))
    shift = Shift(replace(people[0], arrives_s=arrives_s), Habits())
    while shift._day_began_s + DAY_S <= now_s:
        shift.next_day_s()
    shift.restrict(EVERYWHERE, now_s + 60 * minutes)
    back_s = shift.returns_s()
    assert back_s >= now_s + 60 * minutes
    assert not shift.is_closed(EVERYWHERE, back_s)
    assert back_s < now_s + 60 * minutes + DAY_S or back_s == arrives_s


# Without rules, and with rules that never hit


def test_rules_that_never_hit_and_no_rules_are_the_same() -> None:
    impossible = rule({**MANY, "last": 1000, "value": 999}, kind="restrict", scope="campaign")
    for seed in (1, 2):
        without = simulate(scenario(goldens=5), DYNAMIC, seed)
        idle = simulate(scenario(impossible, goldens=5), DYNAMIC, seed)
        assert idle.rules[0].hits == 0
        assert replace(idle, rules=()) == without


def test_rules_can_be_left_out_of_a_request() -> None:
    asked = Request(workers=40, chunks=20, policies=("fixed-3",), seeds=2, goldens=10)
    with_, without = run(recipe(), asked), run(recipe(), replace(asked, rules=False))
    assert [one["name"] for one in with_["rules"]] == [spec.name for spec in recipe().rules]
    assert [one["name"] for one in with_["policies"][0]["rules"]] == [one["name"] for one in with_["rules"]]
    assert all(0 <= one["people"] <= one["hits"] for one in with_["rules"])
    assert any(one["hits"] for one in with_["rules"])
    assert (without["rules"], without["policies"][0]["rules"]) == ([], [])
    assert (with_["has_rules"], without["has_rules"]) == (True, False)
    assert {"what": "rules", "value": "none are played"} in without["assumptions"]


def test_rules_on_money_are_left_aside_and_said_to_be() -> None:
    rich = rule({"collector": "income", "hours": 24, "comparison": ">", "value": 20}, "Rich",
                kind="restrict", scope="campaign", minutes=600)  # fmt: skip
    rules = (*recipe_rules(recipe()), rich)
    assert rich not in playable(rules)
    asked = Request(workers=40, chunks=5, policies=("fixed-3",), seeds=1)
    found = run(recipe(), asked, rules=rules)
    assert len(found["rules"]) == 5
    [said] = [row["value"] for row in found["assumptions"] if row["what"] == "rules"]
    assert "5 of 6" in said
    assert said.endswith(": Rich")


# What is carried out


@pytest.fixture
def hand() -> tuple[Deeds, list[Shift], dict[int, Queue], list[Shift]]:
    """Deeds over six people with every skill, and who was woken."""
    people = make_people(Crowd(6, ("PL",)), Assumptions(), Random(1))
    roster = Roster(blueprint(), people, 0.01)
    shifts = [Shift(person, Habits()) for person in people]
    for shift in shifts:
        for category in blueprint().exams:
            shift.granted(category, 90.0)
        shift.stages = roster.stages(shift, Random(1))
    queues = {stage_id: Queue() for stage_id in blueprint().stations}
    woken: list[Shift] = []
    deeds = Deeds(blueprint(), roster, shifts, queues, Random(1), lambda shift, _now: woken.append(shift))
    return deeds, shifts, queues, woken


def ordinary(shifts: list[Shift]) -> Shift:
    return next(shift for shift in shifts if len(shift.stages) > 2)


def test_a_skill_is_taken_back_until_its_quiz_is_passed_again(
    hand: tuple[Deeds, list[Shift], dict[int, Queue], list[Shift]],
) -> None:
    deeds, shifts, _, woken = hand
    shift = ordinary(shifts)
    stage_id = shift.stages[0]
    skill = blueprint().stations[stage_id].skill
    assert skill is not None
    shift.is_gone = True
    deeds.act(rule(MANY, kind="requiz"), Hit(shift.person.number, stage_id, (1, 0), 0, ()), 60.0)
    assert shift.to_learn == [skill]
    assert not any(blueprint().stations[one].skill == skill for one in shift.stages)
    assert woken == [shift]
    deeds.act(
        rule(MANY, kind="set_skill", skill=skill, level=80.0),
        Hit(shift.person.number, stage_id, (2, 0), 0, ()),
        90.0,
    )
    assert shift.levels[skill] == 80.0
    assert (shift.records[skill].correct, shift.records[skill].total) == (8.0, 10.0)
    assert stage_id in shift.stages


def test_more_answers_are_asked_for_on_open_tasks_of_late(
    hand: tuple[Deeds, list[Shift], dict[int, Queue], list[Shift]],
) -> None:
    deeds, shifts, queues, _ = hand
    tasks = [Task(n, 1, Item(n, "name", 0, ITEM.initial), overlap=3, priority=0) for n in range(3)]
    tasks[1].overlap = 19
    shifts[0].answered = [(0.0, tasks[0]), (7000.0, tasks[1]), (7100.0, tasks[2])]
    more = rule(MANY, kind="raise_overlap", more=2, hours=1)
    deeds.act(more, Hit(0, 1, (1, 0), 0, ()), 7200.0)
    assert [task.overlap for task in tasks] == [3, 20, 5]
    assert queues[1].take(5) is tasks[1]


def test_raised_overlap_asks_for_more_checks() -> None:
    alone = {"collector": "agreement", "last": 3, "comparison": "<", "value": 1}
    asked = scenario(workers=60, chunks=40)
    more = scenario(rule(alone, kind="raise_overlap", more=2), workers=60, chunks=40)
    assert simulate(more, Policy(3, 3), 1).validations > simulate(asked, Policy(3, 3), 1).validations


def test_an_expert_loses_what_the_owner_granted() -> None:
    people = make_people(Crowd(6, ("PL",)), Assumptions(), Random(1))
    roster = Roster(blueprint(), people, 0.01)
    shifts = [Shift(person, Habits()) for person in people]
    [expert] = [shift for shift in shifts if roster.stages(shift, Random(1))]
    expert.granted("expert", 0.0)
    assert roster.stages(expert, Random(1)) == []


def test_a_stage_learns_how_fast_is_too_fast_from_its_answers() -> None:
    fast = rule({"collector": "submit_time", "last": 1, "comparison": ">=", "value": 1}, kind="hold_answers")
    book = Recording((fast,))
    rng = Random(4)
    times = [rng.lognormvariate(3.0, 0.3) for _ in range(60)]
    for number, seconds in enumerate(times):
        book.see(EventKind.SUBMITTED, 1, 1, 700.0 + number, active_s=seconds)
    assert {one.is_fast for one in book.facts[:50]} == {None}, "fewer than 50 answers teach nothing"
    floor = learn([one.active_ms for one in book.facts[:50]])
    assert floor is not None
    book.see(EventKind.SUBMITTED, 2, 1, 800.0, active_s=floor.floor_ms / 1000 - 0.01)
    book.see(EventKind.SUBMITTED, 2, 1, 801.0, active_s=floor.floor_ms / 1000 + 0.01)
    assert [one.is_fast for one in book.facts[-2:]] == [True, False]
    assert [hit.worker_id for _, hit in book.taken()] == [2]
