"""The embedded text classifier: what it learns, what it admits, and that its bytes hold it whole."""

import json
import random
import zlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.domain.errors import InvalidInput
from goldsmith.evaluation.text_classifier import (
    Example,
    NotAClassifier,
    TooFewExamples,
    from_bytes,
    to_bytes,
    train,
)
from goldsmith.evaluation.text_classifier.accuracy import accuracy, wilson_interval
from goldsmith.evaluation.text_classifier.calibration import calibrate, calibration_error
from goldsmith.evaluation.text_classifier.folds import stratified_folds
from goldsmith.evaluation.text_classifier.ngrams import MAX_CHARS, count_ngrams
from goldsmith.evaluation.text_classifier.regression import fit
from goldsmith.evaluation.text_classifier.sketch import Vocabulary, sketch

OPENINGS = {
    "bug fixing": ["Why does this fail with an error", "Fix the bug in", "It crashes when I call", "Debug"],
    "explaining": ["Explain what this does", "Walk me through", "What is the meaning of", "Describe how"],
    "testing": ["Write unit tests for", "Cover with tests", "Add a pytest fixture to", "Assert that"],
}
THINGS = [
    "a parser",
    "the queue",
    "my sort",
    "a cache",
    "the socket",
    "a tree",
    "the login form",
    "a SQL view",
]


def prompts(per_label, seed=0):
    rng = random.Random(seed)
    every = {
        label: [
            f"{opening} {thing} in {word}."
            for opening in some
            for thing in THINGS
            for word in ("Go", "R", "C++")
        ]
        for label, some in OPENINGS.items()
    }
    return [Example(text, label) for label, texts in every.items() for text in rng.sample(texts, per_label)]


@pytest.fixture(scope="module")
def classifier():
    return train(prompts(40), seed=1)


def test_it_learns_and_knows_that_it_did(classifier):
    found = classifier.predict("Please fix the bug in my linked list")
    assert found.label == "bug fixing"
    assert found.probability > 0.8
    assert found.runner_up in {"explaining", "testing"}
    assert classifier.accuracy.n == 120
    assert classifier.accuracy.value > 0.9
    assert classifier.accuracy.chance == pytest.approx(1 / 3)
    assert classifier.accuracy.is_better_than_chance
    assert [one.label for one in classifier.accuracy.labels] == sorted(OPENINGS)
    assert "of 120 checked examples" in classifier.accuracy.sentence()


def test_noise_is_not_mistaken_for_knowledge():
    rng = random.Random(5)
    words = [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
    ]
    noise = [Example(" ".join(rng.choices(words, k=12)), f"label {n % 3}") for n in range(150)]
    learnt = train(noise, seed=1)
    assert not learnt.accuracy.is_better_than_chance
    assert "not surely better than guessing" in learnt.accuracy.sentence()
    assert max(learnt.predict(one.text).probability for one in noise) < 0.75


@pytest.mark.parametrize("per_label", [2, 5])
def test_few_examples_work_and_admit_uncertainty(per_label):
    learnt = train(prompts(per_label), seed=1)
    n = 3 * per_label
    assert learnt.accuracy.n == n
    assert learnt.accuracy.interval.width > 0.2
    probabilities = [learnt.predict(one.text).probability for one in prompts(5)]
    # After n examples the next may always be the first of its kind.
    assert max(probabilities) <= 1 - (1 - 1 / len(OPENINGS)) / (n + 2)


def test_a_text_without_anything_known_gets_no_opinion(classifier):
    for text in ("", "   ", "日本語", "\ud800", "a"):
        found = classifier.probabilities(text)
        assert max(found.values()) < 0.5
    assert classifier.predict("x" * 3 * MAX_CHARS).probability < 1


@pytest.mark.parametrize(
    ("examples", "labels"),
    [
        ([], []),
        ([Example("one", "a"), Example("two", "a")], ["a"]),
        ([Example("one", "a"), Example("two", "a"), Example("three", "b")], ["b"]),
        ([Example("one", "a"), Example("two", "a"), Example("three", "b"), Example("  THREE ", "b")], ["b"]),
    ],
)
def test_too_few_examples_are_refused_by_name(examples, labels):
    with pytest.raises(TooFewExamples) as refused:
        train(examples, seed=1)
    assert refused.value.context["labels"] == labels
    assert refused.value.hint


@pytest.mark.parametrize(("text", "label"), [("", "a"), (" \n", "a"), ("text", " ")])
def test_blank_examples_are_refused(text, label):
    with pytest.raises(InvalidInput):
        Example(text, label)


def test_order_and_repetition_of_examples_change_nothing(classifier):
    examples = prompts(40)
    random.Random(3).shuffle(examples)
    again = train([*examples, *examples[:10]], seed=1)
    assert again.version == classifier.version
    assert to_bytes(again) == to_bytes(classifier)
    assert train(examples, seed=2).version != classifier.version
    assert train(examples[1:], seed=1).version != classifier.version


def test_many_at_once_say_the_same_as_one_by_one(classifier):
    texts = [one.text for one in prompts(90, seed=7)]
    assert classifier.predict_many(texts) == [classifier.predict(text) for text in texts]
    assert classifier.predict_many([]) == []


def test_bytes_hold_the_whole_classifier(classifier):
    data = to_bytes(classifier)
    assert len(data) < 100_000
    restored = from_bytes(data)
    assert restored.accuracy == classifier.accuracy
    assert (restored.version, restored.labels) == (classifier.version, classifier.labels)
    for one in prompts(20, seed=9):
        assert restored.probabilities(one.text) == classifier.probabilities(one.text)
    assert to_bytes(restored) == data


