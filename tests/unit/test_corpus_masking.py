"""Masking a corpus: what goes in, what comes out, and every fault on the way."""

from __future__ import annotations

import gzip
import json
import os
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpora import (
    EMAIL,
    KEY,
    POLICY,
    PYTHONPATH,
    StandInPlan,
    document,
    many,
    plan,
    quarantine,
    rows,
    run,
    tree,
    write_parquet,
)
from goldsmith.corpus.errors import ColumnsMissing, EmptySource, SourceUnreadable
from goldsmith.corpus.masking.columns import Columns
from goldsmith.corpus.masking.content import Documents
from goldsmith.corpus.masking.dedup.decide import repeats_exactly, repeats_nearly
from goldsmith.corpus.masking.dedup.minhash import sign, similarity
from goldsmith.corpus.masking.files import CannotWrite
from goldsmith.corpus.masking.filters import is_binary, parse_opt_out
from goldsmith.corpus.masking.json_line import line_with
from goldsmith.corpus.masking.parquet_footer import MAGIC, RowGroup, joined_footer, split_file
from goldsmith.corpus.masking.plan import Plan
from goldsmith.corpus.masking.report import render, report_facts, write_report
from goldsmith.corpus.masking.run_folder import OtherRun, RunFolder, RunInUse
from goldsmith.corpus.masking.spool import Spool
from goldsmith.domain.errors import Conflict, GoldsmithError, InvalidInput
from goldsmith.pii.masks import load_policy


@pytest.fixture(autouse=True)
def _workers_find_this_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", PYTHONPATH)
    monkeypatch.setenv("GOLDSMITH_MASK_KEY", KEY)


# What goes in comes out


def test_a_shard_keeps_all_but_the_masked_documents(tmp_path: Path) -> None:
    schema = pa.schema(
        [
            ("content", pa.large_string()), ("max_stars_repo_path", pa.string()), ("when", pa.timestamp("us", "UTC")),
            ("nested", pa.list_(pa.struct([("a", pa.int8()), ("b", pa.binary())]))), ("score", pa.float64()),
        ],
        metadata={b"huggingface": b'{"info": 1}'},
    )  # fmt: skip
    table = pa.table(
        [
            [document(0), "nothing here\n", None, "", document(4)],
            ["a.py", None, "c.py", "d.py", "e.py"],
            [0, 1, None, 3, 4],
            [[{"a": 1, "b": b"\xff"}], None, [], [{"a": None, "b": None}], []],
            [0.1, float("nan"), None, -0.0, 5.0],
        ],
        schema=schema,
    )
    source = write_parquet(
        tmp_path / "in" / "deep" / "a.parquet", table, row_group_size=2, compression="gzip"
    )
    result = run(tmp_path / "in", tmp_path / "out")
    before, after = (pq.ParquetFile(path) for path in (source, tmp_path / "out" / "deep" / "a.parquet"))
    assert after.schema_arrow.equals(before.schema_arrow, check_metadata=True)
    assert [after.metadata.row_group(at).num_rows for at in range(3)] == [2, 2, 1]
    assert {after.metadata.row_group(at).column(0).compression for at in range(3)} == {"GZIP"}
    old, new = before.read(), after.read()
    assert new.drop_columns(["content"]).to_pandas().equals(old.drop_columns(["content"]).to_pandas())
    documents = new["content"].to_pylist()
    assert documents[1:4] == ["nothing here\n", None, ""]
    assert EMAIL not in documents[0] and documents[0].startswith("# file 0\nauthor = '")
    assert documents[0].endswith("'\nx = 0\n")
    assert result.counts["masked_documents",] == 2


