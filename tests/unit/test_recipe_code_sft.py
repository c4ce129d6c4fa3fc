"""The recipe for prompts and completions: its flow, its forms, its examples, and the reference of its keys."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from goldsmith.app.campaigns import check_gate
from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.forms import FieldKind, field_of, fill
from goldsmith.domain.stage import MACHINE_KINDS, OUTCOMES, SENDS_BACK, TEXT_KINDS, StageKind
from goldsmith.evaluation.gate import MEASURES
from goldsmith.recipes import schema
from goldsmith.recipes.compile import CompiledStage, compile_stages, target_weights
from goldsmith.recipes.loader import find_recipe, load_recipe
from goldsmith.recipes.schema import Recipe

STAGES = [
    "author_prompt", "check_prompt", "review_prompt", "author_completion", "check_completion", "run_completion",
    "review_completion", "evaluate", "judge", "compare",
]  # fmt: skip
TRACKS = ["python", "sql", "scala", "go", "c", "cpp", "r", "javascript"]
CATEGORIES = {
    "generation", "explanation", "bug_fixing", "refactoring", "translation", "testing", "optimisation",
    "data_querying", "configuration", "api_use",
}  # fmt: skip
ROUTES = {
    "author_prompt": {"done": "check_prompt"},
    "check_prompt": {
        "passed": "review_prompt", "failed": "author_prompt", "unchecked": "review_prompt", "exhausted": "rejected",
    },
    "review_prompt": {
        "accepted": "author_completion", "rejected": "author_prompt", "undecided": "author_prompt",
        "exhausted": "rejected",
    },
    "author_completion": {"done": "check_completion"},
    "check_completion": {
        "passed": "run_completion", "failed": "author_completion", "unchecked": "run_completion",
        "exhausted": "rejected",
    },
    "run_completion": {
        "passed": "review_completion", "failed": "author_completion", "unchecked": "review_completion",
        "exhausted": "rejected",
    },
    "review_completion": {
        "accepted": "evaluate", "rejected": "author_completion", "undecided": "author_completion",
        "exhausted": "rejected",
    },
    "evaluate": {"done": "accepted"},
    "judge": {"done": "compare"},
    "compare": {"done": "accepted"},
}  # fmt: skip


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    return load_recipe(find_recipe("code-sft"))


@pytest.fixture(scope="module")
def compiled(recipe: Recipe) -> dict[str, CompiledStage]:
    return {stage.row["key"]: stage for stage in compile_stages(recipe)}


def test_it_has_the_stages_tracks_and_categories_that_others_count_on(recipe: Recipe) -> None:
    assert list(recipe.stages) == STAGES
    assert [track.key for track in recipe.tracks] == TRACKS
    assert {value.key for value in recipe.dimensions[0].values} == CATEGORIES
    assert [dimension.key for dimension in recipe.dimensions] == ["category", "difficulty"]


def test_every_route_leads_where_it_should_within_its_track(
    recipe: Recipe, compiled: dict[str, CompiledStage]
) -> None:
    assert set(ROUTES) == set(STAGES)
    for name, routes in ROUTES.items():
        assert set(routes) == {outcome.value for outcome in OUTCOMES[recipe.stages[name].kind]}
        for track in TRACKS:
            assert compiled[f"{name}:{track}"].routes == {
                outcome: {"stage": f"{to}:{track}", "end": None}
                if to in STAGES
                else {"stage": None, "end": to}
                for outcome, to in routes.items()
            }


@pytest.mark.parametrize("start", STAGES)
def test_an_end_is_reachable_from_every_stage(recipe: Recipe, start: str) -> None:
    reached, new = {start}, {start}
    while new:
        to = {target for name in new & set(STAGES) for target in recipe.stages[name].routes.values()}
        reached, new = reached | to, to - reached
    assert "accepted" in reached
    if start not in ("evaluate", "judge", "compare"):
        assert "rejected" in reached


def test_all_but_the_pairs_is_reached_from_the_first_stage(recipe: Recipe) -> None:
    reached, new = {"author_prompt"}, {"author_prompt"}
    while new:
        to = {target for name in new & set(STAGES) for target in recipe.stages[name].routes.values()}
        reached, new = reached | to, to - reached
    assert set(STAGES) - reached == {"judge", "compare"}
    assert recipe.stages["evaluate"].pairs == "judge"


def test_rounds_are_counted_alike_wherever_work_is_sent_back(
    recipe: Recipe, compiled: dict[str, CompiledStage]
) -> None:
    """The author's stage says how many; every stage that sends work back to it counts by that."""
    for name, stage in recipe.stages.items():
        back = [
            to for outcome, to in stage.routes.items() if outcome in SENDS_BACK and to.startswith("author_")
        ]
        for to in back:
            author, row = recipe.stages[to], compiled[f"{name}:python"].row
            assert (row["max_rounds"], row["max_authors"]) == (author.max_rounds, author.max_authors), name


