"""Prompts that look alike: found over the whole dataset, decided by a person, reversible."""

from __future__ import annotations

import asyncio

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.checks.classifiers import first_field
from goldsmith.app.checks.duplicate import entry_of
from goldsmith.app.evaluations import titles_of
from goldsmith.app.ports import CampaignStore, Clock, DeliveryStore, Row, TextStore
from goldsmith.app.principal import Principal
from goldsmith.domain.errors import Conflict, NotFound
from goldsmith.domain.workflow import ITEM, ItemEvent, ItemState
from goldsmith.evaluation.dedup import Embedder, ModelMissing, find_duplicates


class Duplicates:
    """Use cases around duplicates."""

    def __init__(
        self,
        texts: TextStore,
        deliveries: DeliveryStore,
        campaign_store: CampaignStore,
        campaigns: Campaigns,
        clock: Clock,
        embedder: Embedder | None,
    ) -> None:
        self._texts = texts
        self._deliveries = deliveries
        self._store = campaign_store
        self._campaigns = campaigns
        self._clock = clock
        self._embedder = embedder

    async def find(self, campaign_id: int) -> str:
        """Look through all accepted data points, and keep the pairs.

        Returns:
            What could not be looked at, in words; empty where all was.
        """
        field = await first_field(self._store, campaign_id)
        rows = await self._texts.texts_of(campaign_id, field)
        entries = [
            entry_of(row["id"], tuple(row["cell"] or ()), row["text"])
            for row in rows
            if row["state"] == ItemState.ACCEPTED.value
        ]
        dismissed = [(str(a), str(b)) for a, b in await self._deliveries.decided(campaign_id, "different")]
        missing = ""
        try:
            pairs = await asyncio.to_thread(
                find_duplicates, entries, embedder=self._embedder, dismissed=dismissed
            )
        except ModelMissing as error:
            missing = f"compared by words only: {error}"
            pairs = await asyncio.to_thread(find_duplicates, entries, embedder=None, dismissed=dismissed)
        found = []
        for pair in pairs:
            low, high = sorted((int(pair.first), int(pair.second)))
            found.append(
                {"first": low, "second": high, "kind": pair.kind, "score": pair.score, "why": pair.why}
            )
        await self._deliveries.forget_stale(campaign_id, [int(entry.id) for entry in entries])
        await self._deliveries.add_duplicates(campaign_id, found, self._clock())
        return missing

    async def listed(self, principal: Principal, campaign_id: int, decision: str | None) -> list[Row]:
        """Pairs with both texts, open ones first."""
        await self._campaigns.get(principal, campaign_id)
        field = await first_field(self._store, campaign_id)
        titles = titles_of(await self._store.recipe(campaign_id) or {})
        return [_pair(row, field, titles) for row in await self._deliveries.duplicates(campaign_id, decision)]

    async def decide(self, principal: Principal, campaign_id: int, pair_id: int, decision: str) -> Row:
        """Confirm a pair (the later item leaves the dataset), dismiss it, or take a decision back.

        Raises:
            NotFound: there is no such pair in the campaign.
            Conflict: an item of the pair is not in the dataset now, so that there is nothing to confirm.
        """
        await self._campaigns.get(principal, campaign_id)
        row = await self._deliveries.duplicate(pair_id)
        if row is None or row["campaign_id"] != campaign_id:
            raise NotFound("There is no such pair.")
        if decision == "duplicate" and row["decision"] != "duplicate":
            _refuse_absent(row)
        state, kind = _change(row, decision)
        is_kept = await self._deliveries.decide(
            row, decision, state=state.value, kind=kind, by=principal.account_id, now=self._clock()
        )
        if not is_kept:
            raise Conflict("The pair changed at the same moment.", hint="Reload and look again.")
        field = await first_field(self._store, campaign_id)
        titles = titles_of(await self._store.recipe(campaign_id) or {})
        row = await self._deliveries.duplicate(pair_id)
        assert row is not None
        return _pair(row, field, titles)


def _refuse_absent(row: Row) -> None:
    """Only two data points of the dataset can be one too many.

    The earlier one may itself be the duplicate of one that is kept: then the later one is, too.
    """
    if row["first_state"] != ItemState.ACCEPTED.value and not row["first_is_held"]:
        raise Conflict(
            f"Item {row['first_id']}, the earlier of the two, has left the dataset, so the later one is needed.",
            hint="Look at the gate again: it drops pairs that are no longer there.",
        )
    if row["second_state"] != ItemState.ACCEPTED.value and not row["held_by_another"]:
        raise Conflict(
            f"Item {row['second_id']} is not in the dataset: it is being worked on, or it was rejected.",
            hint="Look at the gate again: it drops pairs that are no longer there.",
        )


def _change(row: Row, decision: str) -> tuple[ItemState, str]:
    """(the state of the later item afterwards; what its history says of it, "" where it keeps its state)."""
    state = ItemState(row["second_state"])
    if decision == "duplicate" and state is ItemState.ACCEPTED:
        reopened = ITEM.transition(state, ItemEvent.REOPEN)
        return ITEM.transition(reopened, ItemEvent.REJECT), "left_as_duplicate"
    is_undone = decision != "duplicate" and row["decision"] == "duplicate"
    # An item that another pair holds out, too, waits for a word about that one.
    if is_undone and state is ItemState.REJECTED and not row["held_by_another"]:
        reopened = ITEM.transition(state, ItemEvent.REOPEN)
        return ITEM.transition(reopened, ItemEvent.ACCEPT), "came_back"
    return state, ""


def _pair(row: Row, field: str, titles: dict[str, str]) -> Row:
    def side(which: str) -> Row:
        return {
            "item_id": row[f"{which}_id"],
            "text": row[f"{which}_payload"].get(field) or "",
            "cell": [titles.get(key, key) for key in row[f"{which}_cell"] or []],
        }

    return {
        **{key: row[key] for key in ("id", "kind", "score", "why", "decision", "decided_by")},
        "first": side("first"),
        "second": side("second"),
    }
