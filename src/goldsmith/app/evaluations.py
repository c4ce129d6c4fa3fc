"""Side by side: the preferences of experts and judges become win rates, with everything that qualifies them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from goldsmith.aggregation.agreement import nominal_alpha
from goldsmith.app.campaigns import Campaigns, tracks_of
from goldsmith.app.ports import CampaignStore, Clock, DeliveryStore, Row, TextStore
from goldsmith.app.principal import Principal
from goldsmith.domain.cells import Cell
from goldsmith.domain.stage import StageKind
from goldsmith.evaluation.distribution import Distribution, distribution
from goldsmith.evaluation.pairwise import Comparison
from goldsmith.evaluation.report.findings import Evaluation
from goldsmith.evaluation.report.measure import evaluate
from goldsmith.evaluation.style import style_of

SUBJECT = "experts"
_SEED = 20_260_101
_STRONGEST = 2


class Evaluations:
    """Use cases of the evaluation."""

    def __init__(
        self,
        deliveries: DeliveryStore,
        texts: TextStore,
        campaign_store: CampaignStore,
        campaigns: Campaigns,
        clock: Clock,
    ) -> None:
        self._deliveries = deliveries
        self._texts = texts
        self._store = campaign_store
        self._campaigns = campaigns
        self._clock = clock

    async def view(self, principal: Principal, campaign_id: int) -> Row:
        """Everything that was measured, as JSON."""
        await self._campaigns.get(principal, campaign_id)
        return (await self.measure(campaign_id)).to_json()

    async def page(self, principal: Principal, campaign_id: int) -> str:
        """The report as one page."""
        campaign = await self._campaigns.get(principal, campaign_id)
        return await self.report(campaign_id, campaign["title"])

    async def report(self, campaign_id: int, title: str, evaluation: Evaluation | None = None) -> str:
        """The report as one page; measured now where it is not given."""
        # Drawing brings a large library along: not before somebody asks for a page.
        from goldsmith.evaluation.report.page import render

        found = evaluation or await self.measure(campaign_id)
        recipe = await self._store.recipe(campaign_id) or {}
        spread = await self.distribution(campaign_id)
        return await asyncio.to_thread(
            render,
            found,
            title=f"Evaluation of {title}",
            campaign=title,
            made_at=self._clock(),
            distribution=spread,
            titles=titles_of(recipe),
        )

    async def measure(self, campaign_id: int) -> Evaluation:
        """Win rates, biases and agreement, as they stand."""
        campaign = await self._store.campaign(campaign_id)
        rows = await self._deliveries.comparisons(campaign_id)
        weak = {row["content"]["judge"] for row in rows if row["content"].get("is_weak")}
        weak |= {row["payload"]["opponent"] for row in rows if row["payload"].get("is_weak")}
        return await asyncio.to_thread(
            evaluate,
            comparisons_of(rows),
            seed=_SEED,
            subject=SUBJECT,
            weak_models=weak,
            are_experts_simulated=bool(campaign and campaign["simulated"]),
            alpha_of=_alpha,
        )

    async def distribution(self, campaign_id: int) -> Distribution | None:
        """Accepted data points beside their target; None where there is no target."""
        target = await self._store.target(campaign_id)
        if not target:
            return None
        recipe = await self._store.recipe(campaign_id) or {}
        axes = [axis_title(recipe), *(d["title"] for d in recipe["dimensions"])]
        cells: list[Cell] = []
        for row in await self._texts.cells(campaign_id):
            cells += [tuple(row["cell"])] * row["accepted"]
        return distribution(axes, cells, target)


def axis_title(recipe: Mapping[str, Any]) -> str:
    """What the tracks of a recipe are, as a title."""
    return str(recipe["track_title"])


def titles_of(recipe: Mapping[str, Any]) -> dict[str, str]:
    """Key → title of all tracks and values."""
    titles = {track["key"]: track["title"] for track in tracks_of(recipe)}
    for dimension in recipe["dimensions"]:
        titles |= {value["key"]: value["title"] for value in dimension["values"]}
    return titles


def comparisons_of(rows: Sequence[Row]) -> list[Comparison]:
    """Preferences on pairs as comparisons of the experts' answer (a) with an opponent's (b)."""
    found: list[Comparison] = []
    for row in rows:
        payload, content = row["payload"], row["content"]
        cell = row["cell"] or []
        same = {
            "prompt_id": str(row["parent_id"]),
            "model_a": SUBJECT,
            "model_b": payload["opponent"],
            "language": cell[0] if cell else "",
            "category": cell[1] if len(cell) > 1 else "",
            "style_a": style_of(payload["ours"]),
            "style_b": style_of(payload["theirs"]),
        }
        if row["kind"] == StageKind.COMPARE:
            found.append(
                Comparison(
                    **same,
                    judge=f"worker {row['worker_id']}",
                    preference=preference_for_ours(content["preference"], ours_first=content["ours_first"]),
                    order="ab" if content["ours_first"] else "ba",
                    is_expert=True,
                )
            )
            continue
        found += [
            Comparison(
                **same,
                judge=content["judge"],
                preference=order["preference"],
                order="ab" if order["ours_first"] else "ba",
            )
            for order in content["orders"]
            if order["preference"] is not None
        ]
    return found


def preference_for_ours(preference: int, *, ours_first: bool) -> float:
    """From -2 (left much better) .. 2 (right much better) to [0, 1], 1 for the experts' answer."""
    for_right = (preference + _STRONGEST) / (2 * _STRONGEST)
    return 1 - for_right if ours_first else for_right


def _alpha(counts: Any) -> float | None:
    return nominal_alpha(np.asarray(counts, dtype=np.float64))
