"""Payouts: what stands on the workers' accounts goes to them, in batches that somebody else approves."""

from __future__ import annotations

from decimal import Decimal

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.money_ports import LedgerStore, PayoutStore, Row
from goldsmith.app.ports import Clock
from goldsmith.app.principal import Principal
from goldsmith.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from goldsmith.domain.workflow import PAYOUT_BATCH, PayoutBatchEvent, PayoutBatchState, PayoutEvent
from goldsmith.pay.formats.payout_line import PayoutLine
from goldsmith.pay.formats.registry import names, payout_format

_HAS_FILES = (PayoutBatchState.APPROVED.value, PayoutBatchState.SENT.value)
_NEEDS_REASON = (PayoutEvent.FAIL, PayoutEvent.GIVE_BACK)


class Payouts:
    """Use cases of payouts."""

    def __init__(self, payouts: PayoutStore, ledger: LedgerStore, campaigns: Campaigns, clock: Clock) -> None:
        self._payouts = payouts
        self._ledger = ledger
        self._campaigns = campaigns
        self._clock = clock

    async def listed(self, principal: Principal, campaign_id: int) -> Row:
        """Batches, newest first, and what a new one would hold.

        Raises as `Campaigns.get` does.
        """
        await self._campaigns.get(principal, campaign_id)
        budget = await self._ledger.budget(campaign_id)
        assert budget is not None
        balances = [one for one in await self._payouts.balances(campaign_id) if not one["has_open"]]
        known = [one["balance"] for one in balances if one["destination_kind"] is not None]
        unknown = [one["balance"] for one in balances if one["destination_kind"] is None]
        return {
            "currency": budget["currency"],
            "payable": sum(known, Decimal(0)),
            "payable_workers": len(known),
            "unknown": sum(unknown, Decimal(0)),
            "unknown_workers": len(unknown),
            "formats": [_format_row(name) for name in names()],
            "batches": [_batch_row(row) for row in await self._payouts.batches(campaign_id)],
        }

    async def batch(self, principal: Principal, batch_id: int) -> Row:
        """One batch with its payouts; where to is not in it, only whether that is known."""
        row = await self._own(principal, batch_id)
        return {**_batch_row(row), "lines": await self._payouts.payouts(batch_id)}

    async def draft(
        self, principal: Principal, campaign_id: int, *, minimum: Decimal, with_unknown: bool, note: str
    ) -> Row:
        """Draft a batch of all balances of at least `minimum`.

        Args:
            principal: the caller.
            campaign_id: which.
            minimum: of a payout, >= 0.
            with_unknown: also those who have not said where to; they are paid by other means than a file.
            note: the owner's.

        Raises:
            Conflict: there is nothing to pay.
        """
        await self._campaigns.get(principal, campaign_id)
        batch_id = await self._payouts.draft(
            campaign_id,
            minimum=minimum,
            with_unknown=with_unknown,
            note=note,
            by=principal.account_id,
            now=self._clock(),
        )
        if batch_id is None:
            raise Conflict(
                "There is nothing to pay: no account has that much, or all of it is in an open batch.",
                hint="Workers who have not said where their money goes are left out unless you ask for them.",
            )
        return await self.batch(principal, batch_id)

    async def move(self, principal: Principal, batch_id: int, event: PayoutBatchEvent, *, reason: str) -> Row:
        """Approve, discard, send, settle or fail a batch.

        Raises:
            Forbidden: approved by somebody whom it pays, or by who drafted it while somebody else could.
            TransitionRefused: that is no step from where it is.
            Conflict: a balance is less than its payout by now.
        """
        row = await self._own(principal, batch_id)
        PAYOUT_BATCH.transition(PayoutBatchState(row["state"]), event)
        if event is PayoutBatchEvent.APPROVE:
            await self._refuse_own(principal, row)
        if event is PayoutBatchEvent.FAIL and not reason:
            raise InvalidInput("Say why the batch failed.", hint="The workers read it beside their money.")
        await self._payouts.move(batch_id, event, reason=reason, by=principal.account_id, now=self._clock())
        return await self.batch(principal, batch_id)

    async def decide(self, principal: Principal, payout_id: int, event: PayoutEvent, *, reason: str) -> Row:
        """Say what became of one payout; its batch.

        Raises:
            InvalidInput: failed or given back without a reason, or an event that only a batch has.
            TransitionRefused: that is no step from where it is.
            Conflict: its batch was not sent.
        """
        batch_id = await self._payouts.batch_of(payout_id)
        if batch_id is None:
            raise NotFound("There is no such payout.")
        await self._own(principal, batch_id, noun="payout")
        if event is PayoutEvent.DISCARD:
            raise InvalidInput("A single payout is not discarded.", hint="Discard the draft it is in.")
        if event in _NEEDS_REASON and not reason:
            raise InvalidInput("Say why the money came back.", hint="The worker reads it beside their money.")
        await self._payouts.decide(
            batch_id, payout_id, event, reason=reason, by=principal.account_id, now=self._clock()
        )
        return await self.batch(principal, batch_id)

    async def file(self, principal: Principal, batch_id: int, name: str) -> tuple[str, str, str]:
        """The file of an approved batch in one form; that it was taken is kept.

        Returns:
            (file name, media type, text).

        Raises:
            NotFound: no such form.
            Conflict: the batch is not approved, or nobody in it is paid that way.
        """
        row = await self._own(principal, batch_id)
        form = payout_format(name)
        if row["state"] not in _HAS_FILES:
            raise Conflict(
                "Files are made of batches that are approved and not closed.", hint="Approve the batch first."
            )
        found = await self._payouts.lines(batch_id, form.kind)
        if not found:
            raise Conflict(f"Nobody in this batch is paid by {form.title}.", hint="Take another form.")
        if len(found) > form.most:
            raise Conflict(
                f"{form.title} takes {form.most:,} payouts a file, and these are {len(found):,}.",
                hint="Draft smaller batches with a higher minimum.",
            )
        budget = await self._ledger.budget(row["campaign_id"])
        assert budget is not None
        note = f"Goldsmith, batch {batch_id}"
        lines = [
            PayoutLine(
                reference=f"goldsmith-{one['id']}",
                holder=one["holder"],
                address=one["address"],
                bank=one["bank"],
                amount=one["amount"].quantize(Decimal("0.01")),
                currency=budget["currency"],
                note=note,
            )
            for one in found
        ]
        text = form.write(lines)
        await self._payouts.note_file(
            batch_id,
            name,
            payouts=len(lines),
            amount=sum((one.amount for one in lines), Decimal(0)),
            by=principal.account_id,
            now=self._clock(),
        )
        return f"payouts-{batch_id}-{name}.{form.extension}", form.media_type, text

    async def _own(self, principal: Principal, batch_id: int, *, noun: str = "batch of payouts") -> Row:
        row = await self._payouts.batch(batch_id)
        if row is None:
            raise NotFound(f"There is no such {noun}.")
        await self._campaigns.get(principal, row["campaign_id"], noun=noun)
        return row

    async def _refuse_own(self, principal: Principal, batch: Row) -> None:
        """Nobody pays themselves; and who drafted a batch does not approve it while somebody else could."""
        payees = {one["worker_id"] for one in await self._payouts.payouts(batch["id"])}
        if principal.account_id in payees:
            raise Forbidden(
                "This batch pays you, so somebody else approves it.",
                hint="Ask another owner of this campaign.",
            )
        others = set(await self._payouts.staff(batch["campaign_id"])) - {principal.account_id} - payees
        if batch["drafted_by"] == principal.account_id and others:
            raise Forbidden(
                "You drafted this batch, so somebody else approves it.",
                hint="Ask another owner of this campaign: two people look at every payout.",
            )


def _batch_row(row: Row) -> Row:
    state = PayoutBatchState(row["state"])
    return {**row, "events": [event.value for (at, event) in PAYOUT_BATCH.table if at == state]}


def _format_row(name: str) -> Row:
    form = payout_format(name)
    return {"name": form.name, "title": form.title, "kind": form.kind}
