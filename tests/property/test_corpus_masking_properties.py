"""Whatever the corpus: the same bytes however it is cut, nothing touched outside of findings, nothing found twice."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.corpus.masking.content import Documents, spans_of_bytes
from goldsmith.corpus.masking.dedup.decide import repeats_exactly, repeats_nearly
from goldsmith.corpus.masking.dedup.minhash import sign
from goldsmith.corpus.masking.json_line import document_of, line_with, text_of
from goldsmith.corpus.masking.masking_step import Detects, find_and_mask
from goldsmith.corpus.masking.plan import Plan
from goldsmith.corpus.masking.rows import make_rows
from goldsmith.corpus.masking.run_folder import RunFolder
from goldsmith.corpus.masking.shard_work import Notes, ShardWork, join_pieces, pieces_of
from goldsmith.corpus.masking.shards import plan_corpus
from goldsmith.corpus.masking.steps import run
from goldsmith.pii.finding import Finding
from goldsmith.pii.masks import load_policy

PLACE = re.compile(rb"[a-z0-9.]+@[a-z]+\.(?:io|com|net|org)")


class StandIn:
    """Finds whatever has the form of an address, masks too."""

    def detect_many(self, documents: Sequence[bytes]) -> list[tuple[Finding, ...]]:
        return [
            tuple(Finding(one.start(), one.end(), "EMAIL", "email", "form") for one in PLACE.finditer(data))
            for data in documents
        ]


class StandInPlan(Plan):
    def detector(self) -> Detects:
        return StandIn()


PLAN = StandInPlan(load_policy().model_dump_json(), b"a key of the tests, long enough")

pieces = st.one_of(
    st.sampled_from(
        [b"ada@corp.io", b"eve@corp.io", b"\n", b" ", b"x = 1;", b"\xff\xfe", "é☃".encode(), b'"']
    ),
    st.binary(max_size=12).filter(lambda one: b"\0" not in one),
)
documents = st.lists(pieces, max_size=8).map(b"".join)
corpora = st.lists(st.one_of(st.none(), documents), max_size=12)


def batch(contents: Sequence[bytes | None], kind: Any = None) -> pa.RecordBatch:
    n = len(contents)
    return make_rows(
        range(n),
        pa.array(contents, kind or pa.binary()),
        paths=[f"{at}.py" for at in range(n)],
        repositories=["a/b"] * n,
        languages=[None] * n,
        licences=[[]] * n,
    )


@given(corpora, st.data())
def test_a_rebuilt_column_differs_where_it_was_told_to(
    contents: list[bytes | None], data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from([pa.binary(), pa.large_binary()]))
    before = pa.array([b"skipped", *contents, b"skipped"], kind).slice(1, len(contents))
    there = [at for at, one in enumerate(contents) if one is not None]
    new = data.draw(st.dictionaries(st.sampled_from(there), documents)) if there else {}
    after = Documents(before).replaced(new)
    after.validate(full=True)
    assert after.type == kind
    assert after.to_pylist() == [new.get(at, one) for at, one in enumerate(contents)]


@given(st.lists(st.integers(0, 50)), st.integers(1, 60))
def test_stretches_cover_all_in_order(sizes: list[int], target: int) -> None:
    spans = spans_of_bytes(np.array(sizes, np.int64), target)
    assert [at for start, end in spans for at in range(start, end)] == list(range(len(sizes)))
    assert all(sum(sizes[start:end]) <= target or end - start == 1 for start, end in spans)


@given(corpora)
def test_masking_again_changes_nothing_and_nothing_outside_is_touched(contents: list[bytes | None]) -> None:
    step = find_and_mask(PLAN.detector(), PLAN.masker())
    once = run([step], batch(contents))
    twice = run([step], once.rows)
    assert twice.rows.equals(once.rows)
    assert len(twice.findings) <= len(once.findings)
    for old, new in zip(contents, once.rows.column("content").to_pylist(), strict=True):
        assert (old is None) == (new is None)
        if old is not None:
            assert PLACE.split(old) == PLACE.split(new)


@given(corpora, st.integers(0, 12))
def test_a_document_is_masked_alike_in_any_batch(contents: list[bytes | None], cut: int) -> None:
    step = find_and_mask(PLAN.detector(), PLAN.masker())
    whole = run([step], batch(contents)).rows.column("content").to_pylist()
    rows = batch(contents)
    parts = [run([step], rows.slice(0, cut)).rows, run([step], rows.slice(cut)).rows]
    assert whole == [one for part in parts for one in part.column("content").to_pylist()]


@settings(max_examples=25)
@given(corpora, st.integers(1, 5), st.integers(1, 400), st.sampled_from(["zstd", "snappy", "none"]))
def test_a_shard_is_the_same_to_the_byte_however_it_is_cut(
    contents: list[bytes | None], rows: int, piece_bytes: int, codec: str
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = pa.table({"content": pa.array(contents, pa.binary()), "n": range(len(contents))})
        (folder / "in").mkdir()
        pq.write_table(table, folder / "in" / "a.parquet", row_group_size=rows, compression=codec)
        (shard,) = plan_corpus(folder / "in", folder / "out").shards
        work = ShardWork(PLAN, folder / "scratch")
        tally = work.mask_shard(shard, Notes())
        whole = shard.target.read_bytes()
        RunFolder(folder / "one").finish(shard, tally, {})
        parts = []
        for number, piece in enumerate(pieces_of(shard, PLAN, piece_bytes)):
            path = folder / f"{number}.pages"
            parts.append((path, work.mask_piece(shard, piece, Notes(), path)))
        joined = join_pieces(shard, PLAN, parts)
        RunFolder(folder / "other").finish(shard, joined, {})
        assert shard.target.read_bytes() == whole
        for path in (folder / "one").rglob("*"):
            if path.is_file():
                assert path.read_bytes() == (folder / "other" / path.relative_to(folder / "one")).read_bytes()
        after = pq.read_table(shard.target)
        kept = [at for at in range(len(contents)) if at in set(after["n"].to_pylist())]
        assert after["n"].to_pylist() == kept
        removed = tally.counts.get(("quarantined", "binary"), 0)
        assert len(kept) + removed == len(contents)


texts = st.text(st.characters(), max_size=20)


@given(
    st.dictionaries(st.text(max_size=4), texts, max_size=3),
    texts,
    texts,
    st.booleans(),
    st.sampled_from([None, 1]),
)
def test_a_line_holds_the_new_text_and_the_rest(
    others: dict[str, str], old: str, new: str, is_ascii: bool, indent: int | None
) -> None:
    row = {**others, "content": old}
    line = json.dumps(row, ensure_ascii=is_ascii, separators=(",", ":") if indent else None)
    if not is_ascii:
        line = line.encode("utf-8", "backslashreplace").decode()
    assert json.loads(line_with(line.encode(), "content", old, new)) == {**row, "content": new}


@given(st.text(st.characters()))
def test_any_text_that_json_spells_survives(text: str) -> None:
    assert text_of(document_of(text)) == text


@given(st.lists(documents, max_size=10), st.randoms())
def test_what_is_a_repeat_depends_on_the_documents_alone(contents: list[bytes], random: Any) -> None:
    digests = np.array([[hash(one) & 0xFFFF, 1] for one in contents], np.uint64).reshape(-1, 2)
    repeats = set(repeats_exactly(digests).tolist())
    keys = [tuple(row) for row in digests.tolist()]
    assert repeats == {at for at, key in enumerate(keys) if key in keys[:at]}
    signatures, has_words = sign(pa.array(contents, pa.binary()))
    alone = [sign(pa.array([one], pa.binary()))[0][0].tolist() for one in contents]
    assert signatures.tolist() == alone
    near = set(repeats_nearly(signatures[has_words]).tolist())
    left = [one for one, has in zip(contents, has_words, strict=True) if has]
    assert near >= {at for at, one in enumerate(left) if one in left[:at]}
    order = list(range(len(left)))
    random.shuffle(order)
    shuffled = repeats_nearly(signatures[has_words][order])
    assert len(shuffled) == len(near)
