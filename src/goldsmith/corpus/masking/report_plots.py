"""The report's charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from goldsmith.evaluation.charts import ACCENT, MUTED, SECOND, legend, short, svg

_ACTIONS = (("mask", "masked", ACCENT), ("token", "replaced by a token", SECOND), ("keep", "kept", MUTED))


def label_bars(rows: Sequence[tuple[str, Mapping[str, int]]]) -> Markup:
    """Findings by label, and what was done with them."""
    return _stacked("Findings by label and action", rows, _ACTIONS, xlabel="findings")


def language_bars(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> Markup | None:
    """Findings by language, per MB of it."""
    if not rows:
        return None
    values = [(name, {"findings": row["findings"] / max(row["bytes"], 1) * 1e6}) for name, row in rows]
    title = "Findings per MB by language"
    return _stacked(title, values, (("findings", "findings per MB", ACCENT),), xlabel="findings per MB")


def throughput(rows: Sequence[Mapping[str, float]]) -> Markup | None:
    """MB a second over working time."""
    if not rows:
        return None

    def draw(axes: Axes) -> None:
        width = rows[1]["from_s"] if len(rows) > 1 else 1.0
        places = [row["from_s"] + width / 2 for row in rows]
        axes.bar(places, [row["mb_per_s"] for row in rows], width=width * 0.92, color=ACCENT)
        axes.set(xlabel="seconds of work", ylabel="MB of documents a second", ylim=(0, None))
        axes.grid(axis="y")

    return svg("Throughput over time", draw)


def _stacked(
    title: str,
    rows: Sequence[tuple[str, Mapping[str, float]]],
    parts: Sequence[tuple[str, str, str]],
    *,
    xlabel: str,
) -> Markup:
    """Horizontal bars, each of parts behind one another: (key, name, colour)."""
    drawn = [part for part in parts if any(row.get(part[0]) for _, row in rows)]

    def draw(axes: Axes) -> None:
        at = range(len(rows))
        left = [0.0] * len(rows)
        for key, name, colour in drawn:
            values = [float(row.get(key, 0)) for _, row in rows]
            axes.barh(at, values, left=left, height=0.6, color=colour, label=name)
            left = [one + value for one, value in zip(left, values, strict=True)]
        axes.set(ylim=(len(rows) - 0.5, -0.5), xlim=(0, max(left, default=0) * 1.04 or 1), xlabel=xlabel)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6))
        axes.set_yticks(at, [short(name) for name, _ in rows])
        axes.grid(axis="x")
        if len(drawn) > 1:
            legend(axes, columns=3)

    return svg(title, draw, height_in=0.8 + 0.27 * max(1, len(rows)))
