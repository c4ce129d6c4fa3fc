"""Values that are hinted at, comments that let findings stand, globs, and baselines: no value gets out."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.corpus.scanning.allow import allowed
from goldsmith.corpus.scanning.baseline import new_baseline, read_baseline, with_entries, write_baseline
from goldsmith.corpus.scanning.context import snippets_of
from goldsmith.corpus.scanning.globs import excluder
from goldsmith.corpus.scanning.located import locate
from goldsmith.corpus.scanning.values import fingerprint, hinted
from goldsmith.domain.errors import Conflict, InvalidInput, NotFound
from goldsmith.pii.finding import Finding


@pytest.mark.parametrize(
    ("value", "category", "shown"),
    [
        ("a" * 14 + "yz", "KEY", "aa…yz"),
        ("short-one", "KEY", "…"),
        ("short-one", "EMAIL", "s…e"),
        ("short", "NAME", "…"),
        ("-----BEGIN " + "KEY-----\nabc\n-----END KEY-----", "KEY", "…"),
        ("two lines\nof something", "NAME", "…"),
    ],
)
def test_hints(value, category, shown):
    assert hinted(value, category) == shown


@given(st.text(min_size=1), st.sampled_from(["KEY", "PASSWORD", "NAME", "EMAIL"]))
def test_a_hint_shows_four_characters_and_a_quarter_at_most(value, category):
    shown = hinted(value, category).replace("…", "", 1)
    assert len(shown) <= min(4, len(value) // 4)


def test_fingerprints_know_a_value_again_and_nothing_else():
    one = fingerprint(("", "a.py"), "KEY", b"value", b"salt")
    assert one == fingerprint(("", "a.py"), "KEY", b"value", b"salt")
    others = [
        fingerprint(("", "b.py"), "KEY", b"value", b"salt"),
        fingerprint(("", "a.py"), "PASSWORD", b"value", b"salt"),
        fingerprint(("", "a.py"), "KEY", b"other", b"salt"),
        fingerprint(("", "a.py"), "KEY", b"value", b"other"),
        fingerprint(("a", ".py"), "KEY", b"value", b"salt"),
    ]
    assert len({one, *others}) == 6
    assert len(one) == 32


ALLOWED = [
    (b"k = 'VALUE'  # goldsmith: allow", "KEY", True),
    (b"k = 'VALUE'  // goldsmith:allow", "KEY", True),
    (b"k = 'VALUE'  # goldsmith: allow[KEY, EMAIL]", "KEY", True),
    (b"k = 'VALUE'  # goldsmith: allow[email]", "EMAIL_EXAMPLE", True),
    (b"k = 'VALUE'  # goldsmith: allow[EMAIL_EXAMPLE]", "EMAIL", False),
    (b"k = 'VALUE'  # goldsmith: allow[NAME]", "KEY", False),
    (b"k = 'VALUE'  # goldsmith: allowed", "KEY", False),
    (b"k = 'VALUE'  # goldsmith: allow-not", "KEY", False),
    (b"k = 'VALUE'  # pragma: allowlist secret", "KEY", True),
    (b"k = 'VALUE'  # pragma: whitelist secret", "KEY", True),
    (b"# pragma: allowlist nextline secret\nk = 'VALUE'", "KEY", True),
    (b"# pragma: allowlist nextline secret\n\nk = 'VALUE'", "KEY", False),
    (b"# goldsmith: allow\nk = 'VALUE'", "KEY", False),
    (b"k = 'VALUE'\n# goldsmith: allow", "KEY", False),
    (b"k = 'VALUE'", "KEY", False),
]


@pytest.mark.parametrize(("data", "label", "is_allowed"), ALLOWED)
def test_comments_that_let_stand(data, label, is_allowed):
    start = data.index(b"VALUE")
    assert allowed(data, [Finding(start, start + 5, label, "k", "w")]) == (
        frozenset({0}) if is_allowed else frozenset()
    )


def test_a_value_over_lines_is_allowed_from_its_last_line():
    data = b"key = '''a\nb\nc''' # goldsmith: allow"
    assert allowed(data, [Finding(9, 14, "KEY", "k", "w")]) == {0}


GLOBS = [
    ("*.min.js", "a/b.min.js", True),
    ("*.min.js", "a/b.js", False),
    ("vendor", "a/vendor/x/y.c", True),
    ("vendor", "a/vendored/y.c", False),
    ("tests/**", "tests/a/b.py", True),
    ("tests/**", "src/tests/b.py", False),
    ("**/gen/*.py", "gen/a.py", True),
    ("**/gen/*.py", "x/y/gen/a.py", True),
    ("**/gen/*.py", "x/gen/z/a.py", False),
    ("./docs/", "docs/a.md", True),
    ("a?c.[ch]", "abc.h", True),
    ("a?c.[!ch]", "abc.h", False),
    ("[", "[", True),
    ("a.b", "axb", False),
]


@pytest.mark.parametrize(("glob", "path", "is_covered"), GLOBS)
def test_globs(glob, path, is_covered):
    assert excluder([glob])(path) is is_covered


def test_a_baseline_comes_back_as_it_was(tmp_path):
    file = tmp_path / "base.json"
    made = with_entries(
        new_baseline(b"secret", b"0" * 16), [("b", "KEY", "2"), ("a", "KEY", "1"), ("a", "KEY", "1")]
    )
    write_baseline(made, file)
    assert read_baseline(file, b"secret") == made
    assert [one[0] for one in made.entries] == ["a", "b"]
    assert json.loads(file.read_text())["findings"][0] == {"path": "a", "label": "KEY", "fingerprint": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["base.json"]
    write_baseline(with_entries(made, []), file)
    assert read_baseline(file, b"secret").entries == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not JSON"),
        ("[]", "is no baseline"),
        ('{"goldsmith_baseline": 2}', "is of version 2; this Goldsmith reads version 1"),
        ('{"goldsmith_baseline": 1, "salt": "00"}', "is damaged"),
        ('{"goldsmith_baseline": 1, "salt": "zz", "findings": []}', "is damaged"),
    ],
)
def test_a_baseline_that_cannot_be_read(text, words, tmp_path):
    file = tmp_path / "base.json"
    file.write_text(text)
    with pytest.raises(InvalidInput, match=words) as told:
        read_baseline(file)
    assert told.value.hint


def test_a_baseline_of_another_secret_and_none_at_all(tmp_path):
    file = tmp_path / "base.json"
    with pytest.raises(NotFound, match="no baseline"):
        read_baseline(file)
    write_baseline(new_baseline(b"one"), file)
    for secret in (b"two", b""):
        with pytest.raises(Conflict, match="GOLDSMITH_BASELINE_KEY"):
            read_baseline(file, secret)


SPANS = st.lists(st.integers(0, 120), max_size=12, unique=True).map(sorted)


@given(
    st.lists(st.sampled_from([b"ab", b"\n", b"\r\n", b" ", b"c", b"<"]), max_size=60),
    SPANS,
    st.sets(st.integers(0, 5)),
)
def test_snippets_hide_every_value_and_keep_the_rest(parts, cuts, reported):
    data = b"".join(parts)
    cuts = [cut for cut in cuts if cut <= len(data)]
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    findings = [Finding(start, end, "KEY", "k", "w") for start, end in spans]
    chosen = [index for index in range(len(findings)) if index in reported]
    located = locate(data, [findings[index] for index in chosen], ["f"] * len(chosen), show_values=False)
    snippets = snippets_of(data, findings, located, chosen)
    assert [mark for snippet in snippets for mark in snippet.marks] == list(range(len(chosen)))
    for snippet in snippets:
        for row in snippet.rows:
            assert not any("\n" in piece.text for piece in row.pieces)
        numbers = [row.number for row in snippet.rows]
        assert numbers == sorted(set(numbers))
        assert located[snippet.marks[0]].begins.line in numbers
        for piece in (piece for row in snippet.rows for piece in row.pieces):
            is_value = piece.mark is not None or piece.is_hidden
            assert is_value or piece.text == "⋯" or piece.text in data.decode("utf-8", "replace")


def test_a_value_shows_nowhere_in_the_lines_around():
    value = b"q7Vw2Zx9Lk4T"
    data = (
        b"a = 1\nk = '"
        + value
        + b"'\n"
        + b"# once more: "
        + value
        + b"!\nother = 'hidden-one'\n"
        + b"z" * 500
    )
    key = data.index(value)
    hidden = data.index(b"hidden-one")
    findings = [Finding(key, key + 12, "KEY", "k", "w"), Finding(hidden, hidden + 10, "PASSWORD", "p", "w")]
    located = locate(data, findings[:1], ["f"], show_values=False)
    (snippet,) = snippets_of(data, findings, located, [0])
    text = "\n".join("".join(piece.text for piece in row.pieces) for row in snippet.rows)
    assert text == "a = 1\nk = '…'\n# once more: …!\nother = '…'"
    assert [row.number for row in snippet.rows] == [1, 2, 3, 4]
