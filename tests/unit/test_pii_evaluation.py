"""Gold windows, matching, measures and intervals, and the command; no peer is asked here."""

from __future__ import annotations

import gzip
import json
import math
import random

import numpy as np
import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from goldsmith.cli.pii_evaluate import add_evaluate
from goldsmith.domain.errors import GoldsmithError, InvalidInput, NotFound
from goldsmith.pii.detector import Detector
from goldsmith.pii.evaluation import (
    SCORED,
    GoldInvalid,
    Marked,
    Overlap,
    Window,
    as_json,
    as_rows,
    evaluate,
    predict,
    read_gold,
)
from goldsmith.pii.evaluation.compare import compare
from goldsmith.pii.evaluation.gold import windows_of
from goldsmith.pii.evaluation.intervals import f1, interval, precision, recall
from goldsmith.pii.evaluation.matching import Counts, best_labels, count
from goldsmith.pii.evaluation.peers import PeerUnavailable, run_peer
from goldsmith.pii.evaluation.peers.adapters.seam import Lines, longest
from goldsmith.pii.evaluation.predict import in_code_points
from goldsmith.pii.finding import Finding
from goldsmith.pii.taxonomy import CATEGORIES, LABELS

ALL = frozenset(CATEGORIES)
TEXT = "x" * 100


def window(*spans, covers=ALL, source=""):
    return Window(TEXT, tuple(sorted(Marked(*one) for one in spans)), frozenset(covers), source)


def marked(*spans):
    return tuple(Marked(*one) for one in spans)


