"""Rules, what they did, restrictions, and what a worker may know of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import asyncpg

from goldsmith.domain.errors import Conflict
from goldsmith.storage.database import Database, Row

_RULES = """
SELECT r.id, r.campaign_id, r.name, r.definition, r.is_on, r.version, r.created_at, r.updated_at,
       coalesce(e.hits, 0) AS hits, coalesce(e.workers, 0) AS workers, e.last_at
FROM rule r
LEFT JOIN LATERAL (SELECT count(*) AS hits, count(DISTINCT worker_id) AS workers, max(at) AS last_at
                   FROM rule_event WHERE rule_id = r.id) e ON true
"""

_GROUNDS = """
SELECT s.id, s.template, s.kind, s.category, s.golden_min, s.overlap_max, s.price, s.skill_key,
       (c.recipe -> 'quizzes') ? s.category AND s.skill_key = c.recipe_key || '/' || s.category AS has_quiz,
       (SELECT coalesce(jsonb_agg(DISTINCT t.template), '[]')
        FROM jsonb_each(s.config -> 'routes') r JOIN stage t ON t.id = (r.value ->> 'stage_id')::bigint) AS leads_to
FROM stage s JOIN campaign c ON c.id = s.campaign_id
WHERE s.campaign_id = $1
ORDER BY s.position, s.id
"""

_LOG = """
SELECT e.id, e.rule_id, r.name AS rule, e.rule_version, e.worker_id, a.name AS worker, a.simulated, e.stage_id,
       s.title AS stage_title, e.campaign_id, c.title AS campaign_title, e.fact_at, e.action, e.evidence, e.effect,
       e.words, e.restriction_id, x.until, x.lifted_at, e.at, e.undone_at
FROM rule_event e
JOIN rule r ON r.id = e.rule_id
JOIN account a ON a.id = e.worker_id
JOIN campaign c ON c.id = e.campaign_id
LEFT JOIN stage s ON s.id = e.stage_id
LEFT JOIN restriction x ON x.id = e.restriction_id
"""

_RESTRICTIONS = """
SELECT x.id, x.account_id, a.name AS worker, a.simulated, x.scope, x.campaign_id, c.title AS campaign_title, x.stage_id,
       s.title AS stage_title, x.until, x.reason, x.created_at, x.created_by IS NULL AS by_rule, x.lifted_at,
       e.id AS rule_event_id
