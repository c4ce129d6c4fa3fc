"""Run one policy once: a crowd, some chunks, one seed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from goldsmith.domain.errors import InvalidInput
from goldsmith.planner.assumptions import Assumptions
from goldsmith.planner.billing import bill
from goldsmith.planner.blueprint import Blueprint, require_marks
from goldsmith.planner.engine import Campaign, OnProgress
from goldsmith.planner.outcome import Outcome
from goldsmith.planner.people import Crowd, make_people
from goldsmith.planner.policy import Policy
from goldsmith.planner.purse import Purse


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a policy is tried on.

    Attributes:
        blueprint: the campaign.
        crowd: who joins.
        chunks: how many, >= 1.
        assumptions: about people and material.
        budget: for task pay, in the campaign's currency; None for no limit.
    """

    blueprint: Blueprint
    crowd: Crowd
    chunks: int
    assumptions: Assumptions
    budget: Decimal | None = None


def simulate(scenario: Scenario, policy: Policy, seed: int, on_progress: OnProgress | None = None) -> Outcome:
    """Run one policy once.

    The people and the material depend on the seed alone, so that policies meet the same ones.

    Args:
        scenario: what is tried.
        policy: how many validations, and whether a model suggests.
        seed: the same seed gives the same outcome.
        on_progress: called now and then.

    Raises:
        InvalidInput: as `check` says.

    Cost: about 50 microseconds an answer.
    """
    check(scenario, policy)
    people = make_people(scenario.crowd, scenario.assumptions, Random(f"people {seed}"))
    campaign = Campaign(
        scenario.blueprint,
        policy,
        people,
        scenario.chunks,
        scenario.assumptions,
        material_rng=Random(f"material {seed}"),
        rng=Random(f"work {seed}"),
        purse=Purse(
            scenario.budget, {stage_id: one.price for stage_id, one in scenario.blueprint.stations.items()}
        ),
    )
    campaign.run(on_progress)
    return bill(campaign, scenario.blueprint, policy, seed)


def check(scenario: Scenario, policy: Policy) -> None:
    """Refuse what cannot work.

    Raises:
        InvalidInput: no chunks, work that is not marks, too few people for the overlap, or a budget that does not
            pay for one item.
    """
    blueprint = scenario.blueprint
    require_marks([one.plan.kind for one in blueprint.stations.values()], blueprint.name)
    if scenario.chunks < 1:
        raise InvalidInput("A campaign without chunks has no plan.", hint="Say how many chunks: 1 or more.")
    needed = 1 + policy.maximum
    if scenario.crowd.workers < needed:
        raise InvalidInput(
            f"{policy.name} needs at least {needed} people: nobody sees an item twice, and "
            f"{scenario.crowd.workers} join.",
            hint="Invite more people, or lower the overlap.",
        )
    if scenario.budget is not None and scenario.budget < (least := least_cost(blueprint, policy)):
        raise InvalidInput(
            f"A budget of {scenario.budget} {blueprint.currency} does not pay for one item, "
            f"which costs at least {least}.",
            hint="Raise the budget, or lower the prices or the overlap.",
        )


def least_cost(blueprint: Blueprint, policy: Policy) -> Decimal:
    """What the cheapest item costs: one annotation and the fewest validations at the stage it leads to."""
    costs = []
    for stage_id in blueprint.entries.values():
        station = blueprint.stations[stage_id]
        checks = [
            blueprint.stations[one].price * policy.minimum
            for one in station.plan.openings
            if one in blueprint.stations
        ]
        costs.append(station.price + min(checks, default=Decimal(0)))
    return min(costs)
