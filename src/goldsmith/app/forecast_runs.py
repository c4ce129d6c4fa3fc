"""A plan from a recipe: the scenario, its runs side by side, and what came out as plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from multiprocessing import get_context
from typing import Any

from goldsmith.app.forecast_rules import recipe_rules, what_rules_did
from goldsmith.app.forecast_words import findings, stated
from goldsmith.app.ports import Row
from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.rules.rule import Rule
from goldsmith.domain.stage import StagePlan
from goldsmith.pay.price_level_file import shipped_levels
from goldsmith.planner.assumptions import Assumptions, Habits
from goldsmith.planner.blueprint import Blueprint, Exam, Station, require_marks
from goldsmith.planner.outcome import Outcome
from goldsmith.planner.people import Crowd
from goldsmith.planner.plan import Plan, check_f1, scale_of, scaled, summarise
from goldsmith.planner.policy import Policy, default_policies, parse_policy
from goldsmith.planner.presets import find_preset
from goldsmith.planner.simulate import Scenario, check, simulate
from goldsmith.recipes.compile import CompiledStage, compile_stages
from goldsmith.recipes.schema import Recipe
from goldsmith.recipes.stage_plans import stage_plans

OnProgress = Callable[[str, int, int | None], None]
MOST_RUNS = 200
MOST_ITEMS = 2_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants to know.

    Attributes:
        workers: people who join, >= 1.
        countries: ISO 3166-1 alpha-2; () for all there are price levels for.
        chunks: how many, >= 1.
        budget: in the campaign's currency; None for no limit.
        wanted_f1: in (0, 1); None for no wish.
        policies: names, as `goldsmith.planner.policy.parse_policy` reads them; () for the usual ones.
        prelabel: where the usual policies are taken: each also with a model's suggestions.
        seeds: runs of each policy, >= 1.
        seconds: template → seconds of a task; what is missing takes the recipe's.
        habits: when people come, and how long they stay.
        goldens: goldens there are at each stage whose recipe mixes them in, >= 0.
        rules: play the campaign's rules.
        whole: simulate the whole campaign, not a smaller one of the same proportions.
    """

    workers: int
    chunks: int
    countries: tuple[str, ...] = ()
    budget: Decimal | None = None
    wanted_f1: float | None = None
    policies: tuple[str, ...] = ()
    prelabel: bool = False
    seeds: int = 5
    seconds: Mapping[str, float] | None = None
    habits: Habits = field(default_factory=Habits)
    goldens: int = 0
    rules: bool = True
    whole: bool = False


def request_of_preset(name: str, **changes: Any) -> tuple[str, Request]:
    """(recipe, request) of a preset, with what the caller changed."""
    preset = find_preset(name)
    kept = {
        "workers": preset.workers,
        "chunks": preset.chunks,
        "countries": preset.countries,
        "seconds": preset.seconds,
        "habits": preset.habits,
    }
    return preset.recipe, Request(**{**kept, **changes})


def blueprint_of(
    recipe: Recipe, prices: Mapping[str, Decimal] | None = None, rules: Sequence[Rule] | None = None
) -> Blueprint:
    """The recipe as the planner sees it.

    Args:
        recipe: of marks.
        prices: key of a stage → its price, where it is no longer the recipe's.
        rules: that are played; None for the recipe's.

    Raises:
        InvalidInput: its work is not marks.
    """
    require_marks([stage.kind for stage in recipe.stages.values()], recipe.recipe)
    compiled = compile_stages(recipe)
    plans = stage_plans(compiled)
    current = prices or {}
    stations = {
        stage_id: _station(stage, plans[stage_id], current)
        for stage_id, stage in enumerate(compiled, start=1)
    }
    quiz_rules = recipe.quiz
    exams = {
        key: Exam(
            training=len(quiz.training),
            pool=tuple(len(task.spans) for task in quiz.exam),
            tasks=quiz_rules.exam_tasks,
            pass_mark=quiz_rules.pass_mark,
            max_attempts=quiz_rules.max_attempts,
            retry_s=60.0 * quiz_rules.retry_after_minutes,
        )
        for key, quiz in recipe.quizzes.items()
    }
    return Blueprint(
        name=recipe.recipe,
        stations=stations,
        exams=exams,
        target_hourly=recipe.pay.target_hourly,
        currency=recipe.pay.currency,
        control_share=recipe.prelabel.control_share if recipe.prelabel else 0.1,
        rules=recipe_rules(recipe) if rules is None else tuple(rules),
    )


def _station(stage: CompiledStage, plan: StagePlan, prices: Mapping[str, Decimal]) -> Station:
    row = stage.row
    skill: str | None = row["skill_key"]
    return Station(
        plan=plan,
        template=row["template"],
        position=row["position"],
        price=prices.get(row["key"], row["price"]),
        expected_s=float(row["expected_s"]),
        # Skills are kept by kind of campaign: "code-pii/email".
        skill=None if skill is None else skill.rpartition("/")[2],
        skill_min=float(row["skill_min"]),
        golden_min=int(row.get("golden_min") or 0),
        daily_limit=row["daily_limit"],
    )