def test_joined_row_groups_are_the_file_that_would_have_been_written_at_once() -> None:
    table = pa.table(
        {"a": [f"x{n % 7}" * 3 for n in range(1000)], "b": [[{"c": n * 0.5}] * (n % 3) for n in range(1000)]}
    )

    def written(parts: Sequence[pa.Table]) -> bytes:
        sink = pa.BufferOutputStream()
        with pq.ParquetWriter(sink, table.schema, compression="zstd") as writer:
            for part in parts:
                writer.write_table(part)
        return bytes(sink.getvalue())

    parts = [table.slice(at, 300) for at in range(0, 1000, 300)]
    pages, groups = bytearray(MAGIC), []
    for part in parts:
        own, footer = split_file(memoryview(written([part])))
        pages += own
        groups.append(RowGroup(part.num_rows, len(own), footer))
    template = split_file(memoryview(written([])))[1]
    assert bytes(pages) + joined_footer(template, groups) == written(parts)


def test_the_findings_table_says_where_and_never_what(tmp_path: Path) -> None:
    write_parquet(tmp_path / "in" / "a.parquet", rows(range(7)))
    run(tmp_path / "in", tmp_path / "out")
    found = pq.read_table(tmp_path / "out" / "_goldsmith" / "findings" / "a.parquet").to_pylist()
    after = pq.read_table(tmp_path / "out" / "a.parquet").to_pylist()
    assert [one["row"] for one in found] == list(range(7))
    for one, old, new in zip(found, rows(range(7)), after, strict=True):
        assert old["content"].encode()[one["start"] : one["end"]].decode().endswith(EMAIL)
        mask = new["content"].encode()[one["new_start"] : one["new_end"]].decode()
        assert re.fullmatch(r"\S+@example\.\w+", mask)
        assert (one["line"], one["label"], one["repository"]) == (2, "EMAIL", old["max_stars_repo_name"])
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert EMAIL.encode() not in written and KEY.encode() not in written


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_lines_keep_every_byte_beside_the_document(suffix: str, tmp_path: Path) -> None:
    lines = [
        '{"id":12345678901234567890,"text" : "mail ' + EMAIL + ' \\u00e9\\/","pi":1.00}',
        "",
        json.dumps({"text": f"é {EMAIL}", "lang": "Text"}),
        '{"text": "nothing", "n": 1e400}',
        '{"text": "\\ud800 ' + EMAIL + '"}',
    ]
    path = tmp_path / "in" / f"a.jsonl{suffix}"
    path.parent.mkdir()
    data = ("\n".join(lines)).encode()
    with (
        pa.CompressedOutputStream(str(path), {".gz": "gzip", ".zst": "zstd"}[suffix])
        if suffix
        else path.open("wb") as file
    ):
        file.write(data)
    result = run(tmp_path / "in", tmp_path / "out")
    with pa.input_stream(str(tmp_path / "out" / path.name), compression="detect") as file:
        masked = file.read().decode().split("\n")
    pattern = [re.escape(line).replace(re.escape(EMAIL), r"[\w.]+@example\.\w+") for line in lines]
    assert all(re.fullmatch(one, line) for one, line in zip(pattern, masked, strict=True)), masked
    assert result.counts["masked_documents",] == 3 and not result.quarantined


def test_a_line_in_no_usual_spelling_is_spelled_anew() -> None:
    line = rb'{"a": 1, "text": "\u0041da"}'
    assert json.loads(line_with(line, "text", "Ada", "Eve")) == {"a": 1, "text": "Eve"}
    twice = b'{"other": "Ada", "text": "Ada"}'
    assert line_with(twice, "text", "Ada", "Eve") == b'{"other": "Ada", "text": "Eve"}'


def test_a_folder_of_source_files_keeps_its_tree(tmp_path: Path) -> None:
    root = tmp_path / "in"
    (root / "bin").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / ".git" / "config").write_text(EMAIL)
    (root / "bin" / "run.sh").write_text(f"#!/bin/sh\nmail {EMAIL}\n")
    (root / "bin" / "run.sh").chmod(0o755)
    (root / "latin.txt").write_bytes(b"caf\xe9 " + EMAIL.encode())
    (root / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 20)
    (root / "link.py").symlink_to("latin.txt")
    (root / "empty.py").touch()
    run(root, tmp_path / "out")
    assert sorted(name for name in tree(tmp_path / "out") if "_goldsmith" not in name) == [
        "bin/run.sh", "empty.py", "latin.txt",
    ]  # fmt: skip
    assert (tmp_path / "out" / "bin" / "run.sh").stat().st_mode & 0o777 == 0o755
    assert re.fullmatch(rb"caf\xe9 [\w.]+@example\.\w+", (tmp_path / "out" / "latin.txt").read_bytes())
    assert sorted(quarantine(tmp_path / "out").values()) == [("link.py", "link"), ("logo.png", "binary")]


