"""The items of a planned campaign: what is in them, and what a model suggests."""

from __future__ import annotations

from random import Random

from goldsmith.domain.workflow import ITEM
from goldsmith.planner.answers import suggest, values_in
from goldsmith.planner.assumptions import Assumptions
from goldsmith.planner.blueprint import Blueprint
from goldsmith.planner.policy import Policy
from goldsmith.planner.queues import Item


def make_items(
    blueprint: Blueprint, policy: Policy, chunks: int, assumptions: Assumptions, rng: Random
) -> list[Item]:
    """Every chunk in every category; the same whatever the policy."""
    items: list[Item] = []
    for _ in range(chunks):
        for category in blueprint.categories:
            values = values_in(category, assumptions.material, rng)
            suggested = suggest(values, assumptions.suggestions, rng)
            is_shown = rng.random() >= blueprint.control_share
            item = Item(len(items), category, values, ITEM.initial)
            if policy.is_prelabelled:
                item.suggested, item.is_shown = suggested, is_shown
            items.append(item)
    return items
