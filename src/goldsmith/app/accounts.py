"""People: links, sessions, tokens, invites and joining."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any

from goldsmith.app.ports import AccountStore, CampaignStore, Clock, Row, Secrets
from goldsmith.app.principal import Principal
from goldsmith.domain.errors import Conflict, Forbidden, InvalidInput, NotAuthenticated, NotFound

SESSION_DAYS = 30
LINK_MINUTES = 60 * 24
#: How long a principal is remembered without asking the database, seconds.
_REMEMBER_S = 30.0
_REMEMBER_MAX = 5_000


class Accounts:
    """Use cases around who somebody is."""

    def __init__(
        self, accounts: AccountStore, campaigns: CampaignStore, secrets: Secrets, clock: Clock
    ) -> None:
        self._accounts = accounts
        self._campaigns = campaigns
        self._secrets = secrets
        self._clock = clock
        self._remembered: OrderedDict[bytes, tuple[datetime, Principal]] = OrderedDict()

    async def owner_link(self) -> str:
        """A new one-time token for the owner's login link, good for a day."""
        now = self._clock()
        return await self._issue(
            await self._accounts.first_owner(now), "link", "owner link", now + timedelta(minutes=LINK_MINUTES)
        )

    async def owner(self) -> Principal:
        """The owner, for commands on the machine itself: who can read the data folder is the owner."""
        account_id = await self._accounts.first_owner(self._clock())
        return Principal(account_id, "owner", "Owner", None, False, 0)

    async def redeem_link(self, token: str) -> tuple[str, Principal]:
        """Turn a one-time link into a session.

        Raises:
            NotAuthenticated: the link is unknown, was used, or has expired.
        """
        account = await self._accounts.redeem(self._secrets.digest(token), self._clock())
        if account is None:
            raise NotAuthenticated(
                "This link has expired, or was used before.",
                hint="Each link works once. Run `goldsmith link` for a new one.",
            )
        return await self.open_session(account["id"])

    async def open_session(self, account_id: int) -> tuple[str, Principal]:
        """A session token and who it stands for."""
        token = await self._issue(account_id, "session", "", self._clock() + timedelta(days=SESSION_DAYS))
        return token, await self.authenticate(token)

    async def authenticate(self, token: str) -> Principal:
        """Who is behind a session or API token.

        Raises:
            NotAuthenticated: unknown, expired or revoked.
        """
        digest, now = self._secrets.digest(token), self._clock()
        known = self._remembered.get(digest)
        if known is not None and now < known[0]:
            return known[1]
        row = await self._accounts.principal(digest, now)
        if row is None:
            self._remembered.pop(digest, None)
            raise NotAuthenticated(
                "You are not signed in, or your session has ended.", hint="Open your link again."
            )
        principal = Principal(**row)
        self._remembered[digest] = (now + timedelta(seconds=_REMEMBER_S), principal)
        while len(self._remembered) > _REMEMBER_MAX:
            self._remembered.popitem(last=False)
        return principal

    async def log_out(self, principal: Principal) -> None:
        """End the session or token that was used."""
        await self.revoke_credential(principal, principal.credential_id)

    async def create_token(self, principal: Principal, label: str, days: int) -> Row:
        """An API token for programs; shown once."""
        now = self._clock()
        token, expires_at = self._secrets.new(), now + timedelta(days=days)
        token_id = await self._accounts.add_credential(
            principal.account_id,
            "token",
            self._secrets.digest(token),
            label=label,
            expires_at=expires_at,
            now=now,
        )
        return {"id": token_id, "token": token, "expires_at": expires_at}

    async def tokens(self, principal: Principal) -> list[Row]:
        """The caller's API tokens."""
        return await self._accounts.credentials(principal.account_id, "token")

    async def revoke_credential(self, principal: Principal, credential_id: int) -> None:
        """End one of the caller's own credentials.

        Raises:
            NotFound: it is not theirs.
        """
        if not await self._accounts.revoke(principal.account_id, credential_id, self._clock()):
            raise NotFound("There is no such token among yours.")
        self._forget(credential_id)

    async def preview_invite(self, code: str) -> Row:
        """What a person sees before joining."""
        invite = await self._usable_invite(code)
        recipe = await self._campaigns.recipe(invite["campaign_id"]) or {}
        return {
            "campaign_id": invite["campaign_id"],
            "campaign_title": invite["campaign_title"],
            "campaign_description": recipe.get("description", ""),
            "simulated": invite["simulated"],
        }

    async def join(
        self,
        code: str,
        *,
        name: str,
        country: str,
        consent: bool,
        current: Principal | None,
        consent_version: int | None = None,
    ) -> tuple[str | None, Principal, int]:
        """Join a campaign: a new worker, or the one who is signed in already.

        The consent is to `consent_version`, the one they saw; None: to the one that holds now.

        Returns:
            (session token for a new worker or None, who joined, campaign id).

        Raises:
            InvalidInput: the consent is missing.
            NotFound, Conflict: the invite is unknown, expired, revoked or used up.
            Forbidden: owners and requesters do not join as workers.
        """
        if not consent:
            raise InvalidInput(
                "To join you need to accept what your labels are for.", hint="Read it and tick the box."
            )
        if current is not None and current.role != "worker":
            raise Forbidden(
                "You are signed in as an owner; workers are other people.",
                hint="Open the invite in another browser or a private window.",
            )
        invite = await self._usable_invite(code)
        joined = await self._accounts.join(
            self._secrets.digest(code),
            account_id=current.account_id if current else None,
            name=name,
            country=country,
            consent_version=consent_version,
            now=self._clock(),
        )
        if joined is None:
            raise Conflict("This invite is used up.", hint="Ask the person who invited you for a new one.")
        if current is not None:
            return None, current, invite["campaign_id"]
        token, principal = await self.open_session(joined["account_id"])
        return token, principal, invite["campaign_id"]

    async def _usable_invite(self, code: str) -> Row:
        invite = await self._accounts.invite(self._secrets.digest(code))
        if invite is None:
            raise NotFound("There is no such invite.", hint="Check that the link was copied whole.")
        ended: list[tuple[Any, str]] = [
            (invite["revoked_at"] is not None, "was withdrawn"),
            (invite["expires_at"] <= self._clock(), "has expired"),
            (invite["uses"] >= invite["max_uses"], "is used up"),
        ]
        for is_so, words in ended:
            if is_so:
                raise Conflict(f"This invite {words}.", hint="Ask the person who invited you for a new one.")
        return invite

    async def _issue(self, account_id: int, kind: str, label: str, expires_at: datetime) -> str:
        token = self._secrets.new()
        await self._accounts.add_credential(
            account_id,
            kind,
            self._secrets.digest(token),
            label=label,
            expires_at=expires_at,
            now=self._clock(),
        )
        return token

    def forget(self, account_id: int) -> None:
        """Remember nothing of an account that was closed; other processes forget within half a minute."""
        gone = [digest for digest, (_, who) in self._remembered.items() if who.account_id == account_id]
        for digest in gone:
            del self._remembered[digest]

    def _forget(self, credential_id: int) -> None:
        gone = [digest for digest, (_, who) in self._remembered.items() if who.credential_id == credential_id]
        for digest in gone:
            del self._remembered[digest]
