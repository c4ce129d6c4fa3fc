"""Numbers for planning: queues, accepted data points by time, effort, rework, second reviews."""

from __future__ import annotations

from datetime import datetime

from goldsmith.storage.database import Database, Row

_LOADS = """
SELECT s.id AS stage_id, s.title, s.kind, count(t.id) FILTER (WHERE t.open_slots > 0) AS waiting,
       coalesce(sum(t.live), 0)::int AS in_work,
       (SELECT count(*) FROM answer a WHERE a.stage_id = s.id AND a.created_at >= $2 AND NOT a.late
        AND NOT a.is_unused) AS done
FROM stage s LEFT JOIN task t ON t.stage_id = s.id AND t.state = 'OPEN'
WHERE s.campaign_id = $1
GROUP BY s.id
ORDER BY s.position, s.id
"""

_EFFORT = """
SELECT w.worker_id, a.name AS worker_name, a.simulated, s.category AS track, s.title AS stage, w.active_ms, w.answers
FROM worker_stage w JOIN stage s ON s.id = w.stage_id JOIN account a ON a.id = w.worker_id
WHERE s.campaign_id = $1 AND a.role = 'worker' AND w.answers > 0
ORDER BY w.worker_id, s.category
"""

_ACCEPTED = """
SELECT i.cell, i.updated_at AS at,
       (SELECT count(*) FROM answer a WHERE a.item_id = i.id AND NOT a.late AND NOT a.is_unused
        AND a.content ->> 'verdict' IN ('rejected', 'failed')) AS rejections
FROM item i
WHERE i.campaign_id = $1 AND i.state = 'ACCEPTED' AND i.parent_id IS NULL AND i.cell IS NOT NULL
"""

_SECOND_REVIEWS = """
SELECT count(*) AS n, count(*) FILTER (WHERE v.verdicts[1] = v.verdicts[2]) AS same
FROM (
    SELECT array_agg(a.content ->> 'verdict' ORDER BY a.id) AS verdicts
    FROM answer a JOIN stage s ON s.id = a.stage_id JOIN item i ON i.id = a.item_id AND i.campaign_id = s.campaign_id
    WHERE s.campaign_id = $1 AND s.kind = 'review' AND NOT a.late AND NOT a.is_unused
    GROUP BY a.task_id HAVING count(*) > 1
) v
"""


class PlanningStore:
    """What a forecast is made of."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def loads(self, campaign_id: int, since: datetime) -> list[Row]:
        """Every stage with what waits, what is in work, and answers since a time."""
        return await self._db.rows(_LOADS, campaign_id, since)

    async def effort(self, campaign_id: int) -> list[Row]:
        """Active time and answers of people, by stage."""
        return await self._db.rows(_EFFORT, campaign_id)

    async def accepted(self, campaign_id: int) -> list[Row]:
        """Accepted data points: cell, when, and how often they were sent back."""
        return await self._db.rows(_ACCEPTED, campaign_id)

    async def second_reviews(self, campaign_id: int) -> Row:
        """How many texts were reviewed twice or more, and where the first two agree."""
        row = await self._db.row(_SECOND_REVIEWS, campaign_id)
        assert row is not None
        return row
