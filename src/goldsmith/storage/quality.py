"""Finished tasks as the quality page reads them: a bounded sample of each stage."""

from __future__ import annotations

from collections.abc import Sequence

from goldsmith.storage.database import Database, Row

_MARK = """
SELECT count(*) AS finished, max(t.completed_at) AS latest
FROM stage s JOIN task t ON t.stage_id = s.id AND t.state = 'COMPLETED'
WHERE s.campaign_id = $1 AND s.kind IN ('annotate', 'validate', 'review', 'compare')
"""

# Where marks are made once, one answer says nothing about agreement: those tasks are counted and not read.
_STAGES = """
SELECT s.id, s.title, s.kind, s.category, coalesce(s.config -> 'labels', '[]') AS labels, count(t.id) AS finished
FROM stage s
LEFT JOIN task t ON t.stage_id = s.id AND t.state = 'COMPLETED' AND (s.kind <> 'annotate' OR t.answers > 1)
WHERE s.campaign_id = $1 AND s.kind IN ('annotate', 'validate', 'review', 'compare')
GROUP BY s.id
ORDER BY s.position, s.id
"""

# The hash draws the same tasks each time, whenever they were finished.
_SAMPLE = """
SELECT w.stage_id, w.completed_at, c.end_char - c.start_char AS chars, e.outcome, e.round, v.answers
FROM (
    SELECT t.id, t.stage_id, t.item_id, t.completed_at,
           row_number() OVER (PARTITION BY t.stage_id ORDER BY hashint8(t.id), t.id) AS place
    FROM stage s
    JOIN task t ON t.stage_id = s.id AND t.state = 'COMPLETED' AND (s.kind <> 'annotate' OR t.answers > 1)
    WHERE s.campaign_id = $1 AND s.kind IN ('annotate', 'validate', 'review', 'compare')
) w
JOIN item i ON i.id = w.item_id
LEFT JOIN chunk c ON c.id = i.chunk_id
JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object(
               'worker', a.worker_id, 'spans', a.content -> 'spans', 'verdict', a.content -> 'verdict',
               'preference', a.content -> 'preference', 'ours_first', a.content -> 'ours_first'
           ) ORDER BY a.id) AS answers
    FROM answer a WHERE a.task_id = w.id AND NOT a.late AND NOT a.is_unused
) v ON true
LEFT JOIN LATERAL (
    SELECT h.data ->> 'outcome' AS outcome, (h.data ->> 'round')::int AS round FROM item_event h
    WHERE h.item_id = w.item_id AND h.stage_id = w.stage_id AND h.data ->> 'outcome' IS NOT NULL
      AND h.at = w.completed_at
    LIMIT 1
) e ON true
WHERE w.place <= $2
ORDER BY w.stage_id, w.id
"""


class QualityStore:
    """Reads only."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def mark_of(self, campaign_id: int) -> Row:
        """What changes when a task is finished."""
        return await self._db.row(_MARK, campaign_id) or {}

    async def stages(self, campaign_id: int) -> list[Row]:
        """The stages of people, with their finished tasks counted."""
        return await self._db.rows(_STAGES, campaign_id)

    async def sample(self, campaign_id: int, per_stage: int) -> list[Row]:
        """Finished tasks with their answers, at most so many a stage."""
        return await self._db.rows(_SAMPLE, campaign_id, per_stage)

    async def names(self, workers: Sequence[int]) -> dict[int, Row]:
        """Names of accounts by id."""
        rows = await self._db.rows(
            "SELECT id, name, simulated FROM account WHERE id = ANY ($1::bigint[])", list(workers)
        )
        return {row["id"]: row for row in rows}