FROM restriction x
JOIN account a ON a.id = x.account_id
LEFT JOIN campaign c ON c.id = x.campaign_id
LEFT JOIN stage s ON s.id = x.stage_id
LEFT JOIN rule_event e ON e.restriction_id = x.id
"""

_SKILLS = """
SELECT k.key, k.level, k.correct, k.total, k.updated_at FROM skill k WHERE k.account_id = $1 ORDER BY k.key
"""


class RuleStore:
    """Definitions and their log; whatever acts on its own lies in `supervision`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def grounds(self, campaign_id: int) -> list[Row]:
        """What rules need to know of each stage of a campaign."""
        return await self._db.rows(_GROUNDS, campaign_id)

    async def rules(self, campaign_id: int) -> list[Row]:
        """The rules of a campaign with their hits."""
        return await self._db.rows(f"{_RULES} WHERE r.campaign_id = $1 ORDER BY r.id", campaign_id)

    async def rule(self, rule_id: int) -> Row | None:
        """One rule."""
        return await self._db.row(f"{_RULES} WHERE r.id = $1", rule_id)

    async def add(
        self,
        campaign_id: int,
        name: str,
        definition: Mapping[str, Any],
        *,
        is_on: bool,
        by: int,
        now: datetime,
    ) -> int:
        """Keep a new rule.

        Raises:
            Conflict: the campaign has one of this name.
        """
        try:
            rule_id: int = await self._db.value(
                "INSERT INTO rule (campaign_id, name, definition, is_on, created_by, created_at, updated_by, "
                "updated_at) VALUES ($1, $2, $3, $4, $5, $6, $5, $6) RETURNING id",
                campaign_id,
                name,
                definition,
                is_on,
                by,
                now,
            )
        except asyncpg.UniqueViolationError:
            raise _taken(name) from None
        return rule_id

    async def change(
        self, rule_id: int, version: int, name: str, definition: Mapping[str, Any], *, by: int, now: datetime
    ) -> bool:
        """Change a rule that still has this version; False where it does not.

        Raises:
            Conflict: the campaign has another one of this name.
        """
        try:
            return (
                await self._db.run(
                    "UPDATE rule SET name = $3, definition = $4, version = version + 1, updated_by = $5, "
                    "updated_at = $6 WHERE id = $1 AND version = $2",
                    rule_id,
                    version,
                    name,
                    definition,
                    by,
                    now,
                )
                == 1
            )
        except asyncpg.UniqueViolationError:
            raise _taken(name) from None

    async def delete(self, rule_id: int) -> bool:
        """Remove a rule that never did anything; False where it did."""
        return (
            await self._db.run(
                "DELETE FROM rule r WHERE r.id = $1 AND NOT EXISTS (SELECT FROM rule_event e WHERE e.rule_id = r.id)",
                rule_id,
            )
            == 1
        )

    async def currency(self, campaign_id: int) -> str:
        """In which money a campaign pays."""
        found: str = await self._db.value(
            "SELECT recipe -> 'pay' ->> 'currency' FROM campaign WHERE id = $1", campaign_id
        )
        return found

    async def names(self, workers: list[int]) -> list[Row]:
        """Names of accounts."""
        return await self._db.rows(
            "SELECT id, name, simulated FROM account WHERE id = ANY ($1::bigint[])", workers
        )

    async def switch(self, rule_id: int, *, is_on: bool, by: int, now: datetime) -> None:
        """Switch a rule on or off."""
        await self._db.run(
            "UPDATE rule SET is_on = $2, updated_by = $3, updated_at = $4 WHERE id = $1",
            rule_id,
            is_on,
            by,
            now,
        )

    async def log(self, campaign_id: int, *, before: int, limit: int) -> list[Row]:
        """What the rules of a campaign did, newest first."""
        return await self._db.rows(
            f"{_LOG} WHERE e.campaign_id = $1 AND e.id < $2 ORDER BY e.id DESC LIMIT $3",
            campaign_id,
            before,
            limit,
        )

    async def log_of(self, worker_id: int, limit: int) -> list[Row]:
        """What rules did to a worker, newest first."""
        return await self._db.rows(
            f"{_LOG} WHERE e.worker_id = $1 ORDER BY e.id DESC LIMIT $2", worker_id, limit
        )

    async def event(self, event_id: int) -> Row | None:
        """One deed."""
        return await self._db.row(f"{_LOG} WHERE e.id = $1", event_id)

    async def restrictions(self, campaign_id: int, limit: int) -> list[Row]:
        """Restrictions of a campaign and its stages, newest first."""
        return await self._db.rows(
            f"{_RESTRICTIONS} WHERE x.campaign_id = $1 ORDER BY x.id DESC LIMIT $2", campaign_id, limit
        )

    async def restrictions_of(self, worker_id: int, limit: int) -> list[Row]:
        """Restrictions of a worker, newest first."""
        return await self._db.rows(
            f"{_RESTRICTIONS} WHERE x.account_id = $1 ORDER BY x.id DESC LIMIT $2", worker_id, limit
        )

    async def restriction(self, restriction_id: int) -> Row | None:
        """One restriction."""
        return await self._db.row(f"{_RESTRICTIONS} WHERE x.id = $1", restriction_id)

    async def lift(self, restriction_id: int, by: int | None, now: datetime) -> bool:
        """End a restriction now, and mark the deed of the rule that made it as undone; False where it had ended."""
        lifted = await self._db.run(
            "WITH lifted AS (UPDATE restriction SET lifted_by = $2, lifted_at = $3 "
            "WHERE id = $1 AND lifted_at IS NULL RETURNING id), undone AS ("
            "UPDATE rule_event SET undone_by = $2, undone_at = $3 FROM lifted "
            "WHERE restriction_id = lifted.id AND undone_at IS NULL) SELECT FROM lifted",
            restriction_id,
            by,
            now,
        )
        return lifted == 1

    async def skills(self, worker_id: int) -> list[Row]:
        """A worker's skills with their records."""
        return await self._db.rows(_SKILLS, worker_id)

    async def paces(self, campaign_id: int) -> list[Row]:
        """What the stages of a campaign learned last about too fast."""
        return await self._db.rows(
            "SELECT DISTINCT ON (p.stage_id) p.stage_id, s.title, p.floor_ms, p.median_ms, p.n, p.learned_at "
            "FROM stage_pace p JOIN stage s ON s.id = p.stage_id WHERE s.campaign_id = $1 "
            "ORDER BY p.stage_id, p.learned_at DESC",
            campaign_id,
        )


def _taken(name: str) -> Conflict:
    return Conflict(f"There is a rule {name!r} in this campaign already.", hint="Choose another name.")
