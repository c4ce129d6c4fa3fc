"""What is measured at the end of a simulated campaign: books, quality, report."""

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import orjson
import pytest

from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.scoring import SpanCounts
from goldsmith.domain.span import Span
from goldsmith.planner.profiles import Kind
from goldsmith.simulation.audit import AnswerRow, Audit, audit, read_answers, validations
from goldsmith.simulation.board import Board, places
from goldsmith.simulation.knowledge import Knowledge
from goldsmith.simulation.measure import (
    CalibrationBin,
    calibration,
    measure_alone,
    measure_dataset,
    merged_truth,
)
from goldsmith.simulation.outcome import Outcome, summary
from goldsmith.simulation.planting import CorpusTruth, PlantedSpan
from goldsmith.simulation.report import render
from goldsmith.simulation.tally import Acknowledged, Exam, Tally

TRUTH = CorpusTruth(
    {
        "a.py": (
            PlantedSpan(10, 15, "email", "EMAIL"),
            PlantedSpan(20, 25, "name", "NAME"),
            PlantedSpan(60, 65, "email", "EMAIL_LICENSE"),
        ),
        "b.py": (PlantedSpan(0, 9, "email", "EMAIL"), PlantedSpan(0, 4, "username", "USERNAME")),
    }
)
BASE = AnswerRow(
    answer_id=1, task_id=1, item_id=1, worker_id=1, template="annotate", category="email",
    spans=(Span(10, 15, "EMAIL"),), is_correct=None, is_late=False, round=1, overlap=1, path="a.py",
    start_char=0, chars=50,
)  # fmt: skip


def verdict(answer_id, *, task=2, worker=None, overlap=3, correct=True, **changes):
    worker = answer_id if worker is None else worker
    changed = {"template": "validate", "spans": None, "is_correct": correct, "overlap": overlap, **changes}
    return replace(BASE, answer_id=answer_id, task_id=task, worker_id=worker, **changed)


def acknowledged(row):
    task = "annotate" if row.spans is not None else "validate"
    return Acknowledged(
        row.answer_id, 100 + row.answer_id, row.item_id, row.worker_id, task, row.category, row.is_late, 1.0
    )


CLEAN = [BASE, verdict(2), verdict(3), verdict(4)]


def test_clean_books():
    assert audit(CLEAN, map(acknowledged, CLEAN)) == Audit(
        counted=4, late=0, over_assigned=0, lost=0, unknown=0
    )


WIDER = [BASE, *(replace(row, overlap=4) for row in CLEAN[1:])]


@pytest.mark.parametrize(
    ("rows", "over"),
    [
        ([*CLEAN, verdict(5)], 1),  # a fourth verdict on a task that wants three
        ([*WIDER, verdict(5, overlap=4)], 0),  # and on one that wants four
        ([*CLEAN, verdict(5, task=3, worker=1)], 1),  # the annotator judges the item
        ([*CLEAN, verdict(5, task=3, worker=2, is_late=True)], 0),  # late answers take nobody's place
        ([*CLEAN, CLEAN[1]], 3),  # twice in the file: one too many, one worker twice, one id twice
    ],
)
def test_answers_that_are_one_too_many(rows, over):
    assert audit(rows, map(acknowledged, CLEAN)).over_assigned == over


def test_lost_answers_are_those_acknowledged_and_not_there():
    said = [*map(acknowledged, CLEAN), acknowledged(verdict(9))]
    assert audit(CLEAN, said).lost == 1
    # one that was counted and is late now, and one that became somebody else's, are lost as well
    changed = [BASE, replace(CLEAN[1], is_late=True), replace(CLEAN[2], worker_id=77), CLEAN[3]]
    assert audit(changed, map(acknowledged, CLEAN)).lost == 2


def test_answers_whose_acknowledgement_got_lost_are_known_as_such():
    assert audit(CLEAN, map(acknowledged, CLEAN[:3])).unknown == 1


