"""Facts about work from horizon to horizon, and what is done about them, all in one transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from goldsmith.domain.stage import StageKind
from goldsmith.storage.database import Database, Row

#: Any number will do, as long as nobody else uses it: "rule" in ASCII.
_LOCK = 0x72756C65

_COLUMNS = """
e.id, e.xid::text::bigint AS xid, e.campaign_id, e.stage_id, s.template, s.skill_key, e.worker_id, e.assignment_id,
e.kind, e.score, e.weight, e.active_ms, e.amount, e.at
"""

# What is older than every transaction that still runs cannot grow any more.
_HORIZON = """
SELECT v.xid::text::bigint AS since, pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon,
       EXISTS (SELECT FROM work_event e
               WHERE e.xid >= v.xid AND e.xid < pg_snapshot_xmin(pg_current_snapshot())) AS has_news
FROM supervision v
"""

# A transaction is read whole: a batch that would grow too large ends before the transaction that makes it so, unless
# that is its first.
_END = """
SELECT greatest(n.xid, f.xid + 1)
FROM (SELECT xid::text::bigint AS xid FROM work_event WHERE xid >= $1::text::xid8 AND xid < $2::text::xid8
      ORDER BY xid OFFSET $3 LIMIT 1) n,
     (SELECT xid::text::bigint AS xid FROM work_event WHERE xid >= $1::text::xid8 ORDER BY xid LIMIT 1) f
"""

_FACTS = f"""
SELECT {_COLUMNS}
FROM work_event e JOIN stage s ON s.id = e.stage_id JOIN account a ON a.id = e.worker_id AND a.role <> 'machine'
WHERE e.xid >= $1::text::xid8 AND e.xid < $2::text::xid8
ORDER BY e.xid, e.id
"""

_FINISHED = f"""
SELECT t.id, s.kind, s.campaign_id, s.id AS stage_id, s.config -> 'labels' AS labels, t.completed_at,
       c.end_char - c.start_char AS chars,
       jsonb_agg(jsonb_build_object('assignment_id', n.assignment_id, 'worker_id', n.worker_id, 'quality', n.quality,
           'verdict', n.content -> 'verdict', 'spans', n.content -> 'spans', 'preference', n.content -> 'preference',
           'ours_first', n.content -> 'ours_first') ORDER BY n.id) AS answers
FROM (SELECT DISTINCT task_id FROM assignment WHERE id = ANY ($1::bigint[])) a
JOIN task t ON t.id = a.task_id AND t.state = 'COMPLETED' AND t.answers > 1
JOIN stage s ON s.id = t.stage_id
JOIN item i ON i.id = t.item_id
LEFT JOIN chunk c ON c.id = i.chunk_id
JOIN answer n ON n.task_id = t.id AND NOT n.late AND NOT n.is_unused
WHERE s.kind IN ('{StageKind.VALIDATE}', '{StageKind.REVIEW}', '{StageKind.ANNOTATE}', '{StageKind.COMPARE}')
GROUP BY t.id, s.id, c.id
ORDER BY t.id
"""

_AGREE = """
INSERT INTO work_event (campaign_id, stage_id, worker_id, assignment_id, kind, score, weight, at)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::float8[], $7::float8[],
                     $8::timestamptz[])
ON CONFLICT (assignment_id) WHERE kind = 'agreed' DO NOTHING
"""

# Of each worker: the last so many facts of each kind, or those of some hours. What is more than a window holds is older
# than all that it holds, and does no harm.
_LAST = f"""
SELECT {_COLUMNS}
FROM unnest($1::bigint[]) w (id) CROSS JOIN unnest($3::text[]) k (kind)
CROSS JOIN LATERAL (
    SELECT * FROM work_event f
    WHERE f.worker_id = w.id AND f.kind = k.kind AND f.campaign_id = $2 AND f.xid < $4::text::xid8
      AND ($5::bigint[] IS NULL OR f.stage_id = ANY ($5))
    ORDER BY f.xid DESC, f.id DESC LIMIT $6
) e
JOIN stage s ON s.id = e.stage_id
"""
_SINCE = f"""
SELECT {_COLUMNS}
FROM work_event e JOIN stage s ON s.id = e.stage_id
WHERE e.worker_id = ANY ($1::bigint[]) AND e.campaign_id = $2 AND e.kind = ANY ($3::text[])
  AND e.xid < $4::text::xid8 AND ($5::bigint[] IS NULL OR e.stage_id = ANY ($5))
  AND e.at >= $6::timestamptz
