"""From a recipe to the stages of a campaign."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from goldsmith.recipes.compile import compile_stages, skill_key, stage_key
from goldsmith.recipes.loader import find_recipe, load_recipe
from workbench import recipe_of


def test_every_stage_is_built_once_a_category_upstream_first(tmp_path: Path) -> None:
    stages = compile_stages(recipe_of(tmp_path, categories=("email", "name")))
    assert [stage.row["key"] for stage in stages] == [
        "annotate:email", "annotate:name", "validate:email", "validate:name", "expert:email", "expert:name",
    ]  # fmt: skip
    assert [stage.row["position"] for stage in stages] == [0, 0, 1, 1, 2, 2]


def test_routes_stay_within_the_category(tmp_path: Path) -> None:
    stages = {
        stage.row["key"]: stage for stage in compile_stages(recipe_of(tmp_path, categories=("email", "name")))
    }
    assert stages["annotate:name"].routes == {"done": {"stage": "validate:name", "end": None}}
    assert stages["validate:email"].routes == {
        "correct": {"stage": None, "end": "accepted"},
        "incorrect": {"stage": "annotate:email", "end": None},
        "undecided": {"stage": "annotate:email", "end": None},
        "exhausted": {"stage": "expert:email", "end": "flagged"},
    }


def test_skills_are_the_quizs_or_the_stages_own(tmp_path: Path) -> None:
    stages = {stage.row["key"]: stage.row for stage in compile_stages(recipe_of(tmp_path))}
    assert stages["annotate:email"]["skill_key"] == "tiny/email"
    assert stages["expert:email"]["skill_key"] == "tiny/expert"
    assert stages["expert:email"]["skill_min"] == 50


def test_the_price_is_the_hourly_target_times_the_expected_time(tmp_path: Path) -> None:
    stages = {stage.row["key"]: stage.row for stage in compile_stages(recipe_of(tmp_path))}
    assert stages["annotate:email"]["price"] == Decimal("0.1000")
    assert stages["validate:email"]["price"] == Decimal("0.0500")
    own = compile_stages(recipe_of(tmp_path / "own", annotate="price: 0.25"))[0].row
    assert own["price"] == Decimal("0.25")


def test_titles_overlaps_and_leases(tmp_path: Path) -> None:
    stages = {stage.row["key"]: stage.row for stage in compile_stages(recipe_of(tmp_path, overlap="2"))}
    assert stages["annotate:email"]["title"] == "Mark: Email"
    assert (stages["validate:email"]["overlap_min"], stages["validate:email"]["overlap_max"]) == (2, 2)
    assert stages["annotate:email"]["lease_s"] == 600


def test_the_shipped_campaign_keeps_its_promises() -> None:
    stages = compile_stages(load_recipe(find_recipe("code-pii")))
    validate = [stage.row for stage in stages if stage.row["template"] == "validate"]
    assert {(row["overlap_min"], row["overlap_max"], row["min_confidence"]) for row in validate} == {
        (3, 5, 0.9)
    }
    annotate = [stage.row for stage in stages if stage.row["template"] == "annotate"]
    assert {row["overlap_min"] for row in annotate} == {1}
    assert all(len(stage.config["labels"]) <= 4 for stage in stages)
    assert all(stage.row["skill_key"] for stage in stages), (
        "nobody works without a quiz or a word of the owner"
    )


def test_keys() -> None:
    assert stage_key("annotate", "email") == "annotate:email"
    assert skill_key("code-pii", "email") == "code-pii/email"
