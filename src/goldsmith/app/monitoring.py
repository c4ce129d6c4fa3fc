"""What an owner watches while a campaign runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.ports import Clock, MonitoringStore, Row
from goldsmith.app.principal import Principal
from goldsmith.domain.quality import Record
from goldsmith.domain.skills import described
from goldsmith.evaluation.text_classifier.accuracy import wilson_interval

#: A chart of throughput has at most so many points.
_POINTS = 60


class Monitoring:
    """Use cases of the owner's overview."""

    def __init__(self, monitoring: MonitoringStore, campaigns: Campaigns, clock: Clock) -> None:
        self._monitoring = monitoring
        self._campaigns = campaigns
        self._clock = clock

    async def funnel(self, principal: Principal, campaign_id: int) -> list[Row]:
        """Items by stage, category and state."""
        await self._campaigns.get(principal, campaign_id)
        return await self._monitoring.funnel(campaign_id)

    async def throughput(self, principal: Principal, campaign_id: int, minutes: int) -> Row:
        """Answers over the last `minutes`, in at most 60 intervals of whole seconds.

        Intervals begin at multiples of their length, so that a chart keeps its points from one look to the next.
        """
        await self._campaigns.get(principal, campaign_id)
        interval_s = max(1, -(-minutes * 60 // _POINTS))
        first = int((self._clock() - timedelta(minutes=minutes)).timestamp()) // interval_s + 1
        since = datetime.fromtimestamp(first * interval_s, UTC)
        points = await self._monitoring.throughput(campaign_id, since=since, interval_s=interval_s)
        return {"interval_s": interval_s, "points": points}

    async def prelabels(self, principal: Principal, campaign_id: int) -> list[Row]:
        """What became of a model's suggestions, by category, beside the control that did not see them."""
        await self._campaigns.get(principal, campaign_id)
        arms = {
            (row["category"], row["model"], row["shown"]): row
            for row in await self._monitoring.uptakes(campaign_id)
        }
        return [
            {
                **row,
                "shown": _arm(arms.get((row["category"], row["model"], True))),
                "control": _arm(arms.get((row["category"], row["model"], False))),
            }
            for row in await self._monitoring.prelabels(campaign_id)
        ]

    async def workers(self, principal: Principal, campaign_id: int) -> list[Row]:
        """The campaign's workers with their counts."""
        await self._campaigns.get(principal, campaign_id)
        return [
            {
                **row,
                "known_skills": {name: described(Record(*record)) for name, record in row["records"].items()},
            }
            for row in await self._monitoring.workers(campaign_id, self._clock())
        ]


_COUNTS = (
    "answers", "suggested", "accepted", "edited", "deleted", "added", "unchanged", "judged", "correct",
)  # fmt: skip


def _arm(row: Row | None) -> Row:
    """One arm; a row as the store counts it, or None where nobody answered yet."""
    counts = {name: int(row[name]) if row is not None else 0 for name in _COUNTS}
    share = wilson_interval(counts["accepted"], counts["suggested"]) if counts["suggested"] else None
    return {
        **counts,
        "agreement": counts["accepted"] / counts["suggested"] if counts["suggested"] else None,
        "agreement_low": None if share is None else share.low,
        "agreement_high": None if share is None else share.high,
        "median_active_s": None if row is None else row["median_active_s"],
    }
