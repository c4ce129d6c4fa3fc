"""What a plan says in words: what was found, and what it takes for granted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from goldsmith.app.forecast_rules import rules_stated
from goldsmith.domain.pay import price_of
from goldsmith.domain.purchasing_power import DEFAULT_TARGET_USD, is_open
from goldsmith.pay.price_level_file import shipped_levels
from goldsmith.planner.assumptions import Assumptions
from goldsmith.planner.estimate import Estimate
from goldsmith.planner.plan import Comparison, Plan
from goldsmith.planner.simulate import Scenario

Row = dict[str, Any]
_MOST_CODES = 12


def findings(plan: Plan, scenario: Scenario, wanted_f1: float | None) -> list[str]:
    """Sentences for whoever decides."""
    words = [_choice(plan, scenario, wanted_f1)] if wanted_f1 is not None else []
    words += [_compared(one) for one in plan.comparisons]
    for one in plan.policies:
        for end in one.ends:
            words.append(f"{one.policy.name}: {one.finished.mean:.1%} of the items are finished; then {end}.")
    return words + _prices(scenario) + _countries(scenario)


def _choice(plan: Plan, scenario: Scenario, wanted_f1: float) -> str:
    currency = scenario.blueprint.currency
    for one in plan.policies:
        if one.policy == plan.cheapest:
            return (
                f"The cheapest policy that reaches an F1 of {wanted_f1:g} is {one.policy.name}: "
                f"{one.cost.mean:,.0f} {currency}, {one.person_hours.mean:,.0f} person-hours, "
                f"{one.days.mean:.1f} days."
            )
    scores = [one.f1.mean for one in plan.policies if one.f1 is not None]
    best = f" The best reaches {max(scores):.3f}." if scores else ""
    return f"No policy reaches an F1 of {wanted_f1:g} within the budget and the crowd.{best}"


def _compared(one: Comparison) -> str:
    checks = one.validations_saved.mean
    return (
        f"{one.dynamic.name} is at least as good as {one.fixed.name} on average: F1 "
        f"{_with_range(one.f1_difference, '{:+.4f}')}, with {_with_range(one.hours_saved, '{:.0%}')} fewer "
        f"person-hours and {abs(checks):.0%} {'fewer' if checks >= 0 else 'more'} validations."
    )


def _with_range(one: Estimate, form: str) -> str:
    text = form.format(one.mean)
    if one.low is None or one.high is None:
        return text
    return f"{text} ({form.format(one.low)} to {form.format(one.high)} in another run)"


def _prices(scenario: Scenario) -> list[str]:
    """Where the price of a task does not pay the target at the seconds that are assumed."""
    words = {}
    target = scenario.blueprint.target_hourly
    for station in scenario.blueprint.stations.values():
        seconds = scenario.assumptions.seconds.get(station.template, station.expected_s)
        fair = price_of(target, Decimal(str(seconds)))
        if station.price < fair:
            words[station.template] = (
                f"At {seconds:g} seconds, a task of {station.template} pays under the hourly target of {target:.2f}: "
                f"{station.price} instead of {fair}. The bonus makes up for it."
            )
    return list(words.values())


def _countries(scenario: Scenario) -> list[str]:
    """Countries where the target buys less than fair pay."""
    blueprint = scenario.blueprint
    if blueprint.currency != "USD" or not blueprint.target_hourly:
        return []
    levels = shipped_levels()
    closed = [
        code
        for code in scenario.crowd.countries
        if not is_open(blueprint.target_hourly, DEFAULT_TARGET_USD, levels.get(code).ratio)
    ]
    if not closed:
        return []
    return [
        f"In {len(closed)} of {len(scenario.crowd.countries)} countries {blueprint.target_hourly:.2f} USD an hour buys "
        f"less than {DEFAULT_TARGET_USD} USD buys in the US: {', '.join(closed[:_MOST_CODES])}"
        + (f" and {len(closed) - _MOST_CODES} more." if len(closed) > _MOST_CODES else ".")
    ]


def stated(scenario: Scenario, scale: int) -> list[Row]:
    """Every assumption with its value, in the order in which they matter."""
    assumed = scenario.assumptions
    return [
        *_seconds(scenario),
        *_people(assumed),
        *_material(assumed),
        *_model(assumed),
        {
            "what": "what a person is trusted",
            "value": "the record of the exam, moved by goldens, by judgements of their marks and by agreement "
            "with others",
        },
        {
            "what": "size of the simulation",
            "value": "the whole campaign"
            if scale == 1
            else f"1/{scale} of the chunks, the people and the budget; what counts and sums is multiplied by {scale}, "
            "and the intervals are those of the smaller campaign, hence wider",
        },
        {
            "what": "pay",
            "value": "every answer has its price, but for annotations judged incorrect; quizzes are not paid; a bonus "
            "brings everybody up to the hourly target, each task capped at 4 times its stage's median",
        },
        rules_stated(scenario.blueprint.rules),
        {
            "what": "left out",
            "value": "expired leases, stages that are paused, the final share of a budget that is left; F1 is "
            "that of the accepted marks, before aggregation weighs all answers",
        },
    ]


def _seconds(scenario: Scenario) -> list[Row]:
    seconds = {
        one.template: scenario.assumptions.seconds.get(one.template, one.expected_s)
        for one in scenario.blueprint.stations.values()
    }
    return [
        {
            "what": f"seconds of a task: {template}",
            "value": f"{value:g}, the median of an average person"
            + ("" if template in scenario.assumptions.seconds else "; as the recipe expects"),
        }
        for template, value in seconds.items()
    ]


def _people(assumed: Assumptions) -> list[Row]:
    habits = assumed.habits
    kinds = ", ".join(f"{share:.0%} {kind.value.replace('_', ' ')}" for kind, share in assumed.mix.items())
    return [
        {"what": "who joins, before the quizzes", "value": kinds},
        {
            "what": "when people join",
            "value": f"{habits.arrival_days:g} days after the start on average (exponential)"
            if habits.arrival_days
            else "all at the start",
        },
        {
            "what": "active hours a day",
            "value": f"{habits.hours_a_day:g} (median; log-normal, {habits.hours_sigma:g})",
        },
        {
            "what": "quizzes a person takes",
            "value": f"{'all' if habits.quizzes is None else habits.quizzes}; {habits.quiz_text_s:g} seconds a text",
        },
        {
            "what": "goldens",
            "value": f"{assumed.goldens} at each stage whose recipe mixes them in; each once a person, paid as a task"
            if assumed.goldens
            else "none have been made",
        },
        {
            "what": "experts",
            "value": f"{assumed.experts:.0%} of the people, one at least, where a stage wants them; "
            "they do nothing else",
        },
    ]


def _material(assumed: Assumptions) -> list[Row]:
    material = assumed.material
    values = ", ".join(f"{key} {value:g}" for key, value in material.density.items())
    return [
        {
            "what": "values in a chunk",
            "value": f"{values}; another category {material.other_density:g}; {material.cluster:g} together "
            "where there are any. Their sum follows BigCode's PII dataset (2023), the split is a guess",
        }
    ]


def _model(assumed: Assumptions) -> list[Row]:
    model, reliance = assumed.suggestions, assumed.suggestions.reliance
    fewer = (
        f"; {model.confident_overlap} validations at first where a person agrees with a sure model (dynamic only)"
        if model.confident_overlap
        else ""
    )
    return [
        {
            "what": "a model's suggestions (+prelabel)",
            "value": f"it finds {model.recall:.0%} of the values and marks {model.false_marks:g} wrongly an item; "
            f"people keep {reliance.keeps_right:.0%} of right and {reliance.keeps_wrong:.0%} of wrong marks, miss "
            f"{reliance.complacency:g} times as much of the rest, and take {reliance.time_factor:g} of the time{fewer}",
        }
    ]
