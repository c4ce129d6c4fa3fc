"""Items with their full history, for owners."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.ports import CampaignStore, CorpusStore, Row
from goldsmith.app.principal import Principal
from goldsmith.app.texts import brief_of, field_titles
from goldsmith.domain.errors import NotFound


class Items:
    """Use cases of the item browser."""

    def __init__(self, corpus: CorpusStore, recipes: CampaignStore, campaigns: Campaigns) -> None:
        self._corpus = corpus
        self._recipes = recipes
        self._campaigns = campaigns

    async def page(
        self,
        principal: Principal,
        campaign_id: int,
        filters: Mapping[str, Any],
        *,
        before: int | None,
        limit: int,
    ) -> list[Row]:
        """Items of a campaign, by id descending."""
        await self._campaigns.get(principal, campaign_id)
        return await self._corpus.items(campaign_id, filters, before=before or sys.maxsize, limit=limit)

    async def get(self, principal: Principal, item_id: int) -> Row:
        """One item with text, answers and history.

        Raises:
            NotFound: there is none in a campaign of the caller.
        """
        row = await self._corpus.item(item_id)
        if row is None:
            raise NotFound("There is no such item.")
        await self._campaigns.get(principal, row["campaign_id"], noun="item")
        labels = await self._campaigns.labels(row["campaign_id"], row["category"])
        answers, events = await self._corpus.item_answers(item_id), await self._corpus.item_events(item_id)
        recipe = await self._recipes.recipe(row["campaign_id"]) or {}
        is_text = bool(recipe.get("tracks"))
        return {
            **row,
            "text": row["text"].decode() if row["text"] is not None else "",
            "labels": labels,
            "answers": answers,
            "events": events,
            "brief": brief_of(recipe, {**row, "known_cell": row["cell"]}) if is_text else None,
            "fields": {key: value for key, value in row["payload"].items() if isinstance(value, str)},
            "field_titles": field_titles(recipe) if is_text else {},
        }
