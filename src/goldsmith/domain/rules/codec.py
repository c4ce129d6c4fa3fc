"""Rules as plain data, as recipes, the wire and the database have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.rules.actions import Action, ActionKind, Scope
from goldsmith.domain.rules.collectors import Collector
from goldsmith.domain.rules.conditions import Comparison, Condition, Window
from goldsmith.domain.rules.rule import Rule


def rule_of(data: Mapping[str, Any]) -> Rule:
    """Read a rule.

    Args:
        data: {name, stages, conditions: [{collector, last | hours, comparison, value, at_least, seconds}], action}.

    Raises:
        InvalidInput: something is missing, unknown or out of range.
    """
    try:
        return Rule(
            data["name"],
            tuple(_condition(one) for one in data["conditions"]),
            _action(data["action"]),
            tuple(data.get("stages") or ()),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise InvalidInput(f"The rule cannot be read: {error}.") from None


def data_of(rule: Rule) -> dict[str, Any]:
    """The rule as `rule_of` reads it."""
    action = rule.action
    return {
        "name": rule.name,
        "stages": list(rule.stages),
        "conditions": [
            {
                "collector": one.collector.value,
                "last": one.window.last,
                "hours": one.window.hours,
                "comparison": one.comparison.value,
                "value": one.value,
                "at_least": one.at_least,
                "seconds": one.seconds,
            }
            for one in rule.conditions
        ],
        "action": {
            "kind": action.kind.value,
            "skill": action.skill,
            "level": action.level,
            "scope": None if action.scope is None else action.scope.value,
            "minutes": action.minutes,
            "more": action.more,
            "hours": action.hours,
        },
    }


def _condition(data: Mapping[str, Any]) -> Condition:
    return Condition(
        Collector(data["collector"]),
        Window(data.get("last"), data.get("hours")),
        Comparison(data["comparison"]),
        float(data["value"]),
        data.get("at_least"),
        data.get("seconds"),
    )


def _action(data: Mapping[str, Any]) -> Action:
    scope = data.get("scope")
    return Action(
        ActionKind(data["kind"]),
        skill=data.get("skill"),
        level=data.get("level"),
        scope=None if scope is None else Scope(scope),
        minutes=data.get("minutes"),
        more=data.get("more"),
        hours=data.get("hours"),
    )
