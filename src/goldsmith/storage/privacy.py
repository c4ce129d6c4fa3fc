"""Everything about one person: to give them, and to forget."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from goldsmith.domain.workflow import AppealState
from goldsmith.storage.database import Database, Row
from goldsmith.storage.personal_data import ERASED, ERASURE, SECTIONS

_CLOSE = """
UPDATE account SET name = $2, country = NULL, disabled_at = coalesce(disabled_at, $4), erased_at = $4, erased_by = $3
WHERE id = $1 AND erased_at IS NULL AND role = 'worker'
RETURNING id
"""

# Before the name is gone: what owners noted about it on their invites.
_NOTES = """
UPDATE invite i SET note = ''
FROM account a JOIN membership m ON m.account_id = a.id
WHERE a.id = $1 AND i.campaign_id = m.campaign_id AND length(a.name) >= 3
  AND position(lower(a.name) IN lower(i.note)) > 0
"""

_APPEALS = """
UPDATE appeal
SET text = $2::text, decision = jsonb_set(decision, '{reason}', to_jsonb($2::text)),
    answer = CASE WHEN answer = '' THEN '' ELSE $2 END,
    decided_at = CASE WHEN state = $4 THEN $5 ELSE decided_at END,
    decided_by = CASE WHEN state = $4 THEN $1 ELSE decided_by END,
    state = CASE WHEN state = $4 THEN $3 ELSE state END
WHERE worker_id = $1
"""


class PrivacyStore:
    """People."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def exported(self, account_id: int) -> AsyncIterator[tuple[str, Sequence[Any]]]:
        """(section, rows), in batches, section by section; an empty section comes once, without rows."""
        for name, statement in SECTIONS.items():
            is_empty = True
            async for rows in self._db.stream(statement, account_id):
                is_empty = False
                yield name, [dict(row) for row in rows]
            if is_empty:
                yield name, []

    async def person(self, account_id: int) -> Row | None:
        """Who somebody is, and who runs the campaigns they joined."""
        return await self._db.row(
            "SELECT a.role, a.name, a.erased_at, coalesce((SELECT array_agg(DISTINCT c.owner_id) FROM membership m "
            "JOIN campaign c ON c.id = m.campaign_id WHERE m.account_id = a.id), '{}') AS owners "
            "FROM account a WHERE a.id = $1",
            account_id,
        )

    async def erase(self, account_id: int, *, name: str, withdrawn: str, by: int, now: datetime) -> bool:
        """Forget a person; False where they were forgotten before."""
        async with self._db.transaction() as connection:
            await connection.execute(_NOTES, account_id)
            if await connection.fetchval(_CLOSE, account_id, name, by, now) is None:
                return False
            await connection.execute(_APPEALS, account_id, ERASED, withdrawn, AppealState.OPEN.value, now)
            for statement in ERASURE:
                await connection.execute(statement, account_id)
            return True
