"""Accounts, credentials, invites, memberships, skills."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from goldsmith.storage.database import Database, Row

# When a credential was last used is noted once an hour, not at every request: that would be a write each.
_PRINCIPAL = """
WITH found AS (
    SELECT a.id AS account_id, a.role, a.name, a.country, a.simulated, c.id AS credential_id, c.used_at
    FROM credential c JOIN account a ON a.id = c.account_id
    WHERE c.digest = $1 AND c.kind IN ('session', 'token') AND c.revoked_at IS NULL
      AND (c.expires_at IS NULL OR c.expires_at > $2) AND a.disabled_at IS NULL
), noted AS (
    UPDATE credential c SET used_at = $2 FROM found
    WHERE c.id = found.credential_id AND (found.used_at IS NULL OR found.used_at < $2::timestamptz - interval '1 hour')
)
SELECT account_id, role, name, country, simulated, credential_id FROM found
"""

_REDEEM = """
UPDATE credential c SET used_at = $2
FROM account a
WHERE c.digest = $1 AND c.kind = 'link' AND c.used_at IS NULL AND c.revoked_at IS NULL AND c.expires_at > $2
  AND a.id = c.account_id AND a.disabled_at IS NULL
RETURNING a.id
"""

_INVITE = """
SELECT i.id, i.campaign_id, i.simulated, i.max_uses, i.uses, i.expires_at, i.revoked_at, c.title AS campaign_title
FROM invite i JOIN campaign c ON c.id = i.campaign_id
WHERE i.digest = $1
"""

# Who joined before joins again for free: the invite is not used up by a double click.
_JOIN_KNOWN = """
WITH joined AS (
    INSERT INTO membership AS m (campaign_id, account_id, joined_at, consented_at, consent_version)
    SELECT c.id, $2, $3, $3, least($4, c.consent_version)
    FROM invite i JOIN campaign c ON c.id = i.campaign_id WHERE i.digest = $1
    ON CONFLICT (campaign_id, account_id) DO UPDATE
    SET consented_at = excluded.consented_at, consent_version = greatest(m.consent_version, excluded.consent_version)
    RETURNING campaign_id, account_id, consent_version, xmax = 0 AS is_new
), noted AS (
    INSERT INTO consent (campaign_id, account_id, version, at)
    SELECT campaign_id, account_id, consent_version, $3 FROM joined ON CONFLICT DO NOTHING
)
SELECT is_new FROM joined
"""

# What they accepted is the version that they saw, which another one may have followed since.
_JOIN_NEW = """
WITH joined AS (
    INSERT INTO membership (campaign_id, account_id, joined_at, consented_at, consent_version)
    SELECT c.id, $2, $3, $3, least($4, c.consent_version) FROM campaign c WHERE c.id = $1
    RETURNING campaign_id, account_id, consent_version
)
INSERT INTO consent (campaign_id, account_id, version, at)
SELECT campaign_id, account_id, consent_version, $3 FROM joined
"""

_USE_INVITE = """
UPDATE invite SET uses = uses + 1
WHERE digest = $1 AND uses < max_uses AND revoked_at IS NULL AND expires_at > $2
RETURNING id, campaign_id, simulated
"""


class AccountStore:
    """Who people are, and how they prove it."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._machines: dict[str, int] = {}

    async def add_account(
        self, *, role: str, name: str, country: str | None, simulated: bool, now: datetime
    ) -> int:
        """Create an account."""
        account_id: int = await self._db.value(
            "INSERT INTO account (role, name, country, simulated, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
            role,
            name,
            country,
            simulated,
            now,
        )
        return account_id

    async def first_owner(self, now: datetime) -> int:
        """The owner of this installation, created when there is none."""
        found: int | None = await self._db.value(
            "SELECT id FROM account WHERE role = 'owner' AND disabled_at IS NULL ORDER BY id LIMIT 1"
        )
        if found is not None:
            return found
        return await self.add_account(role="owner", name="Owner", country=None, simulated=False, now=now)

    async def machine(self, name: str, now: datetime) -> int:
        """The account of a machine, created when there is none."""
        if name not in self._machines:
            # An update in vain, because it returns the row that another process makes at this moment.
            self._machines[name] = await self._db.value(
                "INSERT INTO account (role, name, created_at) VALUES ('machine', $1, $2) "
                "ON CONFLICT (name) WHERE role = 'machine' DO UPDATE SET name = excluded.name RETURNING id",
                name,
                now,
            )
        return self._machines[name]

    async def add_credential(
        self,
        account_id: int,
        kind: str,
        digest: bytes,
        *,
        label: str,
        expires_at: datetime | None,
        now: datetime,
    ) -> int:
        """Keep the digest of a secret."""
        credential_id: int = await self._db.value(
            "INSERT INTO credential (account_id, kind, digest, label, created_at, expires_at) "
            "VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
            account_id,
            kind,
            digest,
            label,
            now,
            expires_at,
        )
        return credential_id

    async def redeem(self, digest: bytes, now: datetime) -> Row | None:
        """Use a one-time link."""
        return await self._db.row(_REDEEM, digest, now)

    async def principal(self, digest: bytes, now: datetime) -> Row | None:
        """The account behind a session or token that is still good."""
        return await self._db.row(_PRINCIPAL, digest, now)

    async def credentials(self, account_id: int, kind: str) -> list[Row]:
        """The account's live credentials of a kind."""
        return await self._db.rows(
            "SELECT id, label, created_at, expires_at, used_at FROM credential "
            "WHERE account_id = $1 AND kind = $2 AND revoked_at IS NULL ORDER BY id DESC",
            account_id,
            kind,
        )

    async def revoke(self, account_id: int, credential_id: int, now: datetime) -> bool:
        """End a credential of the account."""
        touched = await self._db.run(
            "UPDATE credential SET revoked_at = $3 WHERE id = $2 AND account_id = $1 AND revoked_at IS NULL",
            account_id,
            credential_id,
            now,
        )
        return touched == 1

    async def add_invite(
        self, campaign_id: int, digest: bytes, fields: Mapping[str, Any], now: datetime
    ) -> Row:
        """Create an invite."""
        row = await self._db.row(
            "INSERT INTO invite (campaign_id, digest, note, simulated, max_uses, created_by, created_at, expires_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id, expires_at",
            campaign_id,
            digest,
            fields["note"],
            fields["simulated"],
            fields["max_uses"],
            fields["created_by"],
            now,
            fields["expires_at"],
        )
        assert row is not None
        return row

    async def invites(self, campaign_id: int) -> list[Row]:
        """The campaign's invites, newest first."""
        return await self._db.rows(
            "SELECT id, note, simulated, max_uses, uses, created_at, expires_at, revoked_at "
            "FROM invite WHERE campaign_id = $1 ORDER BY id DESC",
            campaign_id,
        )

    async def revoke_invite(self, invite_id: int, now: datetime) -> int | None:
        """End an invite; its campaign, or None."""
        campaign_id: int | None = await self._db.value(
            "UPDATE invite SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1 RETURNING campaign_id",
            invite_id,
            now,
        )
        return campaign_id

    async def invite(self, digest: bytes) -> Row | None:
        """An invite with its campaign."""
        return await self._db.row(_INVITE, digest)

    async def invite_campaign(self, invite_id: int) -> int | None:
        """The campaign of an invite."""
        campaign_id: int | None = await self._db.value(
            "SELECT campaign_id FROM invite WHERE id = $1", invite_id
        )
        return campaign_id

    async def join(
        self,
        digest: bytes,
        *,
        account_id: int | None,
        name: str,
        country: str,
        consent_version: int | None,
        now: datetime,
    ) -> Row | None:
        """Use an invite: account where needed, membership, one use; all or nothing."""
        async with self._db.transaction() as connection:
            if account_id is not None and not await connection.fetchval(
                _JOIN_KNOWN, digest, account_id, now, consent_version
            ):
                return {"account_id": account_id}
            invite = await connection.fetchrow(_USE_INVITE, digest, now)
            if invite is None:
                return None
            if account_id is None:
                account_id = await connection.fetchval(
                    "INSERT INTO account (role, name, country, simulated, created_at) "
                    "VALUES ('worker', $1, $2, $3, $4) RETURNING id",
                    name,
                    country,
                    invite["simulated"],
                    now,
                )
                await connection.execute(_JOIN_NEW, invite["campaign_id"], account_id, now, consent_version)
            return {"account_id": account_id}

    async def is_member(self, campaign_id: int, account_id: int) -> bool:
        """Whether the account joined the campaign."""
        found: bool = await self._db.value(
            "SELECT EXISTS (SELECT FROM membership WHERE campaign_id = $1 AND account_id = $2)",
            campaign_id,
            account_id,
        )
        return found

    async def set_skill(
        self, account_id: int, key: str, *, level: float, correct: float, total: float, now: datetime
    ) -> None:
        """Set a skill."""
        await self._db.run(SET_SKILL, account_id, key, level, correct, total, now)


SET_SKILL = """
INSERT INTO skill (account_id, key, level, correct, total, given_correct, given_total, updated_at)
VALUES ($1, $2, $3, $4, $5, $4, $5, $6)
ON CONFLICT (account_id, key) DO UPDATE
SET level = excluded.level, correct = excluded.correct, total = excluded.total,
    given_correct = excluded.given_correct, given_total = excluded.given_total, updated_at = excluded.updated_at
"""
