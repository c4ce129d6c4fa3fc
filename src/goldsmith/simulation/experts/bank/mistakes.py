"""Likely mistakes: the parameters of another task that is easily taken for the one asked for."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from goldsmith.simulation.experts.bank.instance import Instance

_FLIPPED: dict[str, dict[Any, Any]] = {
    "cond": {"ge": "gt", "gt": "ge", "le": "lt", "lt": "le"},
    "edge": {"le": "lt", "lt": "le"},
    "ties": {"first": "last", "last": "first"},
    "which": {"first": "last", "last": "first"},
    "order": {"desc": "asc", "asc": "desc", "name": "desc"},
    "side": {"left": "right", "right": "left"},
    "roll": {"monday": "friday", "friday": "monday"},
    "extreme": {"max": "min", "min": "max"},
    "scope": {"all": "group", "group": "all"},
    "agg": {"sum": "max", "max": "min", "min": "max", "spread": "max"},
    "stat": {"sum": "max", "max": "min", "min": "max"},
}
_OFF_BY_ONE = ("target", "days", "default", "modulus", "low")


def mistakes(instance: Instance, rng: Random) -> Iterator[dict[str, Any]]:
    """Parameters with one mistake each, in the order of trying; those of a planted bug alone, where there is one."""
    params: dict[str, Any] = dict(instance.params)
    if instance.family.has_bug:
        yield planted_bug(params)
        return
    names = [name for name in _FLIPPED if name in params]
    rng.shuffle(names)
    for name in names:
        yield {**params, name: _FLIPPED[name][params[name]]}
    for name in _OFF_BY_ONE:
        if name in params:
            yield {**params, name: params[name] + 1}


def planted_bug(params: dict[str, Any]) -> dict[str, Any]:
    """What the code in the prompt of a bug-fixing task does instead."""
    if params.get("sql_bug") == "edge":
        return {**params, "cond": _FLIPPED["cond"][params["cond"]]}
    if params.get("sql_bug") == "order":
        return {**params, "order": _FLIPPED["order"][params["order"]]}
    return {**params, "planted": params["bug"]}
