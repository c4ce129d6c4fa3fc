"""A dataset of texts: data points, comparisons, duplicates, gate, deliveries; and the models' books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from goldsmith.domain.workflow import TASK, ItemState, TaskEvent
from goldsmith.storage.database import Database, Row

_PAIR_COLUMNS = """
SELECT d.id, d.kind, d.score, d.why, d.decision, w.name AS decided_by, d.campaign_id,
       f.id AS first_id, f.cell AS first_cell, f.payload AS first_payload, f.state AS first_state,
       s.id AS second_id, s.cell AS second_cell, s.payload AS second_payload, s.state AS second_state,
       EXISTS (SELECT FROM duplicate_pair o WHERE o.second_id = d.second_id AND o.id <> d.id
               AND o.decision = 'duplicate') AS held_by_another,
       EXISTS (SELECT FROM duplicate_pair o WHERE o.second_id = d.first_id
               AND o.decision = 'duplicate') AS first_is_held
FROM duplicate_pair d
JOIN item f ON f.id = d.first_id
JOIN item s ON s.id = d.second_id
LEFT JOIN account w ON w.id = d.decided_by
"""

# A person's word stands: a pair that was found again keeps its decision.
_ADD_PAIRS = """
INSERT INTO duplicate_pair (campaign_id, first_id, second_id, kind, score, why, found_at)
SELECT $1, (r ->> 'first')::bigint, (r ->> 'second')::bigint, r ->> 'kind', (r ->> 'score')::double precision,
       r ->> 'why', $2
FROM jsonb_array_elements($3::jsonb) r
ON CONFLICT (first_id, second_id) DO UPDATE SET score = excluded.score, why = excluded.why, kind = excluded.kind
RETURNING (xmax = 0) AS is_new
"""

# Accepted data points with the evidence that the gate and the card need.
_POINTS = """
SELECT i.id, i.cell, i.brief, i.payload, i.identity, i.updated_at,
       (SELECT jsonb_agg(jsonb_build_object('kind', s.kind, 'template', s.template, 'round', a.round,
                                            'worker', a.worker_id, 'role', w.role, 'content', a.content,
                                            'at', a.created_at, 'active_ms', g.active_ms, 'task', a.task_id)
                         ORDER BY a.id)
        FROM answer a JOIN stage s ON s.id = a.stage_id JOIN account w ON w.id = a.worker_id
        JOIN assignment g ON g.id = a.assignment_id
        WHERE a.item_id = i.id AND NOT a.late AND NOT a.is_unused) AS answers
FROM item i
WHERE i.campaign_id = $1 AND i.state = 'ACCEPTED' AND i.parent_id IS NULL AND i.cell IS NOT NULL
  AND i.id > $2
ORDER BY i.id
LIMIT $3
"""

_COMPARISONS = """
SELECT a.id, s.kind, a.worker_id, w.role, a.content, i.payload, i.parent_id, p.cell, p.payload AS parent_payload,
       i.id AS pair_id
FROM answer a
JOIN stage s ON s.id = a.stage_id
JOIN item i ON i.id = a.item_id
JOIN item p ON p.id = i.parent_id
JOIN account w ON w.id = a.worker_id
WHERE i.campaign_id = $1 AND s.kind IN ('compare', 'judge') AND NOT a.late AND NOT a.is_unused
  AND p.state = 'ACCEPTED'
  AND i.state <> 'REJECTED'
ORDER BY a.id
"""

_USE = """
INSERT INTO model_usage AS m (campaign_id, role, name, base_url, model, weak, embedded, calls, failures, input_tokens,
                              output_tokens, cost_usd, last_error)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (campaign_id, role, name) DO UPDATE
SET base_url = excluded.base_url, model = excluded.model, weak = excluded.weak, embedded = excluded.embedded,
    calls = m.calls + excluded.calls, failures = m.failures + excluded.failures,
    input_tokens = m.input_tokens + excluded.input_tokens,
    output_tokens = m.output_tokens + excluded.output_tokens, cost_usd = m.cost_usd + excluded.cost_usd,
    last_error = CASE WHEN excluded.failures > 0 THEN excluded.last_error
                      WHEN excluded.calls > 0 THEN '' ELSE m.last_error END
