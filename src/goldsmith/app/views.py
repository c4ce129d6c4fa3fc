"""The log of who saw which text."""

from __future__ import annotations

from typing import Literal

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.consent_ports import ViewStore
from goldsmith.app.ports import Clock, CorpusStore, Row
from goldsmith.app.principal import Principal, require_staff
from goldsmith.domain.errors import NotFound

Seen = Literal["item", "evidence", "golden", "duplicates", "export", "delivery"]


class Views:
    """Use cases of the log. A claim is its own entry; the pages and files of owners are noted here."""

    def __init__(self, views: ViewStore, corpus: CorpusStore, campaigns: Campaigns, clock: Clock) -> None:
        self._views = views
        self._corpus = corpus
        self._campaigns = campaigns
        self._clock = clock

    async def note(self, principal: Principal, kind: Seen, subject_id: int, detail: str = "") -> None:
        """Note that the caller saw an item (item, evidence, golden), or took a file with many.

        Args:
            principal: who looked; what they looked at was authorised before.
            kind: at what.
            subject_id: its id.
            detail: a file's name.
        """
        await self._views.note(
            kind, subject_id, account_id=principal.account_id, detail=detail, now=self._clock()
        )

    async def viewers(self, principal: Principal, item_id: int) -> list[Row]:
        """Who saw the text of an item, by a task or otherwise, newest first.

        Raises:
            NotFound: there is none in a campaign of the caller.
        """
        require_staff(principal)
        item = await self._corpus.item(item_id)
        if item is None:
            raise NotFound("There is no such item.")
        await self._campaigns.get(principal, item["campaign_id"], noun="item")
        return await self._views.viewers(item_id)
