"""The demo's charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from markupsafe import Markup
from matplotlib.axes import Axes

from goldsmith.evaluation.charts import ACCENT, GRID, INK, MUTED, SECOND, legend, svg
from goldsmith.simulation.hours import Progress
from goldsmith.simulation.measure import CalibrationBin


def f1_by_category(rows: Sequence[tuple[str, float, float]]) -> Markup:
    """From a single annotator to the final dataset, one line a category.

    Args:
        rows: (title, F1 of single annotators, F1 of the dataset), from top to bottom.
    """

    def draw(axes: Axes) -> None:
        for at, (_, alone, final) in enumerate(rows):
            axes.plot([alone, final], [at, at], color=GRID, linewidth=3, solid_capstyle="round", zorder=1)
        axes.scatter(
            [row[1] for row in rows],
            range(len(rows)),
            s=34,
            color=SECOND,
            marker="D",
            zorder=2,
            label="one annotator alone",
        )
        axes.scatter(
            [row[2] for row in rows], range(len(rows)), s=46, color=ACCENT, zorder=3, label="final dataset"
        )
        low = min([row[1] for row in rows] + [row[2] for row in rows], default=0.0)
        axes.set(
            xlim=(max(0.0, low - 0.06), 1.01),
            ylim=(len(rows) - 0.5, -0.5),
            xlabel="F1, whole spans with label",
        )
        axes.set_yticks(range(len(rows)), [row[0] for row in rows])
        axes.grid(axis="x")
        legend(axes)

    return svg(
        "F1 by category: one annotator alone, and the final dataset", draw, height_in=0.9 + 0.32 * len(rows)
    )


def validations(counts: Mapping[int, int]) -> Markup:
    """How many checks a judged annotation got.

    Args:
        counts: verdicts → annotations.
    """

    def draw(axes: Axes) -> None:
        numbers = sorted(counts)
        bars = axes.bar(
            [str(number) for number in numbers],
            [counts[number] for number in numbers],
            color=ACCENT,
            width=0.6,
        )
        axes.bar_label(bars, fmt="{:,.0f}", color=INK, padding=2)
        axes.set(xlabel="checks of one annotation", ylabel="annotations")
        axes.margins(y=0.12)
        axes.grid(axis="y")

    return svg("Number of checks of each annotation", draw)


def exam_scores(scores: Mapping[str, Sequence[float]], pass_mark: float) -> Markup:
    """Every exam, by kind of person.

    Args:
        scores: kind → scores in [0, 100], from top to bottom.
        pass_mark: the score that opens a category.
    """

    def draw(axes: Axes) -> None:
        scatter = Random(0)
        for at, own in enumerate(scores.values()):
            heights = [at + scatter.uniform(-0.26, 0.26) for _ in own]
            colours = [ACCENT if score >= pass_mark else SECOND for score in own]
            axes.scatter(own, heights, s=9, color=colours, alpha=0.65, linewidths=0)
        axes.axvline(pass_mark, color=INK, linewidth=1, linestyle=(0, (4, 3)))
        axes.text(pass_mark, -0.72, f"pass mark {pass_mark:g}", ha="center", va="bottom", color=INK)
        axes.set(xlim=(-3, 103), ylim=(len(scores) - 0.5, -0.6), xlabel="exam score")
        axes.set_yticks(range(len(scores)), list(scores))
        axes.grid(axis="x")

    return svg("Exam scores by kind of person", draw, height_in=0.95 + 0.42 * len(scores))


def answers_over_time(edges: Sequence[float], annotate: Sequence[int], validate: Sequence[int]) -> Markup:
    """Answers a second.

    Args:
        edges: of the intervals, in seconds; one more than the counts.
        annotate: annotations in each interval.
        validate: verdicts in each interval.
    """

    def draw(axes: Axes) -> None:
        width = edges[1] - edges[0]
        below = [count / width for count in annotate]
        above = [base + count / width for base, count in zip(below, validate, strict=True)]
        zeros = [0.0] * len(below)
        for label, bottom, top, colour in (
            ("marking", zeros, below, SECOND),
            ("checking", below, above, ACCENT),
        ):
            axes.stairs(top, edges, baseline=bottom, fill=True, color=colour, alpha=0.85, label=label)
        axes.set(
            xlim=(edges[0], edges[-1]),
            ylim=(0, max(above, default=0) * 1.15 or 1),
            xlabel="seconds since the crowd arrived",
            ylabel="answers a second",
        )
        axes.grid(axis="y")
        legend(axes)

    return svg("Answers a second over time", draw)


def f1_by_hours(plain: Sequence[Progress], helped: Sequence[Progress]) -> Markup:
    """What person-hours buy, with suggestions and without.

    Args:
        plain: progress without suggestions, by hours.
        helped: with them.
    """

    def draw(axes: Axes) -> None:
        for curve, label, colour, style in (
            (helped, "with suggestions", ACCENT, "-"),
            (plain, "without", SECOND, (0, (4, 2))),
        ):
            axes.plot(
                [one.hours for one in curve],
                [one.f1 for one in curve],
                color=colour,
                linestyle=style,
                linewidth=1.8,
                label=label,
            )
        axes.set(xlim=(0, None), ylim=(0, 1.02), xlabel="person-hours (simulated)", ylabel="F1 so far")
        axes.grid()
        legend(axes)

    return svg("F1 of what is finished by person-hours, with suggestions and without", draw)


def calibration(bins: Sequence[CalibrationBin]) -> Markup:
    """Said against found, with 95 % intervals.

    Args:
        bins: by confidence.
    """

    def draw(axes: Axes) -> None:
        said = [one.said for one in bins]
        low = max(0.0, min((*said, *(one.interval[0] for one in bins)), default=0.0) - 0.03)
        axes.plot([low, 1], [low, 1], color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
        for one in bins:
            axes.plot([one.said, one.said], one.interval, color=ACCENT, linewidth=1.6, alpha=0.55)
        largest = max((one.marks for one in bins), default=1)
        sizes = [16 + 90 * one.marks / largest for one in bins]
        axes.scatter(said, [one.share for one in bins], s=sizes, color=ACCENT, zorder=3)
        left = max(0.0, min(said, default=0.0) - 0.03)
        axes.set(xlim=(left, 1 + (1 - left) * 0.05), ylim=(low, 1 + (1 - low) * 0.1))
        axes.set(xlabel="confidence the dataset states", ylabel="share that is right")
        axes.grid()

    return svg("Stated confidence against the share that is right, with 95 % intervals", draw)
