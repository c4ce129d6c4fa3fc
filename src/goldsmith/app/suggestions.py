"""A model's examples beside a brief, made ahead of time: other topics, people and situations, never prefilled.

The method is seed → concept → instruction (OSS-Instruct: Wei et al. 2023, Magicoder, arXiv:2312.02120), varied over
personas (Ge et al. 2024, Persona Hub, arXiv:2406.20094); the recipe holds what it varies over.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from goldsmith.app.campaign_models import CampaignModels
from goldsmith.app.ports import CampaignStore, Clock, Row, TextStore
from goldsmith.domain.errors import GoldsmithError, RateLimited, Unavailable
from goldsmith.domain.sampling import uniform
from goldsmith.llm.config import Role
from goldsmith.llm.errors import EndpointWrong, KeyRefused, ModelsMisconfigured
from goldsmith.llm.prompt import shipped_prompt
from goldsmith.llm.schema import Schema

_log = logging.getLogger(__name__)

_IDLE_S = 1.0
_PAUSE_S = 30.0
_SEED_CHARS = 1_200
_WEAK_SEED_CHARS = 400
_LABEL_CHARS = 200
_AT_ONCE = 8
#: The next brief would meet the same: the campaign waits until somebody mends it.
_WAITS = (Unavailable, RateLimited, KeyRefused, EndpointWrong, ModelsMisconfigured)


class _Example(BaseModel):
    """What the model writes: the concept first, so that the task follows from it."""

    model_config = ConfigDict(extra="forbid")

    concept: str = Field(max_length=200)
    task: str = Field(max_length=2_000)


_SCHEMA = Schema.of(_Example)


class Suggester:
    """Makes examples for the briefs that will be handed out next."""

    def __init__(
        self, texts: TextStore, campaigns: CampaignStore, models: CampaignModels, clock: Clock
    ) -> None:
        self._texts = texts
        self._campaigns = campaigns
        self._models = models
        self._clock = clock
        self._pauses: dict[int, float] = {}

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                made = await self.once()
            except Unavailable:
                made = 0
            except Exception:
                _log.exception("the suggester stumbled")
                made = 0
            if not made:
                await asyncio.sleep(_IDLE_S)

    async def once(self) -> int:
        """Serve the next briefs; how many."""
        now = time.monotonic()
        paused = [campaign for campaign, until in self._pauses.items() if until > now]
        rows = await self._texts.wanting_suggestions(but=paused, most=_AT_ONCE)
        served = await asyncio.gather(*(self._serve(row) for row in rows))
        return sum(served)

    async def _serve(self, row: Row) -> bool:
        recipe = await self._campaigns.recipe(row["campaign_id"]) or {}
        rules = recipe.get("suggest")
        examples: list[Row] = []
        if rules and rules["per_brief"]:
            try:
                bench = await self._models.bench(row["campaign_id"])
                if bench.player(Role.SUGGEST) is None:
                    self._pauses[row["campaign_id"]] = time.monotonic() + _PAUSE_S
                    return False
                for number in range(rules["per_brief"]):
                    examples += await self._example(bench, recipe, rules, row, number)
            except _WAITS:
                self._pauses[row["campaign_id"]] = time.monotonic() + _PAUSE_S
                return False
        await self._texts.add_suggestions(row["id"], examples, self._clock())
        return True

    async def _example(
        self, bench: Any, recipe: Mapping[str, Any], rules: Mapping[str, Any], row: Row, number: int
    ) -> list[Row]:
        """One example, or none where the model's answer cannot be used: people do without."""
        about = {
            axis: _pick(rules[f"{axis}s"], axis, row["id"], number)
            for axis in ("topic", "persona", "scenario")
        }
        titles, player = titles_of(recipe, row), bench.player(Role.SUGGEST)
        is_weak = player is not None and player.endpoint.weak
        request = shipped_prompt("suggest-task").request(
            {
                "seed": (row["brief"] or {}).get("context", "")[
                    : _WEAK_SEED_CHARS if is_weak else _SEED_CHARS
                ],
                "language": titles["track"],
                "category": titles["category"],
                **about,
            },
            _SCHEMA,
            seed=int(uniform("suggest", row["id"], number) * 1_000_000),
        )
        try:
            reply = await bench.ask(request)
        except _WAITS:
            raise
        except GoldsmithError as error:
            _log.info("no example for item %d: %s", row["id"], error.detail)
            return []
        written: _Example = reply.value
        return [
            {
                "title": written.concept.strip()[:200] or about["topic"],
                "text": written.task.strip(),
                **about,
                "model": reply.model,
                "weak": reply.weak,
            }
        ]


def titles_of(recipe: Mapping[str, Any], row: Row) -> dict[str, str]:
    """Titles of an item's track and category, as a model's prompt names them."""
    cell = row["cell"] or [row["category"]]
    track = next((t["title"] for t in recipe["tracks"] if t["key"] == cell[0]), cell[0])
    category = "task"
    if len(cell) > 1 and recipe["dimensions"]:
        values = {value["key"]: value["title"] for value in recipe["dimensions"][0]["values"]}
        category = values.get(cell[1], cell[1])
    return {"track": track[:_LABEL_CHARS], "category": category[:_LABEL_CHARS]}


def _pick(options: list[str], axis: str, item_id: int, number: int) -> str:
    """One of the options, spread over items and numbers; the same whenever it is asked."""
    return options[int(uniform(axis, item_id, number) * len(options))][:_LABEL_CHARS]
