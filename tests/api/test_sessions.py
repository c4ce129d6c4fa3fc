"""Links, sessions, CSRF, API tokens, invites."""

from __future__ import annotations

import pytest

from goldsmith.api.context import COOKIE, csrf_token
from workbench import House, Person, Sheet

LOGIN = "/api/v1/session"
ME = "/api/v1/me"


async def sign_in(house: House) -> Person:
    """The owner with a browser: a cookie and no header."""
    browser = house.client()
    response = await browser.post(LOGIN, json={"token": await house.services.accounts.owner_link()})
    assert response.status_code == 200
    return Person(browser, None)


async def test_a_link_opens_one_session(house: House) -> None:
    token = await house.services.accounts.owner_link()
    response = await house.client().post(LOGIN, json={"token": token})
    assert response.json()["role"] == "owner"
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie, "plain http on this machine"
    again = await house.client().post(LOGIN, json={"token": token})
    assert again.status_code == 401
    assert again.json()["hint"] == "Each link works once. Run `goldsmith link` for a new one."


async def test_a_cookie_over_https_is_secure(house: House) -> None:
    token = await house.services.accounts.owner_link()
    response = await house.client().post("https://goldsmith.test" + LOGIN, json={"token": token})
    assert "Secure" in response.headers["set-cookie"]


async def test_a_link_expires(house: House) -> None:
    token = await house.services.accounts.owner_link()
    house.clock.advance(days=1)
    assert (await house.client().post(LOGIN, json={"token": token})).status_code == 401


async def test_a_link_is_no_session(house: House) -> None:
    token = await house.services.accounts.owner_link()
    response = await house.client().get(ME, headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 401


async def test_a_session_expires(house: House) -> None:
    owner = await house.owner()
    await owner.get("/me")
    house.clock.advance(days=30)
    assert (await owner.call("GET", "/me")).status_code == 401


async def test_an_unsafe_request_with_a_cookie_needs_its_csrf_token(house: House) -> None:
    owner = await sign_in(house)
    me = await owner.get("/me")
    body = {"label": "for a program"}
    refused = await owner.call("POST", "/tokens", json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    for wrong in ("", "x", csrf_token("another session"), "ü"):
        headers = {"X-CSRF-Token": wrong.encode()}
        assert (await owner.call("POST", "/tokens", json=body, headers=headers)).status_code == 403
    headers = {"X-CSRF-Token": me["csrf_token"]}
    assert (await owner.call("POST", "/tokens", json=body, headers=headers)).status_code == 201


async def test_a_program_with_a_token_needs_no_csrf_token(house: House) -> None:
    owner = await house.owner()
    created = await owner.post("/tokens", {"label": "ci", "days": 2}, status=201)
    program = house.client(headers={"Authorization": f"bearer  {created['token']} "})
    assert (await program.get(ME)).json()["csrf_token"] is None
    (listed,) = await owner.get("/tokens")
    assert listed["label"] == "ci"
    assert "token" not in listed
    house.clock.advance(days=2)
    assert (await program.get(ME)).status_code == 401


async def test_a_revoked_token_ends_at_once(house: House) -> None:
    owner = await house.owner()
    created = await owner.post("/tokens", {"label": "ci"}, status=201)
    program = house.client(headers={"Authorization": f"Bearer {created['token']}"})
    assert (await program.get(ME)).status_code == 200
    assert (await owner.call("DELETE", f"/tokens/{created['id']}")).status_code == 204
    assert (await program.get(ME)).status_code == 401
    assert (await owner.call("DELETE", f"/tokens/{created['id']}")).status_code == 404


async def test_signing_out_ends_the_session(house: House) -> None:
    owner = await sign_in(house)
    me = await owner.get("/me")
    session = owner.http.cookies[COOKIE]
    out = await owner.call("DELETE", "/session", headers={"X-CSRF-Token": me["csrf_token"]})
    assert out.status_code == 204
    assert COOKIE not in owner.http.cookies
    response = await house.client(cookies={COOKIE: session}).get(ME)
    assert response.status_code == 401


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "Bearer ", "Bearer not-a-token"])
async def test_a_malformed_header_is_not_let_in(house: House, header: str) -> None:
    response = await house.client().get(ME, headers={"Authorization": header})
    assert response.status_code == 401
    assert response.json()["hint"]