def test_one_file_may_become_one_file(tmp_path: Path) -> None:
    source = write_parquet(tmp_path / "a.parquet", rows(range(3)))
    run(source, tmp_path / "masked.parquet")
    run(source, tmp_path / "folder")
    assert (tmp_path / "masked.parquet").read_bytes() == (tmp_path / "folder" / "a.parquet").read_bytes()
    assert (tmp_path / "masked.parquet._goldsmith" / "manifest.json").exists()


# What is left out


def test_licences_opt_outs_and_duplicates_leave_the_output_and_are_listed(tmp_path: Path) -> None:
    table = rows(range(9))
    table[1]["max_stars_repo_licenses"] = ["GPL-3.0-only"]
    table[2]["max_stars_repo_name"] = "Someone/thing"
    table[3]["max_stars_repo_name"] = "left-us/anything"
    table[5]["content"] = table[4]["content"]
    write_parquet(tmp_path / "in" / "b.parquet", table)
    write_parquet(tmp_path / "in" / "a.parquet", [table[8]])
    opt_out = parse_opt_out(["# on request", "https://github.com/someone/Thing.git", "left-us/*"], "list")
    settings = plan(licences=("MIT",), opt_out=opt_out, dedup="exact")
    result = run(tmp_path / "in", tmp_path / "out", settings)
    left = pq.read_table(tmp_path / "out" / "b.parquet")["size"].to_pylist()
    assert left == [0, 4, 6, 7]
    removed = pq.read_table(tmp_path / "out" / "_goldsmith" / "removed").to_pylist()
    assert {row["row"]: row["reason"] for row in removed} == {
        1: "licence", 2: "opt_out", 3: "opt_out", 5: "duplicate", 8: "duplicate",
    }  # fmt: skip
    assert not result.quarantined


@pytest.mark.parametrize("line", ["owner/a/b", "*/x", "*", "two words/x", "/name"])
def test_an_opt_out_list_that_cannot_be_meant_is_refused_by_its_line(line: str) -> None:
    with pytest.raises(InvalidInput, match="list, line 2"):
        parse_opt_out(["fine/one", line], "list")


def test_an_opt_out_list_needs_to_know_the_repositories(tmp_path: Path) -> None:
    write_parquet(tmp_path / "in" / "a.parquet", [{"content": "x"}])
    with pytest.raises(ColumnsMissing, match="cannot be honoured"):
        run(tmp_path / "in", tmp_path / "out", plan(opt_out=parse_opt_out(["a/b"], "list")))
    assert not (tmp_path / "out").exists()


def test_a_document_that_the_policy_drops_is_removed(tmp_path: Path) -> None:
    policy = POLICY.replace('"EMAIL":{"action":"mask"', '"EMAIL":{"action":"drop"')
    assert policy != POLICY
    write_parquet(tmp_path / "in" / "a.parquet", [*rows([0]), {"content": "nothing"}])
    result = run(tmp_path / "in", tmp_path / "out", StandInPlan(policy, KEY.encode()))
    assert pq.read_table(tmp_path / "out" / "a.parquet")["content"].to_pylist() == ["nothing"]
    assert result.counts["removed", "policy"] == 1


