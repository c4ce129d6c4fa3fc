"""Read a recipe from YAML; every problem names its line."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml.comments import CommentedMap

from goldsmith.domain.errors import InvalidInput, NotFound, RecipeInvalid
from goldsmith.domain.exam import draw_questions
from goldsmith.domain.markup import parse_marked
from goldsmith.domain.rules.check import problems
from goldsmith.domain.rules.codec import rule_of
from goldsmith.domain.rules.rule import Rule
from goldsmith.domain.yaml_problems import YamlProblems
from goldsmith.recipes.grounds import recipe_grounds
from goldsmith.recipes.schema import Category, Quiz, QuizRules, Recipe

M = TypeVar("M", bound=BaseModel)

SHIPPED = Path(__file__).parent
_PROBLEMS = YamlProblems(RecipeInvalid, "Correct the file and load it again; nothing was changed.")


def shipped_recipes() -> dict[str, Path]:
    """Recipes that come with the package: name → file."""
    found = sorted(SHIPPED.glob("*/recipe.yaml"))
    return {path.parent.name.replace("_", "-"): path for path in found}


def find_recipe(name_or_path: str) -> Path:
    """The file of a shipped recipe, or the path itself where it is a file.

    Raises:
        NotFound: neither; the hint lists the shipped ones.
    """
    shipped = shipped_recipes()
    if name_or_path in shipped:
        return shipped[name_or_path]
    path = Path(name_or_path)
    if path.is_file():
        return path
    raise NotFound(
        f"There is no recipe {name_or_path!r}.",
        hint=f"Name a YAML file, or one of: {', '.join(shipped)}.",
    )


def load_recipe(path: Path) -> Recipe:
    """Read and validate a recipe with its quizzes.

    Raises:
        RecipeInvalid: with `problems`, a list of {file, line, where, message}.
        NotFound: the file does not exist.
    """
    data = _read_yaml(path)
    recipe = _validate(Recipe, data, path)
    quizzes = {
        category.key: _load_quiz(path.parent, category, recipe.quiz, data, path)
        for category in recipe.categories
    }
    whole = recipe.model_copy(update={"quizzes": {key: quiz for key, quiz in quizzes.items() if quiz}})
    _check_rules(whole, path, data)
    return whole


def _check_rules(recipe: Recipe, path: Path, data: CommentedMap) -> None:
    """Every rule can fire in a campaign of this recipe, and none fights another."""
    if not recipe.rules:
        return
    grounds, known = recipe_grounds(recipe), dict[str, Rule]()
    for index, spec in enumerate(recipe.rules):
        rule = rule_of(spec.model_dump())
        if rule.name in known:
            raise _PROBLEMS.at(path.name, data, [(("rules", index, "name"), "two rules have this name")])
        if found := problems(rule, grounds, known):
            raise _PROBLEMS.at(path.name, data, [(("rules", index), one) for one in found])
        known[rule.name] = rule


def _load_quiz(
    folder: Path, category: Category, rules: QuizRules, recipe: CommentedMap, recipe_path: Path
) -> Quiz | None:
    if category.quiz is None:
        return None
    path = (folder / category.quiz).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise _PROBLEMS.at(recipe_path.name, recipe, [(("categories",), "a quiz lies beside its recipe")])
    if not path.is_file():
        where = ("categories", _index(recipe, category.key), "quiz")
        raise _PROBLEMS.at(recipe_path.name, recipe, [(where, f"no such file: {category.quiz}")])
    data = _read_yaml(path)
    plain = {
        "title": data.get("title", category.title),
        "instructions": data.get("instructions", ""),
        **{
            part: [_quiz_task(path, data, part, i) for i in range(len(data.get(part) or []))]
            for part in _PARTS
        },
    }
    quiz = _validate(Quiz, plain, path, positions=data)
    _check_labels(quiz, category, path, data)
    _check_exam(quiz, rules, path, data)
    return quiz


_PARTS = ("examples", "training", "exam")
_REMARKS = ("note", "hint", "points_to")


def _quiz_task(path: Path, data: CommentedMap, part: str, index: int) -> dict[str, Any]:
    row = data[part][index]
    try:
        text, spans = parse_marked(str(row["text"]))
    except InvalidInput as error:
        raise _PROBLEMS.at(path.name, data, [((part, index, "text"), error.detail)]) from None
    except (KeyError, TypeError):
        raise _PROBLEMS.at(path.name, data, [((part, index), "a quiz task needs a text")]) from None
    note = next((str(row[remark]) for remark in _REMARKS if remark in row), "")
    return {"language": row.get("language", "text"), "text": text, "spans": spans, "note": note}


def _check_labels(quiz: Quiz, category: Category, path: Path, data: CommentedMap) -> None:
    known = {label.key for label in category.labels}
    for part in _PARTS:
        for index, task in enumerate(getattr(quiz, part)):
            if strange := {span.label for span in task.spans} - known:
                message = f"label {', '.join(sorted(strange))} is not of category {category.key}"
                raise _PROBLEMS.at(path.name, data, [((part, index, "text"), message)])


def _check_exam(quiz: Quiz, rules: QuizRules, path: Path, data: CommentedMap) -> None:
    """An exam can be drawn in which "nothing here" on every text fails."""
    has_marks = [bool(task.spans) for task in quiz.exam]
    try:
        draw_questions(has_marks, rules.exam_tasks, rules.pass_mark, random.Random(0))
    except InvalidInput as error:
        raise _PROBLEMS.at(path.name, data, [(("exam",), error.detail)]) from None


def _index(recipe: CommentedMap, key: str) -> int:
    return next(i for i, category in enumerate(recipe["categories"]) if category["key"] == key)


def _read_yaml(path: Path) -> CommentedMap:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise NotFound(f"There is no file {path}.") from None
    return _PROBLEMS.parse(
        data, path.name, "a recipe is a mapping: recipe, version, title, categories, stages"
    )


def _validate(
    model: type[M], data: Mapping[str, Any], path: Path, positions: CommentedMap | None = None
) -> M:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        at = positions if positions is not None else data
        raise _PROBLEMS.of_validation(path.name, at, error) from None
