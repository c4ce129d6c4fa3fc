"""Who saw which text: claims are a log of their own; what others looked at is noted here."""

from __future__ import annotations

from datetime import datetime

from goldsmith.storage.database import Database, Row

#: Where a look lies: its campaign and item, by what was looked at.
_PLACES = {
    "item": "SELECT i.campaign_id, i.id AS item_id FROM item i WHERE i.id = $1",
    "evidence": "SELECT s.campaign_id, a.item_id FROM assignment a JOIN stage s ON s.id = a.stage_id WHERE a.id = $1",
    "golden": "SELECT g.campaign_id, t.item_id FROM golden g JOIN task t ON t.id = g.task_id WHERE g.id = $1",
    "duplicates": "SELECT c.id AS campaign_id, NULL::bigint AS item_id FROM campaign c WHERE c.id = $1",
    "export": "SELECT j.campaign_id, NULL::bigint AS item_id FROM job j WHERE j.id = $1",
    "delivery": "SELECT d.campaign_id, NULL::bigint AS item_id FROM delivery d WHERE d.id = $1",
}

_NOTE = """
INSERT INTO view_log (campaign_id, item_id, account_id, kind, detail, at)
SELECT p.campaign_id, p.item_id, $2, $3, $4, $5 FROM ({place}) p
WHERE NOT EXISTS (
    SELECT FROM view_log v
    WHERE v.account_id = $2 AND v.kind = $3 AND v.detail = $4 AND v.campaign_id IS NOT DISTINCT FROM p.campaign_id
      AND v.item_id IS NOT DISTINCT FROM p.item_id AND v.at > $5::timestamptz - interval '1 hour')
"""

# A chunk is the text of several items, one a category; what is judged of a text is its data point's.
_VIEWERS = """
WITH same AS (
    SELECT o.id, o.category FROM item i JOIN item o
      ON o.id = i.id OR o.chunk_id = i.chunk_id OR o.parent_id = i.id OR o.id = i.parent_id
    WHERE i.id = $1
), taken AS (
    SELECT a.worker_id, a.stage_id, a.state, a.claimed_at
    FROM same JOIN task t ON t.item_id = same.id JOIN assignment a ON a.task_id = t.id AND a.state <> 'EXPIRED'
    UNION ALL
    SELECT a.worker_id, a.stage_id, a.state, a.claimed_at
    FROM same JOIN assignment a ON a.item_id = same.id AND a.state = 'EXPIRED'
)
SELECT w.id AS account_id, w.name, w.role, w.simulated, 'task' AS kind, s.title AS detail, k.state, k.claimed_at AS at
FROM taken k JOIN account w ON w.id = k.worker_id AND w.role <> 'machine' JOIN stage s ON s.id = k.stage_id
UNION ALL
SELECT w.id, w.name, w.role, w.simulated, v.kind, v.detail, NULL, v.at
FROM same JOIN view_log v ON v.item_id = same.id JOIN account w ON w.id = v.account_id
UNION ALL
SELECT w.id, w.name, w.role, w.simulated, v.kind, v.detail, NULL, v.at
FROM item i JOIN view_log v ON v.campaign_id = i.campaign_id AND v.item_id IS NULL JOIN account w ON w.id = v.account_id
WHERE i.id = $1 AND v.at >= i.created_at
ORDER BY at DESC, account_id
LIMIT 500
"""


class ViewStore:
    """Looks."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def note(self, kind: str, subject_id: int, *, account_id: int, detail: str, now: datetime) -> None:
        """Note that somebody looked; again within the hour is the same look."""
        await self._db.run(_NOTE.format(place=_PLACES[kind]), subject_id, account_id, kind, detail, now)

    async def viewers(self, item_id: int) -> list[Row]:
        """Who saw the text of an item, newest first; files that were taken away may hold it."""
        return await self._db.rows(_VIEWERS, item_id)
