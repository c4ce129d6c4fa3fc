"""The quality page's numbers, over answers that people gave."""

from __future__ import annotations

import pytest

from goldsmith.app import quality
from goldsmith.storage.quality import QualityStore
from workbench import House, Person, Sheet

LICENCE = {"LICENSE": "MIT License\n"}
HALF = [{"start": 6, "end": 10, "label": "EMAIL"}]
MARK = [{"start": 6, "end": 21, "label": "EMAIL"}]
OTHER = [{"start": 6, "end": 21, "label": "EMAIL_EXAMPLE"}]


def chunks(count: int) -> dict[str, str]:
    return {**LICENCE, **{f"f{at:02}.py": f"A{at:02} = 'ada@lab.example'\n" for at in range(count)}}


@pytest.fixture
async def judged(house: House) -> tuple[Person, Sheet, list[Person]]:
    """Six items, each marked by one and judged by three: two of them not unanimously."""
    owner = await house.owner()
    campaign = await house.campaign(owner, files=chunks(6), licences="any", overlap="3")
    people = await house.workers(owner, campaign, 4)
    author, *others = people
    stages = campaign.stages
    for _ in range(6):
        claim = await author.claim(stages["annotate:email"])
        await author.submit(claim, MARK)
    for at, verdicts in enumerate(["ccc", "ccc", "ccx", "xxx", "cxc", "ccc"]):
        for person, letter in zip(others, verdicts, strict=True):
            claim = await person.claim(stages["validate:email"])
            assert isinstance(claim, dict), (at, claim)
            await person.submit(claim, verdict={"c": "correct", "x": "incorrect"}[letter])
        house.clock.advance(days=1)
    return owner, campaign, people


async def test_agreement_of_verdicts_with_intervals_pairs_drift_and_confusion(
    house: House, judged: tuple[Person, Sheet, list[Person]]
) -> None:
    owner, campaign, people = judged
    view = await owner.get(f"/campaigns/{campaign.id}/quality")
    by_measure = {row["measure"]: row for row in view["agreement"] if row["kind"] == "validate"}
    # Pairs that say the same: 3 + 3 + 1 + 3 + 1 + 3 of 18.
    assert by_measure["same"]["value"] == pytest.approx(14 / 18)
    assert (by_measure["same"]["n_units"], by_measure["same"]["n_workers"]) == (6, 3)
    alpha = by_measure["alpha"]
    # 13 correct, 5 incorrect; 4 of 18 coincidences differ.
    assert alpha["value"] == pytest.approx(1 - 17 * 4 / (2 * 13 * 5))
    assert alpha["low"] < alpha["value"] < alpha["high"]
    assert alpha["stage_title"] == "Check: Email"

    assert len(view["pairs"]) == 3
    worst = view["pairs"][0]
    assert worst["n_units"] == 6
    assert worst["value"] == min(pair["value"] for pair in view["pairs"])
    assert {worst["first"]["id"], worst["second"]["id"]} <= {person.id for person in people[1:]}

    (drift,) = [row for row in view["drift"] if row["kind"] == "validate"]
    assert (drift["window"], drift["category"]) == ("day", "email")
    assert [point["value"] for point in drift["points"]] == pytest.approx([1, 1, 1 / 3, 1, 1 / 3, 1])
    assert drift["movement"] is None, "six tasks are too few to say that anything moved"

    (table,) = [row for row in view["confusion"] if row["kind"] == "validate"]
    assert table["rows"] == ["correct", "incorrect"]
    cells = {
        (row, column): table["counts"][i][j]
        for i, row in enumerate(table["rows"])
        for j, column in enumerate(table["columns"])
    }
    # Two against one are not sure enough: those tasks stay undecided.
    assert {cell: count for cell, count in cells.items() if count} == {
        ("correct", "correct"): 9,
        ("incorrect", "incorrect"): 3,
        ("correct", "undecided"): 4,
        ("incorrect", "undecided"): 2,
    }

    (stage,) = [row for row in view["stages"] if row["stage_id"] == campaign.stages["validate:email"]]
    assert (stage["finished"], stage["read"], stage["answered_twice"], stage["answers"]) == (6, 6, 6, 18)