def test_near_duplicates_are_near_and_the_estimate_is_right() -> None:
    rng = np.random.default_rng(5)
    words = [f"word{n}" for n in range(4000)]
    texts, truth = [], []
    for changes in (0, 1, 3, 10, 40, 300):
        own = [words[at] for at in rng.integers(0, len(words), 300)]
        other = list(own)
        for at in rng.choice(300, changes, replace=False):
            other[at] = "changed"
        runs = [{tuple(side[at : at + 5]) for at in range(296)} for side in (own, other)]
        texts += [" ".join(own), "\n  ".join(other)]
        truth.append(len(runs[0] & runs[1]) / len(runs[0] | runs[1]))
    signatures, has_words = sign(pa.array([*texts, "", "one two"]))
    assert has_words.tolist() == [True] * 12 + [False, True]
    estimates = similarity(signatures, np.arange(0, 12, 2), np.arange(1, 12, 2))
    assert np.abs(estimates - truth).max() < 0.1  # four standard deviations
    assert repeats_nearly(signatures[:12]).tolist() == [1, 3, 5]
    assert repeats_exactly(np.array([[1, 2], [3, 4], [1, 2], [1, 3]], np.uint64)).tolist() == [2]


# Faults of documents


def test_binary_goes_to_quarantine_and_invalid_utf8_is_masked_as_the_bytes_it_is(tmp_path: Path) -> None:
    broken = b"\xff\xfe caf\xe9 " + EMAIL.encode() + b" \x80"
    contents = [document(0).encode(), bytes(range(256)) * 4, broken, b"tab\tbell\x07 kept"]
    kind = pa.array(contents, pa.binary()).view(pa.string())
    write_parquet(tmp_path / "in" / "a.parquet", pa.table({"content": kind, "path": ["a", "b", "c", "d"]}))
    run(tmp_path / "in", tmp_path / "out")
    after = pq.read_table(tmp_path / "out" / "a.parquet")["content"].combine_chunks()
    masked = Documents(after)
    assert re.fullmatch(rb"\xff\xfe caf\xe9 [\w.]+@example\.\w+ \x80", masked[1])
    assert masked[2] == contents[3]
    assert quarantine(tmp_path / "out") == {1: ("b", "binary")}


def test_a_document_over_the_limit_goes_to_quarantine(tmp_path: Path) -> None:
    write_parquet(tmp_path / "in" / "a.parquet", [{"content": "x" * 3000}, {"content": "y" * 1000}])
    run(tmp_path / "in", tmp_path / "out", plan(max_document_bytes=2000))
    assert quarantine(tmp_path / "out") == {0: ("a.parquet#0", "too_large")}
    (tmp_path / "lines.jsonl").write_text(
        json.dumps({"content": "x" * 3000})
        + "\n"
        + json.dumps({"content": "y" * 2_000_000})
        + '\n{"content": "z"}\n'
    )
    run(tmp_path / "lines.jsonl", tmp_path / "lines", plan(max_document_bytes=2000))
    assert (tmp_path / "lines" / "lines.jsonl").read_text() == '{"content": "z"}\n'
    assert quarantine(tmp_path / "lines") == {
        0: ("lines.jsonl:1", "too_large"), 1: ("lines.jsonl:2", "too_large"),
    }  # fmt: skip


def test_a_document_that_takes_too_long_is_given_up_and_the_others_are_masked(tmp_path: Path) -> None:
    write_parquet(tmp_path / "in" / "a.parquet", rows(range(12), {7: "PLEASE BACKTRACK\n"}))
    result = run(tmp_path / "in", tmp_path / "out", plan(timeout_s=0.3))
    assert quarantine(tmp_path / "out") == {7: ("src/7.py", "timeout")}
    assert result.counts["masked_documents",] == 11
    assert pq.read_table(tmp_path / "out" / "a.parquet")["size"].to_pylist() == [*range(7), *range(8, 12)]


