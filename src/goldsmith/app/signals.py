"""Signals about how a text came about: evidence for people, which decides nothing.

Nothing in the flow, in rules or in pay reads them; they are shown to whoever judges the text, with what else can
explain them.
"""

from __future__ import annotations

from collections.abc import Mapping

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.model_likeness import ModelLikeness, text_of
from goldsmith.app.ports import Clock, Row
from goldsmith.app.principal import Principal, require_worker
from goldsmith.app.signal_ports import SignalStore
from goldsmith.domain.errors import NotFound
from goldsmith.evaluation.copied import copied_share


class Signals:
    """Use cases around the signals of texts."""

    def __init__(self, signals: SignalStore, campaigns: Campaigns, clock: Clock) -> None:
        self._signals = signals
        self._campaigns = campaigns
        self._clock = clock
        self._likeness = ModelLikeness(signals)

    async def note(self, principal: Principal, answer_id: int, given: Mapping[str, int]) -> None:
        """Keep what the page measured while the caller wrote an answer; a second time changes nothing."""
        require_worker(principal)
        await self._signals.add(answer_id, principal.account_id, given, self._clock())

    async def of_item(self, principal: Principal, item_id: int) -> list[Row]:
        """The signals of all texts written for an item, for its owner.

        Raises:
            NotFound: no such item in a campaign of the caller.
        """
        item = await self._signals.item(item_id)
        if item is None:
            raise NotFound("There is no such item.")
        await self._campaigns.get(principal, item["campaign_id"], noun="item")
        return [await self._signal(item, row) for row in await self._signals.of_item(item_id)]

    async def under_review(self, principal: Principal, assignment_id: int) -> Row | None:
        """The signals of the text that the caller reviews at the moment; None where the task is no open review.

        Who wrote it is not among them.

        Raises:
            NotFound: no such task of the caller.
        """
        require_worker(principal)
        task = await self._signals.under_review(assignment_id, principal.account_id)
        if task is None:
            raise NotFound("There is no such task of yours.")
        item = await self._signals.item(task["item_id"])
        if item is None:
            return None
        for row in await self._signals.of_item(task["item_id"]):
            if row["answer_id"] == task["answer_id"]:
                return await self._signal(item, row)
        return None

    async def _signal(self, item: Row, row: Row) -> Row:
        text = text_of(row["fields"] or {})
        shown = item["suggestions"] if row["shows_suggestions"] else []
        return {
            "answer_id": row["answer_id"],
            "measured": row["measured"],
            "copied_share": copied_share(text, shown) if shown else None,
            "likeness": await self._likeness.of(item["campaign_id"], row["answer_id"], text)
            if row["shows_suggestions"]
            else None,
        }
