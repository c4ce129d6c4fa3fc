"""Simulated people who see suggestions, and what a crowd's hours buy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from goldsmith.domain.span import Span
from goldsmith.planner.profiles import PROFILES, Kind, Reliance
from goldsmith.simulation.audit import AnswerRow
from goldsmith.simulation.hours import Progress, at_hours, hours_curve, hours_to
from goldsmith.simulation.planting.corpus import CorpusTruth
from goldsmith.simulation.planting.labels import PlantedSpan
from goldsmith.simulation.savings import savings
from goldsmith.simulation.tally import Acknowledged
from goldsmith.simulation.workers import SimulatedWorker

TEXT = "ada@lab.org and bob@lab.org, then nothing.else here"
TRUE, OTHER, WRONG = Span(0, 11, "EMAIL"), Span(16, 27, "EMAIL"), Span(34, 46, "EMAIL")
TASKS = 4_000


def worker(kind: Kind = Kind.AVERAGE, **reliance: float) -> SimulatedWorker:
    profile = replace(PROFILES[kind], with_suggestions=replace(Reliance(), **reliance))
    return SimulatedWorker(profile, Random(5))


def share_marked(person: SimulatedWorker, span: Span, suggested: Sequence[Span] | None) -> float:
    """How often an answer has exactly this mark, where TRUE and OTHER are to be found."""
    answers = [person.annotate(TEXT, (TRUE, OTHER), ["EMAIL"], suggested) for _ in range(TASKS)]
    return sum(span in marks for marks in answers) / TASKS


def test_right_suggestions_are_kept_more_often_than_they_would_be_found() -> None:
    alone, helped = share_marked(worker(), TRUE, None), share_marked(worker(), TRUE, [TRUE])
    assert alone < 0.9
    assert helped == pytest.approx(Reliance().keeps_right, abs=0.015)


def test_wrong_suggestions_are_kept_with_the_bias_that_is_stated() -> None:
    assert share_marked(worker(), WRONG, None) < 0.05
    assert share_marked(worker(), WRONG, [WRONG]) == pytest.approx(Reliance().keeps_wrong, abs=0.03)
    assert share_marked(worker(keeps_wrong=0.0), WRONG, [WRONG]) < 0.05


def test_what_is_not_suggested_is_missed_more_often() -> None:
    alone, lulled = share_marked(worker(), OTHER, None), share_marked(worker(), OTHER, [TRUE])
    assert lulled < alone - 0.02
    # That a model suggests nothing is a suggestion, too.
    assert share_marked(worker(), OTHER, []) < alone - 0.02


def test_marks_never_overlap_and_a_wrong_border_is_drawn_anew() -> None:
    near = Span(0, 9, "EMAIL")
    person = worker(keeps_wrong=0.5)
    answers = [person.annotate(TEXT, (TRUE, OTHER), ["EMAIL"], [near]) for _ in range(TASKS)]
    for marks in answers:
        ordered = sorted(marks)
        assert all(a.end <= b.start for a, b in pairwise(ordered))
    assert 0.25 < sum(TRUE in marks for marks in answers) / TASKS < 0.5


def test_only_marks_that_are_suggested_save_time() -> None:
    def mean_s(suggested: Sequence[Span] | None) -> float:
        person = worker()
        return sum(person.seconds(suggested) for _ in range(TASKS)) / TASKS

    assert mean_s([]) == mean_s(None)
    assert mean_s([TRUE]) == pytest.approx(mean_s(None) * Reliance().time_factor)


def test_spammers_accept_all() -> None:
    for kind in (Kind.SPAMMER_NOTHING, Kind.SPAMMER_RANDOM):
        assert worker(kind).annotate(TEXT, (), ["EMAIL"], [WRONG, TRUE])[-1:] != ()
    assert worker(Kind.SPAMMER_NOTHING).annotate(TEXT, (), ["EMAIL"], [WRONG, TRUE]) == (TRUE, WRONG)
    assert worker(Kind.SPAMMER_NOTHING).annotate(TEXT, (TRUE,), ["EMAIL"], []) == ()


def answer(item: int, start: int) -> AnswerRow:
    return AnswerRow(
        answer_id=item, task_id=item, item_id=item, worker_id=1, template="annotate", category="email", spans=(),
        is_correct=None, is_late=False, round=1, overlap=1, path="a.py", start_char=start, chars=10,
    )  # fmt: skip


def said(item: int, hours: float, *, is_late: bool = False) -> Acknowledged:
    return Acknowledged(
        answer_id=item, assignment_id=item, item_id=item, worker_id=1, task="annotate", category="email",
        is_late=is_late, at_s=0.0, seconds=hours * 3600,
    )  # fmt: skip


def marked(start: int, end: int) -> dict[str, Any]:
    return {"start": start, "end": end, "category": "email", "subcategory": "EMAIL"}


def test_an_item_counts_from_its_last_answer_on_with_what_the_dataset_has() -> None:
    truth = CorpusTruth(
        {"a.py": (PlantedSpan(2, 6, "email", "EMAIL"), PlantedSpan(12, 16, "email", "EMAIL"))}
    )
    rows = [answer(1, 0), answer(2, 10), answer(3, 20)]
    dataset = [{"path": "a.py", "spans": [marked(2, 6), marked(12, 16), marked(22, 24)]}]
    log = [said(1, 1), said(2, 1), said(9, 5, is_late=True), said(2, 1), said(3, 1)]
    curve = hours_curve(rows, log, dataset, truth)
    assert [(one.hours, one.items, one.found) for one in curve] == [
        (1, 1, 1), (2, 1, 1), (3, 2, 2), (4, 3, 2),
    ]  # fmt: skip
    assert [round(one.f1, 3) for one in curve] == [0.667, 0.667, 1.0, 0.8]
    assert hours_curve([], [], [], truth) == []


def test_a_level_is_reached_when_it_is_not_lost_again() -> None:
    truth = CorpusTruth(
        {"a.py": (PlantedSpan(2, 6, "email", "EMAIL"), PlantedSpan(12, 16, "email", "EMAIL"))}
    )
    dataset = [{"path": "a.py", "spans": [marked(2, 6), marked(12, 16), marked(22, 24)]}]
    curve = hours_curve(
        [answer(1, 0), answer(2, 10), answer(3, 20)], [said(n, 1) for n in (1, 2, 3)], dataset, truth
    )
    assert hours_to(curve, 0.6) == 1
    assert hours_to(curve, 0.8) == 2
    assert hours_to(curve, 0.9) is None
    assert at_hours(curve, 0.5) is None
    found = at_hours(curve, 2.5)
    assert found is not None
    assert found.hours == 2


def test_savings_are_hours_to_what_both_reach_and_finds_at_half_the_budget() -> None:
    plain = [Progress(1, 1, 1, 0.2), Progress(5, 2, 4, 0.5), Progress(9, 3, 8, 0.9), Progress(10, 4, 9, 0.95)]
    helped = [Progress(1, 1, 3, 0.4), Progress(4, 2, 7, 0.8), Progress(7, 3, 8, 0.9)]
    found = savings(plain, helped)
    assert found is not None
    assert (found.f1_reached, found.saved_hours, found.saved_share) == (0.9, 2, 0.2)
    assert (found.half_hours, found.found_plain, found.found) == (5, 4, 7)
    worse = savings(helped, plain)
    assert worse is not None
    assert worse.saved_hours == -2
    assert savings(plain, []) is None