def test_validations_count_finished_judgements_only():
    rows = [*CLEAN, *(verdict(n, task=5, overlap=4) for n in (10, 11, 12, 13)), verdict(20, task=6)]
    assert validations(rows) == Counter({3: 1, 4: 1})


def test_a_raw_export_is_read_and_a_broken_line_named(tmp_path):
    row = {
        "answer_id": 5, "task_id": 6, "item_id": 7, "worker_id": 8, "stage": "annotate:email", "category": "email",
        "spans": [{"start": 1, "end": 3, "label": "EMAIL"}], "verdict": None, "late": False, "round": 2,
        "overlap": 1, "path": "x/y.py", "start_char": 40, "text": "𝒳bcd", "more": "columns",
    }  # fmt: skip
    path = tmp_path / "answers.jsonl"
    path.write_bytes(orjson.dumps(row) + b"\n" + orjson.dumps({**row, "spans": None, "verdict": "correct"}))
    first, second = read_answers(path)
    assert first == AnswerRow(
        5, 6, 7, 8, "annotate", "email", (Span(1, 3, "EMAIL"),), None, False, 2, 1, "x/y.py", 40, 4
    )
    assert (second.spans, second.is_correct) == (None, True)
    path.write_bytes(orjson.dumps(row) + b"\n{}\n")
    with pytest.raises(InvalidInput, match="Line 2"):
        list(read_answers(path))


def point(path, *spans, complete=True):
    text = "x" * 30 + "\n" + "y" * 69
    keys = ("start", "end", "category", "subcategory", "confidence")
    return {
        "path": path,
        "text": text,
        "complete": complete,
        "spans": [dict(zip(keys, span, strict=True)) for span in spans],
    }


A_RIGHT = (
    (10, 15, "email", "EMAIL", 0.99),
    (20, 25, "name", "NAME", 0.98),
    (60, 65, "email", "EMAIL_LICENSE", 0.9),
)
B_RIGHT = ((0, 9, "AMBIGUOUS", "AMBIGUOUS", 0.97),)


def test_a_perfect_dataset_scores_one_and_ambiguous_truth_merges_like_the_dataset():
    final = measure_dataset([point("a.py", *A_RIGHT), point("b.py", *B_RIGHT)], TRUTH)
    assert final.counts == SpanCounts(4, 0, 0)
    assert final.by_category["AMBIGUOUS"] == SpanCounts(1, 0, 0)
    assert [span.candidates for span in merged_truth(TRUTH.files["b.py"])] == [("EMAIL", "USERNAME")]
    assert (final.files, final.complete) == (2, 2)


@pytest.mark.parametrize(
    ("spans", "counts"),
    [
        ((), SpanCounts(0, 0, 3)),
        (A_RIGHT[:2], SpanCounts(2, 0, 1)),
        (((10, 16, "email", "EMAIL", 0.9), *A_RIGHT[1:]), SpanCounts(2, 1, 1)),  # border
        (((10, 15, "email", "EMAIL_EXAMPLE", 0.9), *A_RIGHT[1:]), SpanCounts(2, 1, 1)),  # label
        ((*A_RIGHT, (80, 85, "key", "KEY", 0.6)), SpanCounts(3, 1, 0)),
    ],
)
def test_every_difference_counts(spans, counts):
    assert measure_dataset([point("a.py", *spans)], TRUTH).counts == counts


def test_a_file_without_plants_has_an_empty_truth_and_samples_say_where():
    final = measure_dataset([point("LICENSE", (32, 34, "name", "NAME", 0.7), complete=False)], TRUTH)
    assert final.counts == SpanCounts(0, 1, 0)
    assert final.complete == 0
    (mark,) = final.samples
    assert (mark.line, mark.text, mark.is_right, mark.confidence) == (2, "yy", False, 0.7)
    assert final.confidences == [(0.7, False)]


