"""The bank of goldens: their documents, chunks and items lie in a hidden campaign, their tasks at the real stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import asyncpg

from goldsmith.domain.golden_supply import GOOD_AT, LEAST_OTHERS
from goldsmith.domain.workflow import CAMPAIGN, ITEM, TASK, TaskEvent
from goldsmith.storage import golden_statements as sql
from goldsmith.storage.database import Database, Row


class GoldenStore:
    """Makes goldens and tells what became of them."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def stages(self, campaign_id: int) -> list[Row]:
        """The stages that can have goldens, with their counts."""
        return await self._db.rows(sql.STAGES, campaign_id)

    async def set_minimum(self, stage_id: int, minimum: int) -> None:
        """How many goldens a worker gets right before they become rare."""
        await self._db.run("UPDATE stage SET golden_min = $2 WHERE id = $1", stage_id, minimum)

    async def documents(self, campaign_id: int, most: int) -> list[Row]:
        """Some documents of the campaign."""
        return await self._db.rows(
            "SELECT repository, path, language, licences FROM document WHERE campaign_id = $1 "
            "ORDER BY hashint8(id), id LIMIT $2",
            campaign_id,
            most,
        )

    async def plantable(self, campaign_id: int, seed: int, most: int, *, is_fresh: bool) -> list[Row]:
        """Chunks in an order that the seed draws."""
        return await self._db.rows(sql.PLANTABLE, campaign_id, seed, most, is_fresh)

    async def decided(self, campaign_id: int, *, item_ids: Sequence[int] | None, per_stage: int) -> list[Row]:
        """Finished work whose answer is known, the surest first."""
        ids = None if item_ids is None else list(item_ids)
        return await self._db.rows(sql.DECIDED, campaign_id, ids, per_stage)

    async def promotable(self, campaign_id: int, item_id: int) -> Row | None:
        """An item of the campaign."""
        return await self._db.row(
            "SELECT id, category, chunk_id FROM item WHERE id = $2 AND campaign_id = $1", campaign_id, item_id
        )

    async def add(
        self, campaign_id: int, rows: Sequence[Mapping[str, Any]], *, by: int | None, now: datetime
    ) -> int:
        """Make goldens, all or none; how many are new."""
        new = 0
        async with self._db.transaction() as connection:
            hidden = await connection.fetchval(sql.HIDDEN, campaign_id, now, CAMPAIGN.initial.value)
            for row in rows:
                if not await connection.fetchval(sql.KNOWN, row["stage_id"], row["identity"]):
                    await _make(connection, campaign_id, hidden, row, by, now)
                    new += 1
        return new

    async def bank(self, campaign_id: int) -> list[Row]:
        """Every golden with its statistics, newest first."""
        return await self._db.rows(sql.BANK, campaign_id, LEAST_OTHERS, GOOD_AT)

    async def golden(self, golden_id: int) -> Row | None:
        """One of them, with its text and its answers."""
        return await self._db.row(sql.ONE, golden_id)

    async def retire(self, golden_id: int, now: datetime) -> bool:
        """Give it to nobody any more. Who has it in hand may finish: its task stays as it is."""
        return (
            await self._db.run(
                "UPDATE golden SET retired_at = $2 WHERE id = $1 AND retired_at IS NULL", golden_id, now
            )
            == 1
        )

    async def uses(self, campaign_id: int, since: datetime) -> list[Row]:
        """Who got goldens since."""
        return await self._db.rows(sql.USES, campaign_id, since)


async def _make(
    connection: asyncpg.Connection,
    campaign_id: int,
    hidden: int,
    row: Mapping[str, Any],
    by: int | None,
    now: datetime,
) -> None:
    stage_id, source_item = row["stage_id"], row.get("source_item_id")
    planted = TASK.transition(TASK.initial, TaskEvent.PLANT).value
    category = await connection.fetchval("SELECT category FROM stage WHERE id = $1", stage_id)
    is_text = "document" not in row and (
        await connection.fetchval("SELECT chunk_id IS NULL FROM item WHERE id = $1", source_item)
    )
    if is_text:
        item_id = await connection.fetchval(
            sql.COPY_TEXT,
            hidden,
            f"{stage_id}/{row['identity']}",
            source_item,
            row["task_id"],
            ITEM.initial.value,
            stage_id,
            now,
        )
    else:
        document, chunk = row.get("document"), row.get("chunk")
        if document is None or chunk is None:
            copied = await connection.fetchrow(sql.COPY_CHUNK, source_item)
            document = chunk = {**copied, "text": bytes(copied["text"]).decode()}
        # Marking and judging the same text share an item: whoever did one does not get the other.
        identity = f"{category}/{row.get('material', row['identity'])}"
        item_id = await _enter(connection, hidden, stage_id, category, identity, document, chunk, now)
    task_id = await connection.fetchval(sql.PLANT, stage_id, item_id, planted, now)
    subject: int | None = None
    if is_text:
        subject = await connection.fetchval(sql.COPY_TRAIL, row["task_id"], task_id, item_id)
    elif row.get("shown") is not None:
        subject = await connection.fetchval(sql.SHOW, task_id, item_id, stage_id, list(row["shown"]), now)
    if subject is not None:
        await connection.execute("UPDATE task SET subject_answer_id = $2 WHERE id = $1", task_id, subject)
    await _suggest(connection, item_id, row)
    await connection.execute(
        sql.ADD,
        campaign_id,
        stage_id,
        task_id,
        row["source"],
        source_item,
        row["identity"],
        dict(row["truth"]),
        row.get("note", ""),
        by,
        now,
    )


async def _enter(
    connection: asyncpg.Connection,
    hidden: int,
    stage_id: int,
    category: str,
    identity: str,
    document: Mapping[str, Any],
    chunk: Mapping[str, Any],
    now: datetime,
) -> int:
    item_id: int = await connection.fetchval(
        sql.NEW_TEXT,
        hidden,
        identity,
        document["repository"],
        document["path"],
        document["language"],
        list(document["licences"]),
        chunk["text"].encode(),
        len(chunk["text"]),
        document["chunks"],
        now,
        chunk["idx"],
        chunk["start_char"],
        chunk["first_line"],
        chunk["first_column"],
        category,
        ITEM.initial.value,
        stage_id,
    )
    return item_id


async def _suggest(connection: asyncpg.Connection, item_id: int, row: Mapping[str, Any]) -> None:
    """What a model suggests for the new item: as for any other, so that its page is the same."""
    suggested = row.get("prelabel")
    if suggested:
        columns = ("model", "fingerprint", "spans", "uncertainty", "confident", "shown")
        await connection.execute(sql.SUGGEST, item_id, *(suggested[name] for name in columns))
    elif "document" not in row and row.get("source_item_id"):
        await connection.execute(sql.SUGGEST_AGAIN, item_id, row["source_item_id"])
