"""What the views of the SQL tasks must show: lines of a table, computed in Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from goldsmith.simulation.experts.bank import reference


def _quoted(text: str | None) -> str:
    return "NULL" if text is None else f"'{text}'"


@dataclass(frozen=True, slots=True)
class Row:
    """A record in a table."""

    id: int
    group: str | None
    amount: int | None
    day: str

    @property
    def sql(self) -> str:
        """As in VALUES."""
        amount = "NULL" if self.amount is None else self.amount
        return f"({self.id}, {_quoted(self.group)}, {amount}, {_quoted(self.day)})"


@dataclass(frozen=True, slots=True)
class Setting:
    """A row of a table of settings."""

    id: int
    name: str
    value: int
    scope: str | None

    @property
    def sql(self) -> str:
        """As in VALUES."""
        return f"({self.id}, {_quoted(self.name)}, {self.value}, {_quoted(self.scope)})"


Line = tuple[Any, ...]


def _counted(p: Any, rows: Sequence[Row]) -> list[Row]:
    return [
        row
        for row in rows
        if row.amount is not None and reference.counts(p, row.amount) and row.day >= p.get("since", "")
    ]


def report(p: Any, rows: Sequence[Row]) -> list[Line]:
    """Group, value."""
    counted = [(row.group or "", row.amount or 0) for row in _counted(p, rows)]
    return list(reference.report({key: p[key] for key in p if key not in ("cond", "limit")}, counted))


def ranking(p: Any, rows: Sequence[Row]) -> list[Line]:
    """Group, place, id, value."""
    sign = -1 if p["extreme"] == "max" else 1
    ranked = sorted(_counted(p, rows), key=lambda row: (row.group or "", sign * (row.amount or 0), row.id))
    seen: dict[str | None, int] = {}
    lines: list[Line] = []
    for row in ranked:
        seen[row.group] = place = seen.get(row.group, 0) + 1
        if place <= p["top"]:
            lines.append((row.group, place, row.id, row.amount))
    return lines


def violations(p: Any, rows: Sequence[Row], groups: Sequence[str]) -> list[Line]:
    """How many rows break a rule."""
    broken = 0
    for row in rows:
        is_wrong = row.amount is None or not p["low"] <= row.amount <= p["high"]
        is_wrong = is_wrong or ("groups" in p and row.group not in groups)
        broken += is_wrong or row.day < p.get("since", "")
    return [(broken,)]


def running(p: Any, rows: Sequence[Row]) -> list[Line]:
    """Id, running value."""
    lines: list[Line] = []
    seen: dict[str | None, list[int]] = {}
    for row in sorted(_counted(p, rows), key=lambda row: (row.day, row.id)):
        so_far = seen.setdefault(row.group if p["scope"] == "group" else None, [])
        so_far.append(row.amount or 0)
        lines.append((row.id, reference.REDUCE[p["stat"]](so_far)))
    return sorted(lines)


def setting(p: Any, rows: Sequence[Setting]) -> list[Line]:
    """The value alone."""
    found = [row for row in rows if row.name == p["name"]]
    scoped = [row for row in found if "env" in p and row.scope == p["env"]]
    numbers = [row.value for row in scoped or found]
    result = (numbers[0] if p["which"] == "first" else numbers[-1]) if numbers else p["default"]
    return [(max(p["low"], min(p["high"], result)) if "low" in p else result,)]


def due(p: Any, rows: Sequence[Row]) -> list[Line]:
    """Id, due date."""
    return [(row.id, reference.due(p, row.day)) for row in sorted(rows, key=lambda row: row.id)]


REFERENCE: dict[str, Callable[[Any, Any], list[Line]]] = {
    "report": report,
    "ranking": ranking,
    "running": running,
    "setting_sql": setting,
    "due_sql": due,
}


def as_text(lines: Sequence[Line]) -> str:
    """Lines as the tests see them: values by |, rows by semicolon."""
    return ";".join("|".join(map(str, line)) for line in lines)
