"""Quiz attempts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from goldsmith.domain.workflow import ATTEMPT, AttemptState
from goldsmith.storage.accounts import SET_SKILL
from goldsmith.storage.database import Database, Row

_COLUMNS = "id, account_id, campaign_id, skill_key, category, state, questions, score, result, started_at, finished_at"

# A double click meets the unique index of running attempts and gets the attempt that is there.
_START = f"""
WITH created AS (
    INSERT INTO quiz_attempt (account_id, campaign_id, skill_key, category, state, questions, started_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (account_id, skill_key) WHERE state = 'RUNNING' DO UPDATE SET state = 'RUNNING'
    RETURNING {_COLUMNS}
)
SELECT * FROM created
"""


class QuizStore:
    """What happened in quizzes."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def attempts(self, account_id: int, skill_key: str) -> list[Row]:
        """The worker's attempts that count, newest first."""
        return await self._db.rows(
            f"SELECT {_COLUMNS} FROM quiz_attempt WHERE account_id = $1 AND skill_key = $2 "
            "AND set_aside_at IS NULL ORDER BY id DESC",
            account_id,
            skill_key,
        )

    async def start(
        self,
        account_id: int,
        *,
        campaign_id: int,
        skill_key: str,
        category: str,
        questions: Sequence[int],
        now: datetime,
    ) -> Row:
        """Start an attempt, or return the one that is running."""
        row = await self._db.row(
            _START, account_id, campaign_id, skill_key, category, ATTEMPT.initial.value, list(questions), now
        )
        assert row is not None
        return row

    async def attempt(self, attempt_id: int) -> Row | None:
        """One attempt."""
        return await self._db.row(f"SELECT {_COLUMNS} FROM quiz_attempt WHERE id = $1", attempt_id)

    async def finish(
        self,
        attempt_id: int,
        *,
        state: str,
        score: float,
        result: Mapping[str, Any],
        skill: Mapping[str, float],
        now: datetime,
    ) -> bool:
        """Finish a running attempt and set the skill, both or neither."""
        async with self._db.transaction() as connection:
            row = await connection.fetchrow(
                "UPDATE quiz_attempt SET state = $2, score = $3, result = $4, finished_at = $5 "
                "WHERE id = $1 AND state = $6 RETURNING account_id, skill_key",
                attempt_id,
                state,
                score,
                result,
                now,
                AttemptState.RUNNING.value,
            )
            if row is None:
                return False
            await connection.execute(
                SET_SKILL,
                row["account_id"],
                row["skill_key"],
                skill["level"],
                skill["correct"],
                skill["total"],
                now,
            )
            return True