async def test_the_overview_has_the_same_alpha(judged: tuple[Person, Sheet, list[Person]]) -> None:
    owner, campaign, _ = judged
    (row,) = await owner.get(f"/campaigns/{campaign.id}/agreement")
    view = await owner.get(f"/campaigns/{campaign.id}/quality")
    (alpha,) = [one for one in view["agreement"] if one["measure"] == "alpha"]
    assert (row["alpha"], row["alpha_low"], row["alpha_high"]) == (
        alpha["value"],
        alpha["low"],
        alpha["high"],
    )
    assert row["unanimous"] == pytest.approx(4 / 6)
    assert row["judged"] == 6


async def test_nothing_is_computed_anew_before_something_is_finished(
    house: House, judged: tuple[Person, Sheet, list[Person]], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, campaign, _ = judged
    looks = []
    sample = type(house.stores.quality).sample

    async def counting(store: QualityStore, campaign_id: int, per_stage: int) -> list[dict[str, object]]:
        looks.append(campaign_id)
        return await sample(store, campaign_id, per_stage)

    monkeypatch.setattr(QualityStore, "sample", counting)
    first = await owner.get(f"/campaigns/{campaign.id}/quality")
    assert await owner.get(f"/campaigns/{campaign.id}/quality") == first
    assert len(looks) == 1
    await house.database.run("UPDATE task SET completed_at = completed_at + interval '1 minute'")
    await owner.get(f"/campaigns/{campaign.id}/quality")
    assert len(looks) == 2


async def test_a_large_campaign_is_sampled_and_says_so(
    judged: tuple[Person, Sheet, list[Person]], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, campaign, _ = judged
    monkeypatch.setattr(quality, "PER_STAGE", 4)
    view = await owner.get(f"/campaigns/{campaign.id}/quality")
    (stage,) = [row for row in view["stages"] if row["stage_id"] == campaign.stages["validate:email"]]
    assert (stage["finished"], stage["read"]) == (6, 4)
    assert view["per_stage"] == 4
    assert {row["n_units"] for row in view["agreement"] if row["kind"] == "validate"} == {4}


async def test_marks_of_two_people(house: House) -> None:
    owner = await house.owner()
    campaign = await house.campaign(owner, files=chunks(5), licences="any", annotate="")
    stage = campaign.stages["annotate:email"]
    # As a recipe with two annotators a task would have it.
    await house.database.run("UPDATE task SET overlap = 2 WHERE stage_id = $1", stage)
    first, second = await house.workers(owner, campaign, 2)
    for person, marks in ((first, [MARK] * 5), (second, [MARK, MARK, HALF, OTHER, []])):
        for own in marks:
            claim = await person.claim(stage)
            assert isinstance(claim, dict), claim
            await person.submit(claim, own)
    view = await owner.get(f"/campaigns/{campaign.id}/quality")
    found = {row["measure"]: row for row in view["agreement"] if row["kind"] == "annotate"}
    assert found["span_f1"]["value"] == pytest.approx(2 / 5)
    assert found["token_f1"]["value"] == pytest.approx((2 + 2 * 4 / 19) / 5)
    assert found["gamma"]["low"] <= found["gamma"]["value"] <= found["gamma"]["high"] <= 1
    (pair,) = view["pairs"]
    assert (pair["value"], pair["n_units"]) == (pytest.approx(found["token_f1"]["value"]), 5)
    (table,) = [row for row in view["confusion"] if row["kind"] == "annotate"]
    assert table["rows"] == ["EMAIL", "EMAIL_EXAMPLE", ""]
    assert table["counts"] == [[6, 1, 1], [1, 0, 0], [1, 0, 0]]


async def test_nothing_is_finished_yet(house: House) -> None:
    owner = await house.owner()
    campaign = await house.campaign(owner)
    view = await owner.get(f"/campaigns/{campaign.id}/quality")
    for part in ("agreement", "pairs", "drift", "confusion", "judgements"):
        assert view[part] == []