def test_documents_built_against_patterns_end_in_time(tmp_path: Path) -> None:
    size = 300_000
    seeds = [
        "a", "a@", "a.", "@a.b", "1.", "1.1.1.", "::", "ff:", "-", "=", '"', "\\", "password='", "key = \"", "eyJ",
        "AKIA", "://a:", "-----BEGIN RSA PRIVATE KEY-----", "ssh-rsa AAAA", "Copyright (c) ", "@author ", "user: ",
        "<a ", "%40", "Ab1",
    ]  # fmt: skip
    contents = [seed * (size // len(seed)) + "!" for seed in seeds]
    write_parquet(tmp_path / "in" / "a.parquet", [{"content": one} for one in contents])
    # The real detector, with less time than it has by default.
    result = run(tmp_path / "in", tmp_path / "out", Plan(POLICY, KEY.encode(), tier="rules", timeout_s=5))
    assert not result.quarantined and not result.failures
    assert result.counts["rows_out",] == len(seeds)


def test_a_line_of_100_mb_is_given_up_unread(tmp_path: Path) -> None:
    lines = tmp_path / "in" / "a.jsonl"
    lines.parent.mkdir()
    with lines.open("wb") as file:
        file.write(b'{"content": "')
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n' + json.dumps({"content": document(1)}).encode() + b"\n")
    result = run(lines.parent, tmp_path / "out")
    assert quarantine(tmp_path / "out") == {0: ("a.jsonl:1", "too_large")}
    assert result.counts["masked_documents",] == 1
    assert result.markers[0]["peak_mb"] < 500


def test_a_document_that_kills_workers_is_given_up_after_three(tmp_path: Path) -> None:
    write_parquet(tmp_path / "in" / "a.parquet", rows(range(12), {3: "PLEASE CRASH\n"}))
    run(tmp_path / "in", tmp_path / "out", workers=2)
    assert quarantine(tmp_path / "out") == {3: ("src/3.py", "crashed")}


def test_a_detector_that_raises_costs_one_document_and_tells_nothing_of_it(tmp_path: Path) -> None:
    write_parquet(tmp_path / "in" / "a.parquet", rows(range(4), {2: "PLEASE RAISE\n"}))
    run(tmp_path / "in", tmp_path / "out")
    found = pq.read_table(tmp_path / "out" / "_goldsmith" / "quarantine").to_pylist()
    assert [(row["row"], row["reason"], row["detail"]) for row in found] == [
        (2, "failed", "Detection failed with RuntimeError.")
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", False),
        ("naïve ünïcode ☃\n".encode(), False),
        (b"\x1b[31mred\x1b[0m", False),
        (b"one NUL \0 in a text", False),
        (b"\x7fELF" + bytes(200), True),
        ("UTF-16".encode("utf-16") * 20, True),
    ],
)
def test_what_is_binary(data: bytes, expected: bool) -> None:
    assert is_binary(data) is expected


# Faults of shards


def test_a_damaged_shard_is_in_quarantine_as_a_whole_and_tried_again(tmp_path: Path) -> None:
    write_parquet(tmp_path / "in" / "a.parquet", rows(range(3)))
    whole = write_parquet(tmp_path / "in" / "b.parquet", rows(range(40)), row_group_size=10).read_bytes()
    (tmp_path / "in" / "b.parquet").write_bytes(whole[:500] + b"\xaa" * 800 + whole[1300:])
    (tmp_path / "in" / "c.parquet").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "in" / "d.jsonl.gz").write_bytes(gzip.compress(b'{"text": "x"}\n' * 5000, mtime=0)[:-20])
    result = run(tmp_path / "in", tmp_path / "out", workers=2)
    assert sorted(result.failures) == ["b.parquet", "c.parquet", "d.jsonl.gz"]
    assert {failure.code for failure in result.failures.values()} == {"source_unreadable"}
    assert [name for name in tree(tmp_path / "out") if "_goldsmith" not in name] == ["a.parquet"]
    assert not list((tmp_path / "out").rglob("*.part"))
    (tmp_path / "in" / "b.parquet").write_bytes(whole)
    again = run(tmp_path / "in", tmp_path / "out")
    assert sorted(again.failures) == ["c.parquet", "d.jsonl.gz"] and again.skipped == 1
    assert pq.read_table(tmp_path / "out" / "b.parquet").num_rows == 40


