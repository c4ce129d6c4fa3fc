"""Versions of what people accept, and who accepted them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from goldsmith.storage.database import Database, Row

_FACTS = """
SELECT c.consent_version AS version, c.review_days, c.appeal_days,
       (SELECT count(*) FROM document d WHERE d.campaign_id = c.id) AS documents,
       (SELECT count(DISTINCT d.repository) FROM document d WHERE d.campaign_id = c.id AND d.repository <> '')
           AS repositories,
       coalesce((SELECT jsonb_object_agg(l.licence, l.n)
                 FROM (SELECT licence, count(*) AS n FROM document d, unnest(d.licences) AS licence
                       WHERE d.campaign_id = c.id GROUP BY 1) l), '{}') AS licences,
       EXISTS (SELECT FROM stage s WHERE s.campaign_id = c.id AND s.golden_min > 0) AS has_goldens
FROM campaign c WHERE c.id = $1
"""

_VERSION = """
SELECT t.version, t.title, t.text, t.sections, t.note, t.created_at, a.name AS author
FROM consent_text t LEFT JOIN account a ON a.id = t.created_by
WHERE t.campaign_id = $1 AND t.version = $2
"""

_VERSIONS = """
SELECT t.version, t.title, t.note, t.created_at, a.name AS author,
       (SELECT count(*) FROM consent o WHERE o.campaign_id = t.campaign_id AND o.version = t.version) AS accepted,
       (SELECT count(*) FROM membership m WHERE m.campaign_id = t.campaign_id) AS workers
FROM consent_text t LEFT JOIN account a ON a.id = t.created_by
WHERE t.campaign_id = $1 ORDER BY t.version DESC
"""

_ACCEPT = """
WITH current AS (
    SELECT m.campaign_id, m.account_id
    FROM campaign c JOIN membership m ON m.campaign_id = c.id AND m.account_id = $2
    WHERE c.id = $1 AND c.consent_version = $3
), noted AS (
    INSERT INTO consent (campaign_id, account_id, version, at) SELECT campaign_id, account_id, $3, $4 FROM current
    ON CONFLICT DO NOTHING
), accepted AS (
    UPDATE membership m SET consent_version = $3, consented_at = $4 FROM current o
    WHERE m.campaign_id = o.campaign_id AND m.account_id = o.account_id AND m.consent_version < $3
)
SELECT EXISTS (SELECT FROM current)
"""

_ACCEPTANCES = """
SELECT o.account_id, a.name AS worker, a.simulated, a.erased_at IS NOT NULL AS is_erased, o.version, o.at,
       m.consent_version AS latest
FROM consent o
JOIN account a ON a.id = o.account_id
JOIN membership m ON m.campaign_id = o.campaign_id AND m.account_id = o.account_id
WHERE o.campaign_id = $1 AND o.at < $2
ORDER BY o.at DESC, o.account_id LIMIT $3
"""


class ConsentStore:
    """Consent."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def facts(self, campaign_id: int) -> Row | None:
        """What the page counts of a campaign."""
        return await self._db.row(_FACTS, campaign_id)

    async def version(self, campaign_id: int, version: int) -> Row | None:
        """One version, word by word."""
        return await self._db.row(_VERSION, campaign_id, version)

    async def add(
        self,
        campaign_id: int,
        version: int,
        *,
        title: str,
        text: str,
        sections: Sequence[Row],
        note: str,
        by: int | None,
        now: datetime,
    ) -> bool:
        """Publish a version; False where there is one of this number."""
        async with self._db.transaction() as connection:
            added = await connection.fetchval(
                "INSERT INTO consent_text (campaign_id, version, title, text, sections, note, created_by, created_at) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING version",
                campaign_id,
                version,
                title,
                text,
                list(sections),
                note,
                by,
                now,
            )
            if added is None:
                return False
            await connection.execute(
                "UPDATE campaign SET consent_version = $2 WHERE id = $1 AND consent_version < $2",
                campaign_id,
                version,
            )
            return True

    async def versions(self, campaign_id: int) -> list[Row]:
        """All versions, newest first, with how many accepted each."""
        return await self._db.rows(_VERSIONS, campaign_id)

    async def accepted(self, campaign_id: int, account_id: int) -> int | None:
        """The newest version that a worker accepted; None where they are not of the campaign."""
        version: int | None = await self._db.value(
            "SELECT consent_version FROM membership WHERE campaign_id = $1 AND account_id = $2",
            campaign_id,
            account_id,
        )
        return version

    async def accept(self, campaign_id: int, account_id: int, version: int, now: datetime) -> bool:
        """Note that a worker accepted the current version; False where it is another one."""
        return bool(await self._db.value(_ACCEPT, campaign_id, account_id, version, now))

    async def acceptances(self, campaign_id: int, *, before: datetime, limit: int) -> list[Row]:
        """Who accepted which version when, newest first."""
        return await self._db.rows(_ACCEPTANCES, campaign_id, before, limit)
