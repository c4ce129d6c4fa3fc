"""From finished tasks to the numbers of the quality page: agreement, pairs of workers, drift, confusion.

Everything here is a pure function of rows; the one source of randomness is a seed, so that the same answers show the
same intervals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from itertools import combinations
from typing import Any

import numpy as np

from goldsmith.aggregation.agreement import bootstrap_alpha
from goldsmith.aggregation.confusion import Confusion, pair_confusion, span_confusion
from goldsmith.aggregation.drift import movement, windows
from goldsmith.aggregation.gamma import MarkedItem, gamma
from goldsmith.aggregation.ratio import Estimate, ratio_interval
from goldsmith.aggregation.votes import Votes
from goldsmith.aggregation.worker_pairs import worker_pairs
from goldsmith.app.quality_tasks import StageTasks, Task
from goldsmith.domain.scoring import exact_f1, token_f1
from goldsmith.domain.stage import OUTCOMES, VERDICTS_OF, StageKind

Row = dict[str, Any]
Score = Callable[[Any, Any], float]

#: Pairs of workers that are shown.
PAIRS_SHOWN = 50
#: Units two workers need in common before anything is said about them.
LEAST_IN_COMMON = 5
#: Windows are days up to so many of them, then weeks.
_DAYS = 21
_SEED = 20_260_101
_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)


def agreement_rows(stages: Sequence[StageTasks]) -> list[Row]:
    """Agreement by stage, and over all stages of a kind where more than one has something to compare.

    Stages where nobody answered what somebody else had answered have no rows.

    Returns:
        Rows {stage_id, stage_title, kind, category, measure, value, low, high, n_units, n_workers}; value is None
        where the measure is undefined. Rows of a whole kind have no stage_id.
    """
    rows: list[Row] = []
    for kind, of_kind in _by_kind(stages).items():
        told = [one for one in of_kind if one.answered_twice]
        for one in told:
            rows += _measures(kind, one.answered_twice, one.stage)
        if len(told) > 1:
            everything = tuple(task for one in told for task in one.answered_twice)
            rows += _measures(kind, everything, None)
    return rows


def judgement_rows(stages: Sequence[StageTasks]) -> list[Row]:
    """How validators judge, by category: verdicts a task, unanimity, alpha, annotations right at first."""
    rows: list[Row] = []
    for one in sorted(
        _by_kind(stages).get(StageKind.VALIDATE, []), key=lambda one: str(one.stage["category"])
    ):
        if not one.tasks:
            continue
        sizes = [len(task.answers) for task in one.tasks]
        first = [task.outcome for task in one.tasks if task.round == 1]
        alpha = _alpha(one.answered_twice)
        rows.append(
            {
                "category": one.stage["category"],
                "judged": one.stage["finished"],
                "mean_validations": sum(sizes) / len(sizes),
                "unanimous": sum(len({v for _, v in task.answers}) == 1 for task in one.tasks) / len(sizes),
                "alpha": None if alpha is None else alpha.value,
                "alpha_low": None if alpha is None else alpha.low,
                "alpha_high": None if alpha is None else alpha.high,
                "first_pass": first.count("correct") / len(first) if first else 0.0,
            }
        )
    return rows


def pair_rows(stages: Sequence[StageTasks]) -> list[Row]:
    """Pairs of workers by kind of stage, the surely different first; at most `PAIRS_SHOWN` a kind."""
    rows: list[Row] = []
    for kind, of_kind in _by_kind(stages).items():
        units = [task.answers for one in of_kind for task in one.answered_twice]
        pairs = worker_pairs(units, _score(kind), least=LEAST_IN_COMMON)
        rows += [
            {
                "kind": kind.value,
                "first": int(pair.first),
                "second": int(pair.second),
                **_numbers(pair.agreement),
            }
            for pair in pairs[:PAIRS_SHOWN]
        ]
    return rows


def drift_rows(stages: Sequence[StageTasks]) -> list[Row]:
    """Agreement over time by kind and category, "" for all of a kind; with a test of whether it moved."""
    rows: list[Row] = []
    for kind, of_kind in _by_kind(stages).items():
        by_category: dict[str, list[Task]] = defaultdict(list)
        for one in of_kind:
            by_category[""] += one.answered_twice
            by_category[str(one.stage["category"])] += one.answered_twice
        found = {category: tasks for category, tasks in by_category.items() if tasks}
        if len(found) == 2:
            # One category and all of them are the same.
            del found[""]
        rows += [_drift(kind, category, tasks) for category, tasks in found.items()]
    return rows


def confusion_rows(stages: Sequence[StageTasks]) -> list[Row]:
    """What is taken for what: labels of marks, and verdicts against what the task came to."""
    rows: list[Row] = []
    by_place: dict[tuple[StageKind, str], list[StageTasks]] = defaultdict(list)
    for one in stages:
        by_place[one.kind, str(one.stage["category"])].append(one)
    for (kind, category), found in by_place.items():
        tasks = [task for one in found for task in one.tasks]
        table: Confusion | None = None
        if kind is StageKind.ANNOTATE:
            labels = list(dict.fromkeys(label for one in found for label in one.stage["labels"]))
            table = span_confusion(([marks for _, marks in task.answers] for task in tasks), labels)
        elif kind in VERDICTS_OF:
            ends = [end.value for end in OUTCOMES[kind]]
            pairs = ((str(verdict), str(task.outcome)) for task in tasks for _, verdict in task.answers)
            table = pair_confusion(pairs, VERDICTS_OF[kind], ends)
        if table is not None and any(map(any, table.counts)):
            rows.append(
                {
                    "kind": kind.value,
                    "category": category,
                    "rows": list(table.rows),
                    "columns": list(table.columns),
                    "counts": [list(row) for row in table.counts],
                }
            )
    return rows


def _by_kind(stages: Sequence[StageTasks]) -> dict[StageKind, list[StageTasks]]:
    found: dict[StageKind, list[StageTasks]] = defaultdict(list)
    for one in stages:
        found[one.kind].append(one)
    return found


def _score(kind: StageKind) -> Score:
    """How alike two answers are, in [0, 1]: F1 of code points for marks, same or not for choices."""
    return token_f1 if kind is StageKind.ANNOTATE else _is_same


def _is_same(left: Any, right: Any) -> float:
    return float(left == right)


def _measures(kind: StageKind, tasks: Sequence[Task], stage: Row | None) -> list[Row]:
    if kind is StageKind.ANNOTATE:
        rng = np.random.default_rng(_SEED)
        found = {
            "span_f1": _mean_over_pairs(tasks, exact_f1),
            "token_f1": _mean_over_pairs(tasks, token_f1),
            "gamma": gamma(
                [MarkedItem(tuple(marks for _, marks in task.answers), task.chars) for task in tasks], rng
            ),
        }
    else:
        found = {"same": _mean_over_pairs(tasks, _is_same), "alpha": _alpha(tasks)}
    place = {
        "stage_id": stage["id"] if stage else None,
        "stage_title": stage["title"] if stage else None,
        "kind": kind.value,
        "category": str(stage["category"]) if stage else "",
        "n_workers": len({worker for task in tasks for worker, _ in task.answers}),
    }
    return [
        {**place, "measure": measure, **_numbers(estimate, n=len(tasks))}
        for measure, estimate in found.items()
    ]


def _numbers(estimate: Estimate | None, *, n: int = 0) -> Row:
    if estimate is None:
        return {"value": None, "low": None, "high": None, "n_units": n}
    return {
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "n_units": estimate.n_units,
    }


def _mean_over_pairs(tasks: Iterable[Task], score: Score) -> Estimate | None:
    """Mean over all pairs of answers to a task; resampled by tasks."""
    totals, weights = [], []
    for task in tasks:
        scores = [score(left, right) for (_, left), (_, right) in combinations(task.answers, 2)]
        totals.append(sum(scores))
        weights.append(len(scores))
    return ratio_interval(
        np.array(totals, dtype=np.float64), np.array(weights, dtype=np.float64), np.random.default_rng(_SEED)
    )


def _alpha(tasks: Sequence[Task]) -> Estimate | None:
    rows = [
        (str(number), worker, str(value))
        for number, task in enumerate(tasks)
        for worker, value in task.answers
    ]
    if not rows:
        return None
    found = bootstrap_alpha(Votes.from_rows(rows).counts(), np.random.default_rng(_SEED))
    return None if found is None else Estimate(found.value, found.low, found.high, found.n_units)


def _drift(kind: StageKind, category: str, tasks: Sequence[Task]) -> Row:
    score = _score(kind)
    times = [task.completed_at for task in tasks]
    scores = [
        float(np.mean([score(left, right) for (_, left), (_, right) in combinations(task.answers, 2)]))
        for task in tasks
    ]
    is_long = max(times) - min(times) > _DAYS * _DAY
    moved = movement(times, scores)
    return {
        "kind": kind.value,
        "category": category,
        "window": "week" if is_long else "day",
        "points": [
            {"at": window.start, **_numbers(window.agreement)}
            for window in windows(times, scores, _WEEK if is_long else _DAY)
        ],
        "movement": None
        if moved is None
        else {
            "p_value": moved.p_value,
            "at": moved.at,
            "before": moved.before,
            "after": moved.after,
            "change_low": moved.low,
            "change_high": moved.high,
            "n_units": moved.n_units,
        },
    }


def counted(stages: Sequence[StageTasks]) -> list[Row]:
    """How much the numbers rest on: finished and read tasks of each stage."""
    return [
        {
            "stage_id": one.stage["id"],
            "finished": one.stage["finished"],
            "read": len(one.tasks),
            "answered_twice": len(one.answered_twice),
            "answers": sum(len(task.answers) for task in one.tasks),
        }
        for one in stages
    ]
