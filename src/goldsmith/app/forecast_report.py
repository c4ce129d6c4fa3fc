"""A plan as one HTML file: a chart of cost against F1, the table, and what it takes for granted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _PAD = 860, 420, 64, 48, 16
_TICKS = 5

_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; } td, th { padding: .25rem .75rem .25rem 0; text-align: right; vertical-align: top; }
td:first-child, th:first-child, dd { text-align: left; } small { opacity: .7; display: block; }
svg { width: 100%; height: auto; } svg text { font-size: 12px; fill: currentColor; } dt { font-weight: 600; }
svg line { stroke: currentColor; stroke-opacity: .25; } .fixed { fill: #b4540a; } .dynamic { fill: #1f6feb; }
.best { font-weight: 700; } circle.best { stroke: currentColor; stroke-width: 2; } .range { stroke-opacity: .5; }
"""


def write_report(found: Mapping[str, Any], out: Path) -> None:
    """Write a plan, as `goldsmith.app.forecast_runs.run` gives it, to a file that needs nothing else."""
    words = "".join(f"<li>{escape(one)}</li>" for one in found["findings"])
    assumed = "".join(
        f"<dt>{escape(row['what'])}</dt><dd>{escape(row['value'])}</dd>" for row in found["assumptions"]
    )
    head = (
        f"{found['chunks']:,} chunks, {found['items']:,} items, {found['workers']:,} people who join, "
        f"{found['seeds']} runs of each policy. All people are simulated."
    )
    out.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Plan: {escape(found["recipe"])}</title>'
        f"<style>{_STYLE}</style><h1>Plan: {escape(found['recipe'])}</h1><p>{head}</p><ul>{words}</ul>"
        f"{_chart(found)}{_table(found)}{_rules(found)}<h2>What this takes for granted</h2><dl>{assumed}</dl></html>\n",
        encoding="utf-8",
    )


def _table(found: Mapping[str, Any]) -> str:
    columns = (
        ("F1", "f1", ".3f"),
        (found["currency"], "cost", ",.0f"),
        ("person-hours", "person_hours", ",.0f"),
        ("days", "days", ".1f"),
        ("labels", "labels", ",.0f"),
        ("validations", "validations", ",.0f"),
    )
    heads = "".join(f"<th>{escape(title)}</th>" for title, _, _ in columns)
    rows = []
    for number, one in enumerate(found["policies"], start=1):
        is_best = one["name"] == found["cheapest"]
        cells = "".join(f"<td>{_cell(one[key], form)}</td>" for _, key, form in columns)
        note = "<small>the cheapest that reaches the wanted F1</small>" if is_best else ""
        rows.append(
            f'<tr class="{"best" * is_best}"><td>{number}. {escape(one["title"])}{note}</td>{cells}</tr>'
        )
    return f"<table><thead><tr><th>policy</th>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _rules(found: Mapping[str, Any]) -> str:
    if not found["rules"]:
        return ""
    rows = "".join(
        f"<tr><td>{escape(one['name'])}<small>{escape(one['sentence'])}</small></td>"
        f"<td>{one['hits']:,.2f}</td><td>{one['people']:,.2f}</td></tr>"
        for one in found["rules"]
    )
    return (
        "<h2>What the rules did</h2><p>A run, on average over all policies.</p><table><thead><tr><th>rule</th>"
        f"<th>hits</th><th>people</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _cell(one: Mapping[str, Any] | None, form: str) -> str:
    if one is None:
        return "–"
    range_ = "" if one["low"] is None else f"<small>{one['low']:{form}} to {one['high']:{form}}</small>"
    return f"{one['mean']:{form}}{range_}"


def _chart(found: Mapping[str, Any]) -> str:
    rows = [one for one in found["policies"] if one["f1"] is not None]
    if not rows:
        return ""
    x = _axis([_ends(one["cost"]) for one in rows], _LEFT, _WIDTH - _PAD)
    wanted = [] if found["wanted_f1"] is None else [(found["wanted_f1"], found["wanted_f1"])]
    y = _axis([_ends(one["f1"]) for one in rows] + wanted, _HEIGHT - _BOTTOM, _PAD, most=1.0)
    parts = [_grid(x, y, found["currency"])]
    if found["wanted_f1"] is not None:
        level = y.at(found["wanted_f1"])
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH}" y1="{level}" y2="{level}" stroke-dasharray="4 4"/>')
    for number, one in enumerate(found["policies"], start=1):
        if one["f1"] is None:
            continue
        kind = "fixed" if one["is_fixed"] else "dynamic"
        best = " best" * (one["name"] == found["cheapest"])
        at, score = x.at(one["cost"]["mean"]), y.at(one["f1"]["mean"])
        low, high = _ends(one["f1"])
        parts.append(
            f'<line class="range" x1="{at}" x2="{at}" y1="{y.at(low)}" y2="{y.at(high)}"/>'
            f'<circle class="{kind}{best}" cx="{at}" cy="{score}" r="5"><title>{escape(one["title"])}</title></circle>'
            f'<text x="{at + 8:.1f}" y="{score - 6:.1f}">{number}</text>'
        )
    label = f"Cost against F1 of {len(rows)} policies; the table below has the numbers"
    return f'<svg role="img" aria-label="{label}" viewBox="0 0 {_WIDTH} {_HEIGHT}">{"".join(parts)}</svg>'


class _Axis:
    """Values to pixels."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high = low, high
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self._start + share * (self._end - self._start), 1)

    def ticks(self) -> list[float]:
        return [self.low + (self.high - self.low) * step / (_TICKS - 1) for step in range(_TICKS)]


def _axis(ranges: Sequence[tuple[float, float]], start: float, end: float, most: float = math.inf) -> _Axis:
    low, high = min(one for one, _ in ranges), max(one for _, one in ranges)
    margin = (high - low or abs(high) or 1.0) * 0.08
    return _Axis(low - margin, min(most, high + margin), start, end)


def _ends(one: Mapping[str, Any]) -> tuple[float, float]:
    mean = one["mean"]
    return (mean, mean) if one["low"] is None else (one["low"], one["high"])


def _grid(x: _Axis, y: _Axis, currency: str) -> str:
    floor = _HEIGHT - _BOTTOM
    lines = [
        f'<line x1="{_LEFT}" x2="{_WIDTH}" y1="{y.at(one)}" y2="{y.at(one)}"/>'
        f'<text x="{_LEFT - 8}" y="{y.at(one) + 4}" text-anchor="end">{one:.3f}</text>'
        for one in y.ticks()
    ]
    lines += [
        f'<text x="{x.at(one)}" y="{floor + 18}" text-anchor="middle">{one:,.0f}</text>' for one in x.ticks()
    ]
    return (
        "".join(lines)
        + f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 8}" text-anchor="middle">cost in {escape(currency)}</text>'
        f'<text x="8" y="{_PAD}">F1</text>'
    )
