"""Rules in a plan: those that are played, what they did, and what is assumed of them."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean
from typing import Any

from goldsmith.domain.rules.codec import rule_of
from goldsmith.domain.rules.rule import Rule
from goldsmith.domain.rules.words import sentence
from goldsmith.planner.plan import Plan
from goldsmith.planner.rulebook import playable
from goldsmith.recipes.schema import Recipe

Row = dict[str, Any]


def recipe_rules(recipe: Recipe) -> tuple[Rule, ...]:
    """The rules that a recipe's campaigns begin with."""
    return tuple(rule_of(spec.model_dump()) for spec in recipe.rules)


def what_rules_did(plan: Plan, rules: Sequence[Rule], currency: str) -> list[Row]:
    """{name, sentence, hits, people} of each rule that was played: a run, on average over all policies."""
    found = []
    for place, rule in enumerate(playable(rules)):
        all_ = [one.rules[place] for one in plan.policies]
        found.append(
            {
                "name": rule.name,
                "sentence": sentence(rule, currency=currency),
                "hits": round(mean(one.hits.mean for one in all_), 2),
                "people": round(mean(one.people.mean for one in all_), 2),
            }
        )
    return found


def rules_stated(rules: Sequence[Rule]) -> Row:
    """What a plan takes for granted about rules."""
    if not rules:
        return {"what": "rules", "value": "none are played"}
    played = playable(rules)
    aside = [rule.name for rule in rules if rule not in played]
    words = (
        f"{len(played)} of {len(rules)} are played, by the code that watches a real campaign; answers that a rule "
        "holds count, and are paid, as if the owner accepted them"
    )
    if aside:
        words += f"; left aside, because they look at money or at decisions of the owner: {', '.join(aside)}"
    return {"what": "rules", "value": words}
