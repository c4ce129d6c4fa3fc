"""What a worker earned, how it stands against the hourly target, and where their money goes."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from goldsmith.app.bonuses import caps_ms
from goldsmith.app.money_ports import EarningsStore, Row
from goldsmith.app.pay_ports import PayStore
from goldsmith.app.ports import Clock
from goldsmith.app.principal import Principal, require_worker
from goldsmith.domain.pay import bonus_due, hourly, seconds_of
from goldsmith.domain.payout_destination import destination
from goldsmith.domain.stage import MACHINE_KINDS
from goldsmith.pay.price_level import PriceLevels
from goldsmith.pay.rate_date import RATES_OF

_HOUR_S = 3600


class Earnings:
    """Use cases of the earnings page; each is about the caller alone."""

    def __init__(self, earnings: EarningsStore, pay: PayStore, levels: PriceLevels, clock: Clock) -> None:
        self._earnings = earnings
        self._pay = pay
        self._levels = levels
        self._clock = clock

    async def mine(self, principal: Principal) -> list[Row]:
        """The caller's campaigns with what they brought, newest first."""
        require_worker(principal)
        campaigns = await self._earnings.campaigns(principal.account_id)
        caps: dict[int, int] = {}
        for one in campaigns:
            caps |= caps_ms(await self._pay.stage_prices(one["id"], sorted(MACHINE_KINDS)))
        stages = await self._earnings.stages(principal.account_id, caps)
        return [
            self._campaign(one, [row for row in stages if row["campaign_id"] == one["id"]], principal.country)
            for one in campaigns
        ]

    async def entries(self, principal: Principal, *, before: int, limit: int) -> list[Row]:
        """What came to the caller's account and left it, newest first."""
        require_worker(principal)
        return await self._earnings.entries(principal.account_id, before=before, limit=limit)

    async def destination(self, principal: Principal) -> Row | None:
        """Where the caller's money goes; None before they said so."""
        require_worker(principal)
        return await self._earnings.destination(principal.account_id)

    async def set_destination(
        self, principal: Principal, *, kind: Literal["bank", "email"], holder: str, address: str, bank: str
    ) -> Row | None:
        """Say where the caller's money goes.

        Raises:
            InvalidInput: it cannot be right.
        """
        require_worker(principal)
        checked = destination(kind, holder, address, bank)
        fields = {
            "kind": checked.kind,
            "holder": checked.holder,
            "address": checked.address,
            "bank": checked.bank,
        }
        await self._earnings.set_destination(principal.account_id, fields, self._clock())
        return await self.destination(principal)

    async def forget_destination(self, principal: Principal) -> None:
        """Delete it."""
        require_worker(principal)
        await self._earnings.forget_destination(principal.account_id)

    def _campaign(self, row: Row, stages: list[Row], country: str | None) -> Row:
        currency: str = row["currency"]
        earned = row["task_pay"] + row["bonus"] + row["final_share"] + row["corrections"]
        seconds = sum((seconds_of(one["active_ms"]) for one in stages), Decimal(0))
        answers = sum(one["answers"] for one in stages)
        return {
            **row,
            "earned": earned,
            "answers": answers,
            "hours": float(seconds) / _HOUR_S,
            "per_task": (row["task_pay"] / answers).quantize(Decimal("0.0001")) if answers else None,
            "hourly": hourly(earned, seconds),
            "bonus_due": bonus_due(row["target_hourly"], seconds, earned),
            "local": self._local(row, earned, currency, country),
            "stages": [
                {**one, "hours": one["active_ms"] / 1000 / _HOUR_S,
                 "hourly": hourly(one["earned"], seconds_of(one["active_ms"]))}
                for one in stages
            ],
        }  # fmt: skip

    def _local(self, row: Row, earned: Decimal, currency: str, country: str | None) -> Row | None:
        """The sums in the money of the worker's country; None where that is the campaign's, or not known."""
        if country is None:
            return None
        amounts = {
            name: self._levels.local(amount, currency, country)
            for name, amount in (("earned", earned), ("pending", row["pending"]), ("paid", row["paid"]))
        }
        found = {name: pair for name, pair in amounts.items() if pair is not None}
        if len(found) < len(amounts) or found["earned"][1] == currency:
            return None
        return {
            "currency": found["earned"][1],
            "rates_of": RATES_OF,
            **{name: pair[0] for name, pair in found.items()},
        }
