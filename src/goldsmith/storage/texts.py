"""Items that are texts: problems, what was written for them, pairs of answers, suggestions, versions of drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from goldsmith.domain.workflow import ITEM, TASK
from goldsmith.storage.database import Database, Row

# Material that is known keeps its item: a second import adds only what is new.
_ADD_ITEMS = """
WITH entered AS (
    INSERT INTO item (campaign_id, category, state, stage_id, identity, cell, brief, payload, parent_id,
                      created_at, updated_at)
    SELECT $1, r ->> 'track', $4, (r ->> 'stage_id')::bigint, r ->> 'identity',
           CASE WHEN r ? 'cell' THEN ARRAY(SELECT jsonb_array_elements_text(r -> 'cell')) END,
           r -> 'brief', coalesce(r -> 'payload', '{}'), (r ->> 'parent_id')::bigint, $2, $2
    FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS e (r, n)
    ORDER BY n
    ON CONFLICT (campaign_id, identity) WHERE identity IS NOT NULL DO NOTHING
    RETURNING id, stage_id
)
, opened AS (
    INSERT INTO task (stage_id, item_id, state, overlap, created_at)
    SELECT e.stage_id, e.id, $5, s.overlap_min, $2 FROM entered e JOIN stage s ON s.id = e.stage_id ORDER BY e.id
)
SELECT count(*) FROM entered
"""

_ADD_SECTIONS = """
INSERT INTO section (campaign_id, problem, language, hint, brief, created_at)
SELECT $1, r ->> 'problem', r ->> 'language', r ->> 'hint', r -> 'brief', $2
FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS e (r, n)
ORDER BY n
ON CONFLICT (campaign_id, problem) DO NOTHING
RETURNING problem
"""

_CONTEXT = """
SELECT i.id, i.campaign_id, i.category, i.cell, i.round, coalesce(i.brief, p.brief) AS brief, i.payload,
       p.payload AS parent_payload, coalesce(i.cell, p.cell) AS known_cell, i.parent_id
FROM item i LEFT JOIN item p ON p.id = i.parent_id
WHERE i.id = $1
"""

# A judgement that was put aside is shown to nobody; copies for goldens (worker 0) are.
_TRAIL = """
SELECT a.id, a.stage_id, s.kind, s.title AS stage_title, s.template, a.round, a.created_at, a.content, a.worker_id,
       a.task_id
FROM answer a JOIN stage s ON s.id = a.stage_id
WHERE a.item_id = $1 AND NOT a.late
  AND NOT (a.is_unused AND a.worker_id > 0 AND s.kind IN ('review', 'compare'))
ORDER BY a.id
"""

# Waiting: nobody has begun. In work: begun, neither accepted nor rejected.
_CELLS = """
SELECT i.cell, count(*) FILTER (WHERE i.state = 'ACCEPTED') AS accepted,
       count(*) FILTER (WHERE i.state IN ('ACTIVE', 'FLAGGED') AND NOT w.waiting) AS in_work,
       count(*) FILTER (WHERE i.state IN ('ACTIVE', 'FLAGGED') AND w.waiting) AS waiting
FROM item i
JOIN LATERAL (
    SELECT i.round = 1 AND EXISTS (
        SELECT FROM task t JOIN stage s ON s.id = t.stage_id
        WHERE t.item_id = i.id AND s.position = 0 AND t.state = 'OPEN' AND t.answers = 0 AND t.live = 0
    ) AS waiting
) w ON true
WHERE i.campaign_id = $1 AND i.cell IS NOT NULL
GROUP BY i.cell
"""

# The next briefs that somebody will get: the oldest waiting ones of each track, while few have examples.
_WANTING_SUGGESTIONS = """
SELECT i.id, i.campaign_id, i.category, i.cell, i.brief
FROM stage s
JOIN campaign c ON c.id = s.campaign_id AND c.state = 'RUNNING'
CROSS JOIN LATERAL (
    SELECT i.* FROM task t JOIN item i ON i.id = t.item_id
    WHERE t.stage_id = s.id AND t.open_slots > 0 AND i.round = 1
    ORDER BY t.priority DESC, t.id LIMIT (c.recipe -> 'suggest' ->> 'ahead')::int
) i
WHERE s.position = 0 AND s.kind = 'author' AND s.state = 'OPEN' AND c.recipe -> 'suggest' ->> 'ahead' IS NOT NULL
  AND i.suggested_at IS NULL
  AND s.campaign_id <> ALL ($1::bigint[])
