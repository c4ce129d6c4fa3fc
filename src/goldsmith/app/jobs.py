"""Machine work: durable jobs with progress, cancel and retry."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from pathlib import PurePath
from typing import Any

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.ports import Clock, JobStore, Row
from goldsmith.app.principal import Principal, require_staff
from goldsmith.domain.errors import Conflict, GoldsmithError, NotFound, Unavailable
from goldsmith.domain.workflow import JOB, JobEvent, JobState

_log = logging.getLogger(__name__)


class JobCancelled(Exception):
    """The owner cancelled the job; its handler stops at the next report of progress."""


class Progress:
    """How a handler tells how far it is; raises JobCancelled when it should stop."""

    def __init__(self, jobs: JobStore, job_id: int) -> None:
        self._jobs = jobs
        self.job_id = job_id

    async def __call__(self, done: int, total: int | None, message: str = "") -> None:
        """Report `done` of `total` (None: unknown yet).

        Raises:
            JobCancelled: the owner cancelled it.
        """
        if not await self._jobs.progress(self.job_id, done=done, total=total, message=message):
            raise JobCancelled


Handler = Callable[[int, Mapping[str, Any], Progress], Awaitable[Mapping[str, Any]]]


class Jobs:
    """Use cases of jobs, and the running of them."""

    def __init__(self, jobs: JobStore, campaigns: Campaigns, clock: Clock) -> None:
        self._jobs = jobs
        self._campaigns = campaigns
        self._clock = clock
        self._handlers: dict[str, Handler] = {}

    def handle(self, kind: str, handler: Handler) -> None:
        """Register what runs jobs of a kind: (campaign id, args, progress) → result."""
        self._handlers[kind] = handler

    async def defer(
        self, principal: Principal, kind: str, campaign_id: int | None, args: Mapping[str, Any]
    ) -> Row:
        """Queue a job of a campaign, or of none."""
        job_id = await self._jobs.defer(kind, campaign_id, args, by=principal.account_id, now=self._clock())
        return await self.get(principal, job_id)

    async def of_campaign(self, principal: Principal, campaign_id: int) -> list[Row]:
        """The campaign's jobs, newest first."""
        await self._campaigns.get(principal, campaign_id)
        return [_with_events(row) for row in await self._jobs.jobs(campaign_id)]

    async def get(self, principal: Principal, job_id: int) -> Row:
        """One job.

        Raises:
            NotFound: there is none in a campaign of the caller.
        """
        require_staff(principal)
        row = await self._jobs.job(job_id)
        if row is None:
            raise NotFound("There is no such job.")
        if row["campaign_id"] is not None:
            await self._campaigns.get(principal, row["campaign_id"], noun="job")
        return _with_events(row)

    async def transition(self, principal: Principal, job_id: int, event: str) -> Row:
        """Cancel or retry a job."""
        row = await self.get(principal, job_id)
        following = JOB.transition(JobState(row["state"]), JobEvent(event))
        change = self._jobs.requeue if following is JobState.QUEUED else self._jobs.set_state
        if not await change(job_id, row["state"], following.value, self._clock()):
            raise Conflict("The job changed at the same moment.", hint="Reload and look again.")
        return await self.get(principal, job_id)

    async def run(self, job_id: int) -> None:
        """Run one job to its end; called by the queue. A job that was killed half-way starts again.

        Handlers are written so that a second run adds nothing twice.

        Raises:
            Unavailable: the database went away; run it again when it is back.
        """
        row = await self._jobs.job(job_id)
        if row is None or JOB.is_final(JobState(row["state"])) or row["state"] == JobState.FAILED.value:
            return
        running = JOB.transition(JobState(row["state"]), JobEvent.START)
        await self._jobs.set_state(job_id, row["state"], running.value, self._clock())
        try:
            result = await self._handlers[row["kind"]](
                row["campaign_id"], row["args"], Progress(self._jobs, job_id)
            )
        except JobCancelled:
            _log.info("job %d was cancelled", job_id)
        except Unavailable:
            # Not the job's fault, and there is nowhere to write down that it failed.
            raise
        except GoldsmithError as error:
            await self._end(job_id, JobEvent.FAIL, message=str(error))
        except Exception:
            _log.exception("job %d failed", job_id)
            await self._end(
                job_id, JobEvent.FAIL, message="It failed for a reason we did not foresee; see the log."
            )
        else:
            await self._end(job_id, JobEvent.FINISH, message="", result=dict(result))

    async def _end(self, job_id: int, event: JobEvent, **fields: Any) -> None:
        state = JOB.transition(JobState.RUNNING, event)
        await self._jobs.set_state(job_id, JobState.RUNNING.value, state.value, self._clock(), **fields)


def _with_events(row: Row) -> Row:
    state = JobState(row["state"])
    offered = {JobEvent.CANCEL, JobEvent.RETRY}
    events = [event for (at, event) in JOB.table if at == state and event in offered]
    return {**row, "events": events, "about": _about(row["args"])}


def _about(args: Mapping[str, Any]) -> str:
    """What a job works on: the source as the owner named it, or what is exported."""
    source = str(args.get("source", ""))
    if source:
        # An upload lies in a folder of ours, whose name says nothing.
        return PurePath(source).name if PurePath(source).parent.name.startswith("upload-") else source
    return " ".join(str(args[key]) for key in ("content", "form") if key in args)
