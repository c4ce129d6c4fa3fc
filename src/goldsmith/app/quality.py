"""How good the answers of a campaign are, as far as answers of different people can tell."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.ports import Clock, Row
from goldsmith.app.principal import Principal
from goldsmith.app.quality_numbers import (
    LEAST_IN_COMMON,
    agreement_rows,
    confusion_rows,
    counted,
    drift_rows,
    judgement_rows,
    pair_rows,
)
from goldsmith.app.quality_ports import QualityStore
from goldsmith.app.quality_tasks import stage_tasks

#: Tasks read of each stage: an alpha of 1,000 tasks is known to about ± 0.04.
PER_STAGE = 1_000
#: Computing takes at most so large a part of the time: what took 1 s is kept for 20 s.
_SHARE = 1 / 20
_KEPT = 50


@dataclass(frozen=True, slots=True)
class _Kept:
    mark: Row
    until_s: float
    view: Row


class Quality:
    """Use cases of the quality page, and of the short table on the overview: one computation serves both."""

    def __init__(self, quality: QualityStore, campaigns: Campaigns, clock: Clock) -> None:
        self._quality = quality
        self._campaigns = campaigns
        self._clock = clock
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._turns: dict[int, asyncio.Lock] = {}

    async def view(self, principal: Principal, campaign_id: int) -> Row:
        """Agreement, pairs of workers, drift and confusion, over finished tasks.

        Raises:
            NotFound: no such campaign of the caller.
        """
        await self._campaigns.get(principal, campaign_id)
        # Who asks while the numbers are computed gets the same ones.
        async with self._turns.setdefault(campaign_id, asyncio.Lock()):
            return await self._fresh(campaign_id)

    async def judgements(self, principal: Principal, campaign_id: int) -> list[Row]:
        """How validators judge, by category: the overview's part of the same numbers."""
        rows: list[Row] = (await self.view(principal, campaign_id))["judgements"]
        return rows

    async def _fresh(self, campaign_id: int) -> Row:
        kept = self._kept.get(campaign_id)
        if kept is not None and time.monotonic() < kept.until_s:
            return kept.view
        mark = await self._quality.mark_of(campaign_id)
        if kept is not None and kept.mark == mark:
            return kept.view
        started = time.monotonic()
        view = await self._compute(campaign_id)
        took_s = time.monotonic() - started
        # Small campaigns, which compute in no time, are always as they are now.
        until_s = time.monotonic() + took_s / _SHARE if took_s > 0.25 else 0.0
        self._kept[campaign_id] = _Kept(mark, until_s, view)
        self._kept.move_to_end(campaign_id)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return view

    async def _compute(self, campaign_id: int) -> Row:
        stages = await self._quality.stages(campaign_id)
        samples = await self._quality.sample(campaign_id, PER_STAGE)
        view = await asyncio.to_thread(_numbers, stages, samples)
        names = await self._quality.names(
            sorted({pair[side] for pair in view["pairs"] for side in ("first", "second")})
        )
        return {
            **view,
            "pairs": [
                {**pair, "first": names[pair["first"]], "second": names[pair["second"]]}
                for pair in view["pairs"]
            ],
            "computed_at": self._clock(),
            "per_stage": PER_STAGE,
            "least_in_common": LEAST_IN_COMMON,
        }


def _numbers(stages: list[Row], samples: list[Row]) -> dict[str, Any]:
    """All numbers, in a thread: a large campaign takes seconds."""
    found = stage_tasks(stages, samples)
    return {
        "stages": counted(found),
        "judgements": judgement_rows(found),
        "agreement": agreement_rows(found),
        "pairs": pair_rows(found),
        "drift": drift_rows(found),
        "confusion": confusion_rows(found),
    }