ORDER BY i.id
LIMIT $2
"""


class TextStore:
    """What people and models write."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def add_items(self, campaign_id: int, rows: Sequence[Mapping[str, Any]], now: datetime) -> int:
        """Add items at their stages; how many were new.

        Args:
            campaign_id: whose.
            rows: {track, stage_id, identity, cell?, brief?, payload?, parent_id?}.
            now: the time.
        """
        count: int = await self._db.value(
            _ADD_ITEMS, campaign_id, now, list(rows), ITEM.initial.value, TASK.initial.value
        )
        return count

    async def add_material(
        self,
        campaign_id: int,
        sections: Sequence[Mapping[str, Any]],
        items: Mapping[str, Mapping[str, Any]],
        now: datetime,
    ) -> tuple[int, int]:
        """Keep sections with the items made of new ones, both or neither.

        Args:
            campaign_id: whose.
            sections: {problem, language, hint, brief}.
            items: as `add_items` takes them, by problem.
            now: the time.

        Returns:
            how many sections were new; how many items.
        """
        async with self._db.transaction() as connection:
            # Imports of a campaign take turns, so that each section is new to one of them only.
            await connection.execute("SELECT FROM campaign WHERE id = $1 FOR NO KEY UPDATE", campaign_id)
            rows = await connection.fetch(_ADD_SECTIONS, campaign_id, now, list(sections))
            new = [items[row["problem"]] for row in rows if row["problem"] in items]
            count: int = await connection.fetchval(
                _ADD_ITEMS, campaign_id, now, new, ITEM.initial.value, TASK.initial.value
            )
        return len(rows), count

    async def sections(self, campaign_id: int, *, after: int = 0) -> list[Row]:
        """The material of a campaign, in the order it came; after an id."""
        return await self._db.rows(
            "SELECT id, problem, language, hint, brief FROM section WHERE campaign_id = $1 AND id > $2 ORDER BY id",
            campaign_id,
            after,
        )

    async def identities(self, campaign_id: int, *, under: int | None = None) -> set[str]:
        """The identities of a campaign's problems, or of the pairs of a data point."""
        rows = await self._db.rows(
            "SELECT identity FROM item WHERE campaign_id = $1 AND identity IS NOT NULL "
            "AND parent_id IS NOT DISTINCT FROM $2::bigint",
            campaign_id,
            under,
        )
        return {row["identity"] for row in rows}

    async def context(self, item_id: int) -> Row | None:
        """What the page of an item is made of: brief, texts, cell."""
        return await self._db.row(_CONTEXT, item_id)

    async def trail(self, item_id: int) -> list[Row]:
        """The answers of an item that count, in order, with their stages."""
        return await self._db.rows(_TRAIL, item_id)

    async def cells(self, campaign_id: int) -> list[Row]:
        """Accepted, in work and waiting, by cell."""
        return await self._db.rows(_CELLS, campaign_id)

    async def suggestions(self, item_id: int) -> list[Row]:
        """A model's examples beside an item."""
        return await self._db.rows(
            "SELECT id, title, text, topic, persona, scenario, model, weak FROM suggestion WHERE item_id = $1 "
            "ORDER BY id",
            item_id,
        )

    async def wanting_suggestions(self, *, but: Sequence[int], most: int) -> list[Row]:
        """Items that wait for an author and have no examples yet."""
        return await self._db.rows(_WANTING_SUGGESTIONS, list(but), most)

    async def add_suggestions(self, item_id: int, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
        """Keep examples, and that they were made; once."""
        async with self._db.transaction() as connection:
            marked = await connection.execute(
                "UPDATE item SET suggested_at = $2 WHERE id = $1 AND suggested_at IS NULL", item_id, now
            )
            if marked.endswith(" 0"):
                return
            await connection.executemany(
                "INSERT INTO suggestion (item_id, title, text, topic, persona, scenario, model, weak, created_at) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                [
                    (
                        item_id,
                        *(
                            row[key]
                            for key in ("title", "text", "topic", "persona", "scenario", "model", "weak")
                        ),
                        now,
                    )
                    for row in rows
                ],
            )

    async def versions(self, assignment_id: int, worker_id: int) -> list[Row]:
        """Earlier versions of a worker's own draft, newest first."""
        return await self._db.rows(
            "SELECT v.revision, v.saved_at, v.content FROM draft_version v "
            "JOIN assignment a ON a.id = v.assignment_id "
            "WHERE v.assignment_id = $1 AND a.worker_id = $2 ORDER BY v.revision DESC LIMIT 200",
            assignment_id,
            worker_id,
        )

    async def texts_of(self, campaign_id: int, field: str) -> list[Row]:
        """A field of all items that are not rejected, oldest first: id, cell, text."""
        return await self._db.rows(
            "SELECT id, cell, state, payload ->> $2 AS text FROM item WHERE campaign_id = $1 AND state <> 'REJECTED' "
            "AND parent_id IS NULL AND payload ->> $2 IS NOT NULL ORDER BY id",
            campaign_id,
            field,
        )