@pytest.mark.parametrize(
    ("table", "columns", "words"),
    [
        ({"body": ["x"]}, Columns(), "no column with the documents"),
        ({"content": [{"text": "x"}]}, Columns(), "holds struct<"),
        ({"content": [["x"]]}, Columns(), "holds list<"),
        ({"content": [1]}, Columns(), "holds int64"),
        ({"content": ["x"]}, Columns(content="code"), "no column code"),
        ({"content": ["x"]}, Columns(repository="repo"), "no column repo"),
    ],
)
def test_missing_and_nested_columns_are_refused_before_anything_is_written(
    table: dict[str, Any], columns: Columns, words: str, tmp_path: Path
) -> None:
    write_parquet(tmp_path / "in" / "a.parquet", pa.table(table))
    with pytest.raises(ColumnsMissing, match=words):
        run(tmp_path / "in", tmp_path / "out", plan(columns=columns))
    assert not (tmp_path / "out").exists()


def test_named_columns_and_other_versions_of_the_stack(tmp_path: Path) -> None:
    second = {
        "text": document(1),
        "repo_name": "a/b",
        "file_path": "x.go",
        "language": "Go",
        "license": "MIT",
    }
    write_parquet(tmp_path / "in" / "a.parquet", [second])
    run(tmp_path / "in", tmp_path / "out")
    run(tmp_path / "in", tmp_path / "named", plan(columns=Columns(content="text", path="repo_name")))
    for out, path in (("out", "x.go"), ("named", "a/b")):
        found = pq.read_table(tmp_path / out / "_goldsmith" / "findings").to_pylist()
        assert [(row["path"], row["repository"], row["language"]) for row in found] == [(path, "a/b", "Go")]


def test_inputs_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "x.py").write_text("x")
    with pytest.raises(EmptySource):
        run(tmp_path / "empty", tmp_path / "out")
    with pytest.raises(SourceUnreadable, match="There is nothing"):
        run(tmp_path / "nowhere", tmp_path / "out")
    with pytest.raises(SourceUnreadable, match="neither Parquet nor"):
        run(tmp_path / "x.py", tmp_path / "out")
    for out in (tmp_path / "empty", tmp_path / "empty" / "in", tmp_path):
        with pytest.raises(GoldsmithError):
            run(tmp_path / "empty", out)


def test_a_shard_without_rows_stays_one(tmp_path: Path) -> None:
    schema = pa.schema([("content", pa.string()), ("n", pa.int32())], metadata={b"k": b"v"})
    write_parquet(tmp_path / "in" / "a.parquet", schema.empty_table())
    write_parquet(tmp_path / "in" / "b.parquet", [{"content": "\0" * 100}])
    run(tmp_path / "in", tmp_path / "out")
    after = pq.ParquetFile(tmp_path / "out" / "a.parquet")
    assert after.schema_arrow.equals(schema, check_metadata=True) and after.metadata.num_rows == 0
    assert pq.ParquetFile(tmp_path / "out" / "b.parquet").metadata.num_row_groups == 0


# Faults of the run


def test_workers_killed_at_random_leave_the_same_bytes(tmp_path: Path) -> None:
    source = many(tmp_path)
    run(source, tmp_path / "calm", workers=1)
    rng = np.random.default_rng(3)
    stop = threading.Event()

    def kill_now_and_then() -> None:
        for _ in range(6):
            if stop.wait(float(rng.uniform(0.4, 1.2))):
                return
            for pid in workers_of(os.getpid()):
                os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_now_and_then)
    killer.start()
    try:
        result = run(source, tmp_path / "killed", workers=2)
    finally:
        stop.set()
        killer.join()
    assert not result.failures and not result.quarantined
    assert tree(tmp_path / "killed") == tree(tmp_path / "calm")


def workers_of(parent: int) -> list[int]:
    import psutil

    return [
        child.pid
        for child in psutil.Process(parent).children()
        if "goldsmith.corpus.engines.worker" in " ".join(child.cmdline())
    ]


