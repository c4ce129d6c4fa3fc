"""The page's charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from goldsmith.evaluation.charts import (
    ACCENT,
    INK,
    MUTED,
    SECOND,
    Dot,
    Progress,
    Series,
    bars_to_targets,
    dots_and_intervals,
    grouped_bars,
)
from goldsmith.evaluation.interval import Interval
from goldsmith.evaluation.position import PositionReport
from goldsmith.evaluation.report.conclusions import rate_against, value_against
from goldsmith.evaluation.report.findings import Evaluation, JudgeReport, Preferences, Verdicts
from goldsmith.evaluation.report.words import EXPERTS, whose
from goldsmith.evaluation.winrate import WinRate

_JUDGE_LOOKS = ((SECOND, "D"), (INK, "s"), (MUTED, "^"), (SECOND, "v"), (INK, "P"))
_SIDE = 0.04
"""Room beside 0 and 100 %, so that a mark there is whole."""


def by_opponent(evaluation: Evaluation, judge: JudgeReport | None) -> Markup:
    """Win rates per opponent: the experts beside one judge, as judged, corrected and at equal style."""
    series = []
    if evaluation.experts is not None:
        own = evaluation.experts.verdicts
        series += [
            Series(evaluation.people, _rates(evaluation, own)),
            Series("experts, equal length", _controlled(evaluation, own), is_hollow=True),
        ]
    if judge is not None:
        corrected = (
            (row, value_against(judge.corrected_by_opponent, opponent))
            for row, opponent in enumerate(evaluation.opponents)
        )
        series += [
            Series("judge, corrected", _dots((r, v.value, v.interval) for r, v in corrected if v), INK, "s"),
            Series("judge", _rates(evaluation, judge.verdicts), SECOND, "D"),
            Series(
                "judge, equal length", _controlled(evaluation, judge.verdicts), SECOND, "D", is_hollow=True
            ),
        ]
    beside = "" if judge is None else f", experts and judge {judge.verdicts.name}"
    return _win_rate_chart(f"Win rate per opponent{beside}", evaluation, evaluation.opponents, series)


def by_group(
    evaluation: Evaluation,
    opponent: str,
    rates: Sequence[tuple[Verdicts, Mapping[str, WinRate]]],
    groups: Sequence[tuple[str, str]],
    what: str,
) -> Markup:
    """Win rates against one opponent in groups of prompts.

    Args:
        evaluation: of which.
        opponent: against whom.
        rates: for each side its rate by group.
        groups: (group, title), from top to bottom.
        what: "language" or "category".
    """
    series = [
        Series(
            _name(evaluation, side),
            _dots(
                (row, own[group].value, own[group].interval)
                for row, (group, _) in enumerate(groups)
                if group in own
            ),
            *_look(evaluation, side),
        )
        for side, own in rates
    ]
    title = f"Win rate against {opponent} by {what}"
    return _win_rate_chart(title, evaluation, [title for _, title in groups], series)


def consistency(judges: Sequence[JudgeReport]) -> Markup:
    """How often each judge keeps its verdict when the answers swap places."""
    names, rows = _positions(judges)
    found = _dots((row, p.consistency, p.consistency_interval) for row, p in rows)
    return dots_and_intervals(
        "Position consistency of each judge",
        names,
        [Series("consistency", found, SECOND, "D")],
        xlabel="pairs with the same verdict in both orders, %",
        xlim=(-_SIDE, 1 + _SIDE),
        in_per_cent=True,
    )


def bias(judges: Sequence[JudgeReport]) -> Markup:
    """Which place each judge favours."""
    names, rows = _positions(judges)
    return dots_and_intervals(
        "Position bias of each judge",
        names,
        [Series("bias", _dots((row, p.bias, p.bias_interval) for row, p in rows), SECOND, "D")],
        xlabel="position bias: −1 second, 0 neither, +1 first",
        reference=0.0,
        xlim=(-1.08, 1.08),
    )


def ratings(evaluation: Evaluation) -> Markup:
    """Bradley-Terry ratings of all models, each side's own."""
    sides = [(side, side.ratings.value) for side in evaluation.sides if side.ratings.value]
    models = sorted(
        {rating.model for _, found in sides for rating in found},
        key=lambda model: -max(r.elo for _, found in sides for r in found if r.model == model),
    )
    series = [
        Series(
            _name(evaluation, side),
            _dots((models.index(one.model), one.elo, one.interval) for one in found),
            *_look(evaluation, side),
        )
        for side, found in sides
    ]
    return dots_and_intervals(
        "Bradley-Terry ratings", models, series, xlabel="rating, Elo points", reference=1000.0
    )