"""

_PACES = """
SELECT stage_id, floor(extract(epoch FROM learned_at) * 1000)::bigint + 1 AS at_ms, floor_ms
FROM stage_pace WHERE stage_id = ANY ($1::bigint[])
"""

_TIMES = """
SELECT n.stage_id, array_agg(n.active_ms) AS times FROM unnest($1::bigint[]) s (id) CROSS JOIN LATERAL (
    SELECT a.active_ms, s.id AS stage_id
    FROM answer n JOIN assignment a ON a.id = n.assignment_id
    WHERE n.stage_id = s.id AND a.active_ms > 0 ORDER BY n.created_at DESC LIMIT 2000
) n
GROUP BY n.stage_id
"""

_REPLAY = f"""
SELECT {_COLUMNS}
FROM work_event e JOIN stage s ON s.id = e.stage_id JOIN account a ON a.id = e.worker_id AND a.role <> 'machine'
WHERE e.campaign_id = $1 AND e.kind = ANY ($2::text[]) AND e.at >= $3::timestamptz
ORDER BY e.xid, e.id LIMIT $4
"""


class SupervisionStore:
    """What the supervision reads and writes; its writes count only inside a `turn`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    @asynccontextmanager
    async def turn(self, *, waits: bool = False) -> AsyncIterator[bool]:
        """One transaction for whatever is done inside; False where another process has its turn.

        Args:
            waits: wait for the other one instead.
        """
        async with self._db.one_connection(), self._db.transaction():
            if waits:
                await self._db.value("SELECT pg_advisory_xact_lock($1)", _LOCK)
                yield True
            else:
                yield await self._db.value("SELECT pg_try_advisory_xact_lock($1)", _LOCK) is True

    async def has_news(self) -> bool:
        """Whether there are facts to deal with; one look at an index, no lock, no transaction."""
        row = await self._db.row(_HORIZON)
        return row is not None and bool(row["has_news"])

    async def facts(self, most: int) -> tuple[int, int, list[Row]]:
        """(start, end, the facts between them, which were not dealt with): about `most` at a time, in order."""
        row = await self._db.row(_HORIZON)
        assert row is not None
        since, end = row["since"], row["horizon"]
        if (limit := await self._db.value(_END, str(since), str(end), most)) is not None:
            end = limit
        return since, end, await self._db.rows(_FACTS, str(since), str(end))

    async def advance(self, end: int) -> None:
        """Everything before `end` is dealt with."""
        await self._db.run("UPDATE supervision SET xid = $1::text::xid8", str(end))

    async def finished(self, assignment_ids: Sequence[int]) -> list[Row]:
        """Finished tasks with several answers among those that these assignments are about."""
        return await self._db.rows(_FINISHED, list(assignment_ids))

    async def add_agreed(self, rows: Sequence[Row]) -> None:
        """Keep how answers agree with the others, once an answer."""
        names = ("campaign_id", "stage_id", "worker_id", "assignment_id", "kind", "score", "weight", "at")
        await self._db.run(_AGREE, *([row[name] for row in rows] for name in names))

    async def rules_on(self, campaign_ids: Sequence[int]) -> list[Row]:
        """Rules that are switched on."""
        return await self._db.rows(
            "SELECT r.id, r.campaign_id, r.definition, r.version, c.recipe -> 'pay' ->> 'currency' AS currency, "
            "c.recipe_key FROM rule r JOIN campaign c ON c.id = r.campaign_id "
            "WHERE r.is_on AND r.campaign_id = ANY ($1::bigint[]) ORDER BY r.id",
            list(campaign_ids),
        )

    async def last_hits(self, rule_ids: Sequence[int], worker_ids: Sequence[int]) -> list[Row]:
        """Where rules hit workers last: {rule_id, worker_id, xid, id}."""
        return await self._db.rows(
            "SELECT DISTINCT ON (rule_id, worker_id) rule_id, worker_id, fact_xid::text::bigint AS xid, fact_id AS id "
            "FROM rule_event WHERE rule_id = ANY ($1::bigint[]) AND worker_id = ANY ($2::bigint[]) "
            "ORDER BY rule_id, worker_id, fact_xid DESC, fact_id DESC",
            list(rule_ids),
            list(worker_ids),
        )

    async def last(
        self,
        worker_ids: Sequence[int],
        campaign_id: int,
        kinds: Sequence[str],
        before: int,
        stage_ids: Sequence[int] | None,
        number: int,
    ) -> list[Row]:
        """The last facts of each worker and kind before a transaction."""
        return await self._db.rows(
            _LAST, list(worker_ids), campaign_id, list(kinds), str(before), stage_ids, number
        )

    async def since(
        self,
        worker_ids: Sequence[int],
        campaign_id: int,
        kinds: Sequence[str],
        before: int,
        stage_ids: Sequence[int] | None,
        at: datetime,
    ) -> list[Row]:
        """The facts of workers from a time on, before a transaction."""
        return await self._db.rows(
            _SINCE, list(worker_ids), campaign_id, list(kinds), str(before), stage_ids, at
        )

    async def history(self, campaign_id: int, kinds: Sequence[str], since: datetime, most: int) -> list[Row]:
        """Facts of a campaign from a time on, in order."""
        return await self._db.rows(_REPLAY, campaign_id, list(kinds), since, most)

    async def stage_ids(self, campaign_id: int, templates: Sequence[str]) -> list[int]:
        """The stages of some templates."""
        return [
            row["id"]
            for row in await self._db.rows(
                "SELECT id FROM stage WHERE campaign_id = $1 AND template = ANY ($2::text[])",
                campaign_id,
                list(templates),
            )
        ]

    async def paces(self, stage_ids: Sequence[int]) -> list[Row]:
        """All floors that stages ever learned: {stage_id, at_ms (from when on it holds), floor_ms}."""
        return await self._db.rows(_PACES, list(stage_ids))

    async def old_paces(self, stage_ids: Sequence[int], before: datetime) -> list[int]:
        """Those of the stages that learned nothing since a time."""
        rows = await self._db.rows(
            "SELECT s.id FROM unnest($1::bigint[]) s (id) WHERE NOT EXISTS "
            "(SELECT FROM stage_pace p WHERE p.stage_id = s.id AND p.learned_at > $2)",
            list(stage_ids),
            before,
        )
        return [row["id"] for row in rows]

    async def times(self, stage_ids: Sequence[int]) -> dict[int, list[int]]:
        """Active times of the last 2,000 answers of stages, in milliseconds."""
        return {row["stage_id"]: row["times"] for row in await self._db.rows(_TIMES, list(stage_ids))}

    async def add_pace(self, stage_id: int, floor: Mapping[str, int], now: datetime) -> None:
        """Keep what a stage learned."""
        await self._db.run(
            "INSERT INTO stage_pace (stage_id, learned_at, floor_ms, median_ms, n) VALUES ($1, $2, $3, $4, $5) "
            "ON CONFLICT DO NOTHING",
            stage_id,
            now,
            floor["floor_ms"],
            floor["median_ms"],
            floor["n"],
        )

    async def skills(self, pairs: Sequence[tuple[int, str]]) -> list[Row]:
        """Skill records of (worker, key), locked until the end of the turn."""
        return await self._db.rows(
            "SELECT k.account_id, k.key, k.level, k.correct, k.total FROM skill k "
            "JOIN unnest($1::bigint[], $2::text[]) w (id, key) ON k.account_id = w.id AND k.key = w.key "
            "ORDER BY k.account_id, k.key FOR UPDATE OF k",
            [worker for worker, _ in pairs],
            [key for _, key in pairs],
        )

    async def bars(self, keys: Sequence[str]) -> dict[str, list[float]]:
        """The levels at which stages open, by skill."""
        rows = await self._db.rows(
            "SELECT skill_key, array_agg(DISTINCT skill_min) AS bars FROM stage WHERE skill_key = ANY ($1::text[]) "
            "GROUP BY skill_key",
            list(keys),
        )
        return {row["skill_key"]: row["bars"] for row in rows}

    async def update_skills(self, rows: Sequence[Row], now: datetime) -> None:
        """Write skills that work has changed."""
        await self._db.run(
            "UPDATE skill k SET level = n.level, correct = n.correct, total = n.total, updated_at = $6 "
            "FROM unnest($1::bigint[], $2::text[], $3::float8[], $4::float8[], $5::float8[]) "
            "n (account_id, key, level, correct, total) WHERE k.account_id = n.account_id AND k.key = n.key",
            *([row[name] for row in rows] for name in ("account_id", "key", "level", "correct", "total")),
            now,
        )

    async def add_event(self, fields: Mapping[str, Any], now: datetime) -> int | None:
        """Log a deed; None where this fact has made this rule act before."""
        event_id: int | None = await self._db.value(
            "INSERT INTO rule_event (rule_id, rule_version, campaign_id, stage_id, worker_id, fact_xid, fact_id, "
            "fact_at, action, evidence, effect, words, at) "
            "VALUES ($1, $2, $3, $4, $5, $6::text::xid8, $7, $8, $9, $10, '{}', $11, $12) "
            "ON CONFLICT (rule_id, worker_id, fact_xid, fact_id) DO NOTHING RETURNING id",
            fields["rule_id"],
            fields["rule_version"],
            fields["campaign_id"],
            fields["stage_id"],
            fields["worker_id"],
            str(fields["xid"]),
            fields["fact_id"],
            fields["fact_at"],
            fields["action"],
            fields["evidence"],
            fields["words"],
            now,
        )
        return event_id

    async def set_effect(self, event_id: int, effect: Mapping[str, Any], restriction_id: int | None) -> None:
        """Note what a deed changed."""
        await self._db.run(
            "UPDATE rule_event SET effect = $2, restriction_id = $3 WHERE id = $1",
            event_id,
            effect,
            restriction_id,
        )
