"""The example of a recipe without code: it loads, compiles, and its material makes briefs."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldsmith.app.campaigns import check_gate
from goldsmith.app.ingestor import read_problems
from goldsmith.domain.stage import MACHINE_KINDS, StageKind
from goldsmith.recipes.compile import compile_stages, target_weights
from goldsmith.recipes.loader import load_recipe
from goldsmith.recipes.schema import Recipe

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    return load_recipe(EXAMPLES / "recipes" / "medical-sft.yaml")


def test_every_stage_is_built_for_every_specialty(recipe: Recipe) -> None:
    stages = compile_stages(recipe)
    assert len(stages) == len(recipe.tracks) * len(recipe.stages) == 45
    assert {stage.row["skill_key"] for stage in stages if stage.row["kind"] == "author"} == {
        f"medical-sft/{track.key}" for track in recipe.tracks
    }
    assert all(stage.routes for stage in stages)


def test_nothing_is_run_and_opponents_get_the_question(recipe: Recipe) -> None:
    assert StageKind.RUN not in {stage.kind for stage in recipe.stages.values()}
    evaluate = recipe.stages["evaluate"]
    assert (evaluate.prompt, evaluate.answer, evaluate.pairs) == ("question", "answer", "judge")


def test_two_people_review_every_text_and_the_gate_asks_for_it(recipe: Recipe) -> None:
    check_gate(recipe)
    reviews = [stage for stage in recipe.stages.values() if stage.kind is StageKind.REVIEW]
    assert [stage.overlap.min for stage in reviews] == [2, 2]
    assert {"reviews_per_item": 2.0}.items() <= {c.measure: c.at_least for c in recipe.gate}.items()


def test_rounds_are_counted_alike_wherever_work_is_sent_back(recipe: Recipe) -> None:
    for stage in recipe.stages.values():
        if {"rejected", "failed"} & set(stage.routes):
            assert (stage.max_rounds, stage.max_authors) == (3, 2)


def test_people_find_instructions(recipe: Recipe) -> None:
    for name, stage in recipe.stages.items():
        assert bool(stage.instructions) == (stage.kind not in MACHINE_KINDS), name


def test_every_kind_of_question_can_be_learned(recipe: Recipe) -> None:
    assert all(len(value.examples) >= 12 for value in recipe.dimensions[0].values)
    assert len(target_weights(recipe)) == 5 * 5 * 2


def test_its_material_makes_briefs(recipe: Recipe) -> None:
    hints = [(value.key, "|".join(value.hints)) for value in recipe.dimensions[0].values]
    rules = recipe.documents.model_dump()
    found = list(read_problems(str(EXAMPLES / "inputs" / "medical"), rules=rules, known=set(), hints=hints))
    problems = [row for kind, row in found if kind == "problem"]
    assert len(problems) == len(found) == 20
    assert all(row["brief"]["keywords"] and row["brief"]["source"]["quote"] for row in problems)
    # What is said of the file itself is no material.
    assert not any("not medical advice" in row["brief"]["source"]["quote"] for row in problems)


def test_the_material_says_that_it_is_an_example() -> None:
    for path in (EXAMPLES / "inputs" / "medical").glob("*.md"):
        assert "not medical advice" in path.read_text(encoding="utf-8")
