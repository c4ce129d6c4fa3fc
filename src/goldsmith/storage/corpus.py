"""Documents, chunks, items and their history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from goldsmith.domain.workflow import ITEM, TASK
from goldsmith.storage.database import Database, Row

_ADD_DOCUMENT = """
INSERT INTO document (campaign_id, repository, path, language, language_source, licences, licence_source, encoding,
                      newline, notes, sha256, size_bytes, chars, chunks, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (campaign_id, repository, path, sha256) DO NOTHING
RETURNING id
"""

_ADD_CHUNKS = """
INSERT INTO chunk (document_id, idx, start_char, end_char, first_line, first_column, text)
SELECT $1, * FROM unnest($2::int[], $3::bigint[], $4::bigint[], $5::int[], $6::int[], $7::bytea[])
"""

# One item and one first task for every chunk in every category; where a model looked, what it suggests, and the
# place in the queue that follows from how sure it is.
_ADD_ITEMS = """
WITH entered AS (
    INSERT INTO item (campaign_id, chunk_id, category, state, stage_id, created_at, updated_at)
    SELECT $2, c.id, k.category, $6, k.stage_id, $7, $7
    FROM chunk c CROSS JOIN unnest($3::text[], $4::bigint[], $5::int[]) AS k (category, stage_id, overlap)
    WHERE c.document_id = $1
    ORDER BY c.idx
    RETURNING id, chunk_id, category, stage_id
), suggested AS (
    SELECT e.id, p.*
    FROM jsonb_to_recordset($9) AS p (index int, category text, model text, fingerprint text, spans jsonb,
                                      uncertainty float8, confident boolean, shown boolean, priority int)
    JOIN chunk c ON c.document_id = $1 AND c.idx = p.index
    JOIN entered e ON e.chunk_id = c.id AND e.category = p.category
), kept AS (
    INSERT INTO prelabel (item_id, model, fingerprint, spans, uncertainty, confident, shown)
    SELECT id, model, fingerprint, spans, uncertainty, confident, shown FROM suggested
)
INSERT INTO task (stage_id, item_id, state, overlap, priority, created_at)
SELECT e.stage_id, e.id, $8, k.overlap, coalesce(s.priority, 0), $7
FROM entered e JOIN unnest($3::text[], $4::bigint[], $5::int[]) AS k (category, stage_id, overlap)
  ON k.category = e.category
LEFT JOIN suggested s ON s.id = e.id
ORDER BY e.id
"""

_ITEM_COLUMNS = """
SELECT i.id, i.campaign_id, i.category, i.state, i.stage_id, s.title AS stage_title, i.round, i.confidence,
       coalesce(d.path, b.brief ->> 'title', '') AS path, coalesce(d.repository, '') AS repository,
       coalesce(d.language, i.category) AS language, coalesce(d.licences, '{}') AS licences,
       coalesce(c.first_line, 0) AS first_line, i.updated_at, i.answer_id,
       jsonb_array_length(a.content -> 'spans') AS marks
"""
_ITEM_FROM = """
FROM item i
LEFT JOIN chunk c ON c.id = i.chunk_id
LEFT JOIN document d ON d.id = c.document_id
LEFT JOIN item b ON b.id = coalesce(i.parent_id, i.id)
LEFT JOIN stage s ON s.id = i.stage_id
LEFT JOIN answer a ON a.id = i.answer_id
"""

_ITEM_ANSWERS = """
SELECT a.id, s.kind, a.worker_id, w.name AS worker_name, w.simulated AS worker_simulated, a.content, a.quality,
       a.late, a.round, g.state, g.active_ms, a.created_at,
       CASE WHEN s.kind IN ('review', 'compare') THEN s.config -> 'form' ELSE '[]' END AS form_fields
FROM answer a
JOIN stage s ON s.id = a.stage_id
JOIN account w ON w.id = a.worker_id
JOIN assignment g ON g.id = a.assignment_id
WHERE a.item_id = $1
ORDER BY a.id
"""

_ITEM_EVENTS = """
SELECT e.id, e.kind, s.title AS stage_title, e.actor_id, w.name AS actor_name,
       coalesce(w.simulated, false) AS actor_simulated, e.data, e.at
FROM item_event e
LEFT JOIN stage s ON s.id = e.stage_id
LEFT JOIN account w ON w.id = e.actor_id
WHERE e.item_id = $1
ORDER BY e.id
"""


class CorpusStore:
    """What came in, and what became of it."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def add_document(
        self,
        campaign_id: int,
        document: Mapping[str, Any],
        chunks: Sequence[Mapping[str, Any]],
        *,
        categories: Sequence[str],
        stage_ids: Mapping[str, int],
        overlaps: Mapping[str, int],
        prelabels: Sequence[Mapping[str, Any]] = (),
        now: datetime,
    ) -> bool:
        """Add a document with its chunks, items, suggestions and first tasks; False where it is there already."""
        async with self._db.transaction() as connection:
            document_id = await connection.fetchval(
                _ADD_DOCUMENT,
                campaign_id,
                document["repository"] or "",
                document["path"],
                document["language"],
                document["language_source"],
                list(document["licences"]),
                document["licence_source"],
                document["encoding"],
                document["newline"],
                list(document["notes"]),
                document["sha256"],
                document["size_bytes"],
                document["chars"],
                len(chunks),
                now,
            )
            if document_id is None:
                return False
            columns = ("index", "start_char", "end_char", "first_line", "first_column", "text")
            await connection.execute(
                _ADD_CHUNKS, document_id, *([chunk[column] for chunk in chunks] for column in columns)
            )
            await connection.execute(
                _ADD_ITEMS,
                document_id,
                campaign_id,
                list(categories),
                [stage_ids[category] for category in categories],
                [overlaps[category] for category in categories],
                ITEM.initial.value,
                now,
                TASK.initial.value,
                list(prelabels),
            )
            return True

    async def add_refusal(self, campaign_id: int, path: str, reason: str, detail: str, now: datetime) -> None:
        """Note a file that did not pass; once, however often the source is read."""
        await self._db.run(
            "INSERT INTO refusal (campaign_id, path, reason, detail, created_at) VALUES ($1, $2, $3, $4, $5) "
            "ON CONFLICT (campaign_id, path, reason) DO NOTHING",
            campaign_id,
            path,
            reason,
            detail,
            now,
        )

    async def documents(self, campaign_id: int, *, after: int, limit: int) -> list[Row]:
        """Documents by id."""
        return await self._db.rows(
            "SELECT id, repository, path, language, licences, licence_source, encoding, newline, notes, size_bytes, "
            "chars, chunks FROM document WHERE campaign_id = $1 AND id > $2 ORDER BY id LIMIT $3",
            campaign_id,
            after,
            limit,
        )

    async def refusals(self, campaign_id: int, *, after: int, limit: int) -> list[Row]:
        """Refusals by id."""
        return await self._db.rows(
            "SELECT id, path, reason, detail FROM refusal WHERE campaign_id = $1 AND id > $2 ORDER BY id LIMIT $3",
            campaign_id,
            after,
            limit,
        )

    async def items(
        self, campaign_id: int, filters: Mapping[str, Any], *, before: int, limit: int
    ) -> list[Row]:
        """Items by id descending."""
        return await self._db.rows(
            f"{_ITEM_COLUMNS} {_ITEM_FROM} "
            "WHERE i.campaign_id = $1 AND i.id < $2 AND ($3::bigint IS NULL OR i.stage_id = $3) "
            "AND ($4::text IS NULL OR i.state = $4) AND ($5::text IS NULL OR i.category = $5) "
            "AND ($6::text IS NULL OR strpos(coalesce(d.path, b.brief ->> 'title', ''), $6) > 0) "
            "ORDER BY i.id DESC LIMIT $7",
            campaign_id,
            before,
            filters.get("stage_id"),
            filters.get("state"),
            filters.get("category"),
            filters.get("path"),
            limit,
        )

    async def item(self, item_id: int) -> Row | None:
        """One item with its text."""
        return await self._db.row(
            f"{_ITEM_COLUMNS}, c.text, coalesce(c.first_column, 0) AS first_column, "
            "(SELECT jsonb_build_object('model', p.model, 'fingerprint', p.fingerprint, 'spans', p.spans, "
            "'uncertainty', p.uncertainty, 'confident', p.confident, 'shown', p.shown) "
            "FROM prelabel p WHERE p.item_id = i.id) AS prelabel, "
            "coalesce(c.start_char, 0) AS start_char, b.brief, i.payload, coalesce(i.cell, b.cell) AS cell, "
            "i.parent_id, "
            "ARRAY(SELECT k.id FROM item k WHERE k.parent_id = i.id ORDER BY k.id) AS children "
            f"{_ITEM_FROM} WHERE i.id = $1",
            item_id,
        )

    async def item_answers(self, item_id: int) -> list[Row]:
        """All answers of an item, in order."""
        return await self._db.rows(_ITEM_ANSWERS, item_id)

    async def item_events(self, item_id: int) -> list[Row]:
        """The history of an item, in order."""
        return await self._db.rows(_ITEM_EVENTS, item_id)
