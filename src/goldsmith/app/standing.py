"""Restrictions by hand, and what a worker sees of their own standing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.ports import AccountStore, Clock
from goldsmith.app.principal import Principal, require_worker
from goldsmith.app.supervision_ports import DeedStore, RuleStore
from goldsmith.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from goldsmith.domain.quality import Record
from goldsmith.domain.skills import described

Row = dict[str, Any]

_MOST = 100


class Standing:
    """Use cases around single workers."""

    def __init__(
        self,
        rules: RuleStore,
        deeds: DeedStore,
        accounts: AccountStore,
        campaigns: Campaigns,
        clock: Clock,
    ) -> None:
        self._rules = rules
        self._deeds = deeds
        self._accounts = accounts
        self._campaigns = campaigns
        self._clock = clock

    async def mine(self, principal: Principal) -> Row:
        """The caller's skills with their uncertainty, restrictions and what rules did, newest first."""
        require_worker(principal)
        now = self._clock()
        restrictions = await self._rules.restrictions_of(principal.account_id, _MOST)
        return {
            "skills": [skill_row(row) for row in await self._rules.skills(principal.account_id)],
            "restrictions": [_with_state(row, now) for row in restrictions],
            "events": await self._rules.log_of(principal.account_id, _MOST),
        }

    async def restrictions(self, principal: Principal, campaign_id: int) -> list[Row]:
        """The restrictions of a campaign, newest first."""
        await self._campaigns.get(principal, campaign_id)
        now = self._clock()
        return [_with_state(row, now) for row in await self._rules.restrictions(campaign_id, _MOST)]

    async def restrict(
        self,
        principal: Principal,
        campaign_id: int,
        *,
        account_id: int,
        stage_id: int | None,
        minutes: int | None,
        reason: str,
    ) -> Row:
        """Restrict a worker from a campaign, or from one of its stages.

        Args:
            principal: the caller.
            campaign_id: from what.
            account_id: whom.
            stage_id: one stage of it; None for all.
            minutes: how long; None for ever.
            reason: in plain words; the worker reads it.

        Raises:
            NotFound: no such worker or stage in the campaign.
            InvalidInput: no reason.
        """
        await self._campaigns.get(principal, campaign_id)
        if not await self._accounts.is_member(campaign_id, account_id):
            raise NotFound("There is no such worker in this campaign.")
        if stage_id is not None and stage_id not in {
            row["id"] for row in await self._rules.grounds(campaign_id)
        }:
            raise NotFound("There is no such stage in this campaign.")
        if not reason.strip():
            raise InvalidInput("Say why; the worker reads it.")
        now = self._clock()
        restriction_id = await self._deeds.restrict(
            account_id,
            scope="campaign" if stage_id is None else "stage",
            campaign_id=campaign_id,
            stage_id=stage_id,
            until=None if minutes is None else now + timedelta(minutes=minutes),
            reason=reason.strip(),
            by=principal.account_id,
            now=now,
        )
        return await self._one(restriction_id)

    async def lift(self, principal: Principal, restriction_id: int) -> Row:
        """End a restriction now, whoever or whatever made it.

        Raises:
            NotFound: none of a campaign of the caller.
            Forbidden: it is from everything, and the caller does not own the installation.
            Conflict: it was lifted before.
        """
        row = await self._rules.restriction(restriction_id)
        if row is None:
            raise NotFound("There is no such restriction.")
        if row["campaign_id"] is not None:
            await self._campaigns.get(principal, row["campaign_id"], noun="restriction")
        elif principal.role != "owner":
            raise Forbidden("Only the owner of this installation lifts a restriction from everything.")
        if not await self._rules.lift(restriction_id, principal.account_id, self._clock()):
            raise Conflict("This restriction was lifted before.")
        return await self._one(restriction_id)

    async def _one(self, restriction_id: int) -> Row:
        row = await self._rules.restriction(restriction_id)
        assert row is not None
        return _with_state(row, self._clock())


def skill_row(row: Row) -> Row:
    """A skill as people see it: what opens stages, and what is known."""
    record = Record(row["correct"], row["total"])
    kind, _, name = row["key"].partition("/")
    return {
        "key": row["key"],
        "recipe": kind,
        "skill": name,
        "level": row["level"],
        "updated_at": row["updated_at"],
        **described(record),
    }


def _with_state(row: Row, now: datetime) -> Row:
    is_over = row["until"] is not None and row["until"] <= now
    return {**row, "is_standing": row["lifted_at"] is None and not is_over}
