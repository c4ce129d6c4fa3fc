"""Policies beside each other: what each costs, how long it takes, how good the data gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import mean

from goldsmith.domain.errors import InvalidInput
from goldsmith.planner.estimate import Estimate, estimate
from goldsmith.planner.outcome import Outcome
from goldsmith.planner.policy import Policy
from goldsmith.planner.simulate import Scenario

ENOUGH_ITEMS = 5000
ENOUGH_WORKERS = 100


@dataclass(frozen=True, slots=True)
class RuleForecast:
    """What became of a rule, a run.

    Attributes:
        name: the rule's.
        hits: how often it hit.
        people: whom it hit at least once.
    """

    name: str
    hits: Estimate
    people: Estimate


@dataclass(frozen=True, slots=True)
class PolicyForecast:
    """One policy over all seeds.

    Attributes:
        policy: which.
        f1: of the finished items, in [0, 1]; None where none finished.
        person_hours: of answers and skipped tasks, unpaid ones included; quizzes apart.
        quiz_hours: in quizzes.
        cost: task pay and bonuses, in the campaign's currency.
        task_pay, bonus: its parts.
        days: until the last item.
        labels, validations: answers of either kind.
        again: share of items annotated more than once.
        finished: share of items that left the flow.
        worked: people who handed in an answer.
        seconds: template → mean seconds of an answer.
        ends: why runs ended that did not finish; () where all did.
        is_over_budget: the mean cost, or the runs themselves, go beyond the budget.
        reaches: whether it finishes within the budget with the wanted F1, by the lower end of the interval where there
            is one; None where no F1 was asked for.
        rules: what became of each rule that was played.
    """

    policy: Policy
    f1: Estimate | None
    person_hours: Estimate
    quiz_hours: Estimate
    cost: Estimate
    task_pay: Estimate
    bonus: Estimate
    days: Estimate
    labels: Estimate
    validations: Estimate
    again: Estimate
    finished: Estimate
    worked: Estimate
    seconds: dict[str, float]
    ends: tuple[str, ...]
    is_over_budget: bool
    reaches: bool | None
    rules: tuple[RuleForecast, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A dynamic policy against a fixed one, seed by seed.

    Attributes:
        dynamic, fixed: which.
        f1_difference: dynamic less fixed.
        hours_saved, validations_saved, cost_saved: shares of what the fixed one takes.
    """

    dynamic: Policy
    fixed: Policy
    f1_difference: Estimate
    hours_saved: Estimate
    validations_saved: Estimate
    cost_saved: Estimate


@dataclass(frozen=True, slots=True)
class Plan:
    """What came out.

    Attributes:
        policies: as they were asked for.
        cheapest: the cheapest that reaches the wanted F1; None where none does, or none was asked for.
        comparisons: for each fixed policy the cheapest dynamic one that is at least as good on average, where one costs
            less.
    """

    policies: tuple[PolicyForecast, ...]
    cheapest: Policy | None
    comparisons: tuple[Comparison, ...]