def test_a_run_that_was_killed_goes_on_and_gives_the_same_bytes(tmp_path: Path) -> None:
    source, out = many(tmp_path), tmp_path / "out"
    run(source, tmp_path / "calm")
    code = (
        "import sys; from pathlib import Path; from corpora import run\n"
        "run(Path(sys.argv[1]), Path(sys.argv[2]), workers=2)"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(source), str(out)])
    while not list(out.glob("_goldsmith/markers/*.json")) and process.poll() is None:
        time.sleep(0.02)
    orphans = workers_of(process.pid)
    process.kill()
    process.wait()
    finished = {path.name: path.stat().st_mtime_ns for path in out.glob("_goldsmith/markers/*.json")}
    assert finished
    while any(Path(f"/proc/{pid}").exists() for pid in orphans):  # they end by themselves
        time.sleep(0.02)
    result = run(source, out)
    assert result.skipped >= 1
    assert tree(out) == tree(tmp_path / "calm")
    for name, when in finished.items():
        assert (out / "_goldsmith" / "markers" / name).stat().st_mtime_ns == when
    assert not list(out.rglob("*.part"))


def test_two_runs_to_one_output_are_refused(tmp_path: Path) -> None:
    write_parquet(tmp_path / "in" / "a.parquet", rows(range(2)))
    with (
        RunFolder(tmp_path / "out" / "_goldsmith").locked(),
        pytest.raises(RunInUse, match=f"process {os.getpid()}"),
    ):
        run(tmp_path / "in", tmp_path / "out")
    run(tmp_path / "in", tmp_path / "out")


def test_another_key_detector_policy_or_setting_is_refused(tmp_path: Path) -> None:
    write_parquet(tmp_path / "in" / "a.parquet", rows(range(2)))
    run(tmp_path / "in", tmp_path / "out")
    before = tree(tmp_path / "out")

    class OtherDetector(StandInPlan):
        def detector_fingerprint(self) -> str:
            return "newer"

    with pytest.raises(Conflict, match="another mask key"):
        run(tmp_path / "in", tmp_path / "out", StandInPlan(POLICY, b"quite another key"))
    with pytest.raises(OtherRun, match=r"another detector .*\(stand-in, now newer\)") as refused:
        run(tmp_path / "in", tmp_path / "out", OtherDetector(POLICY, KEY.encode()))
    assert "--restart" in (refused.value.hint or "")
    with pytest.raises(OtherRun, match="another policy"):
        run(
            tmp_path / "in",
            tmp_path / "out",
            StandInPlan(load_policy("bigcode").model_dump_json(), KEY.encode()),
        )
    with pytest.raises(OtherRun, match=r"another time limit .* and another limit of a document"):
        run(tmp_path / "in", tmp_path / "out", plan(timeout_s=3, max_document_bytes=5))
    assert tree(tmp_path / "out") == before
    other = StandInPlan(POLICY, b"quite another key")
    result = run(tmp_path / "in", tmp_path / "out", other, restart=True)
    assert result.skipped == 0 and tree(tmp_path / "out") != before


def test_a_source_that_changed_is_masked_anew(tmp_path: Path) -> None:
    write_parquet(tmp_path / "in" / "a.parquet", rows(range(2)))
    write_parquet(tmp_path / "in" / "b.parquet", rows(range(2)))
    run(tmp_path / "in", tmp_path / "out")
    write_parquet(tmp_path / "in" / "b.parquet", rows(range(3)))
    (tmp_path / "out" / "a.parquet").unlink()
    result = run(tmp_path / "in", tmp_path / "out")
    assert result.skipped == 0
    assert [pq.read_table(tmp_path / "out" / name).num_rows for name in ("a.parquet", "b.parquet")] == [2, 3]