def preferences(
    evaluation: Evaluation, opponent: str, sides: Sequence[tuple[Verdicts, Preferences]]
) -> Markup:
    """Shares of the five points of the form against one opponent."""
    series = [
        (
            _name(evaluation, side),
            [100 * count / max(1, sum(own.counts)) for count in own.counts],
            _look(evaluation, side)[0],
        )
        for side, own in sides
    ]
    groups = (
        "opponent\nmuch\nbetter",
        "opponent\nbetter",
        "neither",
        "subject\nbetter",
        "subject\nmuch\nbetter",
    )
    if evaluation.subject == EXPERTS:
        groups = (*groups[:3], "experts'\nbetter", "experts'\nmuch\nbetter")
    return grouped_bars(f"Preferences against {opponent}", groups, series, ylabel="comparisons, %")


def distribution(axis: str, rows: Sequence[Progress]) -> Markup:
    """Data points beside their target along one axis."""
    return bars_to_targets(f"Data points by {axis}, beside the target", rows, xlabel="data points")


def _win_rate_chart(
    title: str, evaluation: Evaluation, rows: Sequence[str], series: Sequence[Series]
) -> Markup:
    return dots_and_intervals(
        title,
        rows,
        series,
        xlabel=f"win rate of {whose(evaluation.subject)}, %",
        reference=0.5,
        xlim=(-_SIDE, 1 + _SIDE),
        in_per_cent=True,
    )


def _positions(judges: Sequence[JudgeReport]) -> tuple[list[str], list[tuple[int, PositionReport]]]:
    """Names of the judges who saw both orders, and what was found of each by row."""
    found = [
        (judge.verdicts.name, judge.position.value) for judge in judges if judge.position.value is not None
    ]
    return [name for name, _ in found], [(row, value) for row, (_, value) in enumerate(found)]


def _name(evaluation: Evaluation, side: Verdicts) -> str:
    if side.is_expert:
        return evaluation.people
    return f"judge {side.name}" if len(evaluation.judges) > 1 else "judge"


def _look(evaluation: Evaluation, side: Verdicts) -> tuple[str, str]:
    if side.is_expert:
        return ACCENT, "o"
    at = [judge.verdicts.name for judge in evaluation.judges].index(side.name)
    return _JUDGE_LOOKS[at % len(_JUDGE_LOOKS)]


def _rates(evaluation: Evaluation, side: Verdicts) -> tuple[Dot, ...]:
    rates = ((row, rate_against(side, opponent)) for row, opponent in enumerate(evaluation.opponents))
    return _dots((row, rate.value, rate.interval) for row, rate in rates if rate is not None)


def _controlled(evaluation: Evaluation, side: Verdicts) -> tuple[Dot, ...]:
    found = (
        (row, value_against(side.controlled_by_opponent, opponent))
        for row, opponent in enumerate(evaluation.opponents)
    )
    return _dots((row, one.controlled, one.interval) for row, one in found if one is not None)


def _dots(values: Iterable[tuple[int, float, Interval]]) -> tuple[Dot, ...]:
    return tuple(Dot(row, value, interval.low, interval.high) for row, value, interval in values)