def run(
    recipe: Recipe,
    request: Request,
    *,
    prices: Mapping[str, Decimal] | None = None,
    rules: Sequence[Rule] | None = None,
    processes: int = 1,
    on_progress: OnProgress = lambda *_: None,
) -> Row:
    """Plan a campaign.

    Args:
        recipe: of marks.
        request: what is asked.
        prices: key of a stage → its price, where it is no longer the recipe's.
        rules: of the campaign, where they are no longer the recipe's; None for the recipe's.
        processes: side by side; 1 stays in this one.
        on_progress: called with (what, done, total).

    Returns:
        The plan as plain values, with what it assumes.

    Raises:
        InvalidInput: something asked for cannot be; the message says what.
    """
    scenario, policies, scale = check_request(recipe, request, prices, rules)
    small = scaled(scenario, scale)
    tries = [(policy, seed) for seed in range(1, request.seeds + 1) for policy in policies]
    outcomes = _simulated(small, tries, processes, on_progress)
    plan = summarise(outcomes, scale=scale, budget=request.budget, wanted_f1=request.wanted_f1)
    return _as_row(plan, scenario, request, scale)


def check_request(
    recipe: Recipe,
    request: Request,
    prices: Mapping[str, Decimal] | None = None,
    rules: Sequence[Rule] | None = None,
) -> tuple[Scenario, tuple[Policy, ...], int]:
    """What will be run: (the whole campaign, the policies, by how much it is made smaller).

    Raises:
        InvalidInput: something asked for cannot be; the message says what.
    """
    blueprint = blueprint_of(recipe, prices, rules if request.rules else ())
    policies = tuple(dict.fromkeys(map(parse_policy, request.policies)))
    policies = policies or default_policies(prelabel=request.prelabel)
    if request.seeds < 1 or request.seeds * len(policies) > MOST_RUNS:
        raise InvalidInput(
            f"{request.seeds} seeds of {len(policies)} policies are not between 1 and {MOST_RUNS} runs.",
            hint="Three to five seeds show how much chance moves the numbers.",
        )
    if request.chunks * len(blueprint.categories) > MOST_ITEMS:
        raise InvalidInput(
            f"{request.chunks:,} chunks are more than a plan takes: {MOST_ITEMS:,} items.",
            hint="Plan a tenth of it, with a tenth of the people: hours and money grow in proportion.",
        )
    templates = {one.template for one in blueprint.stations.values()}
    if strange := set(request.seconds or {}) - templates:
        raise InvalidInput(
            f"{recipe.recipe} has no stage {', '.join(sorted(strange))}.",
            hint=f"Its stages are {', '.join(sorted(templates))}.",
        )
    assumptions = Assumptions(
        seconds=dict(request.seconds or {}), habits=request.habits, goldens=request.goldens
    )
    crowd = Crowd(request.workers, _countries(request.countries))
    scenario = Scenario(blueprint, crowd, request.chunks, assumptions, request.budget)
    for policy in policies:
        check(scenario, policy)
    if request.wanted_f1 is not None:
        check_f1(request.wanted_f1)
    return scenario, policies, 1 if request.whole else scale_of(scenario)


def _countries(codes: Sequence[str]) -> tuple[str, ...]:
    levels = shipped_levels()
    wanted = tuple(dict.fromkeys(code.strip().upper() for code in codes if code.strip()))
    if unknown := [code for code in wanted if code not in levels]:
        raise InvalidInput(
            f"No price level is known for {', '.join(unknown)}.",
            hint="Use codes of two letters, such as PL,IN,BR; `goldsmith pay countries` lists them.",
        )
    return wanted or tuple(level.country for level in levels)


def _simulated(
    scenario: Scenario, tries: Sequence[tuple[Policy, int]], processes: int, on_progress: OnProgress
) -> list[Outcome]:
    total = len(tries)
    on_progress("runs", 0, total)
    if processes <= 1 or total == 1:
        found = []
        for done, (policy, seed) in enumerate(tries, start=1):
            found.append(simulate(scenario, policy, seed))
            on_progress("runs", done, total)
        return found
    # Not forked: the caller may have threads.
    with ProcessPoolExecutor(min(processes, total), mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(simulate, scenario, policy, seed) for policy, seed in tries]
        for done, _ in enumerate(as_completed(futures), start=1):
            on_progress("runs", done, total)
        return [future.result() for future in futures]


def _as_row(plan: Plan, scenario: Scenario, request: Request, scale: int) -> Row:
    blueprint = scenario.blueprint
    return {
        "recipe": blueprint.name,
        "currency": blueprint.currency,
        "target_hourly": str(blueprint.target_hourly),
        "chunks": scenario.chunks,
        "items": scenario.chunks * len(blueprint.categories),
        "workers": scenario.crowd.workers,
        "countries": list(scenario.crowd.countries),
        "budget": None if request.budget is None else str(request.budget),
        "wanted_f1": request.wanted_f1,
        "is_everywhere": not any(request.countries),
        "seconds": dict(request.seconds or {}),
        "hours_a_day": request.habits.hours_a_day,
        "arrival_days": request.habits.arrival_days,
        "quizzes": request.habits.quizzes,
        "goldens": request.goldens,
        "has_rules": request.rules,
        "seeds": request.seeds,
        "scale": scale,
        "policies": [
            {
                "name": one.policy.name,
                "title": one.policy.title,
                "is_fixed": one.policy.is_fixed,
                "is_prelabelled": one.policy.is_prelabelled,
                **{key: value for key, value in asdict(one).items() if key != "policy"},
                "ends": list(one.ends),
                "rules": [asdict(rule) for rule in one.rules],
            }
            for one in plan.policies
        ],
        "cheapest": plan.cheapest.name if plan.cheapest else None,
        "comparisons": [
            {**asdict(one), "dynamic": one.dynamic.name, "fixed": one.fixed.name} for one in plan.comparisons
        ],
        "rules": what_rules_did(plan, blueprint.rules, blueprint.currency),
        "findings": findings(plan, scenario, request.wanted_f1),
        "assumptions": stated(scenario, scale),
    }
