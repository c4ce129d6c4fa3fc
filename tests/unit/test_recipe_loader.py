"""Recipes from YAML: what is shipped loads, and every mistake is named with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldsmith.domain.errors import NotFound, RecipeInvalid
from goldsmith.recipes.loader import find_recipe, load_recipe, shipped_recipes
from workbench import write_files, write_recipe


def problems_of(path: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(RecipeInvalid) as caught:
        load_recipe(path)
    first = caught.value.context["problems"][0]
    assert caught.value.detail.startswith(f"{first['file']}, line {first['line']}")
    return [(one["file"], one["line"], one["message"]) for one in caught.value.context["problems"]]


def changed(folder: Path, old: str, new: str) -> tuple[Path, int]:
    """The test recipe with one line changed, and the number of that line."""
    path = write_recipe(folder)
    text = path.read_text()
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1))
    return path, line


@pytest.mark.parametrize("name", shipped_recipes())
def test_shipped_recipes_load(name: str) -> None:
    recipe = load_recipe(find_recipe(name))
    assert recipe.recipe == name
    assert set(recipe.quizzes) == {category.key for category in recipe.categories}
    for quiz in recipe.quizzes.values():
        assert len(quiz.exam) >= recipe.quiz.exam_tasks


def test_a_file_is_found_by_its_path(tmp_path: Path) -> None:
    path = write_recipe(tmp_path)
    assert find_recipe(str(path)) == path
    assert load_recipe(path).title == "Tiny"


def test_an_unknown_recipe_says_which_there_are() -> None:
    with pytest.raises(NotFound) as caught:
        find_recipe("no-such-recipe")
    assert "code-pii" in str(caught.value)


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        load_recipe(tmp_path / "recipe.yaml")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("version: 1", "version: soon", "valid integer"),
        ("version: 1", "version: 0", "greater than or equal to 1"),
        ("title: Tiny", "titel: Tiny", "Extra inputs"),
        ("    kind: annotate", "    kind: paint", "'annotate', 'validate'"),
        ("    expected_seconds: 30", "    expected_seconds: 0", "greater than or equal to 1"),
        ("    overlap: {min: 3", "    overlap: {min: 9", "max (5) is less than min (9)"),
        ("    routes: {done: validate}", "    routes: {}", "routes says nothing about: done"),
        (
            "    routes: {done: validate}",
            "    routes: {done: validate, correct: accepted}",
            "no outcome: correct",
        ),
        ("pay: {currency: USD", "pay: {currency: dollars", "match pattern"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    path, line = changed(tmp_path, old, new)
    found = problems_of(path)
    assert any(message in one[2] for one in found), found
    # A missing or misplaced key is told of at its own line, or at the head of the mapping it belongs in.
    assert any(0 <= line - one[1] <= 8 or one[1] == 1 for one in found), (line, found)


@pytest.mark.parametrize(
    ("old", "new", "line_of", "message"),
    [
        ("version: 1", "version: soon", "version:", "valid integer"),
        ("    expected_seconds: 30", "    expected_seconds: 0", "expected_seconds: 0", "greater than"),
        ("title: Tiny", "title: Tiny\nsurprise: 1", "surprise:", "Extra inputs"),
    ],
)
def test_the_line_is_exact(tmp_path: Path, old: str, new: str, line_of: str, message: str) -> None:
    path, _ = changed(tmp_path, old, new)
    line = path.read_text()[: path.read_text().index(line_of)].count("\n") + 1
    assert any(one[1] == line and message in one[2] for one in problems_of(path))


def test_routes_must_lead_somewhere(tmp_path: Path) -> None:
    path, _ = changed(tmp_path, "{done: validate}", "{done: nowhere}")
    ((_, _, message),) = problems_of(path)
    assert "no stage 'nowhere'" in message
    assert "annotate, validate, expert" in message


def test_routes_that_circle_for_ever_are_refused(tmp_path: Path) -> None:
    path, _ = changed(tmp_path, "{done: accepted}", "{done: annotate}")
    text = path.read_text().replace("correct: accepted", "correct: annotate", 1)
    path.write_text(text)
    ((_, _, message),) = problems_of(path)
    assert "no route ever leads" in message


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: [1, 2\nb: 3\n", 2), ("\ta: 1\n", 1), ("a: 1\na: 2\n", 2), ("just words\n", 1), ("", 1)],
)
def test_what_is_no_mapping_in_yaml(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(text)
    found = problems_of(path)
    assert found[0][:2] == ("recipe.yaml", line)


def test_what_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_bytes(b"title: \xff\xfe\n")
    assert problems_of(path) == [("recipe.yaml", 1, "not UTF-8 text")]


def test_a_missing_quiz_is_named_at_its_category(tmp_path: Path) -> None:
    path = write_recipe(tmp_path, categories=("email", "name"))
    (tmp_path / "quizzes" / "name.yaml").unlink()
    line = path.read_text()[: path.read_text().index("key: name")].count("\n") + 1
    assert problems_of(path) == [("recipe.yaml", line, "no such file: quizzes/name.yaml")]


def test_a_quiz_outside_the_folder_is_refused(tmp_path: Path) -> None:
    path = write_recipe(tmp_path / "recipe")
    write_files(tmp_path, {"secret.yaml": "title: x\n"})
    path.write_text(path.read_text().replace("quizzes/email.yaml", "../secret.yaml"))
    assert "beside its recipe" in problems_of(path)[0][2]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("⟦EMAIL|ada@lab.example⟧", "⟦EMAIL|ada@lab.example", ""),
        ("⟦EMAIL|ada@lab.example⟧", "⟦PHONE|ada@lab.example⟧", "label PHONE is not of category email"),
        ('language: python, text: "one', 'language: python, txt: "one', "needs a text"),
    ],
)
def test_a_mistake_in_a_quiz_is_named_in_the_quiz(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = write_recipe(tmp_path)
    quiz = tmp_path / "quizzes" / "email.yaml"
    text = quiz.read_text()
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    quiz.write_text(text.replace(old, new, 1))
    (found, *_) = problems_of(path)
    assert found[:2] == ("email.yaml", line)
    assert message in found[2]


def test_more_labels_than_a_worker_can_hold_are_refused(tmp_path: Path) -> None:
    labels = ", ".join(f"{{key: L{n}, title: L}}" for n in range(5))
    path = write_recipe(tmp_path)
    text = path.read_text()
    start, end = text.index("labels: ["), text.index("]}", text.index("labels: ["))
    path.write_text(text[:start] + f"labels: [{labels}" + text[end:])
    assert any("at most 4" in one[2] for one in problems_of(path))
