"""Dawid and Skene going on with every answer."""

import numpy as np
import pytest

from goldsmith.aggregation.dawid_skene import fit_dawid_skene
from goldsmith.aggregation.live_dawid_skene import LiveDawidSkene
from goldsmith.aggregation.votes import Votes
from goldsmith.domain.errors import InvalidInput


def crowd(seed, n_tasks=150, n_workers=20, per_task=6, n_labels=3):
    rng = np.random.default_rng(seed)
    truth = rng.integers(n_labels, size=n_tasks)
    accuracy = rng.uniform(0.7, 0.95, n_workers)
    rows = []
    for task in range(n_tasks):
        for worker in rng.permutation(n_workers)[:per_task]:
            is_right = rng.random() < accuracy[worker]
            label = truth[task] if is_right else rng.integers(n_labels)
            rows.append((f"t{task:03}", f"w{worker:02}", "ABC"[label]))
    return rows


def test_it_starts_where_the_fit_is():
    votes = Votes.from_rows(crowd(1))
    fit = fit_dawid_skene(votes)
    live = LiveDawidSkene(fit)
    for at, task in enumerate(votes.tasks):
        assert live.belief(task) == pytest.approx(fit.truth.p_true[at])
    for at, worker in enumerate(votes.workers):
        assert live.confusion(worker) == pytest.approx(fit.confusion[at])


def test_with_all_settled_again_and_again_it_is_the_fit_of_all_answers():
    rows = crowd(2)
    fit = fit_dawid_skene(Votes.from_rows(rows), max_iterations=2000, tolerance=0)
    held = [row for at, row in enumerate(rows) if at % 6]
    live = LiveDawidSkene(fit_dawid_skene(Votes.from_rows(held)))
    for row in (row for at, row in enumerate(rows) if at % 6 == 0):
        live.add(*row)
    tasks = fit.truth.votes.tasks
    close = np.array([live.belief(task) for task in tasks])
    assert (close.argmax(axis=1) == fit.truth.label).mean() > 0.95, "before anything is settled again"
    for _ in range(300):
        for task in tasks:
            live.settle(task)
    # The floors of prior and counts differ in the last digits only.
    assert np.array([live.belief(task) for task in tasks]) == pytest.approx(fit.truth.p_true, abs=1e-3)


def test_an_answer_moves_its_task_and_nothing_else():
    live = LiveDawidSkene(fit_dawid_skene(Votes.from_rows(crowd(3))))
    task, other = "t000", live.belief("t001")
    before = live.belief(task)
    label = live.labels[int(before.argmin())]
    after = live.add(task, "w-new", label)
    assert after.sum() == pytest.approx(1)
    assert np.array_equal(live.belief(task), after)
    assert np.array_equal(live.belief("t001"), other)


def test_new_tasks_new_workers_and_faults():
    live = LiveDawidSkene(fit_dawid_skene(Votes.from_rows(crowd(4))))
    good = max((f"w{at:02}" for at in range(20)), key=lambda name: np.trace(live.confusion(name)))
    assert live.add("new", good, "B").argmax() == 1
    assert live.confusion("nobody") == pytest.approx(np.full((3, 3), 1 / 3))
    with pytest.raises(InvalidInput, match="twice"):
        live.add("new", good, "A")
    with pytest.raises(InvalidInput, match="not a label"):
        live.add("new", "w00", "D")
    with pytest.raises(InvalidInput, match="no answers"):
        live.settle("elsewhere")
    with pytest.raises(InvalidInput, match="no answers"):
        live.belief("elsewhere")
    with pytest.raises(InvalidInput, match="negative"):
        LiveDawidSkene(fit_dawid_skene(Votes.from_rows(crowd(4))), smoothing=-1)
