"""What consent and privacy need of storage."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from goldsmith.app.ports import Row


class ConsentStore(Protocol):
    """Versions of what people accept, and who accepted them."""

    async def facts(self, campaign_id: int) -> Row | None:
        """{version, documents, repositories, licences, review_days, appeal_days, has_goldens} of a campaign."""
        ...

    async def version(self, campaign_id: int, version: int) -> Row | None:
        """One version, word by word."""
        ...

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
        ...

    async def versions(self, campaign_id: int) -> list[Row]:
        """All versions, newest first, with how many accepted each."""
        ...

    async def accepted(self, campaign_id: int, account_id: int) -> int | None:
        """The newest version that a worker accepted; None where they are not of the campaign."""
        ...

    async def accept(self, campaign_id: int, account_id: int, version: int, now: datetime) -> bool:
        """Note that a worker accepted the current version; False where it is another one."""
        ...

    async def acceptances(self, campaign_id: int, *, before: datetime, limit: int) -> list[Row]:
        """Who accepted which version when, newest first."""
        ...


class ViewStore(Protocol):
    """Who saw what."""

    async def note(self, kind: str, subject_id: int, *, account_id: int, detail: str, now: datetime) -> None:
        """Note that somebody looked; again within the hour is the same look."""
        ...

    async def viewers(self, item_id: int) -> list[Row]:
        """Who saw the text of an item, by a task or otherwise, newest first."""
        ...


class PrivacyStore(Protocol):
    """Everything about one person: to give them, and to forget."""

    def exported(self, account_id: int) -> AsyncIterator[tuple[str, Sequence[Any]]]:
        """(section, rows), in batches, section by section."""
        ...

    async def person(self, account_id: int) -> Row | None:
        """{role, name, erased_at, owners: of the campaigns they joined}."""
        ...

    async def erase(self, account_id: int, *, name: str, withdrawn: str, by: int, now: datetime) -> bool:
        """Forget a person; False where they were forgotten before."""
        ...