"""

#: What a decision about a pair was based on.
_GROUND = ("decision", "first_state", "second_state", "held_by_another", "first_is_held")

_DECIDE = """
UPDATE duplicate_pair
SET decision = $2, decided_by = CASE WHEN $2 = 'open' THEN NULL ELSE $3::bigint END, decided_at = $4
WHERE id = $1
"""

#: State and history of items that leave the dataset, or come back to it.
_SET_ITEM_STATE = """
WITH changed AS (
    UPDATE item SET state = $3, updated_at = $6 WHERE id = $1 AND state = $2 RETURNING id
)
INSERT INTO item_event (item_id, actor_id, kind, data, at)
SELECT id, $5::bigint, $4, $7::jsonb, $6 FROM changed
RETURNING id
"""


# Back to the first author's stage, kept for nobody: what was written is in the history.
_REOPEN = """
WITH changed AS (
    UPDATE item SET state = $3, stage_id = $4::bigint, round = round + 1, updated_at = $6
    WHERE id = $1 AND state = $2 RETURNING id
), opened AS (
    INSERT INTO task (stage_id, item_id, state, overlap, priority, created_at)
    SELECT $4::bigint, id, $7, 1, 1, $6 FROM changed
)
INSERT INTO item_event (item_id, kind, data, at)
SELECT id, 'sent_back', $5::jsonb, $6 FROM changed
RETURNING id
"""

# Pairs of an earlier completion are no longer compared.
_RETIRE = """
WITH old AS (
    UPDATE item SET state = $2, stage_id = NULL, updated_at = $4 WHERE parent_id = $1 AND state <> $2 RETURNING id
), noted AS (
    INSERT INTO item_event (item_id, kind, data, at) SELECT id, 'retired', '{}', $4 FROM old
)
UPDATE task t SET state = $3 FROM old WHERE t.item_id = old.id AND t.state = 'OPEN'
"""


class DeliveryStore:
    """What becomes of accepted texts."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def points(self, campaign_id: int, *, after: int = 0, limit: int = 1_000_000) -> list[Row]:
        """Accepted data points with their answers, by id."""
        return await self._db.rows(_POINTS, campaign_id, after, limit)

    async def comparisons(self, campaign_id: int) -> list[Row]:
        """Preferences of people and of judges on the pairs of accepted data points."""
        return await self._db.rows(_COMPARISONS, campaign_id)

    async def open_pairs(self, campaign_id: int) -> int:
        """Pairs that still wait for a preference."""
        count: int = await self._db.value(
            "SELECT count(*) FROM item i JOIN item p ON p.id = i.parent_id "
            "WHERE i.campaign_id = $1 AND i.state = 'ACTIVE' AND p.state = 'ACCEPTED'",
            campaign_id,
        )
        return count

    async def reopen(
        self,
        item_id: int,
        old: str,
        new: str,
        *,
        stage_id: int,
        data: Mapping[str, Any],
        now: datetime,
    ) -> bool:
        """Send an accepted item back to an author's stage; False where it was not `old`."""
        reopened = await self._db.value(
            _REOPEN, item_id, old, new, stage_id, dict(data), now, TASK.initial.value
        )
        return reopened is not None

    async def retire_pairs(self, parent_id: int, now: datetime) -> None:
        """Take the pairs of an earlier completion out of the evaluation."""
        cancelled = TASK.transition(TASK.initial, TaskEvent.CANCEL)
        await self._db.run(_RETIRE, parent_id, ItemState.REJECTED.value, cancelled.value, now)

    async def add_duplicates(self, campaign_id: int, rows: Sequence[Mapping[str, Any]], now: datetime) -> int:
        """Keep pairs {first, second, kind, score, why}; how many were new."""
        return sum(row["is_new"] for row in await self._db.rows(_ADD_PAIRS, campaign_id, now, list(rows)))

    async def duplicates(self, campaign_id: int, decision: str | None) -> list[Row]:
        """Pairs that look alike, open ones first, at most 500."""
        return await self._db.rows(
            f"{_PAIR_COLUMNS} WHERE d.campaign_id = $1 AND ($2::text IS NULL OR d.decision = $2) "
            "ORDER BY d.decision <> 'open', d.score DESC, d.id LIMIT 500",
            campaign_id,
            decision,
        )

    async def duplicate(self, pair_id: int) -> Row | None:
        """One pair."""
        return await self._db.row(f"{_PAIR_COLUMNS} WHERE d.id = $1", pair_id)

    async def decided(self, campaign_id: int, decision: str) -> list[tuple[int, int]]:
        """Pairs with a decision: (first, second)."""
        rows = await self._db.rows(
            "SELECT first_id, second_id FROM duplicate_pair WHERE campaign_id = $1 AND decision = $2",
            campaign_id,
            decision,
        )
        return [(row["first_id"], row["second_id"]) for row in rows]

    async def decide(
        self, pair: Row, decision: str, *, state: str, kind: str, by: int, now: datetime
    ) -> bool:
        """Note a person's word about a pair with what follows for its later item, both or neither.

        Args:
            pair: as `duplicate` gave it: the ground of the decision.
            decision: open takes an earlier word back.
            state: of the later item afterwards.
            kind: what its history says of it; "" where it keeps its state.
            by: who decides.
            now: the time.

        Returns:
            False where the pair or its items changed meanwhile; then nothing is done.
        """
        items = [pair["first_id"], pair["second_id"]]
        async with self._db.transaction() as connection:
            # Decisions about the same items take turns.
            await connection.fetch(
                "SELECT FROM item WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE", items
            )
            current = await connection.fetchrow(f"{_PAIR_COLUMNS} WHERE d.id = $1", pair["id"])
            if current is None or any(current[key] != pair[key] for key in _GROUND):
                return False
            if kind:
                data = {"of": pair["first_id"], "why": pair["why"]}
                before, second = pair["second_state"], pair["second_id"]
                await connection.execute(_SET_ITEM_STATE, second, before, state, kind, by, now, data)
            await connection.execute(_DECIDE, pair["id"], decision, by, now)
        return True

    async def forget_stale(self, campaign_id: int, keep: Sequence[int]) -> None:
        """Drop open pairs with an item that is no longer compared."""
        await self._db.run(
            "DELETE FROM duplicate_pair WHERE campaign_id = $1 AND decision = 'open' "
            "AND NOT (first_id = ANY ($2::bigint[]) AND second_id = ANY ($2::bigint[]))",
            campaign_id,
            list(keep),
        )

    async def add_gate(
        self, campaign_id: int, *, passed: bool, items: int, report: Row, now: datetime
    ) -> None:
        """Keep a look at the gate."""
        await self._db.run(
            "INSERT INTO gate_check (campaign_id, at, passed, items, report) VALUES ($1, $2, $3, $4, $5)",
            campaign_id,
            now,
            passed,
            items,
            report,
        )

    async def gate(self, campaign_id: int) -> Row | None:
        """The last look at the gate, and whether an item changed since."""
        return await self._db.row(
            "SELECT g.at, g.passed, g.items, g.report, EXISTS (SELECT FROM item i WHERE i.campaign_id = g.campaign_id "
            "AND i.updated_at > g.at) AS stale FROM gate_check g WHERE g.campaign_id = $1 ORDER BY g.id DESC LIMIT 1",
            campaign_id,
        )

    async def add_delivery(self, campaign_id: int, fields: Mapping[str, Any], now: datetime) -> int | None:
        """Keep a delivery; None where the version is there already."""
        delivery_id: int | None = await self._db.value(
            "INSERT INTO delivery (campaign_id, version, items, clean, overrides, folder, files, created_by, "
            "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
            "ON CONFLICT (campaign_id, version) DO NOTHING RETURNING id",
            campaign_id,
            *(
                fields[key]
                for key in ("version", "items", "clean", "overrides", "folder", "files", "created_by")
            ),
            now,
        )
        return delivery_id

    async def deliveries(self, campaign_id: int) -> list[Row]:
        """Delivered versions, newest first."""
        return await self._db.rows(
            "SELECT d.id, d.version, d.items, d.clean, d.overrides, d.folder, d.files, w.name AS created_by, "
            "d.created_at FROM delivery d JOIN account w ON w.id = d.created_by WHERE d.campaign_id = $1 "
            "ORDER BY d.id DESC",
            campaign_id,
        )

    async def delivery(self, delivery_id: int) -> Row | None:
        """One delivery."""
        return await self._db.row("SELECT * FROM delivery WHERE id = $1", delivery_id)

    async def add_usage(self, campaign_id: int, row: Mapping[str, Any]) -> None:
        """Add to what was asked of a model."""
        keys = "role name base_url model weak embedded calls failures input_tokens output_tokens cost_usd last_error"
        await self._db.run(_USE, campaign_id, *(row[key] for key in keys.split()))

    async def usage(self, campaign_id: int) -> list[Row]:
        """What was asked of models, by role and name."""
        return await self._db.rows(
            "SELECT * FROM model_usage WHERE campaign_id = $1 ORDER BY role, name", campaign_id
        )

    async def reply(self, fingerprint: str) -> Row | None:
        """A kept answer of a model."""
        return await self._db.row("SELECT completion FROM model_reply WHERE fingerprint = $1", fingerprint)

    async def keep_reply(self, fingerprint: str, completion: Row, now: datetime) -> None:
        """Keep an answer of a model."""
        await self._db.run(
            "INSERT INTO model_reply (fingerprint, completion, created_at) VALUES ($1, $2, $3) "
            "ON CONFLICT (fingerprint) DO UPDATE SET completion = excluded.completion",
            fingerprint,
            completion,
            now,
        )

    async def add_classifier(self, campaign_id: int, row: Mapping[str, Any], now: datetime) -> None:
        """Keep a trained classifier."""
        await self._db.run(
            "INSERT INTO classifier (campaign_id, dimension, version, examples, accuracy, data, trained_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7)",
            campaign_id,
            *(row[key] for key in ("dimension", "version", "examples", "accuracy", "data")),
            now,
        )

    async def classifiers(self, campaign_id: int, *, with_data: bool = False) -> list[Row]:
        """The latest classifier of each dimension."""
        data = ", data" if with_data else ""
        return await self._db.rows(
            f"SELECT DISTINCT ON (dimension) id, dimension, version, examples, accuracy, trained_at{data} "
            "FROM classifier WHERE campaign_id = $1 ORDER BY dimension, id DESC",
            campaign_id,
        )

    async def add_benchmark(
        self, campaign_id: int, name: str, entries: int, data: bytes, now: datetime
    ) -> None:
        """Keep the hashes of an uploaded benchmark; a second upload replaces it, under a new id."""
        async with self._db.transaction() as connection:
            # Uploads to a campaign take turns.
            await connection.execute("SELECT FROM campaign WHERE id = $1 FOR NO KEY UPDATE", campaign_id)
            await connection.execute(
                "DELETE FROM benchmark WHERE campaign_id = $1 AND name = $2", campaign_id, name
            )
            await connection.execute(
                "INSERT INTO benchmark (campaign_id, name, entries, data, created_at) VALUES ($1, $2, $3, $4, $5)",
                campaign_id,
                name,
                entries,
                data,
                now,
            )

    async def benchmarks(self, campaign_id: int, *, with_data: bool = False) -> list[Row]:
        """The uploaded benchmarks; their hashes where asked for."""
        data = ", data" if with_data else ""
        return await self._db.rows(
            f"SELECT id, name, entries{data} FROM benchmark WHERE campaign_id = $1 ORDER BY id", campaign_id
        )