def scale_of(scenario: Scenario) -> int:
    """By how much a campaign may be made smaller for a comparison: people and chunks alike.

    Hours, money and answers grow with it; days and F1 depend on chunks a person, which stay. At least ENOUGH_ITEMS
    items and ENOUGH_WORKERS people are left.
    """
    items = scenario.chunks * len(scenario.blueprint.categories)
    return max(1, min(items // ENOUGH_ITEMS, scenario.crowd.workers // ENOUGH_WORKERS))


def scaled(scenario: Scenario, scale: int) -> Scenario:
    """The same campaign with 1/scale of its chunks, people and budget."""
    if scale == 1:
        return scenario
    crowd = replace(scenario.crowd, workers=max(1, round(scenario.crowd.workers / scale)), names=())
    budget = None if scenario.budget is None else scenario.budget / scale
    return replace(scenario, crowd=crowd, chunks=max(1, round(scenario.chunks / scale)), budget=budget)


def summarise(
    outcomes: Sequence[Outcome],
    *,
    scale: int = 1,
    budget: Decimal | None = None,
    wanted_f1: float | None = None,
) -> Plan:
    """Put runs together.

    Args:
        outcomes: any number of seeds of each policy, at least one.
        scale: what counts and sums are multiplied by.
        budget: of the whole campaign; None for no limit.
        wanted_f1: in (0, 1); None: nothing is wanted.

    Raises:
        InvalidInput: no runs, or an F1 that nothing can have.
    """
    if not outcomes:
        raise InvalidInput("A plan needs at least one policy and one seed.")
    if wanted_f1 is not None:
        check_f1(wanted_f1)
    runs: dict[Policy, list[Outcome]] = {}
    for outcome in outcomes:
        runs.setdefault(outcome.policy, []).append(outcome)
    forecasts = tuple(_forecast(policy, found, scale, budget, wanted_f1) for policy, found in runs.items())
    good = [one for one in forecasts if one.reaches]
    cheapest = min(good, key=lambda one: one.cost.mean).policy if good else None
    return Plan(forecasts, cheapest, tuple(_comparisons(runs)))


def check_f1(wanted_f1: float) -> None:
    """Refuse an F1 that nothing can have.

    Raises:
        InvalidInput: it is not between 0 and 1.
    """
    if not 0 < wanted_f1 < 1:
        raise InvalidInput(
            f"The wanted F1 must lie between 0 and 1, got {wanted_f1}.", hint="Usual values are 0.90 to 0.99."
        )


def _forecast(
    policy: Policy, runs: Sequence[Outcome], scale: int, budget: Decimal | None, wanted_f1: float | None
) -> PolicyForecast:
    def of(what: str, *, times: float = 1.0, digits: int = 1) -> Estimate:
        return estimate([times * float(getattr(run, what)) for run in runs], least=0.0, digits=digits)

    scores = [run.f1 for run in runs if run.f1 is not None]
    f1 = estimate(scores, least=0.0, most=1.0) if scores else None
    ends = tuple(dict.fromkeys(run.end for run in runs if not run.is_finished))
    cost = of("cost", times=scale, digits=2)
    is_over = budget is not None and cost.mean > float(budget)
    reaches = None
    if wanted_f1 is not None:
        sure = None if f1 is None else f1.mean if f1.low is None else f1.low
        reaches = sure is not None and sure >= wanted_f1 and not ends and not is_over
    return PolicyForecast(
        policy=policy,
        f1=f1,
        person_hours=of("person_hours", times=scale),
        quiz_hours=of("quiz_hours", times=scale),
        cost=cost,
        task_pay=of("task_pay", times=scale, digits=2),
        bonus=of("bonus", times=scale, digits=2),
        days=of("days", digits=2),
        labels=of("labels", times=scale, digits=0),
        validations=of("validations", times=scale, digits=0),
        again=estimate([run.again / run.items for run in runs], least=0.0, most=1.0),
        finished=estimate([run.finished / run.items for run in runs], least=0.0, most=1.0),
        worked=of("worked", times=scale, digits=0),
        seconds=_seconds(runs),
        ends=ends,
        is_over_budget=is_over,
        reaches=reaches,
        rules=_rules(runs, scale),
    )


def _rules(runs: Sequence[Outcome], scale: int) -> tuple[RuleForecast, ...]:
    found = []
    for place, rule in enumerate(runs[0].rules):
        hits, people = (
            estimate([float(scale * getattr(run.rules[place], what)) for run in runs], least=0.0, digits=2)
            for what in ("hits", "people")
        )
        found.append(RuleForecast(rule.name, hits, people))
    return tuple(found)


def _seconds(runs: Sequence[Outcome]) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for run in runs:
        for stage in run.stages:
            if stage.mean_s is not None:
                found.setdefault(stage.template, []).append(stage.mean_s)
    return {template: round(mean(values), 1) for template, values in found.items()}


def _comparisons(runs: dict[Policy, list[Outcome]]) -> list[Comparison]:
    found = []
    for fixed, fixed_runs in runs.items():
        if not fixed.is_fixed:
            continue
        rivals = [
            (policy, dynamic_runs)
            for policy, dynamic_runs in runs.items()
            if not policy.is_fixed and policy.is_prelabelled == fixed.is_prelabelled
        ]
        pairs = [_compared(policy, rival, fixed, fixed_runs) for policy, rival in rivals]
        as_good = [
            one for one in pairs if one is not None and one.f1_difference.mean >= 0 < one.cost_saved.mean
        ]
        if as_good:
            found.append(max(as_good, key=lambda one: one.cost_saved.mean))
    return found


def _compared(
    dynamic: Policy, dynamic_runs: Sequence[Outcome], fixed: Policy, fixed_runs: Sequence[Outcome]
) -> Comparison | None:
    by_seed = {run.seed: run for run in fixed_runs}
    pairs = [(run, by_seed[run.seed]) for run in dynamic_runs if run.seed in by_seed]
    # Without any check there is nothing to compare.
    pairs = [(one, other) for one, other in pairs if _is_whole(one) and _is_whole(other)]
    if not pairs:
        return None
    return Comparison(
        dynamic,
        fixed,
        f1_difference=estimate([(one.f1 or 0.0) - (other.f1 or 0.0) for one, other in pairs]),
        hours_saved=estimate([1 - one.person_hours / other.person_hours for one, other in pairs], digits=4),
        validations_saved=estimate(
            [1 - one.validations / other.validations for one, other in pairs], digits=4
        ),
        cost_saved=estimate([1 - float(one.cost / other.cost) for one, other in pairs], digits=4),
    )


def _is_whole(run: Outcome) -> bool:
    return run.is_finished and run.validations > 0 and run.person_hours > 0 and run.cost > 0