def test_single_annotators_are_scored_on_first_annotations_in_their_own_window():
    rows = [
        BASE,  # right
        replace(BASE, answer_id=2, worker_id=2, spans=()),  # misses one
        replace(BASE, answer_id=3, worker_id=1, start_char=50, spans=(Span(10, 15, "EMAIL_LICENSE"),)),
        replace(BASE, answer_id=4, worker_id=2, round=2),  # not first
        replace(BASE, answer_id=5, worker_id=2, template="expert"),  # not alone
        replace(BASE, answer_id=6, worker_id=3, spans=()),  # a spammer
        replace(BASE, answer_id=7, worker_id=4, path="other.py", spans=()),  # nothing to say
        verdict(8),
    ]
    kinds = {1: Kind.CAREFUL, 2: Kind.CARELESS, 3: Kind.SPAMMER_NOTHING, 4: Kind.AVERAGE}
    alone = measure_alone(rows, TRUTH, kinds)
    assert alone.by_worker == {1: SpanCounts(2, 0, 0), 2: SpanCounts(0, 0, 1), 4: SpanCounts()}
    assert alone.f1_mean == 0.5
    assert alone.counts.f1 == pytest.approx(0.8)
    assert measure_alone([], TRUTH, kinds).f1_mean == 0.0


def test_calibration_bins_include_both_ends():
    bins = calibration(
        [(0.0, False), (0.5, True), (0.9, True), (1.0, True), (1.0, False)], (0.0, 0.5, 0.9, 1.0)
    )
    assert [(one.said, one.right, one.marks) for one in bins] == [
        (0.0, 0, 1),
        (0.5, 1, 1),
        (pytest.approx(2.9 / 3), 2, 3),
    ]


@pytest.mark.parametrize(
    ("right", "marks", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (29, 29, 0.8830, 1.0)],
)  # the worked examples of Newcombe 1998, method 3
def test_intervals_are_wilsons(right, marks, low, high):
    assert CalibrationBin(0.5, right, marks).interval == pytest.approx((low, high), abs=5e-5)


def test_knowledge_comes_from_the_recipe_and_the_corpus():
    knowledge = Knowledge.of_recipe(TRUTH, "code-pii")
    assert len(knowledge.categories) == 7
    assert 0 < knowledge.pass_mark < 100
    task = {"path": "a.py", "category": "email", "start_char": 50, "text": "z" * 40}
    assert knowledge.of_chunk(task) == (Span(10, 15, "EMAIL_LICENSE"),)
    assert knowledge.of_chunk({**task, "path": "LICENSE"}) == ()
    assert knowledge.of_quiz("no such text") == ()
    assert any(knowledge.of_quiz(text) for text in knowledge._quizzes)


def stage(stage_id, kind, category, *, may_work=True, open_tasks=1):
    labels = [{"key": "EMAIL"}]
    return {
        "id": stage_id, "kind": kind, "category": category, "may_work": may_work, "open_tasks": open_tasks,
        "labels": labels,
    }  # fmt: skip


def test_places_are_most_downstream_first_and_only_where_one_may_work():
    rows = [
        stage(1, "annotate", "name"), stage(2, "annotate", "email"), stage(3, "validate", "name"),
        stage(4, "validate", "email"), stage(5, "annotate", "name", may_work=False),
        stage(6, "annotate", "email"),
    ]  # fmt: skip
    assert [place.stage_id for place in places(rows)] == [6, 3, 4, 1, 2]
    assert places(rows)[0].labels == ("EMAIL",)


def test_the_board_counts_down_grows_stale_and_knows_idleness():
    now = 0.0
    board = Board(lambda: now, stale_s=0.5)
    assert board.is_stale
    assert not board.is_open(1)
    board.reading()
    board.post([stage(1, "annotate", "name", open_tasks=1)])
    assert board.is_open(1)
    board.taken(1)
    assert not board.is_open(1)
    now = 3.0
    assert board.is_stale
    assert board.idle_s() == 3.0
    board.busy += 1
    assert board.idle_s() == 0.0
    board.busy -= 1
    board.moved()
    assert board.idle_s() == 0.0


