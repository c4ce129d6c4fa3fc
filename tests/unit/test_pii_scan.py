"""The scanner: both engines meet the same anchors in anything, and a lost cache is no loss."""

from __future__ import annotations

import itertools
import multiprocessing
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.pii.rules.emails import EMAILS
from goldsmith.pii.rules.ip_addresses import IP_ADDRESSES
from goldsmith.pii.rules.obfuscated_emails import SPELT_EMAILS
from goldsmith.pii.scan.engine import check
from goldsmith.pii.scan.file_cache import read_cached, write_cached
from goldsmith.pii.scan.re2_engine import Re2Engine
from goldsmith.pii.scan.recogniser import Anchor, Hit, Recogniser
from goldsmith.pii.scan.scanner import Scanner

hyperscan_engine = pytest.importorskip("goldsmith.pii.scan.hyperscan_engine")
HyperscanEngine = hyperscan_engine.HyperscanEngine

WORDS = ("password", "secret", "token", "api_key", "author", "copyright", "import", "class")
KINDS = (
    *(Anchor(word, ignore_case=True) for word in WORDS),
    *(Anchor(rf"\b{word}[\"']{{0,1}} {{0,2}}[:=]", ignore_case=True) for word in WORDS),
    Anchor(r"[a-z]{1,4}_[0-9A-Fa-f]{3,8}"),
    Anchor(r"[^a]\xe4|\xc3[\x80-\xbf]"),
    Anchor(r"(?:^|[^0-9A-Za-z])a{1,3}"),
    Anchor(r"ab?c|b(?:c|cd){1,3}", ignore_case=True),
    Anchor(r"\x00[\x00-\x1f]\|"),
)
RECOGNISERS = (EMAILS, SPELT_EMAILS, IP_ADDRESSES, Recogniser("kinds", KINDS, lambda data, hits: iter(())))


SUFFIXES = (
    ".py", ".pyi", ".pyx", ".pxd", ".c", ".h", ".hpp", ".js", ".ts", ".css", ".html", ".json", ".md", ".txt", ".rst",
    ".R", ".xml", ".f90", ".svg",
)  # fmt: skip


def scanners(folder: Path) -> tuple[Scanner, Scanner]:
    return Scanner(RECOGNISERS, "hyperscan", cache_dir=folder), Scanner(RECOGNISERS, "re2")


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    return scanners(tmp_path_factory.mktemp("cache"))


def source_files(per_kind_bytes: int) -> list[Path]:
    """The same files of installed packages every time, so many bytes of each kind."""
    kinds: dict[str, list[Path]] = {}
    for path in sorted(Path(sysconfig.get_paths()["purelib"]).rglob("*.*")):
        kinds.setdefault(path.suffix, []).append(path)
    chosen: list[Path] = []
    for suffix in SUFFIXES:
        total = 0
        # Every 7th, so that one package is not the whole of it.
        for path in itertools.chain(*(kinds.get(suffix, [])[first::7] for first in range(7))):
            size = path.stat().st_size if path.is_file() else 0
            if 0 < size < 200_000 and total < per_kind_bytes:
                total += size
                chosen.append(path)
    return chosen


def test_engines_have_the_same_hits_in_real_code(both):
    hyperscan, re2 = both
    n_hits = 0
    for path in source_files(400_000):
        data = path.read_bytes()
        hits = hyperscan.hits(data)
        assert hits == re2.hits(data), path.name
        n_hits += sum(map(len, hits))
    assert n_hits > 1000


PIECES = st.sampled_from(
    [
        b"a@b.co",
        b"fe80::1",
        b"1.2.3.4",
        b"::",
        b" at ",
        b" dot ",
        b"secret =",
        b"abcdcbc",
        b"\xc3\xa4",
        b"\n",
        b"ab_0fF9",
    ]
)
DOCUMENTS = st.lists(PIECES | st.binary(max_size=6), max_size=24).map(b"".join)


@given(data=DOCUMENTS | st.binary(max_size=200))
@settings(max_examples=200)
def test_engines_have_the_same_hits_in_anything(data, both):
    hyperscan, re2 = both
    hits = hyperscan.hits(data)
    assert hits == re2.hits(data)
    for recogniser, own in zip(RECOGNISERS, hits, strict=True):
        assert own == sorted(set(own))
        assert all(0 < hit.end <= len(data) and hit.anchor < len(recogniser.anchors) for hit in own)
        for finding in recogniser.find(data, own):
            assert 0 <= finding.start < finding.end <= len(data)


