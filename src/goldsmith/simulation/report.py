"""The demo's report: one HTML file with everything in it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from goldsmith.aggregation.merge import AMBIGUOUS
from goldsmith.domain.scoring import SpanCounts, micro
from goldsmith.evaluation.self_contained import fill_page
from goldsmith.planner.profiles import Kind, Reliance
from goldsmith.simulation import charts
from goldsmith.simulation.measure import CalibrationBin, calibration
from goldsmith.simulation.outcome import Outcome, suggestions_in_short

_TEMPLATE = "report.html.j2"
_CONFIDENCE_EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0)
_TIME_BINS = 12
_AMBIGUOUS_TITLE = "Ambiguous (two categories meet)"
_KIND_TITLES = {
    Kind.EXPERT: "expert",
    Kind.CAREFUL: "careful",
    Kind.AVERAGE: "average",
    Kind.CARELESS: "careless",
    Kind.SPAMMER_NOTHING: "spammer (nothing)",
    Kind.SPAMMER_RANDOM: "spammer (anything)",
}


def write_report(outcome: Outcome, path: Path) -> None:
    """Write the report; it appears under its name when it is whole."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(render(outcome), encoding="utf-8")
    part.replace(path)


def render(outcome: Outcome) -> str:
    """The report as HTML: no script, nothing loaded from anywhere."""
    values = {
        "o": outcome,
        "final": outcome.final.counts,
        "alone": outcome.alone,
        "categories": (categories := _categories(outcome)),
        "kinds": (kinds := _kinds(outcome)),
        "validations": sorted(outcome.validations.items()),
        "bins": (bins := calibration(outcome.final.confidences, _CONFIDENCE_EDGES)),
        "times": (times := _times(outcome)),
        "titles": {**outcome.categories, AMBIGUOUS: "Ambiguous"},
        "samples": outcome.final.samples,
        "savings": outcome.savings,
        "suggestions": suggestions_in_short(outcome.suggestions),
        "reliance": Reliance(),
        "charts": _charts(outcome, categories, kinds, bins, times),
    }
    return fill_page("goldsmith.simulation", _TEMPLATE, values)


def _charts(
    outcome: Outcome,
    categories: Sequence[Mapping[str, Any]],
    kinds: Sequence[Mapping[str, Any]],
    bins: Sequence[CalibrationBin],
    times: Mapping[str, Any],
) -> dict[str, Any]:
    pairs = [
        (row["title"], row["alone"].f1, row["final"].f1) for row in categories if row["alone"] is not None
    ]
    return {
        "f1": charts.f1_by_category(pairs),
        "validations": charts.validations(outcome.validations),
        "exams": charts.exam_scores({row["title"]: row["scores"] for row in kinds}, outcome.pass_mark),
        "times": charts.answers_over_time(times["edges"], times["annotate"], times["validate"]),
        "calibration": charts.calibration(bins),
        "hours": None if outcome.plain is None else charts.f1_by_hours(outcome.plain.curve, outcome.curve),
    }


def _categories(outcome: Outcome) -> list[dict[str, Any]]:
    """One row a category: final and single-annotator counts; ambiguous marks last, which nobody makes alone."""
    final = outcome.final.by_category
    rows: list[dict[str, Any]] = [
        {
            "title": title,
            "final": final.get(key, SpanCounts()),
            "alone": outcome.alone.by_category.get(key, SpanCounts()),
        }
        for key, title in outcome.categories.items()
    ]
    if AMBIGUOUS in final:
        rows.append({"title": _AMBIGUOUS_TITLE, "final": final[AMBIGUOUS], "alone": None})
    return rows


def _kinds(outcome: Outcome) -> list[dict[str, Any]]:
    """One row a kind of person: how many, their exams, access, answers, F1 of their own marks, hours."""
    people: dict[Kind, list[int]] = defaultdict(list)
    for worker_id, kind in outcome.tally.kinds.items():
        people[kind].append(worker_id)
    answers: dict[Kind, int] = defaultdict(int)
    for answer in outcome.tally.answers:
        answers[outcome.tally.kinds[answer.worker_id]] += 1
    rows = []
    for kind, title in _KIND_TITLES.items():
        own = people.get(kind, [])
        if not own:
            continue
        exams = [exam for exam in outcome.tally.exams if exam.kind is kind]
        marked = [outcome.alone.by_worker[id_] for id_ in own if id_ in outcome.alone.by_worker]
        rows.append(
            {
                "title": title,
                "people": len(own),
                "scores": [exam.score for exam in exams],
                "median": median(exam.score for exam in exams) if exams else None,
                "passed": sum(exam.passed for exam in exams),
                "with_access": sum(bool(outcome.skills.get(id_)) for id_ in own),
                "answers": answers[kind],
                "f1": micro(marked).f1 if marked else None,
                "hours": sum(outcome.tally.seconds.get(id_, 0.0) for id_ in own) / 3600,
            }
        )
    return rows


def _times(outcome: Outcome) -> dict[str, Any]:
    """Answers in equal intervals of whole seconds, from the crowd's arrival on."""
    end = max((answer.at_s for answer in outcome.tally.answers), default=1.0)
    width = max(1, math.ceil(end / _TIME_BINS))
    count = max(1, math.ceil(end / width))
    by_task = {"annotate": [0] * count, "validate": [0] * count}
    for answer in outcome.tally.answers:
        by_task[answer.task][min(count - 1, int(answer.at_s / width))] += 1
    return {"edges": [at * width for at in range(count + 1)], "width": width, **by_task}
