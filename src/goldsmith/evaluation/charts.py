"""Charts as inline SVG that follow the page: colours are CSS variables, text is text in the page's font."""

from __future__ import annotations

import io
import re
import threading
import unicodedata
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

# Colours that stand for CSS variables until the SVG is written; nothing else has them.
INK, MUTED, GRID, ACCENT, SECOND, BAD, PAPER = (f"#11110{n}" for n in range(1, 8))
_VARIABLES = {
    INK: "--ink", MUTED: "--muted", GRID: "--line", ACCENT: "--accent", SECOND: "--second", BAD: "--bad",
    PAPER: "--paper",
}  # fmt: skip
_WIDTH_IN = 5.2  # 374 units wide: text is readable at the width of a phone, where a unit is a pixel
_STYLE: dict[str, Any] = {
    "svg.fonttype": "none",
    # Names of models are no formulas.
    "text.parse_math": False,
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.edgecolor": GRID,
    "axes.labelcolor": MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "text.color": INK,
    "xtick.color": GRID,
    "ytick.color": GRID,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": INK,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
}
_LABEL_CHARS = 24
_LEGEND_COLUMNS = 2
_LEGEND_LINE_IN = 0.2
# Settings and warnings are the process's in matplotlib: one drawing at a time.
_drawing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Dot:
    """One value in one row of a chart, with its interval.

    Attributes:
        row: index of the row, from the top.
        value: where the mark stands.
        low: lower end, or None without an interval.
        high: upper end, or None without an interval.
    """

    row: int
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Marks that belong together, told apart by colour, shape and filling, not by colour alone.

    Attributes:
        name: for the legend.
        dots: at most one a row.
        colour: one of this module's.
        marker: matplotlib's code of a shape.
        is_hollow: only the outline.
    """

    name: str
    dots: tuple[Dot, ...]
    colour: str = ACCENT
    marker: str = "o"
    is_hollow: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """One row of a chart with targets; counts >= 0, the target is `within` and `missing` together.

    Attributes:
        label: of the row.
        within: what there is and is wanted.
        missing: what is wanted and not there.
        above: what there is beyond the target.
    """

    label: str
    within: int
    missing: int
    above: int = 0


def dots_and_intervals(
    title: str,
    rows: Sequence[str],
    series: Sequence[Series],
    *,
    xlabel: str,
    reference: float | None = None,
    xlim: tuple[float, float] | None = None,
    in_per_cent: bool = False,
) -> Markup:
    """One line a row and series: the value as a mark, its interval as a bar.

    Args:
        title: what the chart shows, for those who do not see it.
        rows: labels from top to bottom; long ones are cut in the middle.
        series: drawn in this order within each row, the first on top.
        xlabel: what is measured, with its unit.
        reference: a value to compare with, drawn as a dashed line.
        xlim: ends of the axis; by default what the marks need.
        in_per_cent: whether values are shares, shown in per cent.
    """
    drawn = [one for one in series if one.dots]
    step = min(0.24, 0.72 / max(1, len(drawn)))

    def draw(axes: Axes) -> None:
        for at, one in enumerate(drawn):
            shift = (at - (len(drawn) - 1) / 2) * step
            _draw_series(axes, one, shift)
        if reference is not None:
            axes.axvline(reference, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
        axes.set(ylim=(len(rows) - 0.5, -0.5), xlabel=xlabel)
        if xlim is not None:
            axes.set_xlim(*xlim)
        if in_per_cent:
            axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}")
        axes.locator_params(axis="x", nbins=6)
        axes.set_yticks(range(len(rows)), [short(row) for row in rows])
        axes.grid(axis="x")
        if len(drawn) > 1:
            legend(axes)

    lines = -(-len(drawn) // _LEGEND_COLUMNS) if len(drawn) > 1 else 0
    row_in = max(0.3, 0.12 + 0.15 * len(drawn))
    return svg(title, draw, height_in=0.62 + _LEGEND_LINE_IN * lines + row_in * max(1, len(rows)))


def bars_to_targets(title: str, rows: Sequence[Progress], *, xlabel: str) -> Markup:
    """What there is as a bar, what is missing as a hatched one up to the target's line, what is too much beyond it.

    Args:
        title: what the chart shows, for those who do not see it.
        rows: from top to bottom.
        xlabel: what is counted.
    """

    def draw(axes: Axes) -> None:
        at = range(len(rows))
        targets = [row.within + row.missing for row in rows]
        height = 0.56
        axes.barh(at, [row.within for row in rows], height=height, color=ACCENT, label="there")
        if any(row.missing for row in rows):
            axes.barh(
                at, [row.missing for row in rows], left=[row.within for row in rows], height=height,
                facecolor="none", edgecolor=SECOND, hatch="////", linewidth=0.8, label="to go",
            )  # fmt: skip
        if any(row.above for row in rows):
            axes.barh(
                at, [row.above for row in rows], left=targets, height=height, color=MUTED, alpha=0.45,
                label="above target",
            )  # fmt: skip
        for row, target in enumerate(targets):
            # The line counts once in the legend.
            label = "target" if row == 0 else "_"
            axes.plot([target, target], [row - 0.4, row + 0.4], color=INK, linewidth=2, label=label)
        largest = max((target + row.above for target, row in zip(targets, rows, strict=True)), default=0)
        axes.set(ylim=(len(rows) - 0.5, -0.5), xlim=(0, largest * 1.04 or 1), xlabel=xlabel)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_yticks(at, [short(row.label) for row in rows])
        axes.grid(axis="x")
        legend(axes, columns=4)

    return svg(title, draw, height_in=0.8 + 0.27 * max(1, len(rows)))


def grouped_bars(
    title: str, groups: Sequence[str], series: Sequence[tuple[str, Sequence[float], str]], *, ylabel: str
) -> Markup:
    """Bars side by side in each group.

    Args:
        title: what the chart shows, for those who do not see it.
        groups: labels from left to right; a newline breaks a label.
        series: (name, a value >= 0 for each group, colour).
        ylabel: what is measured, with its unit.
    """

    def draw(axes: Axes) -> None:
        width = 0.78 / max(1, len(series))
        for at, (name, values, colour) in enumerate(series):
            places = [group + (at - (len(series) - 1) / 2) * width for group in range(len(groups))]
            axes.bar(places, values, width=width * 0.92, color=colour, label=name)
        axes.set_xticks(range(len(groups)), list(groups))
        axes.set(ylabel=ylabel)
        axes.margins(y=0.08)
        axes.grid(axis="y")
        if len(series) > 1:
            legend(axes)

    return svg(title, draw, height_in=2.5 + _LEGEND_LINE_IN * (len(series) // _LEGEND_COLUMNS))


def legend(axes: Axes, *, columns: int = _LEGEND_COLUMNS) -> None:
    """The legend above the axes, from the left."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=columns,
        frameon=False,
        borderaxespad=0.2,
        handletextpad=0.3,
        columnspacing=1.2,
    )


