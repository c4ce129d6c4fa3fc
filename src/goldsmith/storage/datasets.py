"""Aggregation input and output, and streams for exports: memory is bounded by a batch."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from goldsmith.storage.database import Database, Row

_WITH_ANSWERS = """
SELECT d.id AS document_id, jsonb_agg(jsonb_build_object(
           'id', i.id, 'category', i.category, 'state', i.state, 'start_char', c.start_char,
           'chars', c.end_char - c.start_char, 'answers', coalesce(n.answers, '[]')) ORDER BY c.idx, i.id) AS items
FROM document d
JOIN chunk c ON c.document_id = d.id
JOIN item i ON i.chunk_id = c.id
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('id', a.id, 'worker_id', a.worker_id, 'content', a.content,
               'quality', a.quality, 'subject', t.subject_answer_id) ORDER BY a.id) AS answers
    FROM answer a JOIN task t ON t.id = a.task_id
    WHERE a.item_id = i.id AND NOT a.late AND NOT a.is_unused
) n ON true
WHERE d.campaign_id = $1
GROUP BY d.id
ORDER BY d.id
"""

_RECORDS = """
SELECT k.account_id AS worker_id, split_part(k.key, '/', 2) AS category, k.given_correct AS correct,
       k.given_total AS total
FROM skill k
JOIN campaign c ON c.id = $1 AND split_part(k.key, '/', 1) = c.recipe_key
JOIN membership m ON m.campaign_id = c.id AND m.account_id = k.account_id
"""

_SAVE = """
INSERT INTO data_point (document_id, campaign_id, spans, provenance, complete, job_id, created_at)
SELECT p.document_id, $1, p.spans, p.provenance, p.complete, $2, $3
FROM jsonb_to_recordset($4) AS p (document_id bigint, spans jsonb, provenance jsonb, complete boolean)
ON CONFLICT (document_id) DO UPDATE
SET spans = excluded.spans, provenance = excluded.provenance, complete = excluded.complete,
    job_id = excluded.job_id, created_at = excluded.created_at
"""

_POINTS = """
SELECT d.id AS document_id, d.repository, d.path, d.language, d.licences, d.encoding, d.notes,
       encode(d.sha256, 'hex') AS sha256, d.chars, p.spans, p.provenance, p.complete, camp.simulated,
       (SELECT string_agg(c.text, ''::bytea ORDER BY c.idx) FROM chunk c WHERE c.document_id = d.id) AS text
FROM data_point p
JOIN document d ON d.id = p.document_id
JOIN campaign camp ON camp.id = p.campaign_id
WHERE p.campaign_id = $1
ORDER BY d.id
"""

_ANSWERS = """
SELECT a.id AS answer_id, a.assignment_id, a.task_id, a.item_id, a.worker_id, w.simulated AS worker_simulated,
       s.key AS stage, s.kind, s.category, a.content, a.quality, a.late, a.round, g.state, g.active_ms,
       t.overlap, t.subject_answer_id, a.created_at, d.path, d.repository, d.language, c.start_char, c.first_line,
       c.text
FROM stage s
JOIN answer a ON a.stage_id = s.id
JOIN assignment g ON g.id = a.assignment_id
JOIN task t ON t.id = a.task_id
JOIN item i ON i.id = a.item_id AND i.campaign_id = s.campaign_id
JOIN chunk c ON c.id = i.chunk_id
JOIN document d ON d.id = c.document_id
JOIN account w ON w.id = a.worker_id
WHERE s.campaign_id = $1 AND NOT a.is_unused
"""


class DatasetStore:
    """From answers to data points to files."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def documents_with_answers(self, campaign_id: int) -> AsyncIterator[Sequence[Row]]:
        """Documents with every item and answer, in batches, by document id."""
        async for batch in self._db.stream(_WITH_ANSWERS, campaign_id, batch=20):
            yield batch

    async def records(self, campaign_id: int) -> list[Row]:
        """Worker and category with the skill record of their quiz."""
        return await self._db.rows(_RECORDS, campaign_id)

    async def save_points(
        self, campaign_id: int, job_id: int, points: Sequence[Mapping[str, Any]], now: datetime
    ) -> None:
        """Write data points; earlier ones of the same documents are replaced."""
        await self._db.run(_SAVE, campaign_id, job_id, now, list(points))

    async def points(self, campaign_id: int) -> AsyncIterator[Sequence[Row]]:
        """Data points with text, in batches, by document id."""
        async for batch in self._db.stream(_POINTS, campaign_id, batch=200):
            yield batch

    async def answers(self, campaign_id: int) -> AsyncIterator[Sequence[Row]]:
        """Raw answers with the text they are about, in batches."""
        async for batch in self._db.stream(_ANSWERS, campaign_id, batch=2000):
            yield batch

    async def count_points(self, campaign_id: int) -> int:
        """How many data points there are."""
        count: int = await self._db.value(
            "SELECT count(*) FROM data_point WHERE campaign_id = $1", campaign_id
        )
        return count
