"""Target and forecast: what there is, what is to go, and when it will be there."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from random import Random

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.evaluations import axis_title, titles_of
from goldsmith.app.ports import CampaignStore, Clock, PlanningStore, Row, TextStore
from goldsmith.app.principal import Principal
from goldsmith.domain.cells import Cell
from goldsmith.domain.effort import Work, minutes_per_accepted_pair, rework
from goldsmith.domain.planning import CellProgress, cell_pace, counts_per_day, forecast
from goldsmith.domain.stage import MACHINE_KINDS, StageKind
from goldsmith.evaluation.distribution import distribution

_WINDOW_DAYS = 28
_RECENT = timedelta(days=7)
_MINUTE_MS = 60_000
_HOUR_MS = 3_600_000
_MOST_CELLS = 12


class Planning:
    """Use cases of planning."""

    def __init__(
        self,
        planning: PlanningStore,
        texts: TextStore,
        campaign_store: CampaignStore,
        campaigns: Campaigns,
        clock: Clock,
    ) -> None:
        self._planning = planning
        self._texts = texts
        self._store = campaign_store
        self._campaigns = campaigns
        self._clock = clock

    async def target(self, principal: Principal, campaign_id: int) -> Row:
        """The target beside what there is, cell by cell."""
        campaign = await self._campaigns.get(principal, campaign_id)
        recipe = await self._store.recipe(campaign_id) or {}
        target = await self._store.target(campaign_id)
        titles = titles_of(recipe)
        counts = {tuple(row["cell"]): row for row in await self._texts.cells(campaign_id)}
        progress = await self._progress(campaign_id, campaign["created_at"], target, titles)
        axes = [axis_title(recipe), *(d["title"] for d in recipe["dimensions"])]
        nothing = {"accepted": 0, "in_work": 0, "waiting": 0}
        cells = []
        for cell in sorted({*target, *counts}):
            found, wanted = counts.get(cell, nothing), target.get(cell, 0)
            due = progress[cell].due if cell in progress else 0
            cells.append(
                {
                    "cell": [titles.get(key, key) for key in cell],
                    "target": wanted,
                    **{key: found[key] for key in nothing},
                    "deficit": max(0, wanted - found["accepted"] - found["in_work"]),
                    "words": cell_pace(progress[cell]).sentence() if due else "",
                }
            )
        accepted = [cell for cell, row in counts.items() for _ in range(row["accepted"])]
        spread = distribution(axes, accepted, target) if target else None
        return {
            "axes": axes,
            "cells": cells,
            "target": sum(target.values()),
            "accepted": len(accepted),
            "distance": spread.distance if spread else None,
        }

    async def view(self, principal: Principal, campaign_id: int) -> Row:
        """How fast pairs come, who makes them, and when the target will be met."""
        campaign = await self._campaigns.get(principal, campaign_id)
        recipe = await self._store.recipe(campaign_id) or {}
        target = await self._store.target(campaign_id)
        now = self._clock()
        progress = await self._progress(campaign_id, campaign["created_at"], target, titles_of(recipe))
        # The same numbers give the same forecast: a page that is reloaded does not flicker.
        outlook = forecast(list(progress.values()), Random(campaign_id))
        accepted = await self._planning.accepted(campaign_id)
        effort = await self._planning.effort(campaign_id)
        work = [
            Work(
                str(row["worker_id"]),
                row["stage"],
                row["track"],
                row["active_ms"] / _MINUTE_MS,
                row["answers"],
            )
            for row in effort
        ]
        redone = rework([row["rejections"] for row in accepted])
        second = await self._planning.second_reviews(campaign_id)
        days = outlook.finish
        has_history = any(cell.accepted_per_day for cell in progress.values())
        paces = sorted(
            (cell_pace(cell) for cell in progress.values() if cell.due), key=lambda pace: -pace.left
        )
        return {
            "pairs_now": len(accepted),
            "pairs_due": outlook.due,
            "pairs_per_month": outlook.pairs_per_month_now if has_history else None,
            "finish_at": now + timedelta(days=days.point) if days else None,
            "finish_low": now + timedelta(days=days.low) if days else None,
            "finish_high": now + timedelta(days=days.high) if days and days.high is not None else None,
            "why_no_forecast": outlook.reason or "",
            "first_pass_rate": redone.first_pass_rate,
            "rewrite_rounds": redone.mean_rounds,
            "minutes_per_pair": minutes_per_accepted_pair(work, len(accepted)),
            "review_agreement": second["same"] / second["n"] if second["n"] else None,
            "review_agreement_n": second["n"],
            "stages": [
                {
                    **{key: row[key] for key in ("stage_id", "title", "waiting", "in_work")},
                    "is_machine": StageKind(row["kind"]) in MACHINE_KINDS,
                    "done_7_days": row["done"],
                }
                for row in await self._planning.loads(campaign_id, now - _RECENT)
            ],
            "experts": _experts(effort),
            "cells": [pace.sentence() for pace in paces[:_MOST_CELLS]],
        }

    async def _progress(
        self, campaign_id: int, since: datetime, target: dict[Cell, int], titles: dict[str, str]
    ) -> dict[Cell, CellProgress]:
        """Every cell of the target with its days; the window is the campaign's whole days, at most four weeks."""
        today = self._clock().date()
        n_days = min(_WINDOW_DAYS, (today - since.date()).days)
        moments: dict[Cell, list[datetime]] = defaultdict(list)
        for row in await self._planning.accepted(campaign_id):
            moments[tuple(row["cell"])].append(row["at"])
        last = today - timedelta(days=1)
        return {
            cell: CellProgress(
                "/".join(titles.get(key, key) for key in cell),
                wanted,
                len(moments[cell]),
                counts_per_day(moments[cell], last, n_days) if n_days > 0 else (),
            )
            for cell, wanted in target.items()
            if wanted
        }


def _experts(effort: list[Row]) -> list[Row]:
    """Answers and active hours by person and track, the busiest first."""
    sums: dict[tuple[int, str], Row] = {}
    for row in effort:
        key = (row["worker_id"], row["track"])
        kept = sums.setdefault(
            key,
            {
                **{name: row[name] for name in ("worker_id", "worker_name", "simulated", "track")},
                "answers": 0,
                "active_hours": 0.0,
            },
        )
        kept["answers"] += row["answers"]
        kept["active_hours"] += row["active_ms"] / _HOUR_MS
    for kept in sums.values():
        hours = kept["active_hours"]
        kept["answers_per_hour"] = kept["answers"] / hours if hours else None
    return sorted(sums.values(), key=lambda row: (-row["answers"], row["worker_id"], row["track"]))