@given(data=DOCUMENTS, piece_bytes=st.integers(1, 40))
@settings(max_examples=60)
def test_pieces_of_a_long_document_change_nothing(data, piece_bytes):
    whole = HyperscanEngine(KINDS, cache_dir=None)
    pieces = HyperscanEngine(KINDS, cache_dir=None, piece_bytes=piece_bytes)
    assert pieces.ends(data) == whole.ends(data)
    filler = b" " * 2000
    assert pieces.ends(filler + data) == whole.ends(filler + data)


@pytest.mark.parametrize("engine", ["hyperscan", "re2"])
@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 1000, b"\xff\xfe" * 1000, b"@" * 1000, b":" * 1000, b"x" * 20_000_000]
)
def test_documents_without_anything(engine, data, tmp_path):
    assert Scanner(RECOGNISERS[:3], engine, cache_dir=tmp_path).hits(data) == [[], [], []]


@pytest.mark.parametrize("engine", ["hyperscan", "re2"])
def test_every_end_is_a_hit_and_overlaps_are_kept(engine, tmp_path):
    recognisers = [
        Recogniser("first", (Anchor("ab"), Anchor("bc{1,3}")), lambda data, hits: iter(())),
        Recogniser("second", (Anchor("ABC", ignore_case=True),), lambda data, hits: iter(())),
        Recogniser("none", (), lambda data, hits: iter(())),
    ]
    hits = Scanner(recognisers, engine, cache_dir=tmp_path).hits(b"abccc abc")
    assert hits[0] == [Hit(2, 0), Hit(3, 1), Hit(4, 1), Hit(5, 1), Hit(8, 0), Hit(9, 1)]
    assert hits[1:] == [[Hit(3, 0), Hit(9, 0)], []]
    assert Scanner([], engine, cache_dir=tmp_path).hits(b"abc") == []


@pytest.mark.parametrize(
    "expression",
    ["", "a$", r"a\sb", "[^\\s]@", "a+", "a*", "a{2,}", "(?=a)b", "(?i)a", "a.*b", r"(a)\1", "b^a"],
)
def test_refuses_expressions_the_engines_read_differently(expression):
    with pytest.raises(ValueError, match="anchor"):
        check([Anchor(expression)])


@pytest.mark.parametrize(
    "expression", [r"a\$", "[$*+]x", r"\+\*a", "^a", "(?:^|[^0-9])a", "a{1,3}?", r"[\]+]a"]
)
def test_allows_what_they_read_alike(expression):
    check([Anchor(expression)])


def test_refuses_what_an_engine_cannot_compile(tmp_path):
    with pytest.raises(ValueError, match="RE2"):
        Re2Engine([Anchor("[z-a]")])
    with pytest.raises(ValueError, match="Hyperscan"):
        HyperscanEngine([Anchor("[z-a]")], cache_dir=tmp_path)
    with pytest.raises(ValueError, match="share a name"):
        Scanner([EMAILS, EMAILS], "re2")


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b"", lambda b: bytes([b[0] ^ 1]) + b[1:], lambda b: b[:32]]
)
def test_a_damaged_cache_is_rebuilt(tmp_path, damage):
    anchors = [Anchor("needle")]
    HyperscanEngine(anchors, cache_dir=tmp_path / "a")
    (whole,) = (tmp_path / "a").iterdir()
    (tmp_path / "b").mkdir()
    copy = tmp_path / "b" / whole.name
    copy.write_bytes(damage(whole.read_bytes()))
    assert HyperscanEngine(anchors, cache_dir=tmp_path / "b").ends(b"a needle") == {8}
    assert copy.read_bytes() == whole.read_bytes()


def test_a_cache_of_something_else_is_rebuilt(tmp_path):
    anchors = [Anchor("haystack")]
    HyperscanEngine(anchors, cache_dir=tmp_path / "a")
    (whole,) = (tmp_path / "a").iterdir()
    write_cached(tmp_path / "b" / whole.name, b"no database")
    assert HyperscanEngine(anchors, cache_dir=tmp_path / "b").ends(b"a haystack") == {10}
    assert (tmp_path / "b" / whole.name).read_bytes() == whole.read_bytes()


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    write_cached(tmp_path / "file" / "below", b"x")
    assert read_cached(tmp_path / "file" / "below") is None
    assert HyperscanEngine([Anchor("pin")], cache_dir=tmp_path / "file").ends(b"pin") == {3}


def _hits_in_child(scanner: Scanner, data: bytes, queue: multiprocessing.Queue) -> None:
    queue.put(scanner.hits(data))


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_child_goes_on_with_its_parents_scanner(both):
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    data = b"mail jo.verne@inbox.dev from 81.2.69.142"
    child = context.Process(target=_hits_in_child, args=(both[0], data, queue))
    child.start()
    assert queue.get(timeout=30) == both[0].hits(data)
    child.join()
