"""What a recipe for texts is refused for; every mistake is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldsmith.app.campaigns import check_gate
from goldsmith.domain.errors import InvalidInput, RecipeInvalid
from goldsmith.recipes.compile import compile_stages
from goldsmith.recipes.loader import load_recipe

TINY = """\
recipe: tiny-texts
version: 1
title: Tiny texts
tracks:
  - {key: python, title: Python}
dimensions:
  - key: category
    title: Category
    values: [{key: one, title: One}, {key: two, title: Two}]
target: {total: 10, tracks: {python: 1}}
gate:
  - {measure: target_deficit, at_most: 0}
stages:
  write:
    kind: author
    title: Write
    form:
      - {key: prompt, kind: markdown, title: Prompt}
      - {key: completion, kind: markdown, title: Completion}
    routes: {done: check}
  check:
    kind: check
    title: Check
    about: prompt
    checks:
      - {kind: label, dimension: category}
    routes: {passed: review, failed: write, unchecked: review, exhausted: rejected}
  review:
    kind: review
    title: Review
    shows: [prompt]
    form:
      - {key: fits, kind: yes_no, title: Does it fit?}
      - {key: why, kind: text, title: Why not?, required_if: {field: fits, equals: [false]}}
    routes: {accepted: evaluate, rejected: write, undecided: write, exhausted: rejected}
  evaluate:
    kind: evaluate
    title: Evaluate
    pairs: compare
    routes: {done: accepted}
  compare:
    kind: compare
    title: Compare
    share: 0.5
    routes: {done: accepted}
"""


def written(folder: Path, text: str = TINY) -> Path:
    path = folder / "recipe.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> list[tuple[int, str]]:
    """(line, message) of every problem; the first one's line is in the message that people read."""
    with pytest.raises(RecipeInvalid) as caught:
        load_recipe(written(folder, text))
    problems = caught.value.context["problems"]
    assert caught.value.detail.startswith(f"recipe.yaml, line {problems[0]['line']}")
    return [(one["line"], one["message"]) for one in problems]


def line_of(text: str, start: str) -> int:
    return text[: text.index(start)].count("\n") + 1


