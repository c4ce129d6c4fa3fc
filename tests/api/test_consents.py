"""Consent in versions: nobody gets a task before they accepted the newest one, and it is kept who did when."""

from __future__ import annotations

from typing import Any

import pytest

from workbench import House, Person, Sheet


@pytest.fixture
async def owner(house: House) -> Person:
    return await house.owner()


@pytest.fixture
async def campaign(house: House, owner: Person) -> Sheet:
    return await house.campaign(owner)


async def publish(owner: Person, campaign: Sheet, after: int, status: int = 200, **words: Any) -> Any:
    body = {"title": "Consent", "text": "Other words.", "note": "New words.", "after": after, **words}
    return await owner.post(f"/campaigns/{campaign.id}/consent", body, status=status)


async def test_the_first_version_is_composed_and_then_never_changes(
    house: House, owner: Person, campaign: Sheet
) -> None:
    page = await owner.get(f"/campaigns/{campaign.id}/consent")
    assert (page["current"]["version"], page["current"]["title"]) == (1, "Consent")
    sections = {one["key"]: one["text"] for one in page["current"]["sections"]}
    assert sections["about"] == "Your labels are for tests."
    assert "MIT (1)" in sections["sources"] and "12.00 USD" in sections["pay"]
    assert not page["differs"]
    await house.database.run("UPDATE campaign SET appeal_days = 9")
    page = await owner.get(f"/campaigns/{campaign.id}/consent")
    assert {one["key"]: one["text"] for one in page["current"]["sections"]} == sections
    assert page["differs"], "the facts of today are other ones"
    with pytest.raises(Exception, match="append-only"):
        await house.database.run("UPDATE consent_text SET title = 'x'")


async def test_a_new_version_is_accepted_before_the_next_task(
    house: House, owner: Person, campaign: Sheet
) -> None:
    worker = await house.worker(owner, campaign)
    stage, mine = campaign.stages["annotate:email"], f"/me/consents/{campaign.id}"
    claim = await worker.claim(stage)
    assert (await worker.get(mine))["before"] is None
    await publish(owner, campaign, 1)
    assert await worker.claim(stage, after=claim["id"]) == "consent_missing"
    assert (await worker.submit(claim, []))["status"] == "counted", "what was begun may be finished"
    seen = await worker.get(mine)
    assert (seen["accepted"], seen["current"]["version"], seen["before"]["version"]) == (1, 2, 1)
    await worker.post(mine, {"version": 1}, status=409)
    seen = await worker.post(mine, {"version": 2})
    assert (seen["accepted"], seen["before"]) == (2, None)
    assert isinstance(await worker.claim(stage), dict)
    rows = await owner.get(f"/campaigns/{campaign.id}/consent/acceptances")
    assert [(row["account_id"], row["version"]) for row in rows if row["version"] == 2] == [(worker.id, 2)]
    assert {row["version"] for row in rows} == {1, 2}


async def test_publishing_needs_a_change_and_the_newest_version(owner: Person, campaign: Sheet) -> None:
    problem = await publish(owner, campaign, 1, 409, text="Your labels are for tests.")
    assert "Nothing changed" in problem["detail"]
    page = await publish(owner, campaign, 1)
    assert [(row["version"], row["note"]) for row in page["versions"]] == [
        (2, "New words."), (1, "Composed from the recipe.")
    ]  # fmt: skip
    await publish(owner, campaign, 1, 409, text="Still others.")
    old = await owner.get(f"/campaigns/{campaign.id}/consent/versions/1")
    assert old["text"] == "Your labels are for tests."
    proposed = await owner.post(
        f"/campaigns/{campaign.id}/consent/preview", {"title": "Consent", "text": "A draft."}
    )
    assert proposed["sections"][0]["text"] == "A draft."


async def test_who_joins_accepts_the_version_that_they_saw(
    house: House, owner: Person, campaign: Sheet
) -> None:
    invite = await house.invite(owner, campaign.id, max_uses=5)
    newcomer = house.anonymous()
    shown = (await newcomer.get(f"/invites/{invite['code']}"))["consent"]
    assert shown["version"] == 1
    await publish(owner, campaign, 1)
    body = {"invite": invite["code"], "name": "Slow", "country": "PT", "consent": True}
    await newcomer.post("/join", {**body, "consent_version": shown["version"]})
    quick = house.anonymous()
    await quick.post("/join", {**body, "name": "Quick", "consent_version": 2})
    rows = await owner.get(f"/campaigns/{campaign.id}/consent/acceptances")
    assert {(row["worker"], row["version"]) for row in rows} == {("Slow", 1), ("Quick", 2)}
    me = await house.rows("SELECT account_id FROM membership WHERE consent_version = 1")
    slow = await house.person(me[0]["account_id"])
    assert await slow.claim(campaign.stages["annotate:email"]) == "consent_missing"
