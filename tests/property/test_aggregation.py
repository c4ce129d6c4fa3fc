"""Results depend on who answered what, not on the order of rows, nor on names."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.aggregation.agreement import nominal_alpha
from goldsmith.aggregation.answers import Annotation, ItemAnswers, Verdict
from goldsmith.aggregation.confusion import span_confusion
from goldsmith.aggregation.gamma import MarkedItem, gamma
from goldsmith.aggregation.merge import AMBIGUOUS, MergedSpan, merge
from goldsmith.aggregation.registry import aggregator, names
from goldsmith.aggregation.token_spans import aggregate_spans
from goldsmith.aggregation.votes import Votes
from goldsmith.aggregation.worker_pairs import worker_pairs
from goldsmith.aggregation.worker_weights import fit_worker_weights
from goldsmith.domain.span import Span

LABELS = ("A", "B", "C")
every_algorithm = pytest.mark.parametrize("algorithm", [aggregator(name) for name in names()], ids=names())

rows_of_votes = st.dictionaries(
    st.tuples(st.integers(0, 7), st.integers(0, 5)), st.sampled_from(LABELS), min_size=1, max_size=30
).map(lambda cells: [(f"t{task}", f"w{worker}", label) for (task, worker), label in cells.items()])


@every_algorithm
@given(rows=rows_of_votes, random=st.randoms())
def test_order_of_rows_changes_no_bit(algorithm, rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    first = algorithm(Votes.from_rows(rows, labels=LABELS))
    second = algorithm(Votes.from_rows(shuffled, labels=LABELS))
    assert np.array_equal(first.p_true, second.p_true)
    assert first.by_task() == second.by_task()


@every_algorithm
@given(rows=rows_of_votes, order=st.permutations(range(6)))
def test_names_of_workers_change_nothing(algorithm, rows, order):
    renamed = [(task, f"worker {order[int(worker[1:])]}", label) for task, worker, label in rows]
    first = algorithm(Votes.from_rows(rows, labels=LABELS))
    second = algorithm(Votes.from_rows(renamed, labels=LABELS))
    assert first.p_true == pytest.approx(second.p_true, abs=1e-6)
    quality = dict(zip(first.votes.workers, first.worker_quality, strict=True))
    for name, value in zip(second.votes.workers, second.worker_quality, strict=True):
        assert quality[f"w{order.index(int(name[7:]))}"] == pytest.approx(value, abs=1e-6)


@every_algorithm
@given(rows=rows_of_votes, order=st.permutations(range(8)))
def test_names_of_tasks_change_nothing(algorithm, rows, order):
    renamed = [(f"task {order[int(task[1:])]}", worker, label) for task, worker, label in rows]
    first = algorithm(Votes.from_rows(rows, labels=LABELS))
    second = algorithm(Votes.from_rows(renamed, labels=LABELS))
    beliefs = dict(zip(second.votes.tasks, second.p_true, strict=True))
    for task, belief in zip(first.votes.tasks, first.p_true, strict=True):
        assert beliefs[f"task {order[int(task[1:])]}"] == pytest.approx(belief, abs=1e-6)
    assert first.worker_quality == pytest.approx(second.worker_quality, abs=1e-6, nan_ok=True)


@every_algorithm
@given(rows=rows_of_votes, order=st.permutations(range(3)))
def test_the_order_of_labels_permutes_the_columns(algorithm, rows, order):
    first = algorithm(Votes.from_rows(rows, labels=LABELS))
    second = algorithm(Votes.from_rows(rows, labels=[LABELS[at] for at in order]))
    assert first.p_true[:, order] == pytest.approx(second.p_true, abs=1e-6)


@given(rows_of_votes)
def test_alpha_is_at_most_one_and_ignores_units_of_one_value(rows):
    counts = Votes.from_rows(rows, labels=LABELS).counts()
    alpha = nominal_alpha(counts)
    assert alpha is None or alpha <= 1
    assert nominal_alpha(np.vstack([counts, [[1, 0, 0]]])) == alpha


@st.composite
def marks(draw, length=24):
    borders = sorted(draw(st.sets(st.integers(0, length), max_size=6)))
    pairs = zip(borders[::2], borders[1::2], strict=False)
    return tuple(Span(start, end, draw(st.sampled_from(LABELS))) for start, end in pairs)


@st.composite
def items(draw):
    quality = st.floats(0, 1)
    annotations = [Annotation(f"a{n}", draw(quality), draw(marks())) for n in range(draw(st.integers(1, 4)))]
    verdicts = [
        Verdict(f"v{n}", draw(quality), draw(st.integers(0, len(annotations) - 1)), draw(st.booleans()))
        for n in range(draw(st.integers(0, 5)))
    ]
    return ItemAnswers(tuple(annotations), tuple(verdicts), LABELS, 24)


@given(items())
def test_aggregated_marks_are_disjoint_with_probabilities_and_support(item):
    result = aggregate_spans(item)
    assert all(left.end <= right.start for left, right in pairwise(result.spans))
    workers = len(item.annotations) + len(item.verdicts)
    for span in result.spans:
        assert 0 <= result.confidence <= span.confidence <= 1
        assert 0 <= span.support <= workers
    assert all(0 <= p <= 1 for p in result.p_annotation)


@given(items(), st.randoms())
def test_the_order_of_answers_does_not_matter(item, random):
    order = list(range(len(item.annotations)))
    random.shuffle(order)
    verdicts = [
        Verdict(verdict.worker, verdict.quality, order.index(verdict.annotation), verdict.is_correct)
        for verdict in item.verdicts
    ]
    random.shuffle(verdicts)
    shuffled = ItemAnswers(
        tuple(item.annotations[at] for at in order), tuple(verdicts), item.labels, item.length_chars
    )
    first, second = aggregate_spans(item), aggregate_spans(shuffled)
    assert [(s.start, s.end, s.label, s.support) for s in first.spans] == [
        (s.start, s.end, s.label, s.support) for s in second.spans
    ]
    assert second.confidence == pytest.approx(first.confidence, abs=1e-6)
    assert second.p_annotation == pytest.approx([first.p_annotation[at] for at in order], abs=1e-6)


@given(marks(), st.integers(1, 4))
def test_unanimous_marks_come_back_exactly(spans, n_workers):
    answers = tuple(Annotation(f"a{n}", 0.8, spans) for n in range(n_workers))
    result = aggregate_spans(ItemAnswers(answers, (), LABELS, 24))
    assert [(s.start, s.end, s.label, s.support) for s in result.spans] == [
        (s.start, s.end, s.label, n_workers) for s in spans
    ]


@given(st.lists(items(), max_size=4))
def test_learned_records_hold_every_answer(given_items):
    weights = fit_worker_weights(given_items, annotating={}, validating={})
    answers = [answer.worker for item in given_items for answer in item.annotations]
    assert set(weights.annotating) == set(answers)
    for worker, record in weights.annotating.items():
        assert record.total == 2 + answers.count(worker)
        assert 0 < record.quality < 1


merged_spans = st.lists(
    st.tuples(st.sampled_from(["email", "name", "key"]), marks(), st.floats(0, 1), st.integers(0, 9)),
    max_size=5,
).map(
    lambda groups: [
        MergedSpan(span.start, span.end, category, span.label, confidence, support)
        for category, (spans, confidence, support) in {
            category: (spans, confidence, support) for category, spans, confidence, support in groups
        }.items()
        for span in spans
    ]
)


@given(merged_spans, st.randoms())
def test_merging_is_idempotent_ordered_and_complete(spans, random):
    merged = merge(spans)
    assert merge(merged) == merged
    shuffled = list(spans)
    random.shuffle(shuffled)
    assert merge(shuffled) == merged
    assert all(left.end <= right.start for left, right in pairwise(merged))

    def covered(found):
        return {at for span in found for at in range(span.start, span.end)}

    assert covered(merged) == covered(spans)
    for span in merged:
        parts = [part for part in spans if span.start <= part.start and part.end <= span.end]
        assert (span.category == AMBIGUOUS) == (len(parts) > 1)
        assert (span.confidence, span.support) == (
            max(part.confidence for part in parts),
            max(part.support for part in parts),
        )


@given(merged_spans, st.lists(st.booleans(), min_size=40, max_size=40))
def test_merging_in_batches_gives_the_same(spans, in_first):
    first = [span for span, is_first in zip(spans, in_first, strict=False) if is_first]
    rest = [span for span in spans if span not in first]
    assert merge([*merge(first), *rest]) == merge(spans)


marked_items = st.lists(
    st.lists(marks(), min_size=2, max_size=3).map(lambda answers: MarkedItem(tuple(answers), 24)), max_size=6
)


@given(marked_items, st.randoms())
def test_agreement_on_marks_does_not_depend_on_the_order_of_items_or_answers(found, random):
    shuffled = [MarkedItem(tuple(random.sample(item.answers, len(item.answers))), 24) for item in found]
    random.shuffle(shuffled)
    first, second = (
        gamma(rows, np.random.default_rng(3), n_chance=50, n_resamples=20) for rows in (found, shuffled)
    )
    if first is None:
        assert second is None
    else:
        ours = (first.value, first.low, first.high, first.n_units)
        assert (second.value, second.low, second.high, second.n_units) == pytest.approx(ours)
        assert first.value <= 1
    tables = [span_confusion([item.answers for item in rows], LABELS) for rows in (found, shuffled)]
    assert tables[0].counts == tuple(zip(*tables[0].counts, strict=True)), "symmetric"
    assert sum(map(sum, tables[0].counts)) == sum(map(sum, tables[1].counts))


@given(rows_of_votes, st.permutations(range(6)), st.randoms())
def test_pairs_of_workers_follow_their_names(rows, order, random):
    def pairs(found, name):
        units = {}
        for task, worker, label in found:
            units.setdefault(task, []).append((name(worker), label))
        return {
            frozenset((pair.first, pair.second)): pair.agreement
            for pair in worker_pairs(list(units.values()), lambda a, b: float(a == b), least=1)
        }

    shuffled = list(rows)
    random.shuffle(shuffled)
    first = pairs(rows, lambda worker: f"w{order[int(worker[1:])]}")
    assert pairs(shuffled, lambda worker: f"w{order[int(worker[1:])]}") == first
    renamed = {
        frozenset(f"w{order[int(name[1:])]}" for name in both): agreement
        for both, agreement in pairs(rows, lambda worker: worker).items()
    }
    assert renamed == first