def test_the_tiny_recipe_itself_is_fine(tmp_path: Path) -> None:
    assert len(compile_stages(load_recipe(written(tmp_path)))) == 5


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        (
            "{kind: label, dimension: category}",
            "{kind: label}",
            "      - {kind: label",
            "label names its dimension",
        ),
        (
            "{kind: label, dimension: category}",
            "{kind: secrets, dimension: category}",
            "      - {kind: secrets",
            "the others have none",
        ),
        (
            "passed: review, failed: write, ",
            "passed: review, ",
            "  check:",
            "routes says nothing about: failed",
        ),
        ("{done: check}", "{done: check, passed: check}", "  write:", "has no outcome: passed"),
        (
            "{measure: target_deficit, at_most: 0}",
            "{measure: target_deficit, at_most: 0, at_least: 0}",
            "  - {measure",
            "needs one limit",
        ),
        (
            "{measure: target_deficit, at_most: 0}",
            "{measure: target_deficit}",
            "  - {measure",
            "needs one limit",
        ),
        (
            "{field: fits, equals",
            "{field: fit, equals",
            "  review:",
            "required_if names fit, which is no field",
        ),
        ("{field: fits, equals: [false]}", "{field: fits, equals: []}", "      - {key: why", "at least 1"),
        ("{key: why, kind", "{key: fits, kind", "  review:", "two fields of the form have the same key"),
        ("    about: prompt\n", "", "  check:", "what it looks at (about)"),
        (
            "    checks:\n      - {kind: label, dimension: category}\n",
            "",
            "  check:",
            "what for (checks)",
        ),
        ("    pairs: compare\n", "", "  evaluate:", "where its pairs begin"),
        (
            "{key: fits, kind: yes_no, title: Does it fit?}",
            "{key: fits, kind: choice, title: Does it fit?}",
            "      - {key: fits",
            "needs two options",
        ),
        (
            "{key: fits, kind: yes_no, title: Does it fit?}",
            "{key: fits, kind: scale, title: Does it fit?, min: 5}",
            "      - {key: fits",
            "greater max",
        ),
        (
            "kind: markdown, title: Prompt}",
            "kind: essay, title: Prompt}",
            "      - {key: prompt",
            "'markdown'",
        ),
        ("    share: 0.5", "    share: 0", "    share: 0", "greater than 0"),
        ("    share: 0.5", "    second_review: 2", "    second_review", "less than or equal to 1"),
        ("target: {total: 10,", "target: {total: 0,", "target:", "greater than or equal to 1"),
        ("    title: Compare", "    titel: Compare", "    titel", "Extra inputs"),
    ],
)
def test_a_mistake_within_a_part_is_named_at_its_line(
    tmp_path: Path, old: str, new: str, at: str, message: str
) -> None:
    assert old in TINY
    text = TINY.replace(old, new, 1)
    found = refused(tmp_path, text)
    assert any(message in one and line == line_of(text, at) for line, one in found), (
        line_of(text, at),
        found,
    )


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        ("shows: [prompt]", "shows: [promt]", "  review:", "stages.review: no author writes a field 'promt'"),
        ("about: prompt", "about: question", "  check:", "no author writes a field 'question'"),
        (
            "pairs: compare",
            "pairs: compare\n    answer: reply",
            "  evaluate:",
            "no author writes a field 'reply'",
        ),
        ("dimension: category}", "dimension: colour}", "  check:", "there is no dimension 'colour'"),
        ("pairs: compare", "pairs: judge", "  evaluate:", "there is no stage 'judge'"),
        ("shows: [prompt]", "excludes: [writ]", "  review:", "there is no stage 'writ'"),
        ("tracks: {python: 1}", "tracks: {cobol: 1}", "target:", "there is no track cobol"),
        ("{done: check}", "{done: chek}", "  write:", "no stage 'chek'"),
        (
            "    title: Check\n",
            "    title: Check\n    overlap: 2\n",
            "  check:",
            "a machine answers once",
        ),
        (
            "    title: Review\n",
            "    title: Review\n    share: 0.5\n",
            "  review:",
            "share needs a stage whose outcome is done",
        ),
        (
            "{done: accepted}\n  compare:",
            "{done: evaluate}\n  compare:",
            "  evaluate:",
            "from evaluate no route ever leads",
        ),
        (
            "  - {key: python, title: Python}\n",
            "  - {key: python, title: Python}\n  - {key: python, title: Py}\n",
            "tracks:",
            "two tracks have the same key",
        ),
        (
            "tracks:\n  - {key: python, title: Python}\n",
            "categories:\n  - {key: python, title: Python, labels: [{key: A, title: A}]}\n",
            "  write:",
            "a stage of kind author needs tracks",
        ),
        (
            "tracks:\n  - {key: python, title: Python}\n",
            "",
            "stages:",
            "categories (chunks are marked) or tracks",
        ),
        (
            "  write:\n    kind: author",
            "  before:\n    kind: judge\n    title: Before\n    routes: {done: write}\n  write:\n    kind: author",
            "  before:",
            "stages.before: the first stage is of kind author",
        ),
    ],
)
def test_a_mistake_between_parts_says_which(
    tmp_path: Path, old: str, new: str, at: str, message: str
) -> None:
    assert old in TINY
    text = TINY.replace(old, new, 1)
    ((line, found), *_) = refused(tmp_path, text)
    assert message in found
    # What concerns several parts is told of at one of them, or at the head; it names the stage either way.
    assert line == 1 or line >= line_of(text, at)


def test_a_machine_has_no_place_where_chunks_are_marked(tmp_path: Path) -> None:
    text = """\
recipe: marks
version: 1
title: Marks
categories:
  - {key: email, title: E-mail, labels: [{key: EMAIL, title: E-mail}]}
stages:
  annotate:
    kind: annotate
    title: Mark
    routes: {done: judge}
  judge:
    kind: judge
    title: Judge
    routes: {done: accepted}
"""
    ((_, message),) = refused(tmp_path, text)
    assert message == "stages.judge: a stage of kind judge needs tracks"


def test_a_measure_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    recipe = load_recipe(written(tmp_path, TINY.replace("target_deficit", "beauty")))
    with pytest.raises(InvalidInput, match="unknown measure beauty") as caught:
        check_gate(recipe)
    assert "win_rate_low" in str(caught.value.hint)
