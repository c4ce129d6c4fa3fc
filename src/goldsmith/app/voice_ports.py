"""What feedback, messages, announcements and appeals need of storage."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol

from goldsmith.app.ports import Row


class FeedbackStore(Protocol):
    """What workers say about tasks, and tasks that are held for it."""

    def transaction(self) -> AbstractAsyncContextManager[None]:
        """One transaction for all that is done inside."""
        ...

    async def place(self, assignment_id: int) -> Row | None:
        """{worker_id, campaign_id, stage_id, task_id} of an assignment."""
        ...

    async def give(
        self,
        place: Mapping[str, Any],
        assignment_id: int,
        *,
        rating: int | None,
        text: str,
        is_broken: bool,
        most_holds: int,
        now: datetime,
    ) -> bool:
        """Keep or change feedback; hold its task where it is broken, release it where nobody says so any more.

        Args:
            place: as `place` gave it.
            assignment_id: which.
            rating: 1 to 5, or None.
            text: free, perhaps empty.
            is_broken: the worker says that nobody can do this task.
            most_holds: beyond so many unanswered reports of one worker in a campaign, theirs hold nothing.
            now: the time.

        Returns:
            False where it was answered before, and stays.
        """
        ...

    async def given(self, assignment_id: int) -> Row | None:
        """The feedback of an assignment."""
        ...

    async def by_stage(self, campaign_id: int) -> list[Row]:
        """{stage_id, title, ratings: counts of 1 to 5, texts, broken} of the stages, upstream first."""
        ...

    async def said(self, campaign_id: int, *, stage_id: int | None, before: int, limit: int) -> list[Row]:
        """Feedback with words, newest first."""
        ...

    async def reports(self, campaign_id: int) -> list[Row]:
        """Tasks with reports that nobody answered, held ones first, then the oldest."""
        ...

    async def report(self, task_id: int) -> Row | None:
        """One of them."""
        ...

    async def release(self, task_id: int) -> bool:
        """Hand the task out again; False where it is not held."""
        ...

    async def close(self, task_id: int, *, by: int, reason: str, now: datetime) -> str:
        """Cancel a held task and reject its item: done, changed, or busy (somebody is at work on it)."""
        ...

    async def answer(self, task_id: int, text: str, *, by: int, now: datetime) -> list[int]:
        """Answer the open reports of a task; the workers who get the answer."""
        ...


class MessageStore(Protocol):
    """Threads, one a campaign and worker."""

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
        ...

    async def sent_since(self, author_id: int, since: datetime) -> int:
        """How many messages somebody sent."""
        ...

    async def thread(self, campaign_id: int, worker_id: int, *, before: int, limit: int) -> list[Row]:
        """Messages of a thread, newest first."""
        ...

    async def mark_read(self, campaign_id: int, worker_id: int, *, by_worker: bool, now: datetime) -> None:
        """Note that one side opened the thread."""
        ...

    async def threads(self, campaign_id: int) -> list[Row]:
        """The threads of a campaign, unread first, then the newest."""
        ...

    async def threads_of(self, worker_id: int) -> list[Row]:
        """A worker's campaigns, each with its thread, unread first."""
        ...

    async def unread(self, worker_id: int) -> int:
        """How many messages a worker did not read."""
        ...


class AnnouncementStore(Protocol):
    """What is said to all workers of a campaign."""

    async def announce(self, campaign_id: int, text: str, *, by: int, now: datetime) -> int:
        """Say something to all workers of a campaign; its id."""
        ...

    async def announcements(self, campaign_id: int) -> list[Row]:
        """All of a campaign, newest first, with how many workers put it away."""
        ...

    async def standing(self, worker_id: int) -> list[Row]:
        """What a worker has not put away yet, newest first."""
        ...

    async def withdraw(self, announcement_id: int, now: datetime) -> bool:
        """Show it to nobody any more; False where it was withdrawn."""
        ...

    async def campaign(self, announcement_id: int) -> int | None:
        """Whose it is."""
        ...

    async def dismiss(self, announcement_id: int, worker_id: int, now: datetime) -> bool:
        """Put it away; False where the worker is not of its campaign."""
        ...


class AppealStore(Protocol):
    """Objections of workers."""

    def transaction(self) -> AbstractAsyncContextManager[None]:
        """One transaction for all that is done inside."""
        ...

    async def subject(self, kind: str, subject_id: int) -> Row | None:
        """What an appeal is about: {worker_id, campaign_id, ...} and what its kind has to say."""
        ...

    async def decided(self, kind: str, subject_id: int) -> Row:
        """What was decided, in words and numbers, as those who appeal it and those who answer read it."""
        ...

    async def about(self, kind: str, subject_id: int) -> int | None:
        """The appeal about something; None where there is none."""
        ...

    async def days(self, campaign_id: int | None) -> int:
        """How many days its owner has to answer."""
        ...

    async def set_days(self, campaign_id: int, days: int) -> None:
        """Change that for coming appeals."""
        ...

    async def file(
        self,
        kind: str,
        subject_id: int,
        *,
        campaign_id: int | None,
        worker_id: int,
        decision: Row,
        text: str,
        state: str,
        deadline: datetime,
        now: datetime,
    ) -> int | None:
        """Keep an appeal; None where there is one about the same."""
        ...  # fmt: skip

    async def appeal(self, appeal_id: int) -> Row | None:
        """One appeal with what it is about."""
        ...

    async def lock(self, appeal_id: int) -> str | None:
        """The state of an appeal, which nobody else changes until the end of the transaction."""
        ...

    async def settle(self, appeal_id: int, state: str, *, answer: str, by: int | None, now: datetime) -> None:
        """Write how it ended."""
        ...

    async def mine(self, worker_id: int) -> list[Row]:
        """A worker's appeals, newest first."""
        ...

    async def queue(self, campaign_id: int, *, with_general: bool) -> list[Row]:
        """Appeals of a campaign: open ones first, by deadline; then decided ones, newest first.

        Args:
            campaign_id: whose.
            with_general: add those about restrictions from everything.
        """
        ...

    async def overdue(self, now: datetime) -> list[int]:
        """Open ones whose deadline has passed."""
        ...

    async def waiting(self, campaign_id: int) -> Row:
        """{reports, messages, appeals, next_deadline}: what waits for the owner of a campaign."""
        ...


class CountryPayStore(Protocol):
    """What people of a campaign made, for pay by country."""

    async def people(self, campaign_id: int, caps_ms: Mapping[int, int]) -> list[Row]:
        """{worker_id, country, active_ms (each task capped), earned, pending}, in the campaign's currency."""
        ...
