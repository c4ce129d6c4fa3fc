"""Messages between a worker and those who run a campaign; announcements to all of its workers."""

from __future__ import annotations

import sys
from datetime import timedelta

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.ports import AccountStore, Clock, Row
from goldsmith.app.principal import Principal, require_worker
from goldsmith.app.voice_ports import AnnouncementStore, MessageStore
from goldsmith.domain.errors import Conflict, InvalidInput, NotFound, RateLimited

#: Messages of one worker an hour: a conversation, not a flood.
MOST_AN_HOUR = 60


class Messages:
    """Use cases of threads and announcements."""

    def __init__(
        self,
        messages: MessageStore,
        announcements: AnnouncementStore,
        accounts: AccountStore,
        campaigns: Campaigns,
        clock: Clock,
    ) -> None:
        self._messages = messages
        self._announcements = announcements
        self._accounts = accounts
        self._campaigns = campaigns
        self._clock = clock

    async def mine(self, principal: Principal) -> list[Row]:
        """The caller's campaigns with their threads, unread first."""
        require_worker(principal)
        return await self._messages.threads_of(principal.account_id)

    async def unread(self, principal: Principal) -> int:
        """How many messages wait for the caller."""
        require_worker(principal)
        return await self._messages.unread(principal.account_id)

    async def threads(self, principal: Principal, campaign_id: int) -> list[Row]:
        """The threads of a campaign, unread first."""
        await self._campaigns.get(principal, campaign_id)
        return await self._messages.threads(campaign_id)

    async def thread(
        self, principal: Principal, campaign_id: int, worker_id: int, *, before: int | None, limit: int
    ) -> list[Row]:
        """Messages of one thread, newest first. Reading them here marks nothing as read.

        Raises:
            NotFound: no such worker in a campaign of the caller.
        """
        await self._check(principal, campaign_id, worker_id)
        return await self._messages.thread(campaign_id, worker_id, before=before or sys.maxsize, limit=limit)

    async def send(self, principal: Principal, campaign_id: int, worker_id: int, text: str) -> int:
        """Write to the other side; the message's id.

        Raises:
            NotFound: no such worker in a campaign of the caller.
            InvalidInput: no text.
            RateLimited: too many in an hour.
        """
        await self._check(principal, campaign_id, worker_id)
        now, is_from_worker = self._clock(), principal.role == "worker"
        if is_from_worker:
            sent = await self._messages.sent_since(principal.account_id, now - timedelta(hours=1))
            if sent >= MOST_AN_HOUR:
                raise RateLimited(
                    f"You wrote {MOST_AN_HOUR} messages in an hour.", hint="Go on later.", retry_after_s=600
                )
        return await self._messages.send(
            campaign_id,
            worker_id,
            author_id=principal.account_id,
            is_from_worker=is_from_worker,
            about="",
            text=_said(text),
            now=now,
        )

    async def mark_read(self, principal: Principal, campaign_id: int, worker_id: int) -> None:
        """Note that the caller's side opened the thread.

        Raises:
            NotFound: no such worker in a campaign of the caller.
        """
        await self._check(principal, campaign_id, worker_id)
        by_worker = principal.role == "worker"
        await self._messages.mark_read(campaign_id, worker_id, by_worker=by_worker, now=self._clock())

    async def announce(self, principal: Principal, campaign_id: int, text: str) -> list[Row]:
        """Say something to all workers of a campaign, who see it on their board until they put it away.

        Raises:
            InvalidInput: no text.
        """
        await self._campaigns.get(principal, campaign_id)
        await self._announcements.announce(
            campaign_id, _said(text), by=principal.account_id, now=self._clock()
        )
        return await self._announcements.announcements(campaign_id)

    async def announcements(self, principal: Principal, campaign_id: int) -> list[Row]:
        """What was said to all, newest first."""
        await self._campaigns.get(principal, campaign_id)
        return await self._announcements.announcements(campaign_id)

    async def standing(self, principal: Principal) -> list[Row]:
        """What the caller has not put away, newest first."""
        require_worker(principal)
        return await self._announcements.standing(principal.account_id)

    async def withdraw(self, principal: Principal, announcement_id: int) -> None:
        """Show it to nobody any more.

        Raises:
            NotFound: none of a campaign of the caller.
            Conflict: it was withdrawn before.
        """
        campaign_id = await self._announcements.campaign(announcement_id)
        await self._campaigns.get(principal, campaign_id or 0, noun="announcement")
        if not await self._announcements.withdraw(announcement_id, self._clock()):
            raise Conflict("This announcement was withdrawn before.")

    async def dismiss(self, principal: Principal, announcement_id: int) -> None:
        """Put an announcement away; again is no fault.

        Raises:
            NotFound: none of a campaign that the caller joined.
        """
        require_worker(principal)
        if not await self._announcements.dismiss(announcement_id, principal.account_id, self._clock()):
            raise NotFound("There is no such announcement.")

    async def _check(self, principal: Principal, campaign_id: int, worker_id: int) -> None:
        if principal.role == "worker":
            is_theirs = worker_id == principal.account_id
        else:
            await self._campaigns.get(principal, campaign_id, noun="thread")
            is_theirs = True
        if not is_theirs or not await self._accounts.is_member(campaign_id, worker_id):
            raise NotFound("There is no such thread.")


def _said(text: str) -> str:
    text = text.strip()
    if not text:
        raise InvalidInput("There is no text.", fields={"text": "Some words, please."})
    return text
