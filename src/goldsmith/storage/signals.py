"""How texts came about: signals beside answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from goldsmith.storage.database import Database, Row

_COLUMNS = ("typed_chars", "pasted_chars", "pastes", "loaded_chars", "bursts", "longest_burst_chars")

_ADD = f"""
INSERT INTO answer_signal (answer_id, {", ".join(_COLUMNS)}, created_at)
SELECT a.id, $3, $4, $5, $6, $7, $8, $9 FROM answer a WHERE a.id = $1 AND a.worker_id = $2
ON CONFLICT (answer_id) DO NOTHING
"""

_OF_ITEM = f"""
SELECT a.id AS answer_id, a.worker_id, a.content -> 'fields' AS fields, s.position = 0 AS shows_suggestions,
       CASE WHEN g.answer_id IS NOT NULL THEN jsonb_build_object({", ".join(f"'{c}', g.{c}" for c in _COLUMNS)}) END
           AS measured
FROM answer a
JOIN stage s ON s.id = a.stage_id AND s.kind = 'author'
LEFT JOIN answer_signal g ON g.answer_id = a.id
WHERE a.item_id = $1
ORDER BY a.id
"""

_UNDER_REVIEW = """
SELECT t.item_id, CASE WHEN s.kind = 'review' AND g.state = 'ACTIVE' THEN t.subject_answer_id END AS answer_id
FROM assignment g
JOIN task t ON t.id = g.task_id
JOIN stage s ON s.id = g.stage_id
WHERE g.id = $1 AND g.worker_id = $2
"""

_ITEM = """
SELECT coalesce(c.goldens_of, i.campaign_id) AS campaign_id,
       coalesce((
           SELECT jsonb_agg(s.text ORDER BY s.id) FROM suggestion s
           WHERE s.item_id IN (i.id, (SELECT max(g.source_item_id) FROM task t JOIN golden g ON g.task_id = t.id
                                      WHERE t.item_id = i.id))), '[]') AS suggestions
FROM item i JOIN campaign c ON c.id = i.campaign_id WHERE i.id = $1
"""

# The first text of an item is written beside the suggestions: both are of one kind. Drawn evenly, the same each time.
_KNOWN = """
SELECT coalesce((
           SELECT jsonb_agg(m.text) FROM (
               SELECT s.text FROM suggestion s JOIN item i ON i.id = s.item_id WHERE i.campaign_id = $1
               ORDER BY hashint8(s.id), s.id LIMIT $2) m), '[]') AS model,
       coalesce((
           SELECT jsonb_agg(jsonb_build_array(p.id, p.fields)) FROM (
               SELECT a.id, a.content -> 'fields' AS fields
               FROM stage s
               JOIN answer a ON a.stage_id = s.id AND NOT a.late
               JOIN assignment g ON g.id = a.assignment_id AND g.state = 'ACCEPTED'
               WHERE s.campaign_id = $1 AND s.kind = 'author' AND s.position = 0
               ORDER BY hashint8(a.id), a.id LIMIT $2) p), '[]') AS people
"""


class SignalStore:
    """Written once at the submit, read by people."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def add(self, answer_id: int, worker_id: int, given: Mapping[str, int], now: datetime) -> None:
        """Keep the signals of a worker's own answer; the first ones stay."""
        await self._db.run(_ADD, answer_id, worker_id, *(given[name] for name in _COLUMNS), now)

    async def of_item(self, item_id: int) -> list[Row]:
        """Answers with texts to an item, with their signals."""
        return await self._db.rows(_OF_ITEM, item_id)

    async def under_review(self, assignment_id: int, worker_id: int) -> Row | None:
        """What a worker's open review is about."""
        return await self._db.row(_UNDER_REVIEW, assignment_id, worker_id)

    async def item(self, item_id: int) -> Row | None:
        """The campaign of an item, and the suggestions its author saw."""
        return await self._db.row(_ITEM, item_id)

    async def known_texts(self, campaign_id: int, most: int) -> Row:
        """Texts of known origin, at most so many of each."""
        return await self._db.row(_KNOWN, campaign_id, most) or {"model": [], "people": []}
