"""Suggestions compared with answers, how unsure a model is, and how findings in a file become suggestions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.app.prelabels import Candidate, Prelabelling, Seen, check_prelabel, uptake_of
from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.prelabel import Uptake, is_confident, priority_of, uncertainty, uptake
from goldsmith.domain.span import Span

A, B, C = Span(0, 4, "EMAIL"), Span(10, 14, "EMAIL"), Span(20, 24, "EMAIL")


@pytest.mark.parametrize(
    ("suggested", "given_marks", "expected"),
    [
        ([], [], Uptake(0, 0, 0, 0)),
        ([A, B], [A, B], Uptake(2, 0, 0, 0)),
        ([A], [Span(0, 5, "EMAIL")], Uptake(0, 1, 0, 0)),
        ([A], [Span(0, 4, "EMAIL_EXAMPLE")], Uptake(0, 1, 0, 0)),
        ([A, B], [A], Uptake(1, 0, 1, 0)),
        ([A], [A, C], Uptake(1, 0, 0, 1)),
        ([], [C], Uptake(0, 0, 0, 1)),
        # One mark over two suggestions edits the first and does away with the second.
        ([A, B], [Span(0, 14, "EMAIL")], Uptake(0, 1, 1, 0)),
        # A suggestion that was cut in two: one of them is new.
        ([Span(0, 9, "EMAIL")], [A, Span(5, 9, "EMAIL")], Uptake(0, 1, 0, 1)),
    ],
)
def test_what_became_of_suggested_marks(
    suggested: Sequence[Span], given_marks: Sequence[Span], expected: Uptake
) -> None:
    assert uptake(suggested, given_marks) == expected


_marks = st.lists(
    st.builds(lambda at, n: Span(at, at + n, "EMAIL"), st.integers(0, 30), st.integers(1, 9)), max_size=6
)


@given(_marks, _marks)
def test_every_mark_is_counted_once(suggested: list[Span], given_marks: list[Span]) -> None:
    found = uptake(suggested, given_marks)
    assert found.accepted + found.edited + found.deleted == len(set(suggested))
    assert found.accepted + found.edited + found.added == len(set(given_marks))
    assert found.is_unchanged == (set(suggested) == set(given_marks))


def test_the_least_sure_candidate_decides() -> None:
    assert uncertainty([]) == 0
    assert uncertainty([0.5]) == pytest.approx(1)
    assert uncertainty([0.99, 0.5, 0.01]) == pytest.approx(1)
    assert uncertainty([0.9]) == pytest.approx(uncertainty([0.1]))
    # Beyond doubt is nothing: what was found comes before what was never seen.
    assert 0 < uncertainty([1.0]) < 0.1
    assert [priority_of(u) for u in (0, 0.5, 1)] == [-100, -50, 0]


@given(st.lists(st.floats(0, 1), max_size=5))
def test_uncertainty_is_a_share_of_a_bit(confidences: list[float]) -> None:
    assert 0 <= uncertainty(confidences) <= 1
    assert not math.isnan(uncertainty(confidences))


def test_confident_means_as_good_as_decided() -> None:
    assert is_confident([], at=0.98)
    assert is_confident([0.99, 0.005], at=0.98)
    assert not is_confident([0.99, 0.03], at=0.98)


RULES = {
    "model": "default",
    "uncertain_first": True,
    "control_share": 0.0,
    "confident_at": 0.98,
    "confident_overlap": None,
}
LABELS = {"email": ["EMAIL", "EMAIL_EXAMPLE"], "mood": ["MOOD"]}


class Finds:
    """A model that says what it is told to say."""

    name, fingerprint, labels = "Told", "f0", frozenset({"EMAIL", "EMAIL_EXAMPLE", "NAME"})

    def __init__(self, *found: Candidate, unsure: Sequence[Candidate] = ()) -> None:
        self.seen = Seen(found, unsure)

    def look(self, text: bytes) -> Seen:
        return self.seen


def chunks_of(*texts: str) -> list[dict[str, Any]]:
    return [{"index": at, "text": text.encode()} for at, text in enumerate(texts)]


DOCUMENT = {"sha256": b"\x01\x02", "path": "a.py"}


def suggested(model: Finds, *texts: str, **rules: Any) -> list[dict[str, Any]]:
    return Prelabelling(model, LABELS, {**RULES, **rules}).of_document(DOCUMENT, chunks_of(*texts))


def test_places_are_code_points_of_the_chunk() -> None:
    first, second = "# naïve 😀\n", "TO = 'café@x.org'\n"
    at = len(first.encode()) + second.encode().index(b"caf")
    (one, two) = suggested(Finds(Candidate(at, at + len("café@x.org".encode()), "EMAIL", 0.9)), first, second)
    assert (one["index"], one["category"], one["spans"], one["uncertainty"]) == (0, "email", [], 0)
    assert two["spans"] == [
        {
            "start": second.index("café"),
            "end": second.index("café") + 10,
            "label": "EMAIL",
            "confidence": 0.9,
        }
    ]
    assert (one["confident"], two["confident"]) == (True, False)
    assert one["priority"] == -100 < two["priority"]


def test_a_finding_across_chunks_is_cut_where_people_see_it_end() -> None:
    rows = suggested(Finds(Candidate(2, 6, "EMAIL", 0.9)), "abcd", "efgh")
    assert [(mark["start"], mark["end"]) for row in rows for mark in row["spans"]] == [(2, 4), (0, 2)]


def test_what_the_model_left_out_makes_an_item_uncertain_without_a_mark() -> None:
    (row,) = suggested(Finds(unsure=[Candidate(0, 2, "EMAIL", 0.45)]), "abcd")
    assert row["spans"] == []
    assert row["uncertainty"] > 0.99
    assert not row["confident"]


def test_other_labels_and_unknown_categories_get_no_suggestion() -> None:
    (row,) = suggested(Finds(Candidate(0, 2, "NAME", 0.9)), "abcd")
    assert (row["category"], row["spans"], row["uncertainty"]) == ("email", [], 0)


def test_the_control_is_drawn_once_and_about_its_share() -> None:
    texts = [f"{n}" for n in range(2_000)]
    rows = suggested(Finds(), *texts, control_share=0.1)
    assert rows == suggested(Finds(), *texts, control_share=0.1)
    hidden = sum(not row["shown"] for row in rows)
    assert 150 < hidden < 250
    assert all(row["shown"] for row in suggested(Finds(), *texts))
    assert not any(row["shown"] for row in suggested(Finds(), *texts, control_share=1.0))


def test_without_uncertain_first_the_queue_keeps_its_order() -> None:
    rows = suggested(Finds(Candidate(0, 1, "EMAIL", 0.5)), "ab", "cd", uncertain_first=False)
    assert [row["priority"] for row in rows] == [0, 0]


def test_a_recipe_without_labels_the_detector_knows_is_refused() -> None:
    recipe = {"prelabel": RULES, "categories": [{"key": "mood", "labels": [{"key": "MOOD"}]}]}
    with pytest.raises(InvalidInput, match="knows none"):
        check_prelabel(recipe)
    check_prelabel({**recipe, "prelabel": None})


def test_agreement_counts_only_with_a_confident_model() -> None:
    mark = {"start": 0, "end": 4, "label": "EMAIL"}
    prelabel = {
        "model": "m",
        "spans": [{**mark, "confidence": 0.99}],
        "confident": True,
        "shown": False,
    }
    kept, is_confirmed = uptake_of(prelabel, [mark])
    assert is_confirmed
    assert kept == {
        "model": "m", "shown": False, "suggested": 1, "accepted": 1, "edited": 0, "deleted": 0, "added": 0,
    }  # fmt: skip
    assert not uptake_of(prelabel, [])[1]
    assert not uptake_of({**prelabel, "confident": False}, [mark])[1]
