"""The planner: what it counts, what it refuses, and that the same seed gives the same plan."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import cache
from html import escape
from pathlib import Path
from random import Random
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.app.forecast_report import write_report
from goldsmith.app.forecast_runs import Request, blueprint_of, check_request, request_of_preset, run
from goldsmith.domain.errors import InvalidInput, NotFound
from goldsmith.domain.routing import Standing, decide_move
from goldsmith.domain.skills import MEMORY
from goldsmith.domain.span import Span
from goldsmith.domain.stage import StageKind
from goldsmith.domain.workflow import ITEM, TASK, TaskState
from goldsmith.planner.answers import Suggested, annotate, says_correct
from goldsmith.planner.assumptions import Assumptions, Habits
from goldsmith.planner.billing import bill
from goldsmith.planner.blueprint import Blueprint
from goldsmith.planner.deciding import Decisions
from goldsmith.planner.engine import NOBODY_MAY, OUT_OF_BUDGET, Campaign
from goldsmith.planner.estimate import estimate
from goldsmith.planner.people import Crowd, Person, make_people
from goldsmith.planner.plan import scale_of, scaled, summarise
from goldsmith.planner.policy import Policy, default_policies, parse_policy, under
from goldsmith.planner.profiles import PROFILES, Kind
from goldsmith.planner.purse import Purse
from goldsmith.planner.queues import Item, Queue, Task
from goldsmith.planner.simulate import Scenario, simulate
from goldsmith.recipes.loader import find_recipe, load_recipe
from goldsmith.recipes.schema import Recipe
from goldsmith.simulation.workers import SimulatedWorker

DYNAMIC = Policy(3, 5, 0.9)


@cache
def recipe(name: str = "code-pii") -> Recipe:
    return load_recipe(find_recipe(name))


@cache
def blueprint() -> Blueprint:
    return blueprint_of(recipe())


def scenario(workers: int = 30, chunks: int = 20, **more: object) -> Scenario:
    kept = Scenario(blueprint(), Crowd(workers, ("PL", "IN")), chunks, Assumptions())
    return replace(kept, **more)  # type: ignore[arg-type]


def campaign(asked: Scenario, policy: Policy, seed: int) -> Campaign:
    """A finished run, to look inside."""
    prices = {stage_id: one.price for stage_id, one in asked.blueprint.stations.items()}
    found = Campaign(
        asked.blueprint,
        policy,
        make_people(asked.crowd, asked.assumptions, Random(seed)),
        asked.chunks,
        asked.assumptions,
        material_rng=Random(seed),
        rng=Random(seed),
        purse=Purse(asked.budget, prices),
    )
    found.run()
    return found


# What is counted


@given(st.integers(0, 10_000), st.sampled_from(default_policies(prelabel=True)))
@settings(max_examples=12, deadline=None)
def test_nobody_sees_an_item_twice_and_the_counts_agree(seed: int, policy: Policy) -> None:
    asked = scenario(workers=40, chunks=6)
    found = campaign(asked, policy, seed)
    for item in found.items:
        assert len(set(item.seen_by)) == len(item.seen_by)
        assert item.values >= 0
        if item.is_finished:
            assert item.marks is not None
            assert item.marks.right <= item.values
    outcome = bill(found, asked.blueprint, policy, seed)
    assert not any(stage.goldens for stage in outcome.stages), "none have been made"
    skipped = sum(shift.skipped_s for shift in found.shifts) / 3600
    assert outcome.person_hours == pytest.approx(sum(stage.hours for stage in outcome.stages) + skipped)
    answers = Counter(number for item in found.items for number in item.seen_by)
    assert outcome.labels + outcome.validations <= answers.total()
    assert outcome.labels >= sum(item.marks is not None for item in found.items)
    assert outcome.validations <= policy.maximum * outcome.labels
    assert outcome.worked <= outcome.workers == 40
    assert outcome.cost == outcome.task_pay + outcome.bonus


@given(st.lists(st.tuples(st.integers(0, 8), st.booleans()), max_size=60))
def test_a_task_never_has_more_answers_and_claims_than_its_overlap(steps: list[tuple[int, bool]]) -> None:
    queue = Queue()
    tasks = [Task(n, 1, Item(n, "name", 0, ITEM.initial), overlap=3, priority=0) for n in range(3)]
    held: list[Task] = []
    for task in tasks:
        queue.offer(task)
    for person, answers in steps:
        if (claimed := queue.take(person)) is not None:
            held.append(claimed)
        if held and answers:
            done = held.pop(0)
            done.live -= 1
            done.answers += 1
            done.priority += 1
            queue.offer(done)
        assert all(task.answers + task.live <= task.overlap for task in tasks)


def test_the_queue_hands_out_what_is_nearest_to_completion_then_what_is_oldest() -> None:
    queue = Queue()
    tasks = [
        Task(n, 1, Item(n, "name", 0, ITEM.initial), overlap=2, priority=p) for n, p in enumerate((0, 0, 1))
    ]
    for task in tasks:
        queue.offer(task)
    taken = [queue.take(1), queue.take(1), queue.take(1), queue.take(1)]
    assert [task.number if task else None for task in taken] == [2, 0, 1, None]
    tasks[2].state = TaskState.COMPLETED
    assert queue.take(2) is tasks[0]


def test_the_same_seed_gives_the_same_outcome_and_another_seed_another() -> None:
    one, again, other = (simulate(scenario(), DYNAMIC, seed) for seed in (4, 4, 5))
    assert one == again
    assert one != other


@given(st.permutations([f"person {number}" for number in range(25)]))
@settings(max_examples=5, deadline=None)
def test_what_people_are_called_changes_no_number(names: list[str]) -> None:
    plain = scenario(workers=25, chunks=4)
    named = replace(plain, crowd=replace(plain.crowd, names=tuple(names)))
    assert simulate(named, DYNAMIC, 1) == simulate(plain, DYNAMIC, 1)


def test_policies_meet_the_same_people_and_the_same_material() -> None:
    asked = scenario(chunks=30)
    runs = [campaign(asked, policy, 3) for policy in (Policy(3, 3), DYNAMIC)]
    assert [item.values for item in runs[0].items] == [item.values for item in runs[1].items]
    assert [shift.person for shift in runs[0].shifts] == [shift.person for shift in runs[1].shifts]


def test_a_remembered_decision_is_the_decision_of_the_engine() -> None:
    plan = next(
        one.plan for one in under(DYNAMIC, blueprint(), None).values() if one.plan.kind is StageKind.VALIDATE
    )
    found = campaign(scenario(chunks=5), DYNAMIC, 8)
    shift = next(shift for shift in found.shifts if shift.records)
    category = next(iter(shift.records))
    votes = [shift.vote(category, is_correct=is_correct) for is_correct in (True, False, True, True)]
    decisions, rng = Decisions(plan), Random(1)
    for _ in range(20):
        order = rng.sample(votes, 3)
        task = Task(1, plan.stage_id, Item(1, category, 0, ITEM.initial), overlap=3, priority=0)
        task.answers, task.votes = 2, order[:2]
        standing = Standing(TASK.initial, 3, ITEM.initial, 1, 2, tuple(order[:2]))
        assert decisions.move(task, order[2]) == decide_move(plan, standing, order[2])


def test_fixed_overlap_asks_exactly_so_many() -> None:
    outcome = simulate(scenario(workers=60, chunks=30), Policy(3, 3), 1)
    real = {stage.template: stage.answers - stage.goldens for stage in outcome.stages}
    assert outcome.is_finished
    assert real["validate"] == 3 * real["annotate"]


def test_goldens_are_mixed_in_and_move_the_record() -> None:
    stations = {
        stage_id: replace(one, golden_min=3 if one.template == "annotate" else 0)
        for stage_id, one in blueprint().stations.items()
    }
    asked = scenario(workers=40, chunks=20, blueprint=replace(blueprint(), stations=stations))
    asked = replace(asked, assumptions=Assumptions(goldens=8))
    found = campaign(asked, DYNAMIC, 2)
    given_ = [course.goldens for shift in found.shifts for course in shift.courses.values()]
    assert sum(given_) > 0
    assert max(given_) <= 8, "each once a person"
    totals = {record.total for shift in found.shifts for record in shift.records.values()}
    assert any(total > 6 for total in totals)


def test_what_others_say_moves_records_and_careless_people_lose_trust() -> None:
    found = campaign(scenario(workers=60, chunks=60), DYNAMIC, 2)
    quality: dict[bool, list[float]] = {True: [], False: []}
    for shift in found.shifts:
        for category, record in shift.records.items():
            assert record.total <= MEMORY
            if record.total > 20:
                quality[shift.person.profile.kind is Kind.CARELESS].append(record.quality)
            if shift.levels[category] < 65:
                assert not any(blueprint().stations[stage_id].skill == category for stage_id in shift.stages)
    assert mean(quality[True]) < mean(quality[False])


def test_a_daily_limit_holds_and_makes_it_longer() -> None:
    limited = {stage_id: replace(one, daily_limit=2) for stage_id, one in blueprint().stations.items()}
    asked = scenario(workers=30, chunks=20)
    slow = replace(asked, blueprint=replace(asked.blueprint, stations=limited))
    assert simulate(slow, DYNAMIC, 1).days > simulate(asked, DYNAMIC, 1).days
    for shift in campaign(slow, DYNAMIC, 1).shifts:
        assert all(count <= 2 for count in shift.today.values())


def test_money_is_counted_exactly() -> None:
    asked = scenario(workers=40, chunks=10)
    found = campaign(asked, DYNAMIC, 1)
    outcome = bill(found, asked.blueprint, DYNAMIC, 1)
    wanted = sum(
        (
            asked.blueprint.stations[stage_id].price * (course.answers - course.rejected)
            for shift in found.shifts
            for stage_id, course in shift.courses.items()
        ),
        Decimal(0),
    )
    assert outcome.task_pay == wanted
    assert outcome.bonus >= 0
    dear = replace(asked, blueprint=replace(asked.blueprint, target_hourly=Decimal(100)))
    assert simulate(dear, DYNAMIC, 1).bonus > simulate(asked, DYNAMIC, 1).bonus


def test_more_confidence_takes_more_checks_and_gives_better_data() -> None:
    asked = scenario(workers=60, chunks=120)
    loose, strict = (simulate(asked, Policy(3, 5, confidence), 1) for confidence in (0.7, 0.99))
    assert loose.validations < strict.validations
    assert (loose.right_items or 0) < (strict.right_items or 0)


# Simulated people answer as those of the demo


@pytest.mark.parametrize("kind", [Kind.CAREFUL, Kind.CARELESS, Kind.SPAMMER_NOTHING])
@pytest.mark.parametrize("suggests", [False, True])
def test_counts_follow_the_same_rates_as_marks_in_a_text(kind: Kind, suggests: bool) -> None:
    profile = PROFILES[kind]
    text = "one two_value three four_value five six seven eight nine ten eleven_wrong twelve"
    truth = [
        Span(text.index(word), text.index(word) + len(word), "KEY") for word in ("two_value", "four_value")
    ]
    wrong = Span(text.index("eleven_wrong"), text.index("eleven_wrong") + 12, "KEY")
    worker, rng, runs = SimulatedWorker(profile, Random(1)), Random(2), 6000
    person = Person(0, "", "PL", profile, 1.0, 0.0, 3600.0)
    in_text, in_counts = Counter[str](), Counter[str]()
    for _ in range(runs):
        marks = worker.annotate(text, truth, ["KEY"], [truth[0], wrong] if suggests else None)
        right = len(set(marks) & set(truth))
        in_text.update(right=right, wrong=len(marks) - right)
        found = annotate(
            person, profile.hit_rates["key"], 2, 1, rng, Suggested(1, 1, False) if suggests else None
        )
        in_counts.update(right=found.right, wrong=found.wrong)
        in_text["says correct"] += worker.judge(truth[:1], truth, text).correct
        in_counts["says correct"] += says_correct(person, False, rng)
    for what in ("right", "wrong", "says correct"):
        # A random mark may hit one that is there, and is then not drawn: a little less in a text.
        assert in_text[what] / runs == pytest.approx(in_counts[what] / runs, abs=0.035)


# What is refused


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"workers": 0}, "without workers"),
        ({"workers": 5}, "at least 6 people"),
        ({"chunks": 0}, "without chunks"),
        ({"chunks": 1_000_000}, "more than a plan takes"),
        ({"budget": Decimal("0.01")}, "does not pay for one item"),
        ({"countries": ("PL", "ZZ")}, "No price level is known for ZZ"),
        ({"policies": ("sometimes",)}, "no policy 'sometimes'"),
        ({"policies": ("dynamic-5-3@0.90",)}, "minimum <= maximum"),
        ({"seeds": 0}, "between 1 and"),
        ({"wanted_f1": 1.0}, "between 0 and 1"),
        ({"seconds": {"anotate": 3.0}}, "no stage anotate"),
        ({"seconds": {"annotate": 0.0}}, "more than 0 seconds"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_words(change: dict[str, object], words: str) -> None:
    asked = replace(Request(workers=30, chunks=10), **change)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match=words):
        check_request(recipe(), asked)


def test_only_campaigns_of_marks_can_be_planned() -> None:
    with pytest.raises(InvalidInput, match="only campaigns of marks"):
        check_request(recipe("code-sft"), Request(workers=30, chunks=10))


def test_there_is_no_such_preset() -> None:
    with pytest.raises(NotFound, match="'paper'"):
        request_of_preset("paper")


# How it ends


def test_a_budget_that_is_too_small_ends_the_campaign_and_says_so() -> None:
    outcome = simulate(scenario(workers=40, chunks=40, budget=Decimal(40)), DYNAMIC, 1)
    assert outcome.end == OUT_OF_BUDGET
    assert 0 < outcome.finished < outcome.items
    assert outcome.task_pay <= 40


def test_too_few_people_for_the_last_items_are_noticed() -> None:
    outcome = simulate(scenario(workers=6, chunks=10), Policy(5, 5), 1)
    assert outcome.end == NOBODY_MAY
    assert not outcome.is_finished


def test_a_slow_campaign_ends_at_the_horizon() -> None:
    slow = Assumptions(habits=Habits(hours_a_day=0.05), max_days=2.0)
    outcome = simulate(scenario(workers=20, chunks=200, assumptions=slow), DYNAMIC, 1)
    assert not outcome.is_finished
    assert outcome.days <= 2.1


# Policies beside each other


@pytest.mark.parametrize("policy", default_policies(prelabel=True))
def test_a_policy_is_read_from_its_name(policy: Policy) -> None:
    assert parse_policy(policy.name) == policy


def test_a_smaller_campaign_keeps_chunks_a_person() -> None:
    large = scenario(workers=1399, chunks=12_000, budget=Decimal(130))
    scale = scale_of(large)
    small = scaled(large, scale)
    assert scale == 13
    assert small.chunks / small.crowd.workers == pytest.approx(12_000 / 1399, rel=0.01)
    assert small.budget == 10
    assert scaled(scenario(), scale_of(scenario())) == scenario()


def test_an_interval_needs_two_seeds_and_widens_with_spread() -> None:
    assert estimate([2.0]).low is None
    found = estimate([1.0, 2.0, 3.0])
    assert found.mean == 2.0
    assert found.low == pytest.approx(2 - 2.920 * (4 / 3) ** 0.5, abs=1e-6)
    assert estimate([0.9, 1.0], most=1.0).high == 1.0


def test_the_cheapest_policy_that_reaches_the_wanted_f1_is_marked() -> None:
    asked = scenario(workers=60, chunks=60)
    runs = [
        simulate(asked, policy, seed) for policy in (Policy(3, 3), DYNAMIC, Policy(5, 5)) for seed in (1, 2)
    ]
    plan = summarise(runs, wanted_f1=0.5)
    good = [one for one in plan.policies if one.reaches]
    assert plan.cheapest == min(good, key=lambda one: one.cost.mean).policy
    assert summarise(runs, wanted_f1=0.9999999).cheapest is None
    assert summarise(runs, wanted_f1=0.5, budget=Decimal(1)).cheapest is None
    assert summarise(runs).policies[0].reaches is None
    twice = summarise(runs, scale=2)
    assert twice.policies[0].cost.mean == pytest.approx(2 * plan.policies[0].cost.mean, abs=0.02)
    assert twice.policies[0].days == plan.policies[0].days


def test_a_plan_is_plain_values_with_everything_it_assumes() -> None:
    seen: list[tuple[int, int | None]] = []
    found = run(
        recipe(),
        Request(workers=40, chunks=20, policies=("fixed-3", "dynamic-3-5@0.90"), seeds=2, wanted_f1=0.5),
        on_progress=lambda _what, done, total: seen.append((done, total)),
    )
    assert seen[0] == (0, 4)
    assert seen[-1] == (4, 4)
    assert [one["name"] for one in found["policies"]] == ["fixed-3", "dynamic-3-5@0.90"]
    stated = {row["what"] for row in found["assumptions"]}
    assert {"seconds of a task: annotate", "values in a chunk", "left out"} <= stated
    assert found["cheapest"] in {"fixed-3", "dynamic-3-5@0.90"}
    assert found["findings"]


def test_a_report_holds_every_policy_and_every_assumption(tmp_path: Path) -> None:
    asked = Request(workers=40, chunks=10, policies=("fixed-3", "dynamic-3-5@0.90+prelabel"), seeds=2)
    found = run(recipe(), replace(asked, wanted_f1=0.5))
    write_report(found, tmp_path / "plan.html")
    text = (tmp_path / "plan.html").read_text(encoding="utf-8")
    assert text.count("<circle") == 2
    assert all(escape(row["value"]) in text for row in found["assumptions"])
    nothing = run(recipe(), replace(asked, budget=Decimal("0.7"), seeds=1))
    write_report(nothing, tmp_path / "plan.html")


def test_processes_change_nothing() -> None:
    asked = Request(workers=30, chunks=5, policies=("fixed-3",), seeds=2)
    assert run(recipe(), asked, processes=2) == run(recipe(), asked)


def test_the_preset_is_the_campaign_that_was_published() -> None:
    name, asked = request_of_preset("article")
    assert name == "code-pii"
    assert (asked.chunks, asked.workers, len(set(asked.countries))) == (12_000, 1_399, 35)
    found = run(recipe(), replace(asked, policies=("dynamic-3-5@0.90",), seeds=1))
    [one] = found["policies"]
    assert one["person_hours"]["mean"] == pytest.approx(4349, rel=0.1)
    assert one["days"]["mean"] == pytest.approx(4, abs=1)
    assert one["labels"]["mean"] >= 84_000
    assert one["validations"]["mean"] >= 250_000