def test_nobody_judges_what_they_wrote(compiled: dict[str, CompiledStage]) -> None:
    excluded = {name: set(compiled[f"{name}:go"].config["excludes"]) for name in STAGES}
    assert "author_prompt:go" in excluded["review_prompt"]
    assert "author_completion:go" in excluded["review_completion"]
    assert excluded["compare"] == {"author_prompt:go", "author_completion:go"}
    assert "author_prompt:go" not in excluded["author_completion"]


def test_people_find_instructions_and_machines_ask_for_no_money(
    recipe: Recipe, compiled: dict[str, CompiledStage]
) -> None:
    for name, stage in recipe.stages.items():
        row = compiled[f"{name}:sql"].row
        if stage.kind in MACHINE_KINDS:
            assert (row["price"], row["skill_key"]) == (0, None)
            continue
        assert len(stage.instructions) > 400, name
        assert row["skill_key"] == "code-sft/sql"
        assert row["skill_min"] == 60
        hourly = row["price"] * 3600 / row["expected_s"]
        assert abs(hourly - recipe.pay.target_hourly) < Decimal("0.01")
        assert stage.expected_seconds < stage.lease_minutes * 60 / 3
        if stage.kind is StageKind.AUTHOR:
            assert stage.checklist


def test_reviews_are_doubled_and_settled(recipe: Recipe) -> None:
    for name in ("review_prompt", "review_completion"):
        stage = recipe.stages[name]
        assert (stage.second_review, stage.overlap.min, stage.overlap.max) == (0.15, 1, 3)


def test_every_category_has_examples_of_its_own(recipe: Recipe) -> None:
    category = recipe.dimensions[0]
    texts = [example.strip().lower() for value in category.values for example in value.examples]
    assert len(set(texts)) == len(texts)
    for value in category.values:
        assert len(value.examples) >= 12, value.key
        assert value.description
        assert value.subcategories
        # Hints are looked up in lower case.
        assert value.hints == [hint.lower() for hint in value.hints]
        assert all(len(example) >= 20 for example in value.examples)


def test_examples_speak_of_every_language(recipe: Recipe) -> None:
    words = {
        word
        for value in recipe.dimensions[0].values
        for example in value.examples
        for word in example.replace(".", " ").replace(",", " ").split()
    }
    assert {track.title for track in recipe.tracks} <= words


def test_the_target_spreads_over_all_cells(recipe: Recipe) -> None:
    weights = target_weights(recipe)
    assert len(weights) == 8 * 10 * 3
    assert min(weights.values()) > 0
    assert recipe.target is not None
    assert set(recipe.target.tracks) == set(TRACKS)
    # The smallest cell wants half a data point at least, so that rounding leaves hardly any out.
    assert min(weights.values()) / sum(weights.values()) * recipe.target.total > 0.5


def test_suggestions_vary_over_enough(recipe: Recipe) -> None:
    assert recipe.suggest is not None
    assert len(set(recipe.suggest.topics)) >= 20
    assert len(set(recipe.suggest.personas)) >= 12
    assert len(set(recipe.suggest.scenarios)) >= 12


def test_its_gate_can_be_measured(recipe: Recipe) -> None:
    check_gate(recipe)
    assert {criterion.measure for criterion in recipe.gate} == {
        "target_deficit", "near_duplicates", "contaminated", "win_rate_low", "reviews_per_item",
        "second_review_share", "sandbox_pass_rate",
    }  # fmt: skip


def test_a_no_wants_its_reason(recipe: Recipe) -> None:
    form = [field_of(field.model_dump(mode="json")) for field in recipe.stages["review_prompt"].form]
    good = {
        "fits_brief": True,
        "category_right": True,
        "language_clear": True,
        "clarity": 5,
        "difficulty": "easy",
    }
    assert fill(form, good)["missing"] is None
    with pytest.raises(InvalidInput) as caught:
        fill(form, {**good, "fits_brief": False, "category_right": False})
    assert set(caught.value.context["fields"]) == {"missing", "category_instead"}


REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "recipe-texts.md"
TEXT_MODELS = (
    schema.Recipe, schema.Pay, schema.Track, schema.Dimension, schema.Value, schema.Target, schema.Documents,
    schema.Suggest, schema.ModelRoles, schema.ModelSpec, schema.Stage, schema.FormField, schema.Check,
)  # fmt: skip


def test_the_reference_names_every_key_measure_and_outcome() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    keys = {key for model in TEXT_MODELS for key in model.model_fields}
    outcomes = {outcome.value for kind in TEXT_KINDS for outcome in OUTCOMES[kind]}
    wanted = keys | set(MEASURES) | outcomes | {kind.value for kind in (*TEXT_KINDS, *FieldKind)}
    assert sorted(name for name in wanted if f"`{name}`" not in text) == []
