"""Bonuses up to the hourly target, and the final distribution: computed, shown, then posted."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.money_ports import FundStore, LedgerStore, Row
from goldsmith.app.pay_ports import PayStore
from goldsmith.app.ports import Clock
from goldsmith.app.principal import Principal
from goldsmith.domain.budget import amount_words
from goldsmith.domain.errors import Conflict, InvalidInput
from goldsmith.domain.pay import bonus_due, cap_seconds, final_shares, hourly, seconds_of, typical_seconds
from goldsmith.domain.stage import MACHINE_KINDS
from goldsmith.domain.workflow import CampaignState


class Bonuses:
    """Use cases of pay beyond the price of a task."""

    def __init__(
        self, ledger: LedgerStore, funds: FundStore, pay: PayStore, campaigns: Campaigns, clock: Clock
    ) -> None:
        self._ledger = ledger
        self._funds = funds
        self._pay = pay
        self._campaigns = campaigns
        self._clock = clock

    async def preview(self, principal: Principal, campaign_id: int) -> Row:
        """What each worker is missing to the hourly target, on accepted work with each task's time capped.

        Raises as `Campaigns.get` does.
        """
        await self._campaigns.get(principal, campaign_id)
        return await self._bonuses(campaign_id, self._clock())

    async def post(
        self, principal: Principal, campaign_id: int, *, run: int, as_of: datetime, total: Decimal
    ) -> Row:
        """Post what a preview showed; posting it twice changes nothing.

        Args:
            principal: the caller.
            campaign_id: which.
            run: the preview's.
            as_of: the preview's: later work waits for the next run.
            total: the preview's.

        Returns:
            {posted: whether this call posted it, people, total}.

        Raises:
            Conflict: the numbers are others by now, or less is free than they cost.
        """
        await self._campaigns.get(principal, campaign_id)
        now = self._clock()
        if as_of.tzinfo is None or as_of > now:
            raise InvalidInput("The time of the preview lies in the future.", hint="Send it unchanged.")
        found = await self._bonuses(campaign_id, as_of)
        shares = {one["worker_id"]: one["amount"] for one in found["people"] if one["amount"] > 0}
        if found["run"] == run and found["total"] != total:
            raise _moved(found["total"], total)
        if found["run"] == run and not shares:
            return {"posted": False, "people": 0, "total": Decimal(0)}
        posted = await self._funds.post_shares(
            campaign_id,
            "bonus",
            run,
            shares,
            state=None,
            reason=f"Bonus up to {amount_words(found['target_hourly'])} {found['currency']} an hour.",
            by=principal.account_id,
            now=now,
        )
        return {
            "posted": posted,
            "people": len(shares) if posted else 0,
            "total": total if posted else Decimal(0),
        }

    async def final_preview(self, principal: Principal, campaign_id: int) -> Row:
        """What is left of the budget, shared by working time; with the reason where it cannot be posted yet."""
        await self._campaigns.get(principal, campaign_id)
        return await self._final(campaign_id)

    async def final_post(self, principal: Principal, campaign_id: int, *, run: int, total: Decimal) -> Row:
        """Post what a preview of the final distribution showed; posting it twice changes nothing.

        Raises:
            Conflict: the campaign is not finished, answers wait for a decision, or the numbers are others by now.
        """
        await self._campaigns.get(principal, campaign_id)
        found = await self._final(campaign_id)
        shares = {one["worker_id"]: one["amount"] for one in found["people"] if one["amount"] > 0}
        if found["run"] == run:
            if found["why_not"]:
                raise Conflict(found["why_not"])
            if found["total"] != total:
                raise _moved(found["total"], total)
        posted = await self._funds.post_shares(
            campaign_id,
            "final_share",
            run,
            shares,
            state=CampaignState.FINISHED.value,
            reason="Your share, by hours, of what was left of the budget.",
            by=principal.account_id,
            now=self._clock(),
        )
        return {
            "posted": posted,
            "people": len(shares) if posted else 0,
            "total": total if posted else Decimal(0),
        }

    async def _bonuses(self, campaign_id: int, as_of: datetime) -> Row:
        run = await self._ledger.last_posted(campaign_id)
        budget, people = await self._people(campaign_id, as_of)
        target: Decimal = budget["target_hourly"]
        for one in people:
            one["amount"] = bonus_due(target, one["seconds"], one["earned"])
        return _view(budget, people, run, as_of)

    async def _final(self, campaign_id: int) -> Row:
        now = self._clock()
        run = await self._ledger.last_posted(campaign_id)
        budget, people = await self._people(campaign_id, now)
        why_not = _why_no_final(budget, people)
        free: Decimal = budget["free"] or Decimal(0)
        shares = {} if why_not else final_shares(free, {one["worker_id"]: one["seconds"] for one in people})
        target: Decimal = budget["target_hourly"]
        due = sum((bonus_due(target, one["seconds"], one["earned"]) for one in people), Decimal(0))
        for one in people:
            one["amount"] = shares.get(one["worker_id"], Decimal(0))
        return {**_view(budget, people, run, now), "why_not": why_not, "bonuses_due": due}

    async def _people(self, campaign_id: int, until: datetime) -> tuple[Row, list[Row]]:
        budget = await self._ledger.budget(campaign_id)
        assert budget is not None
        stages = await self._pay.stage_prices(campaign_id, sorted(MACHINE_KINDS))
        caps = caps_ms(stages)
        rows = await self._ledger.work_time(campaign_id, caps, until)
        return budget, [{**row, "seconds": seconds_of(row["active_ms"])} for row in rows]


def caps_ms(stages: list[Row]) -> dict[int, int]:
    """The most milliseconds that a task counts, by stage; from rows of `PayStore.stage_prices`."""
    return {
        row["stage_id"]: int(
            cap_seconds(typical_seconds(row["median_s"], row["n"], row["expected_s"])) * 1000
        )
        for row in stages
    }


def _view(budget: Row, people: list[Row], run: int, as_of: datetime) -> Row:
    total = sum((one["amount"] for one in people), Decimal(0))
    free: Decimal | None = budget["free"] if budget["is_capped"] else None
    return {
        "run": run,
        "as_of": as_of,
        "currency": budget["currency"],
        "target_hourly": budget["target_hourly"],
        "free": free,
        "total": total,
        "missing": Decimal(0) if free is None else max(Decimal(0), total - free),
        "people": [
            {
                **{
                    key: one[key]
                    for key in ("worker_id", "name", "country", "simulated", "answers", "earned")
                },
                "hours": float(one["seconds"]) / 3600,
                "hourly": hourly(one["earned"], one["seconds"]),
                "amount": one["amount"],
            }
            for one in people
        ],
    }


def _why_no_final(budget: Row, people: list[Row]) -> str:
    if budget["state"] != CampaignState.FINISHED.value:
        return "What is left is shared when the campaign is finished."
    if not budget["is_capped"]:
        return "This campaign has no budget, so nothing is left of it."
    if budget["reserved"]:
        waiting = budget["pending_answers"]
        return (
            f"{waiting} {'answer waits' if waiting == 1 else 'answers wait'} for a decision, and "
            f"{amount_words(budget['reserved'])} is promised for work at hand. What is promised is not left yet."
        )
    if not budget["free"]:
        return "Nothing is left."
    if not any(one["seconds"] for one in people):
        return "No work was accepted, so there is nobody to share with. Take the money back."
    return ""


def _moved(now: Decimal, then: Decimal) -> Conflict:
    return Conflict(
        f"The numbers moved since the preview: {amount_words(then)} then, {amount_words(now)} now.",
        hint="Look at the preview again.",
    )
