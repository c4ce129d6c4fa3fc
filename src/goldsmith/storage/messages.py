"""Messages in threads, one a campaign and worker; and what is said to all workers."""

from __future__ import annotations

from datetime import datetime

from goldsmith.storage.database import Database, Row

_SEND = """
INSERT INTO message (campaign_id, worker_id, author_id, is_from_worker, about, text, at)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
"""

_THREAD = """
SELECT m.id, m.is_from_worker, m.author_id, a.name AS author, m.about, m.text, m.at, m.read_at
FROM message m LEFT JOIN account a ON a.id = m.author_id
WHERE m.campaign_id = $1 AND m.worker_id = $2 AND m.id < $3
ORDER BY m.id DESC LIMIT $4
"""

_THREADS = """
SELECT m.worker_id, a.name AS worker, a.simulated, m.unread, m.messages, l.text AS last_text, l.at AS last_at,
       l.is_from_worker AS last_is_from_worker
FROM (
    SELECT worker_id, count(*) AS messages, max(id) AS last,
           count(*) FILTER (WHERE is_from_worker AND read_at IS NULL) AS unread
    FROM message WHERE campaign_id = $1 GROUP BY worker_id
) m
JOIN message l ON l.id = m.last
JOIN account a ON a.id = m.worker_id
ORDER BY m.unread = 0, l.id DESC
LIMIT 500
"""

_THREADS_OF = """
SELECT c.id AS campaign_id, c.title AS campaign_title, coalesce(m.unread, 0) AS unread, l.text AS last_text,
       l.at AS last_at, l.is_from_worker AS last_is_from_worker
FROM membership b
JOIN campaign c ON c.id = b.campaign_id
LEFT JOIN LATERAL (
    SELECT max(id) AS last, count(*) FILTER (WHERE NOT is_from_worker AND read_at IS NULL) AS unread
    FROM message WHERE campaign_id = c.id AND worker_id = $1
) m ON true
LEFT JOIN message l ON l.id = m.last
WHERE b.account_id = $1
ORDER BY coalesce(m.unread, 0) = 0, l.id DESC NULLS LAST, c.id DESC
"""

_ANNOUNCEMENTS = """
SELECT n.id, n.text, n.created_at, n.withdrawn_at, a.name AS author,
       (SELECT count(*) FROM announcement_dismissal d WHERE d.announcement_id = n.id) AS dismissed,
       (SELECT count(*) FROM membership m WHERE m.campaign_id = n.campaign_id) AS workers
FROM announcement n JOIN account a ON a.id = n.created_by
WHERE n.campaign_id = $1 ORDER BY n.id DESC LIMIT 200
"""

_STANDING = """
SELECT n.id, n.campaign_id, c.title AS campaign_title, n.text, n.created_at
FROM membership m
JOIN announcement n ON n.campaign_id = m.campaign_id AND n.withdrawn_at IS NULL
JOIN campaign c ON c.id = n.campaign_id
WHERE m.account_id = $1
  AND NOT EXISTS (SELECT FROM announcement_dismissal d WHERE d.announcement_id = n.id AND d.account_id = $1)
ORDER BY n.id DESC LIMIT 50
"""

_DISMISS = """
WITH mine AS (
    SELECT n.id FROM announcement n JOIN membership m ON m.campaign_id = n.campaign_id AND m.account_id = $2
    WHERE n.id = $1
), put AS (
    INSERT INTO announcement_dismissal (announcement_id, account_id, at) SELECT id, $2, $3 FROM mine
    ON CONFLICT DO NOTHING
)
SELECT EXISTS (SELECT FROM mine)
"""


class MessageStore:
    """Threads."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def send(
        self,
        campaign_id: int,
        worker_id: int,
        *,
        author_id: int | None,
        is_from_worker: bool,
        about: str,
        text: str,
        now: datetime,
    ) -> int:
        """Add a message; its id."""
        message_id: int = await self._db.value(
            _SEND, campaign_id, worker_id, author_id, is_from_worker, about, text, now
        )
        return message_id

    async def sent_since(self, author_id: int, since: datetime) -> int:
        """How many messages a worker sent."""
        count: int = await self._db.value(
            "SELECT count(*) FROM message WHERE worker_id = $1 AND author_id = $1 AND at > $2",
            author_id,
            since,
        )
        return count

    async def thread(self, campaign_id: int, worker_id: int, *, before: int, limit: int) -> list[Row]:
        """Messages of a thread, newest first."""
        return await self._db.rows(_THREAD, campaign_id, worker_id, before, limit)

    async def mark_read(self, campaign_id: int, worker_id: int, *, by_worker: bool, now: datetime) -> None:
        """Note that one side opened the thread."""
        await self._db.run(
            "UPDATE message SET read_at = $4 WHERE campaign_id = $1 AND worker_id = $2 AND is_from_worker <> $3 "
            "AND read_at IS NULL",
            campaign_id,
            worker_id,
            by_worker,
            now,
        )

    async def threads(self, campaign_id: int) -> list[Row]:
        """The threads of a campaign, unread first, then the newest."""
        return await self._db.rows(_THREADS, campaign_id)

    async def threads_of(self, worker_id: int) -> list[Row]:
        """A worker's campaigns, each with its thread, unread first."""
        return await self._db.rows(_THREADS_OF, worker_id)

    async def unread(self, worker_id: int) -> int:
        """How many messages a worker did not read."""
        count: int = await self._db.value(
            "SELECT count(*) FROM message WHERE worker_id = $1 AND read_at IS NULL AND NOT is_from_worker",
            worker_id,
        )
        return count


class AnnouncementStore:
    """What is said to all workers of a campaign."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def announce(self, campaign_id: int, text: str, *, by: int, now: datetime) -> int:
        """Say something to all workers of a campaign; its id."""
        announcement_id: int = await self._db.value(
            "INSERT INTO announcement (campaign_id, text, created_by, created_at) VALUES ($1, $2, $3, $4) RETURNING id",
            campaign_id,
            text,
            by,
            now,
        )
        return announcement_id

    async def announcements(self, campaign_id: int) -> list[Row]:
        """All of a campaign, newest first, with how many workers put it away."""
        return await self._db.rows(_ANNOUNCEMENTS, campaign_id)

    async def standing(self, worker_id: int) -> list[Row]:
        """What a worker has not put away yet, newest first."""
        return await self._db.rows(_STANDING, worker_id)

    async def withdraw(self, announcement_id: int, now: datetime) -> bool:
        """Show it to nobody any more; False where it was withdrawn."""
        return (
            await self._db.run(
                "UPDATE announcement SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL",
                announcement_id,
                now,
            )
            == 1
        )

    async def campaign(self, announcement_id: int) -> int | None:
        """Whose it is."""
        campaign_id: int | None = await self._db.value(
            "SELECT campaign_id FROM announcement WHERE id = $1", announcement_id
        )
        return campaign_id

    async def dismiss(self, announcement_id: int, worker_id: int, now: datetime) -> bool:
        """Put it away; False where the worker is not of its campaign."""
        return bool(await self._db.value(_DISMISS, announcement_id, worker_id, now))
