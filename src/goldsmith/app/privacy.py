"""One's own data: to take along, and to have forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from decimal import Decimal
from typing import Any

from goldsmith.app.accounts import Accounts
from goldsmith.app.campaigns import Campaigns
from goldsmith.app.consent_ports import PrivacyStore
from goldsmith.app.money_ports import EarningsStore
from goldsmith.app.ports import AccountStore, Clock, Row
from goldsmith.app.principal import Principal, require_worker
from goldsmith.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from goldsmith.domain.workflow import APPEAL, AppealEvent


class Privacy:
    """Use cases of the page My data, and of owners who are asked to forget somebody."""

    def __init__(
        self,
        privacy: PrivacyStore,
        earnings: EarningsStore,
        account_store: AccountStore,
        accounts: Accounts,
        campaigns: Campaigns,
        clock: Clock,
    ) -> None:
        self._privacy = privacy
        self._earnings = earnings
        self._account_store = account_store
        self._accounts = accounts
        self._campaigns = campaigns
        self._clock = clock

    def export(self, principal: Principal) -> AsyncIterator[tuple[str, Sequence[Any]]]:
        """Everything that is stored about the caller: (section, rows), in batches.

        Raises:
            Forbidden: the caller is no worker.
        """
        require_worker(principal)
        return self._privacy.exported(principal.account_id)

    async def mine(self, principal: Principal) -> Row:
        """{name, unpaid, on_the_way}: what the caller would give up by being forgotten."""
        require_worker(principal)
        return {"name": principal.name, **await self._money(principal.account_id)}

    async def forget_me(self, principal: Principal, *, name: str, gives_up_pay: bool) -> None:
        """Forget the caller: name, country, ways to sign in, messages. Answers and the books stay.

        Args:
            principal: the caller.
            name: their name, typed as a confirmation.
            gives_up_pay: they know that what is not paid yet cannot be paid any more.

        Raises:
            InvalidInput: the name is another one.
            Conflict: money is on the way, or it would be given up unsaid.
        """
        require_worker(principal)
        if name.strip() != principal.name.strip():
            raise InvalidInput(
                "The name is not yours.",
                hint="Type your name as it is shown, to confirm.",
                fields={"name": "Your name as it is shown."},
            )
        await self._forget(principal.account_id, principal.account_id, gives_up_pay)

    async def forget(
        self, principal: Principal, campaign_id: int, worker_id: int, *, gives_up_pay: bool
    ) -> None:
        """Forget a worker who asked for it.

        Raises:
            NotFound: no such worker in a campaign of the caller.
            Forbidden: they work for others, too; then the owner of the installation does it.
            Conflict: as `forget_me`, or they were forgotten before.
        """
        await self._campaigns.get(principal, campaign_id, noun="worker")
        person = await self._privacy.person(worker_id)
        if person is None or not await self._account_store.is_member(campaign_id, worker_id):
            raise NotFound("There is no such worker in this campaign.")
        if principal.role != "owner" and set(person["owners"]) != {principal.account_id}:
            raise Forbidden(
                "This worker is in campaigns of others, too.",
                hint="Ask the owner of this installation, or let the worker do it on the page My data.",
            )
        await self._forget(worker_id, principal.account_id, gives_up_pay)

    async def _forget(self, account_id: int, by: int, gives_up_pay: bool) -> None:
        money = await self._money(account_id)
        if money["on_the_way"]:
            raise Conflict(
                "Money is on the way to this person.",
                hint="Where it goes is needed until it has arrived. Ask again then.",
            )
        if money["unpaid"] and not gives_up_pay:
            sums = ", ".join(f"{one['amount']} {one['currency']}" for one in money["unpaid"])
            raise Conflict(
                f"{sums} is earned or waits for a decision, and nobody could be paid any more.",
                hint="Have it paid first, or say that it is given up.",
                unpaid=sums,
            )
        withdrawn = APPEAL.transition(APPEAL.initial, AppealEvent.WITHDRAW)
        done = await self._privacy.erase(
            account_id,
            name=f"Former worker {account_id}",
            withdrawn=withdrawn.value,
            by=by,
            now=self._clock(),
        )
        if not done:
            raise Conflict("This person was forgotten before.")
        self._accounts.forget(account_id)

    async def _money(self, account_id: int) -> Row:
        unpaid: dict[str, Decimal] = {}
        on_the_way: dict[str, Decimal] = {}
        for row in await self._earnings.campaigns(account_id):
            currency = row["currency"]
            unpaid[currency] = unpaid.get(currency, Decimal(0)) + row["balance"] + row["pending"]
            on_the_way[currency] = on_the_way.get(currency, Decimal(0)) + row["on_the_way"]
        return {
            name: [{"currency": one, "amount": amount} for one, amount in sums.items() if amount > 0]
            for name, sums in (("unpaid", unpaid), ("on_the_way", on_the_way))
        }