def test_an_output_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    write_parquet(tmp_path / "in" / "a.parquet", rows(range(2)))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_text("years of work")
    with pytest.raises(Conflict, match="holds something"):
        run(tmp_path / "in", tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["thesis.tex"]


def test_a_full_disk_stops_the_run_and_leaves_no_half_shard(tmp_path: Path) -> None:
    write_parquet(tmp_path / "in" / "a.parquet", rows(range(3)))
    noise = np.random.default_rng(1).integers(33, 126, 400_000, np.uint8).tobytes().decode()
    write_parquet(tmp_path / "in" / "b.parquet", [{"content": noise}])
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    # A process may write files of so many bytes: what a full disk is like for the larger shard.
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
    try:
        with pytest.raises(CannotWrite, match="cannot be written") as stopped:
            run(tmp_path / "in", tmp_path / "out")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "run the same command again" in (stopped.value.hint or "")
    assert not (tmp_path / "out" / "b.parquet").exists() and not list((tmp_path / "out").rglob("*.part"))
    run(tmp_path / "in", tmp_path / "out")
    run(tmp_path / "in", tmp_path / "calm")
    assert tree(tmp_path / "out") == tree(tmp_path / "calm")


def test_what_is_too_much_for_the_memory_goes_through_a_file(tmp_path: Path) -> None:
    batches = [pa.record_batch({"a": [f"{n}" * 100] * 50}) for n in range(6)]
    with Spool(tmp_path, batches[0].schema, memory_bytes=12_000) as spool:
        for batch in batches:
            spool.add(batch)
        assert len(list(tmp_path.iterdir())) == 1
        assert [one.to_pylist() for one in spool.batches()] == [one.to_pylist() for one in batches]
    assert not list(tmp_path.iterdir())


# The report


def test_the_report_counts_shows_and_hides(tmp_path: Path) -> None:
    table = [*rows(range(9)), {"content": "\0" * 100, "lang": "C"}, {"content": "x", "lang": "Zig"}]
    write_parquet(tmp_path / "in" / "a.parquet", table)
    (tmp_path / "in" / "b.parquet").write_bytes(b"PAR1 and no more")
    result = run(tmp_path / "in", tmp_path / "out")
    from datetime import UTC, datetime

    write_report(result, datetime(2026, 1, 2, tzinfo=UTC))
    facts = json.loads((result.run_folder / "report.json").read_text())
    page = (result.run_folder / "report.html").read_text()
    assert facts == json.loads(json.dumps(report_facts(result)))
    assert (facts["documents"], facts["documents_out"], facts["documents_masked"]) == (11, 10, 9)
    assert facts["findings_by_label"] == {"EMAIL": {"mask": 9}}
    assert facts["languages"]["Python"]["categories"] == {"EMAIL": 9}
    assert facts["quarantined"] == {"binary": 1} and list(facts["failures"]) == ["b.parquet"]
    assert facts["samples"][0]["before"].startswith("author = '••")
    assert EMAIL not in page and "@example" in page
    assert (
        page.count("<svg") == 3
        and "<script" not in page
        and "http" not in page.replace("http://www.w3.org", "")
    )
    assert render(facts, datetime(2026, 1, 2, tzinfo=UTC)) == page


# The command


def goldsmith(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "goldsmith.bootstrap", "mask", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **more)


def test_the_command_masks_reports_and_is_strict_if_asked(tmp_path: Path) -> None:
    write_parquet(tmp_path / "in" / "a.parquet", [*rows(range(3)), {"content": "\0" * 99}])
    arguments = [str(tmp_path / "in"), str(tmp_path / "out"), "--workers", "1", "--rules-only"]
    done = goldsmith(*arguments)
    assert done.returncode == 0, done.stderr
    assert "3 documents in 1 shard;" in done.stdout and "not in the output: 1 document." in done.stdout
    assert "shards: 1 of 1" in done.stderr
    assert (tmp_path / "out" / "_goldsmith" / "report.html").exists()
    assert goldsmith(*arguments, "--strict").returncode == 1


def test_the_command_wants_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOLDSMITH_MASK_KEY")
    done = goldsmith(str(tmp_path), str(tmp_path / "out"))
    assert done.returncode == 1 and "GOLDSMITH_MASK_KEY" in done.stderr and "Traceback" not in done.stderr