@pytest.fixture
def outcome():
    tally = Tally(
        kinds={1: Kind.CAREFUL, 2: Kind.AVERAGE, 3: Kind.SPAMMER_NOTHING, 4: Kind.SPAMMER_RANDOM},
        answers=[replace(acknowledged(row), at_s=float(row.answer_id)) for row in CLEAN[:2]],
        exams=[
            Exam(1, Kind.CAREFUL, "email", 95.0, True),
            Exam(2, Kind.AVERAGE, "email", 60.0, False),
            Exam(3, Kind.SPAMMER_NOTHING, "email", 30.0, False),
        ],
        seconds={1: 1800.0, 2: 1800.0},
    )
    evil = '<script>alert("x")</script>'
    wrong = point("<b>.py", (31, 34, "name", "NAME", 0.7))
    wrong["text"] = "x" * 30 + "\n" + evil
    wrong["spans"][0]["end"] = 31 + len(evil)
    return Outcome(
        seed=7, files=3, chunks=4, refused=1, items=28, undecided=2,
        final=measure_dataset([point("a.py", *A_RIGHT), point("b.py", *B_RIGHT), wrong], TRUTH),
        alone=measure_alone(CLEAN, TRUTH, tally.kinds),
        books=audit(CLEAN, map(acknowledged, CLEAN)),
        validations=validations(CLEAN),
        tally=tally,
        skills={1: ["email", "name"], 2: [], 4: ["name"]},
        categories={"email": "E-mail & more", "name": "Names", "username": "User names"},
        pass_mark=65.0, requests=100, crowd_s=2.0, seconds=3.14159,
    )  # fmt: skip


def test_the_summary_has_the_promised_keys_first(outcome):
    numbers = summary(outcome)
    assert list(numbers)[:10] == [
        "files", "chunks", "answers", "workers", "micro_f1", "annotator_f1_mean", "mean_validations",
        "over_assigned", "lost_answers", "seconds",
    ]  # fmt: skip
    assert numbers["mean_validations"] == 3.0
    assert numbers["spammers_with_access"] == 1
    assert numbers["requests_per_s"] == 50.0
    assert numbers["person_hours_simulated"] == 1.0
    assert numbers["skills_by_kind"]["careful"] == {"workers": 1, "with_access": 1, "skills": 2}
    assert orjson.loads(orjson.dumps(numbers)) == numbers


class Outline(HTMLParser):
    """Tags, and the words of a page."""

    def __init__(self):
        super().__init__()
        self.tags = Counter()
        self.words = ""
        self.labels = []

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        if tag == "svg":
            self.labels.append(dict(attrs).get("aria-label"))

    def handle_data(self, data):
        self.words += data


def test_the_report_is_one_safe_file_with_a_table_beside_every_chart(outcome):
    page = render(outcome)
    outline = Outline()
    outline.feed(page)
    assert outline.tags["svg"] == outline.tags["figure"] == 5
    assert all(outline.labels)
    assert outline.tags["table"] == outline.tags["figure"] + 1
    assert outline.tags["script"] == outline.tags["link"] == outline.tags["img"] == 0
    assert "The people here are simulated." in outline.words
    assert '<script>alert("x")</script>' in outline.words  # as text
    assert "E-mail & more" in outline.words
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page.replace("xlink:", ""))
    assert "#11110" not in page  # every stand-in colour became one of the page's


def test_a_campaign_without_any_answer_still_has_a_report(outcome):
    empty = replace(
        outcome,
        final=measure_dataset([], TRUTH),
        alone=measure_alone([], TRUTH, {}),
        books=audit([], []),
        validations=Counter(),
        tally=Tally(kinds={1: Kind.AVERAGE}),
        skills={},
    )
    assert "simulated" in render(empty)
    assert summary(empty)["mean_validations"] == 0.0


def test_the_same_outcome_gives_the_same_report(outcome):
    assert render(outcome) == render(outcome)
