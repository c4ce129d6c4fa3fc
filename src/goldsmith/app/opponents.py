"""Opponents complete the prompts, and a judge compares blind, in both orders."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from goldsmith.app.campaign_models import CampaignModels
from goldsmith.app.ports import CampaignStore, Clock, DeliveryStore, Row, TextStore
from goldsmith.domain.errors import Unavailable
from goldsmith.llm.config import Role
from goldsmith.llm.errors import ModelRefused, ReplyCut, ReplyTooLarge, StructuredOutputFailed
from goldsmith.llm.prompt import shipped_prompt
from goldsmith.llm.schema import Schema

_Words = Literal["A much better", "A better", "tie", "B better", "B much better"]
_PREFERENCES: Mapping[_Words, float] = {
    "A much better": 1.0,
    "A better": 0.75,
    "tie": 0.5,
    "B better": 0.25,
    "B much better": 0.0,
}
#: What a refusal reads, where an opponent gave no answer: it loses by its own doing.
NO_ANSWER = "(no answer)"
_REASON_CHARS = 600
#: What a small model is given and asked for: more would take minutes and be worth nothing.
_WEAK_TOKENS = 96
_WEAK_CHARS = 300


class _Preference(BaseModel):
    """What a weak judge writes: its reasons would be worth no more than its preference."""

    model_config = ConfigDict(extra="forbid")

    preference: _Words


class _Judgement(BaseModel):
    """What a judge writes: the reason first, so that the preference follows from it."""

    model_config = ConfigDict(extra="forbid")

    reason: str
    preference: _Words


# Made once: describing a class takes milliseconds.
_WEAK_SCHEMA = Schema.of(_Preference)
_SCHEMA = Schema.of(_Judgement)


class Opponents:
    """The machine of evaluate stages: one pair an opponent."""

    def __init__(
        self,
        models: CampaignModels,
        texts: TextStore,
        deliveries: DeliveryStore,
        campaigns: CampaignStore,
        clock: Clock,
    ) -> None:
        self._models = models
        self._texts = texts
        self._deliveries = deliveries
        self._campaigns = campaigns
        self._clock = clock

    async def __call__(self, row: Row) -> dict[str, Any]:
        """Let every opponent complete the prompt, and add a pair for each.

        Raises:
            Unavailable: an endpoint is down, or nobody plays the role.
        """
        config = await self._campaigns.config(row["stage_id"])
        recipe = await self._campaigns.recipe(row["campaign_id"]) or {}
        bench = await self._models.bench(row["campaign_id"])
        if not bench.opponents:
            raise Unavailable(
                "No model plays the role opponent.",
                hint="Name some under models: opponents in the recipe, or install the embedded one.",
                retry_after_s=60,
            )
        prompt, ours = row["payload"][config["prompt"]], row["payload"][config["answer"]]
        track = row["cell"][0] if row["cell"] else ""
        title = next((t["title"] for t in recipe["tracks"] if t["key"] == track), track)
        # A rewritten completion is compared anew; the same one, after a crash, is not compared twice.
        version = hashlib.sha256(f"{prompt}\x1f{ours}".encode()).hexdigest()[:12]
        pairs = []
        for player in bench.opponents:
            request = shipped_prompt("solve-task").request({"task": prompt, "language": title})
            if player.endpoint.weak:
                request = replace(request, max_tokens=_WEAK_TOKENS)
            try:
                theirs = (await bench.ask(request, opponent=player.endpoint.name)).text
            except ReplyCut as error:
                theirs = error.last_text
            except (ModelRefused, ReplyTooLarge):
                theirs = NO_ANSWER
            pairs.append(
                {
                    "track": track,
                    "stage_id": config["pairs"],
                    "identity": f"pair:{row['item_id']}:{version}:{player.endpoint.name}",
                    "parent_id": row["item_id"],
                    "payload": {
                        "prompt": prompt,
                        "ours": ours,
                        "theirs": theirs or NO_ANSWER,
                        "opponent": player.endpoint.name,
                        "is_weak": player.endpoint.weak,
                    },
                }
            )
        known = await self._texts.identities(row["campaign_id"], under=row["item_id"])
        if not known & {pair["identity"] for pair in pairs}:
            await self._deliveries.retire_pairs(row["item_id"], self._clock())
        await self._texts.add_items(row["campaign_id"], pairs, self._clock())
        return {"opponents": [pair["payload"]["opponent"] for pair in pairs]}


class Judge:
    """The machine of judge stages: the same pair in both orders."""

    def __init__(self, models: CampaignModels, campaigns: CampaignStore) -> None:
        self._models = models
        self._campaigns = campaigns

    async def __call__(self, row: Row) -> dict[str, Any]:
        """Compare both answers twice, each standing first once.

        Raises:
            Unavailable: the endpoint is down.
        """
        bench = await self._models.bench(row["campaign_id"])
        player = bench.player(Role.JUDGE)
        if player is None:
            return {"judge": "", "is_weak": False, "orders": [], "why_not": "no model plays the role judge"}
        payload = row["payload"]
        orders = [
            await self._one(bench, payload, ours_first=True, is_weak=player.endpoint.weak),
            await self._one(bench, payload, ours_first=False, is_weak=player.endpoint.weak),
        ]
        return {"judge": player.endpoint.name, "is_weak": player.endpoint.weak, "orders": orders}

    async def _one(self, bench: Any, payload: Mapping[str, Any], *, ours_first: bool, is_weak: bool) -> Row:
        first, second = ("ours", "theirs") if ours_first else ("theirs", "ours")
        most = _WEAK_CHARS if is_weak else None
        request = shipped_prompt("judge-pair").request(
            {
                "task": payload["prompt"][:most],
                "answer_a": payload[first][:most],
                "answer_b": payload[second][:most],
                "criteria": "completeness, and how well the explanation helps",
            },
            _WEAK_SCHEMA if is_weak else _SCHEMA,
        )
        try:
            found: _Preference | _Judgement = (await bench.ask(request)).value
        except (StructuredOutputFailed, ModelRefused, ReplyCut, ReplyTooLarge) as error:
            return {"ours_first": ours_first, "preference": None, "reason": f"no judgment: {error.detail}"}
        for_first = _PREFERENCES[found.preference]
        return {
            "ours_first": ours_first,
            "preference": for_first if ours_first else 1 - for_first,
            "reason": getattr(found, "reason", "")[:_REASON_CHARS],
        }