async def campaign_with_invite(house: House, **fields: object) -> tuple[Person, Sheet, str]:
    owner = await house.owner()
    campaign = await house.campaign(owner, files={}, start=False)
    invite = await house.invite(owner, campaign.id, **fields)
    assert invite["path"] == f"/join/{invite['code']}"
    return owner, campaign, invite["code"]


def joining(code: str, name: str = "Ann", *, consent: bool = True) -> dict[str, object]:
    return {"invite": code, "name": name, "country": "PT", "consent": consent}


async def test_joining_makes_a_worker_with_a_session(house: House) -> None:
    _, campaign, code = await campaign_with_invite(house)
    browser = Person(house.client(), None)
    preview = await browser.get(f"/invites/{code}")
    assert preview["consent"]["title"] == "Consent"
    me = await browser.post("/join", joining(code, "  Ann  "))
    assert (me["role"], me["name"], me["country"]) == ("worker", "Ann", "PT")
    assert (await browser.get("/me"))["id"] == me["id"]
    assert (await house.stores.accounts.is_member(campaign.id, me["id"])) is True


async def test_without_consent_nobody_joins(house: House) -> None:
    owner, campaign, code = await campaign_with_invite(house)
    problem = await Person(house.client(), None).post("/join", joining(code, consent=False), status=422)
    assert "labels are for" in problem["detail"]
    assert (await owner.get(f"/campaigns/{campaign.id}"))["workers"] == 0


async def test_an_invite_is_used_up(house: House) -> None:
    _, _, code = await campaign_with_invite(house, max_uses=1)
    await Person(house.client(), None).post("/join", joining(code))
    problem = await Person(house.client(), None).post("/join", joining(code), status=409)
    assert problem["detail"] == "This invite is used up."


async def test_an_invite_expires(house: House) -> None:
    _, _, code = await campaign_with_invite(house, days=1)
    house.clock.advance(days=1)
    for call in (("GET", f"/invites/{code}", None), ("POST", "/join", joining(code))):
        response = await house.anonymous().call(call[0], call[1], json=call[2])
        assert (response.status_code, response.json()["detail"]) == (409, "This invite has expired.")


async def test_a_withdrawn_invite_is_refused(house: House) -> None:
    owner, campaign, code = await campaign_with_invite(house)
    (invite,) = await owner.get(f"/campaigns/{campaign.id}/invites")
    await owner.call("DELETE", f"/campaigns/{campaign.id}/invites/{invite['id']}")
    problem = await house.anonymous().post("/join", joining(code), status=409)
    assert problem["detail"] == "This invite was withdrawn."


async def test_an_unknown_invite_does_not_exist(house: House) -> None:
    await house.anonymous().post("/join", joining("no-such-invite-code"), status=404)


async def test_owners_do_not_join_as_workers(house: House) -> None:
    owner, _, code = await campaign_with_invite(house)
    assert "other people" in (await owner.post("/join", joining(code), status=403))["detail"]


async def test_a_cookie_of_a_session_that_is_gone_does_not_keep_anyone_from_joining(house: House) -> None:
    """For example after the data folder was made anew: the page cannot delete an HttpOnly cookie."""
    _, _, code = await campaign_with_invite(house)
    browser = Person(house.client(cookies={COOKIE: "a-session-of-another-database"}), None)
    me = await browser.post("/join", joining(code))
    assert me["role"] == "worker"


async def test_a_signed_in_worker_cannot_be_made_to_join_from_another_site(house: House) -> None:
    owner, _, code = await campaign_with_invite(house)
    browser = Person(house.client(), None)
    await browser.post("/join", joining(code))
    second = await house.campaign(owner, files={}, start=False)
    invite = await house.invite(owner, second.id)
    response = await browser.call("POST", "/join", json=joining(invite["code"]))
    assert response.status_code == 403


async def test_simulated_workers_are_marked_everywhere(house: House) -> None:
    owner, campaign, code = await campaign_with_invite(house, simulated=True)
    assert (await house.anonymous().get(f"/invites/{code}"))["simulated"] is True
    me = await house.anonymous().post("/join", joining(code))
    assert me["simulated"] is True
    (row,) = await owner.get(f"/campaigns/{campaign.id}/workers")
    assert row["simulated"] is True