def short(label: str) -> str:
    """A label without what SVG or a line cannot hold, cut in the middle: both ends tell models apart."""
    plain = _plain(label)
    if len(plain) <= _LABEL_CHARS:
        return plain
    half = (_LABEL_CHARS - 1) // 2
    return f"{plain[:half]}…{plain[-half:]}"


def svg(title: str, draw: Callable[[Axes], None], *, height_in: float = 2.7) -> Markup:
    """Draw on axes in the page's style, and give the drawing as an element of the page.

    Args:
        title: the drawing's name for those who do not see it.
        draw: puts marks on the axes.
        height_in: inches, beside a width of 5.2.
    """
    title = _plain(title)
    # The salt keeps ids of several drawings in one page apart, and the same from run to run.
    style: dict[Any, Any] = {**_STYLE, "svg.hashsalt": title}
    with _drawing, warnings.catch_warnings(), matplotlib.rc_context(style):
        # The browser has the characters that the measuring font lacks.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=(_WIDTH_IN, height_in), layout="constrained")
        figure.patch.set_alpha(0)
        axes = figure.add_subplot()
        axes.patch.set_alpha(0)
        axes.tick_params(length=0)
        draw(axes)
        out = io.StringIO()
        figure.savefig(
            out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
        )
    return _for_the_page(out.getvalue(), title)


def _plain(text: str) -> str:
    """One line of characters that SVG can hold."""
    return " ".join("".join(" " if unicodedata.category(char)[0] == "C" else char for char in text).split())


def _draw_series(axes: Axes, one: Series, shift: float) -> None:
    for dot in one.dots:
        if dot.low is not None and dot.high is not None:
            at = dot.row + shift
            axes.plot([dot.low, dot.high], [at, at], color=one.colour, linewidth=1.6, alpha=0.6, zorder=2)
    axes.scatter(
        [dot.value for dot in one.dots],
        [dot.row + shift for dot in one.dots],
        s=30,
        marker=one.marker,
        facecolors=PAPER if one.is_hollow else one.colour,
        edgecolors=one.colour,
        linewidths=1.3,
        zorder=3,
        label=short(one.name),
    )


def _for_the_page(drawing: str, title: str) -> Markup:
    """Take the XML prologue, sizes and names of groups away, name the drawing, and let the page's colours in."""
    drawing = drawing[drawing.index("<svg") :]
    drawing = re.sub(r"<metadata>.*?</metadata>\s*", "", drawing, flags=re.DOTALL)
    drawing = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", drawing, count=1)
    drawing = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", drawing, count=1)
    # Every drawing has a group "axes_1": nothing refers to it, and an id is there once in a page.
    drawing = re.sub(r'<g id="[^"]*"', "<g", drawing)
    drawing = drawing.replace("<svg", f'<svg role="img" aria-label="{Markup.escape(title)}"', 1)
    drawing = drawing.replace(">", f"><title>{Markup.escape(title)}</title>", 1)
    for colour, variable in _VARIABLES.items():
        drawing = drawing.replace(colour, f"var({variable})")
    # drawn by us from numbers and our own words; titles are escaped above, labels by the SVG writer
    return Markup(drawing)