def test_damaged_bytes_are_refused(classifier):
    data = to_bytes(classifier)
    body = zlib.decompress(data[6:])
    size = int.from_bytes(body[:4], "little")
    head = json.loads(body[4 : 4 + size])
    other = json.dumps(head | {"n_grams": head["n_grams"] + 1}).encode()
    torn_apart = data[:6] + zlib.compress(len(other).to_bytes(4, "little") + other + body[4 + size :])
    for wrong in (b"", b"pickle", data[:-5], data + b"x", data[:6] + b"\x00" * 50, data[:6], torn_apart):
        with pytest.raises(NotAClassifier):
            from_bytes(wrong)


@settings(max_examples=30)
@given(st.binary(max_size=60), st.integers(0, 200))
def test_no_damage_escapes_as_another_error(noise, at):
    data = _SMALL[:at] + noise + _SMALL[at + len(noise) :]
    try:
        from_bytes(data)
    except NotAClassifier:
        return
    assert data == _SMALL


_SMALL = to_bytes(train(prompts(2), seed=1))


def test_wilson_by_published_values():
    # Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I.
    for right, n, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)):
        found = wilson_interval(right, n)
        assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    with pytest.raises(InvalidInput):
        wilson_interval(2, 1)


def test_accuracy_by_hand():
    found = accuracy(["a", "a", "a", "b"], ["a", "a", "b", "a"], 2)
    assert (found.n, found.right, found.chance) == (4, 2, 0.75)
    a, b = found.labels
    assert (a.recall, a.precision) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert (b.recall, b.precision) == (0, 0)
    assert accuracy(["a", "b"], ["a", "a"], 2).labels[1].precision is None


@given(st.lists(st.tuples(st.sampled_from("pqrstuvw"), st.sampled_from("ab")), min_size=2), st.randoms())
def test_folds_keep_copies_together_and_sizes_even(rows, rng):
    groups, labels = zip(*rows, strict=True)
    folds = stratified_folds(groups, labels, rng)
    by_group = {
        group: {int(fold) for other, fold in zip(groups, folds, strict=True) if other == group}
        for group in groups
    }
    assert all(len(some) == 1 for some in by_group.values())
    sizes = np.bincount([some.pop() for some in by_group.values()])
    assert sizes.max() - sizes.min() <= 1


def test_the_fit_is_the_minimum_and_models_do_not_see_each_other():
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(30, 50)).astype(np.float32)
    kernel, targets = vectors @ vectors.T, np.eye(3, dtype=np.float32)[rng.integers(0, 3, 30)]
    used = np.ones((30, 2), dtype=np.float32)
    used[:10, 1] = 0
    both = fit(kernel, targets, used, penalty=1.0, tolerance=1e-4)
    alone = fit(kernel[10:, 10:], targets[10:], used[10:, :1], penalty=1.0, tolerance=1e-4)
    np.testing.assert_allclose(both.mixture[10:, 1], alone.mixture[:, 0], atol=1e-3)
    assert not both.mixture[:10, 1].any()
    np.testing.assert_allclose(both.logits, np.einsum("ij,jmk->imk", kernel, both.mixture), atol=1e-2)
    # At the minimum the errors, weighted by the vectors, balance the penalty.
    odds = np.exp(both.logits[:, 0])
    errors = targets - odds / odds.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(both.mixture[:, 0], errors, atol=1e-2)


def test_calibration_finds_the_temperature_of_overconfident_scores():
    rng = np.random.default_rng(1)
    honest = rng.normal(size=(4000, 3)) * 1.5
    odds = np.exp(honest) / np.exp(honest).sum(axis=1, keepdims=True)
    truth = (odds.cumsum(axis=1) > rng.random(4000)[:, None]).argmax(axis=1)
    found = calibrate(5 * honest, truth)
    assert found.sharpness == pytest.approx(0.2, rel=0.1)
    probabilities = found.probabilities(5 * honest)
    assert calibration_error(probabilities.max(axis=1), probabilities.argmax(axis=1) == truth) < 0.03
    shouted = replace(found, sharpness=1.0).probabilities(5 * honest)
    assert calibration_error(shouted.max(axis=1), shouted.argmax(axis=1) == truth) > 0.15


def test_ten_right_of_ten_are_not_certainty():
    scores = np.tile([9.0, -9.0], (10, 1))
    found = calibrate(scores, np.zeros(10, dtype=np.int64)).probabilities(scores[0])
    assert found[0] == pytest.approx(11 / 12, abs=0.01)


def test_ngrams_of_a_text_do_not_depend_on_its_neighbours():
    texts = ["Fix C++ now", "", "ab", "naïve  Café\n\tsnake_case", "日本 語", "x"]
    together = count_ngrams(texts)
    for at, text in enumerate(texts):
        alone = count_ngrams([text])
        mine = together.text == at
        assert together.gram[mine].tolist() == alone.gram.tolist()
        assert together.count[mine].tolist() == alone.count.tolist()
    assert len(count_ngrams([]).text) == 0


def test_ngrams_counted_by_hand():
    # " aa aa ": words aa, aa; the pair aa aa; runs of 3: " aa" 2, "aa " 2, "a a" 1; of 4: 4; of 5: 3.
    found = count_ngrams(["AA \n aa"])
    assert sorted(found.count.tolist()) == sorted([2, 1, 2, 2, 1, 2, 1, 1, 1, 1, 1])


def test_vectors_have_length_one_and_unknown_ngrams_none():
    counts = count_ngrams(["fix the bug", "explain the code", "zzz"])
    vectors = sketch(counts, Vocabulary.of(count_ngrams(["fix the bug", "explain the code"])))
    dense = np.hstack([block for _, block in vectors.blocks()])
    np.testing.assert_allclose(np.linalg.norm(dense, axis=1), [1, 1, 0], atol=1e-6)