# What is counted: gold spans, predictions, scored category, then (gold, found, predicted, right) by any, most, exact.
NAME_10 = [(10, 20, "NAME")]
TABLE = {
    "same": (NAME_10, [(10, 20, "NAME")], "NAME", (1, 1, 1, 1), (1, 1, 1, 1), (1, 1, 1, 1)),
    "one character": (NAME_10, [(19, 40, "NAME")], "NAME", (1, 1, 1, 1), (1, 0, 1, 0), (1, 0, 1, 0)),
    "side by side": (NAME_10, [(20, 30, "NAME")], "NAME", (1, 0, 1, 0), (1, 0, 1, 0), (1, 0, 1, 0)),
    "nine of ten": (NAME_10, [(11, 20, "NAME")], "NAME", (1, 1, 1, 1), (1, 1, 1, 1), (1, 0, 1, 0)),
    "80 % is not more": (NAME_10, [(12, 20, "NAME")], "NAME", (1, 1, 1, 1), (1, 0, 1, 0), (1, 0, 1, 0)),
    "too long by half": (NAME_10, [(10, 25, "NAME")], "NAME", (1, 1, 1, 1), (1, 0, 1, 0), (1, 0, 1, 0)),
    "subcategory folded": (
        [(10, 20, "NAME_LICENSE")], [(10, 20, "NAME_EXAMPLE")], "NAME", (1, 1, 1, 1), (1, 1, 1, 1), (1, 1, 1, 1)),
    "another category": (NAME_10, [(10, 20, "USERNAME")], "NAME", (1, 0, 0, 0), (1, 0, 0, 0), (1, 0, 0, 0)),
    "two on one": (
        NAME_10, [(10, 14, "NAME"), (15, 20, "NAME")], "NAME", (1, 1, 2, 2), (1, 0, 2, 0), (1, 0, 2, 0)),
    "one on two": (
        [(10, 14, "NAME"), (15, 20, "NAME")], [(10, 20, "NAME")], "NAME", (2, 2, 1, 1), (2, 0, 1, 0), (2, 0, 1, 0)),
    "twice the same": (
        NAME_10, [(10, 20, "NAME"), (10, 20, "NAME_LICENSE")], "NAME", (1, 1, 1, 1), (1, 1, 1, 1), (1, 1, 1, 1)),
    "key as password": (
        [(10, 20, "KEY")], [(10, 20, "PASSWORD")], "SECRET", (1, 1, 1, 1), (1, 1, 1, 1), (1, 1, 1, 1)),
    "key as password, as key": (
        [(10, 20, "KEY")], [(10, 20, "PASSWORD")], "KEY", (1, 0, 0, 0), (1, 0, 0, 0), (1, 0, 0, 0)),
    "secret of a peer": ([(10, 20, "KEY")], [(10, 20, "SECRET")], "SECRET", (1, 1, 1, 1), (1, 1, 1, 1), (1, 1, 1, 1)),
    "an id is no secret": ([(10, 20, "KEY")], [(10, 20, "ID")], "SECRET", (1, 0, 0, 0), (1, 0, 0, 0), (1, 0, 0, 0)),
    "ambiguous": ([(10, 20, "AMBIGUOUS")], [(12, 30, "KEY")], "KEY", (0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0)),
    "beside ambiguous": ([(10, 20, "AMBIGUOUS")], [(20, 30, "KEY")], "KEY", (0, 0, 1, 0), (0, 0, 1, 0), (0, 0, 1, 0)),
    "ambiguous and right": (
        [(10, 20, "AMBIGUOUS"), (21, 30, "KEY")], [(19, 30, "KEY")], "KEY", (1, 1, 1, 1), (1, 1, 1, 1), (1, 0, 0, 0)),
    "nothing": ([], [], "KEY", (0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0)),
    "within a long one": (
        [(0, 90, "KEY"), (95, 97, "KEY")], [(50, 51, "KEY")], "KEY", (2, 1, 1, 1), (2, 0, 1, 0), (2, 0, 1, 0)),
    "long one first": (
        [(60, 70, "KEY")], [(0, 65, "KEY"), (1, 2, "KEY")], "KEY", (1, 1, 2, 1), (1, 0, 2, 0), (1, 0, 2, 0)),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_what_is_counted(name):
    gold, given, scored, *wanted = TABLE[name]
    counted = [count(window(*gold), marked(*given), scored, overlap) for overlap in Overlap]
    assert counted == [Counts(*one) for one in wanted]


def test_only_windows_that_cover_a_category_count_for_it():
    windows = [
        window((0, 5, "KEY"), covers=["KEY"]),
        window((0, 5, "KEY"), covers=["KEY", "PASSWORD", "ID"]),
        window((0, 5, "NAME"), covers=["NAME"]),
    ]
    wrong = [marked((50, 60, "KEY"), (50, 60, "EMAIL"), (50, 60, "NAME"))] * 3
    measured = evaluate(windows, wrong)
    assert {one: n for one, n in measured.windows.items() if n} == {
        "KEY": 2,
        "PASSWORD": 1,
        "ID": 1,
        "NAME": 1,
        "SECRET": 1,
    }
    counts = {one: by[Overlap.ANY].counts for one, by in measured.scores.items()}
    assert counts["KEY"] == (2, 0, 2, 0)
    assert counts["SECRET"] == (1, 0, 1, 0)
    assert counts["EMAIL"] == (0, 0, 0, 0)
    assert measured.scores["EMAIL"][Overlap.ANY].values == {"f1": None, "precision": None, "recall": None}


def test_values_where_there_is_nothing_to_divide_by():
    silent = evaluate([window((0, 5, "KEY"))], [()]).scores["KEY"][Overlap.ANY]
    assert silent.values == {"precision": None, "recall": 0.0, "f1": 0.0}
    loud = evaluate([window()], [marked((0, 5, "KEY"))]).scores["KEY"][Overlap.ANY]
    assert loud.values == {"precision": 0.0, "recall": None, "f1": None}


def test_subcategories_of_what_was_found():
    gold = window((0, 9, "EMAIL_LICENSE"), (20, 29, "EMAIL"), (40, 49, "EMAIL_EXAMPLE"), (60, 69, "NAME"))
    # The first is found twice, and the longer one speaks; the third is not found.
    given = marked((0, 2, "EMAIL"), (3, 9, "EMAIL_LICENSE"), (20, 25, "EMAIL_EXAMPLE"), (60, 69, "USERNAME"))
    assert list(best_labels(gold, given, "EMAIL")) == [
        ("EMAIL_LICENSE", "EMAIL_LICENSE"),
        ("EMAIL", "EMAIL_EXAMPLE"),
    ]
    labels = evaluate([gold], [given]).labels
    assert (labels["EMAIL"].found, labels["EMAIL"].right, labels["EMAIL"].accuracy) == (2, 1, 0.5)
    assert labels["NAME"].accuracy is None
    assert set(labels) == {"NAME", "EMAIL", "USERNAME"}


def test_a_tie_between_subcategories_goes_to_the_first():
    gold = window((0, 10, "EMAIL"))
    assert list(best_labels(gold, marked((5, 10, "EMAIL_LICENSE"), (0, 5, "EMAIL")), "EMAIL")) == [
        ("EMAIL", "EMAIL")
    ]


def test_wrong_calls_are_refused():
    with pytest.raises(InvalidInput, match="1 windows"):
        evaluate([window()], [])
    with pytest.raises(InvalidInput, match="PHONE"):
        evaluate([window()], [()], covers=["PHONE"])


# Properties. Spans may intersect, also within a category: peers report such.
SPANS = st.lists(
    st.tuples(st.integers(0, 90), st.integers(1, 10), st.sampled_from(LABELS)).map(
        lambda s: (s[0], s[0] + s[1], s[2])
    ),
    max_size=6,
)
GOLD = st.lists(
    st.tuples(
        SPANS, st.sets(st.sampled_from(CATEGORIES), min_size=1), st.sampled_from(["", "x:a/b:f", "x:c/d:f"])
    ).map(lambda one: window(*one[0], covers=one[1], source=one[2])),
    min_size=1,
    max_size=5,
)


@given(GOLD, st.lists(SPANS, min_size=5, max_size=5), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_windows_and_spans_changes_nothing(windows, given_, rng):
    predictions = [marked(*one) for one in given_[: len(windows)]]
    order = rng.sample(range(len(windows)), len(windows))
    shuffled = [tuple(rng.sample(predictions[at], len(predictions[at]))) for at in order]
    assert as_json(evaluate([windows[at] for at in order], shuffled)) == as_json(
        evaluate(windows, predictions)
    )


@given(GOLD)
@settings(max_examples=40, deadline=None)
def test_gold_against_itself_is_perfect(windows):
    measured = evaluate(windows, [one.spans for one in windows])
    values = [score.values for by in measured.scores.values() for score in by.values() if score.counts.gold]
    assert all(set(one.values()) == {1.0} for one in values)


@given(GOLD, st.lists(SPANS, min_size=5, max_size=5), st.sampled_from(LABELS))
@settings(max_examples=60, deadline=None)
def test_a_wrong_prediction_never_raises_precision(windows, given_, label):
    # Past the end of every text: whatever is there is wrong.
    predictions = [marked(*one) for one in given_[: len(windows)]]
    worse = [(*one, Marked(200, 210, label)) for one in predictions]
    before, after = (as_json(evaluate(windows, one)) for one in (predictions, worse))
    for name in ("precision", "precision_most", "precision_exact", "f1", "f1_most", "f1_exact"):
        for scored in SCORED:
            if before[name][scored] is not None:
                assert after[name][scored] <= before[name][scored]
    assert after["recall"] == before["recall"]


@given(GOLD, st.lists(SPANS, min_size=5, max_size=5))
@settings(max_examples=60, deadline=None)
def test_stricter_measures_are_not_higher_and_intervals_hold_their_value(windows, given_):
    measured = evaluate(windows, [marked(*one) for one in given_[: len(windows)]])
    for by in measured.scores.values():
        lenient, middle, strict = (by[overlap].counts for overlap in Overlap)
        assert lenient.found >= middle.found >= strict.found
        assert lenient.right >= middle.right >= strict.right
        for score in by.values():
            for around in score.intervals.values():
                assert around is None or 0 <= around.low <= around.high <= 1


# Intervals.


def test_intervals_draw_repositories_not_windows():
    rng = np.random.default_rng(5)
    rates = rng.random(12)
    spread = [Counts(20, int(20 * rate), 20, int(20 * rate)) for rate in rates]
    windows_alone = [
        Counts(1, int(at < 20 * rate), 1, int(at < 20 * rate)) for rate in rates for at in range(20)
    ]
    whole, parts = (interval(one, recall, 0) for one in (spread, windows_alone))
    assert whole.high - whole.low > 1.5 * (parts.high - parts.low)


def test_intervals_cover_the_truth():
    # 30 repositories whose rates vary; the truth is the mean rate. 95 % is meant; the simulation has an error of 1.5 %.
    rng = np.random.default_rng(11)
    inside = 0
    for seed in range(200):
        rates = rng.beta(4, 2, size=30)
        found = rng.binomial(10, rates)
        around = interval([Counts(10, int(one), 10, int(one)) for one in found], f1, seed, resamples=500)
        inside += around.low <= 4 / 6 <= around.high
    assert 0.90 <= inside / 200 <= 0.99


def test_certainty_is_not_reported():
    perfect = [Counts(3, 3, 3, 3)] * 10
    around = interval(perfect, precision, 0)
    assert around.high == 1.0
    assert around.low == pytest.approx(10 / (10 + 1.96**2), abs=1e-3)
    # Repositories with nothing to count add no confidence.
    assert interval([*perfect, *[Counts(0, 0, 0, 0)] * 90], precision, 0) == around


@pytest.mark.parametrize("clusters", [[], [Counts(5, 5, 5, 5)], [Counts(5, 5, 5, 5), Counts(0, 0, 0, 0)]])
def test_one_repository_has_no_interval(clusters):
    assert interval(clusters, f1, 0) is None


def test_intervals_are_seeded():
    clusters = [Counts(4, k, 4, k) for k in (0, 1, 2, 3, 4, 4)]
    assert interval(clusters, f1, 3) == interval(clusters[::-1], f1, 3)
    assert interval(clusters, f1, 3) != interval(clusters, f1, 4)


def test_ratios_of_nothing():
    nothing = np.zeros(4)
    assert all(math.isnan(float(ratio(nothing))) for ratio in (precision, recall, f1))


# Reading.


def lines(*rows):
    return [json.dumps(row).encode() if not isinstance(row, bytes) else row for row in rows]


def test_a_window_is_read():
    row = {"text": "é = 1", "spans": [{"start": 0, "end": 1, "category": "NAME"}] * 2, "covers": ["NAME"],
           "source": "kind:owner/name:src/a.tar.py#L5", "more": 1}  # fmt: skip
    (one,) = windows_of([b"\n", *lines(row), b"  \n"])
    assert one == Window("é = 1", (Marked(0, 1, "NAME"),), frozenset({"NAME"}), row["source"])
    assert (one.repository, one.suffix) == ("owner/name", ".py")


@pytest.mark.parametrize(
    ("source", "repository", "suffix"),
    [
        ("", None, ""),
        ("x", None, ""),
        ("x:y", None, ""),
        ("x::y.c", None, ".c"),
        ("x:r:a:b.h", "r", ".h"),
        ("x:r:f.é", "r", ""),
    ],
)
def test_sources(source, repository, suffix):
    one = window(source=source)
    assert (one.repository, one.suffix) == (repository, suffix)


BAD = {
    "not JSON": (b"{", "not JSON"),
    "not UTF-8": (b'{"text": "\xff", "spans": []}', "not JSON in UTF-8"),
    "too deep": (b"[" * 100_000, "not JSON"),
    "a list": ([], "no `text`"),
    "no text": ({"spans": []}, "no `text`"),
    "text is a number": ({"text": 5, "spans": []}, "no `text`"),
    "no spans": ({"text": "x"}, "no list `spans`"),
    "spans is an object": ({"text": "x", "spans": {}}, "no list `spans`"),
    "half a pair": ({"text": "\ud83d", "spans": []}, "surrogate"),
    "span is a list": ({"text": "x", "spans": [[0, 1]]}, "not an object"),
    "no end": ({"text": "x", "spans": [{"start": 0, "category": "NAME"}]}, "no whole numbers"),
    "start is true": (
        {"text": "xx", "spans": [{"start": True, "end": 2, "category": "NAME"}]},
        "no whole numbers",
    ),
    "start is 0.0": (
        {"text": "xx", "spans": [{"start": 0.0, "end": 2, "category": "NAME"}]},
        "no whole numbers",
    ),
    "negative": ({"text": "x", "spans": [{"start": -1, "end": 1, "category": "NAME"}]}, "-1 to 1"),
    "empty": ({"text": "x", "spans": [{"start": 1, "end": 1, "category": "NAME"}]}, "1 to 1"),
    "past the end": ({"text": "é", "spans": [{"start": 0, "end": 2, "category": "NAME"}]}, "1 code points"),
    "unknown category": ({"text": "x", "spans": [{"start": 0, "end": 1, "category": "PHONE"}]}, "'PHONE'"),
    "a list of categories": (
        {"text": "x", "spans": [{"start": 0, "end": 1, "category": ["NAME"]}]},
        "no category",
    ),
    "covers a subcategory": ({"text": "x", "spans": [], "covers": ["EMAIL_LICENSE"]}, "'EMAIL_LICENSE'"),
    "covers is a word": ({"text": "x", "spans": [], "covers": "EMAIL"}, "not a list"),
    "covers holds a list": ({"text": "x", "spans": [], "covers": [["EMAIL"]]}, "names no category"),
    "source is a number": ({"text": "x", "spans": [], "source": 5}, "`source`"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_lines_are_named(name):
    row, words = BAD[name]
    with pytest.raises(GoldInvalid, match="Line 3") as caught:
        list(windows_of(lines({"text": "x", "spans": []}, b"", row)))
    assert words in caught.value.detail
    assert caught.value.context == {"line": 3}


def test_files(tmp_path):
    row = b'{"text": "x", "spans": []}\n'
    plain, packed, broken = tmp_path / "a.jsonl", tmp_path / "b", tmp_path / "c.gz"
    plain.write_bytes(row)
    packed.write_bytes(gzip.compress(row * 2))
    broken.write_bytes(gzip.compress(random.Random(1).randbytes(5000))[:300])
    assert (len(read_gold(plain)), len(read_gold(packed))) == (1, 2)
    with pytest.raises(GoldInvalid, match=r"c\.gz"):
        read_gold(broken)
    with pytest.raises(NotFound):
        read_gold(tmp_path / "none")
    with pytest.raises(NotFound):
        read_gold(tmp_path)
    for empty in (b"", b"\n\n", gzip.compress(b"")):
        plain.write_bytes(empty)
        with pytest.raises(GoldInvalid, match="no window"):
            read_gold(plain)


# Predictions.


@pytest.mark.parametrize(
    ("text", "start", "end", "wanted"),
    [
        ("ab@c", 1, 3, "b@"),
        ("éa@b", 2, 4, "a@"),
        ("😀a@é", 4, 8, "a@é"),
        ("aéb", 2, 4, "éb"),
        ("aéb", 0, 2, "aé"),
    ],
)
def test_bytes_become_code_points(text, start, end, wanted):
    (one,) = in_code_points(text.encode(), [Finding(start, end, "EMAIL", "email", "")])
    assert text[one.start : one.end] == wanted


def test_the_detector_is_asked():
    texts = ["# é jane.roe@corp-mail.net\n", "x = 1\n", "# mark.poe@corp-mail.net"]
    found = predict(Detector(tier="rules"), texts)
    assert [
        [text[one.start : one.end] for one in spans] for text, spans in zip(texts, found, strict=True)
    ] == [
        ["jane.roe@corp-mail.net"],
        [],
        ["mark.poe@corp-mail.net"],
    ]


# Peers: what can be said without one.


def test_a_peer_that_is_in_no_package_says_so(tmp_path):
    with pytest.raises(PeerUnavailable, match="no package"):
        run_peer("bigcode", [], tmp_path)
    told = compare([window()], ["bigcode"], tmp_path)["bigcode"]
    assert told["published"]["EMAIL"] == 0.98
    assert "f1" not in told
    with pytest.raises(NotFound, match="bigbird"):
        run_peer("bigbird", [], tmp_path)


def test_a_peer_without_its_python_says_so(tmp_path):
    assert "cannot be run" in compare([window()], ["presidio"], tmp_path / "none")["presidio"]["unavailable"]


def test_places_of_values_on_lines():
    one = Lines("ab\r\nab ab\rcab\n")
    assert list(one.spans_of("ab", 2)) == [(4, 6, "SECRET"), (7, 9, "SECRET")]
    assert list(one.spans_of("ab", 3)) == [(11, 13, "SECRET")]
    assert [list(one.spans_of(*of)) for of in (("ab", 9), ("", 1), ("zz", 1))] == [[], [], []]
    assert longest([(0, 5, "A"), (3, 9, "A"), (0, 5, "B"), (9, 10, "A")]) == [
        (0, 5, "B"),
        (3, 9, "A"),
        (9, 10, "A"),
    ]


# The command.


@pytest.fixture
def gold(tmp_path):
    text = "# jane.roe@corp-mail.net\nhost = '203.0.114.9'\n"
    spans = [
        {"start": 2, "end": 24, "category": "EMAIL_LICENSE"},
        {"start": 33, "end": 44, "category": "IP_ADDRESS"},
    ]
    rows = [{"text": text, "spans": spans, "source": f"made:owner/{name}:a.py"} for name in "abc"]
    file = tmp_path / "gold.jsonl.gz"
    file.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    return file


def run(*words):
    app = typer.Typer()
    add_evaluate(app)
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_command_prints_json(gold):
    done = run("--gold", gold, "--tier", "rules", "--json", "--compare", "bigcode")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert set(told["f1"]) == set(SCORED)
    assert told["f1"]["EMAIL"] == told["f1_exact"]["EMAIL"] == 1.0
    assert (
        told["counts"]["EMAIL"] | {"windows": 3, "clusters": 3, "gold": 3, "found": 3}
        == told["counts"]["EMAIL"]
    )
    low, high = told["intervals"]["EMAIL"]["f1"]
    assert 0.3 < low < high == 1.0
    assert told["subcategories"]["EMAIL"]["found"] == 3
    assert told["peers"]["bigcode"]["published"]


def test_the_command_prints_a_table(gold):
    done = run("--gold", gold, "--tier", "rules", "--compare", "bigcode")
    assert done.exit_code == 0, done.output
    assert "EMAIL" in done.stdout
    assert "subcategory" in done.stdout
    assert "PASSWORD" not in done.stdout


def test_the_command_refuses(gold, tmp_path):
    for words in (["--gold", tmp_path / "none"], ["--gold", gold, "--compare", "bigbird"]):
        assert isinstance(run(*words).exception, GoldsmithError)
    gold.write_bytes(b"{}\n")
    assert isinstance(run("--gold", gold).exception, GoldInvalid)


def test_rows_leave_out_what_is_not_there():
    measured = evaluate([window((0, 5, "KEY"))], [()])
    assert [row[0] for row in as_rows(measured)] == ["KEY", "SECRET"]
    assert next(as_rows(measured))[1:5] == ("1", "0", "–", "0.000")
