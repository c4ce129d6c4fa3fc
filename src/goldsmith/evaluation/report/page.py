"""The evaluation as one page for people: charts with their tables, intervals, and notes on method."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from goldsmith.evaluation.charts import Progress
from goldsmith.evaluation.distribution import CellCount, Distribution
from goldsmith.evaluation.interval import Interval
from goldsmith.evaluation.ppi import MIN_EXPERT_PROMPTS
from goldsmith.evaluation.report import plots
from goldsmith.evaluation.report.conclusions import rate_against
from goldsmith.evaluation.report.few_prompts import MIN_BOOTSTRAP_PROMPTS, MIN_STYLE_PROMPTS
from goldsmith.evaluation.report.findings import (
    WEAK_JUDGE,
    WEAK_OPPONENT,
    Against,
    Evaluation,
    JudgeReport,
    T,
    Verdicts,
)
from goldsmith.evaluation.report.words import (
    EXPERTS,
    counted,
    decimal,
    decimal_range,
    first_upper,
    percent,
    percent_range,
    signed,
    signed_range,
    whose,
)
from goldsmith.evaluation.self_contained import fill_page
from goldsmith.evaluation.winrate import WinRate

_TEMPLATE = "page.html.j2"
_MOST_CELLS = 20
_MOST_TILES = 6


@dataclass(frozen=True, slots=True)
class RateRow:
    """One line of a table of win rates.

    Attributes:
        source: whose verdicts, and how they were treated.
        value: in [0, 1], or None.
        interval: of `value`, or None.
        n_prompts: prompts, or None.
        outcomes: "won / tied / lost", empty where it makes no sense.
        note: what belongs beside it, or why there is no value.
    """

    source: str
    value: float | None = None
    interval: Interval | None = None
    n_prompts: int | None = None
    outcomes: str = ""
    note: str = ""


def render(
    evaluation: Evaluation,
    *,
    title: str,
    campaign: str,
    made_at: datetime,
    distribution: Distribution | None = None,
    titles: Mapping[str, str] = {},
) -> str:
    """Render an evaluation as one HTML page that loads nothing.

    Args:
        evaluation: what was measured.
        title: of the page.
        campaign: whose data, as people know it.
        made_at: when it was measured, with a time zone.
        distribution: data points beside their targets, or None where there is no target.
        titles: words for the keys of languages and categories; a key without is shown as it is.
    """
    values = {
        "e": evaluation,
        "title": title,
        "campaign": campaign,
        "made_at": made_at,
        "whose": whose(evaluation.subject),
        "ours": "experts'" if evaluation.subject == EXPERTS else "subject",
        "people": evaluation.people,
        "level": f"{100 * evaluation.level:g}",
        "tiles": _tiles(evaluation),
        "opponents": _by_opponent(evaluation),
        "facets": [
            {"name": facet, "charts": _by_group(evaluation, facet, titles)}
            for facet in ("language", "category")
        ],
        "preferences": _preferences(evaluation),
        "positions": _positions(evaluation.judges),
        "ratings": _ratings(evaluation),
        "distribution": None if distribution is None else _distribution(distribution, titles),
        "min_expert_prompts": MIN_EXPERT_PROMPTS,
        "min_bootstrap_prompts": MIN_BOOTSTRAP_PROMPTS,
        "min_style_prompts": MIN_STYLE_PROMPTS,
        "weak_judge": WEAK_JUDGE,
        "weak_opponent": WEAK_OPPONENT,
    }
    filters: dict[str, Callable[..., Any]] = {
        "percent": percent,
        "percent_range": percent_range,
        "signed": signed,
        "signed_range": signed_range,
        "decimal": decimal,
        "decimal_range": decimal_range,
        "counted": counted,
        "first_upper": first_upper,
    }
    return fill_page(__package__ or "", _TEMPLATE, values, filters=filters)


def _tiles(evaluation: Evaluation) -> list[dict[str, Any]]:
    """One tile an opponent, with the side that decides: experts, else the only judge."""
    tiles = []
    for one in evaluation.conclusions[:_MOST_TILES]:
        rates = [(side, rate_against(side, one.opponent)) for side in evaluation.sides]
        known = [(side, rate) for side, rate in rates if rate is not None]
        if known and (known[0][0].is_expert or len(known) == 1):
            side, rate = known[0]
            who = evaluation.people if side.is_expert else f"judge {side.name}"
            tiles.append({"opponent": one.opponent, "rate": rate, "who": who, "trust": one.trust})
    return tiles


def _by_opponent(evaluation: Evaluation) -> list[dict[str, Any]]:
    """A chart and a table for each judge beside the experts; without a judge, for the experts alone."""
    if not evaluation.opponents:
        return []
    judges: Sequence[JudgeReport | None] = evaluation.judges or (None,)
    return [
        {
            "judge": judge,
            "chart": plots.by_opponent(evaluation, judge),
            "groups": [
                (opponent, list(_rate_rows(evaluation, judge, opponent))) for opponent in evaluation.opponents
            ],
        }
        for judge in judges
    ]


def _rate_rows(evaluation: Evaluation, judge: JudgeReport | None, opponent: str) -> Iterable[RateRow]:
    if evaluation.experts is not None:
        yield from _side_rows(evaluation.experts.verdicts, opponent, evaluation.people)
    if judge is not None:
        yield _corrected_row(judge, opponent)
        yield from _side_rows(judge.verdicts, opponent, "judge")


def _side_rows(side: Verdicts, opponent: str, source: str) -> Iterable[RateRow]:
    rate = rate_against(side, opponent)
    if rate is None:
        yield RateRow(source, note="compared no pair with this opponent")
        return
    outcomes = f"{rate.wins} / {rate.ties} / {rate.losses}"
    yield RateRow(source, rate.value, rate.interval, rate.n_prompts, outcomes)
    found = _against(side.controlled_by_opponent, opponent)
    label = f"{source}, equal length"
    if found is None or found.found.value is None:
        yield RateRow(label, note=found.found.why_missing if found else "")
        return
    one = found.found.value
    note = "one side is nearly always longer: an extrapolation" if one.is_extrapolated else ""
    yield RateRow(label, one.controlled, one.interval, one.n_prompts, note=note)


def _corrected_row(judge: JudgeReport, opponent: str) -> RateRow:
    found = _against(judge.corrected_by_opponent, opponent)
    label = "judge, corrected"
    if found is None or found.found.value is None:
        return RateRow(
            label, note=found.found.why_missing if found else "compared no pair with this opponent"
        )
    one = found.found.value
    return RateRow(label, one.value, one.interval, one.n_judge_prompts, note=one.note)


def _against(found: Sequence[Against[T]], opponent: str) -> Against[T] | None:
    return next((one for one in found if one.opponent == opponent), None)


def _by_group(evaluation: Evaluation, facet: str, titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """For each opponent a chart and a table of its win rates by language or category."""
    charts = []
    for opponent in evaluation.opponents:
        sides = [(side, _rates_in(side, facet, opponent)) for side in evaluation.sides]
        keys = sorted({key for _, own in sides for key in own})
        groups = [(key, titles.get(key, key) or "not stated") for key in keys]
        rows = [(title, [(side, own[key]) for side, own in sides if key in own]) for key, title in groups]
        chart = plots.by_group(evaluation, opponent, sides, groups, facet)
        charts.append({"opponent": opponent, "chart": chart, "rows": rows})
    return charts


def _rates_in(side: Verdicts, facet: str, opponent: str) -> dict[str, WinRate]:
    rates = side.by_language if facet == "language" else side.by_category
    return {rate.group[1][1]: rate for rate in rates if rate.group[0][1] == opponent}


def _preferences(evaluation: Evaluation) -> list[dict[str, Any]]:
    charts = []
    for opponent in evaluation.opponents:
        sides = [
            (side, own) for side in evaluation.sides for own in side.preferences if own.opponent == opponent
        ]
        charts.append(
            {"opponent": opponent, "chart": plots.preferences(evaluation, opponent, sides), "rows": sides}
        )
    return charts


def _positions(judges: Sequence[JudgeReport]) -> dict[str, Markup] | None:
    if not any(judge.position.value for judge in judges):
        return None
    return {"consistency": plots.consistency(judges), "bias": plots.bias(judges)}


def _ratings(evaluation: Evaluation) -> Markup | None:
    return plots.ratings(evaluation) if any(side.ratings.value for side in evaluation.sides) else None


def _distribution(distribution: Distribution, titles: Mapping[str, str]) -> dict[str, Any]:
    axes = []
    for at, axis in enumerate(distribution.axes):
        rows = [
            Progress(
                titles.get(key, key),
                sum(min(cell.count, cell.target) for cell in cells),
                sum(cell.deficit for cell in cells),
                sum(cell.surplus for cell in cells),
            )
            for key, cells in _cells_by(distribution.cells, at).items()
        ]
        axes.append({"name": axis, "rows": rows, "chart": plots.distribution(axis, rows)})
    short = distribution.shortfalls()
    return {
        "axes": axes,
        "short": [
            (" / ".join(titles.get(key, key) for key in cell.cell), cell) for cell in short[:_MOST_CELLS]
        ],
        "more": max(0, len(short) - _MOST_CELLS),
        "deficit": distribution.deficit,
        "distance": distribution.distance,
        "count": sum(cell.count for cell in distribution.cells),
        "target": sum(cell.target for cell in distribution.cells),
    }


def _cells_by(cells: Sequence[CellCount], at: int) -> dict[str, list[CellCount]]:
    groups: dict[str, list[CellCount]] = {}
    for cell in sorted(cells, key=lambda one: one.cell[at]):
        groups.setdefault(cell.cell[at], []).append(cell)
    return groups
