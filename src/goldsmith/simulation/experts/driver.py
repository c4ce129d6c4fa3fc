"""Drive a pool of simulated experts over the public HTTP API until the campaign is settled."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from goldsmith.simulation.board import Board
from goldsmith.simulation.client import Api, ApiProblem
from goldsmith.simulation.connection import Pool
from goldsmith.simulation.experts.expert import SimulatedExpert
from goldsmith.simulation.experts.log import ExpertAnswer, ExpertLog

IsSettled = Callable[[], Awaitable[bool]]
OnProgress = Callable[[ExpertLog], None]

_GONE = (404, 409)  # the task went to somebody else meanwhile, or a second answer was refused
_MOST_PROBLEMS = 3  # with one task: a server that hands it out again and again is out of order
_LONGEST_REST_S = 2.0
_LEVEL = 100


@dataclass(frozen=True, slots=True)
class Seat:
    """An expert who is signed in."""

    expert: SimulatedExpert
    api: Api
    worker_id: int


async def join_experts(
    pool: Pool, invite: str, experts: Iterable[SimulatedExpert], *, country: str = "DE"
) -> list[Seat]:
    """Every expert joins the campaign by an invite for simulated workers, under the own name.

    Raises:
        ApiProblem: the invite is refused.
    """

    async def join(expert: SimulatedExpert) -> Seat:
        api = Api(pool)
        me = await api.join(invite, name=expert.name, country=country)
        return Seat(expert, api, me["id"])

    return list(await asyncio.gather(*map(join, experts)))


async def appoint(owner: Api, campaign_id: int, seats: Sequence[Seat]) -> int:
    """The owner grants every expert the skills that the stages of the own tracks want; how many were granted."""
    granted = 0
    for seat in seats:
        rows = await seat.api.get("/work")
        mine = [row for row in rows if row["campaign_id"] == campaign_id and seat.expert.covers(row)]
        lacking = {
            row["skill_key"].rpartition("/")[2] for row in mine if row["skill_key"] and not row["may_work"]
        }
        for skill in sorted(lacking):
            grant = {"account_id": seat.worker_id, "skill": skill, "level": _LEVEL}
            await owner.put(f"/campaigns/{campaign_id}/skills", grant)
            granted += 1
    return granted


async def drive(
    seats: Sequence[Seat],
    is_settled: IsSettled,
    *,
    log: ExpertLog | None = None,
    campaign_id: int | None = None,
    poll_s: float = 0.1,
    settled_every_s: float = 0.5,
    time_limit_s: float = 600.0,
    on_progress: OnProgress = lambda _log: None,
) -> ExpertLog:
    """Let the experts claim, work and submit without a pause while there is something to do.

    Where nothing waits (machine stages are at work, or all is done) they look again after a short pause.

    Args:
        seats: who works; at least one.
        is_settled: asked now and then; the experts go home once it says so.
        log: to go on with; a new one by default.
        campaign_id: the only campaign to work for; None for all the experts belong to.
        poll_s: pause before looking again, > 0; it is somewhat random.
        settled_every_s: pause between two questions whether all is settled, > 0.
        time_limit_s: the experts go home after this at the latest.
        on_progress: told after every question whether all is settled.

    Returns:
        the log; its `is_settled` says how it ended.

    Raises:
        ApiProblem: the server refused something that ought to be accepted; all experts stop.
        Unavailable: the server could not be reached in time.
    """
    shared = _Shared(log or ExpertLog(), campaign_id, poll_s)
    members = [_Member(seat, shared) for seat in seats]

    async def watch() -> None:
        while not shared.board.is_closed:
            shared.log.is_settled = await is_settled()
            on_progress(shared.log)
            shared.board.is_closed = shared.log.is_settled or shared.clock() > time_limit_s
            await asyncio.sleep(0 if shared.board.is_closed else settled_every_s)

    try:
        async with asyncio.TaskGroup() as group:
            for member in members:
                group.create_task(member.work())
            group.create_task(watch())
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from failures
    return shared.log


class _Shared:
    """What the experts have in common: log, clock and list of stages."""

    def __init__(self, log: ExpertLog, campaign_id: int | None, poll_s: float) -> None:
        began = time.monotonic()
        self.log = log
        self.campaign_id = campaign_id
        self.poll_s = poll_s
        self.clock: Callable[[], float] = lambda: time.monotonic() - began
        self.board = Board(self.clock)


class _Member:
    """One expert at work."""

    def __init__(self, seat: Seat, shared: _Shared) -> None:
        self._seat = seat
        self._shared = shared
        self._rng = Random(seat.expert.seed)
        self._stages: list[Mapping[str, Any]] = []
        self._rest_until: dict[int, float] = {}
        self._rest_s: dict[int, float] = {}
        self._troubles: Counter[int] = Counter()

    async def work(self) -> None:
        """Work until the board is closed."""
        await self._look()
        while not self._shared.board.is_closed:
            stage = self._choose()
            if stage is None:
                await self._wait()
            elif not await self._do_one(stage):
                self._rest(stage["id"])

    async def _look(self) -> None:
        """Read the list of stages, the most downstream first."""
        self._shared.board.reading()
        rows = await self._seat.api.get("/work")
        self._shared.board.post(rows)
        wanted = self._shared.campaign_id
        self._stages = [
            row
            for row in reversed(rows)
            if row["may_work"] and row["kind"] in ("author", "review", "compare")
            if wanted in (None, row["campaign_id"]) and self._seat.expert.covers(row)
        ]

    def _choose(self) -> Mapping[str, Any] | None:
        now, board = self._shared.clock(), self._shared.board
        for stage in self._stages:
            if board.is_open(stage["id"]) and self._rest_until.get(stage["id"], 0.0) <= now:
                return stage
        return None

    def _rest(self, stage_id: int) -> None:
        """What waits there is not for this expert: look again later, and ever later."""
        rest_s = self._rest_s.get(stage_id, self._shared.poll_s)
        self._rest_until[stage_id] = self._shared.clock() + rest_s * self._rng.uniform(0.8, 1.2)
        self._rest_s[stage_id] = min(2 * rest_s, _LONGEST_REST_S)

    async def _wait(self) -> None:
        if self._shared.board.is_stale:
            await self._look()
        else:
            await asyncio.sleep(self._shared.poll_s * self._rng.uniform(0.5, 1.5))

    async def _do_one(self, stage: Mapping[str, Any]) -> bool:
        """Claim and finish one task; False where there is none."""
        task: Mapping[str, Any] | None = None
        try:
            # a claim repeated returns the same task
            claim = await self._seat.api.post(f"/stages/{stage['id']}/claim", repeatable=True)
            task = claim["assignment"]
            if task is None:
                self._shared.log.empty_claims[claim["reason"]] += 1
                return False
            self._shared.board.taken(stage["id"])
            self._rest_s.pop(stage["id"], None)
            await self._finish(stage, task)
            return True
        except ApiProblem as problem:
            self._note(problem, stage, task)
            return False

    def _note(self, problem: ApiProblem, stage: Mapping[str, Any], task: Mapping[str, Any] | None) -> None:
        """Count a refusal that may happen; raise any other.

        Raises:
            ApiProblem: it may not, or the same task or stage made trouble again and again.
        """
        self._shared.log.problems[problem.problem] += 1
        about = task["id"] if task is not None else -stage["id"]
        self._troubles[about] += 1
        if problem.status not in _GONE or self._troubles[about] >= _MOST_PROBLEMS:
            raise problem

    async def _finish(self, stage: Mapping[str, Any], task: Mapping[str, Any]) -> None:
        expert, log = self._seat.expert, self._shared.log
        rng = expert.generator(task)
        flaw: str | None = None
        if stage["kind"] == "author":
            authored = expert.write(stage, task, rng)
            flaw = authored.flaw
            body: dict[str, Any] = {"authored": {"fields": authored.fields}}
        else:
            body = expert.answer(stage, task, rng)
        seconds = expert.seconds(stage, rng)
        done = await self._seat.api.post(
            f"/assignments/{task['id']}/submit",
            {**body, "active_ms": round(seconds * 1000)},
            key=f"simulated-{self._seat.worker_id}-{task['id']}",
        )
        self._shared.board.moved()
        log.seconds += seconds
        log.answers.append(
            ExpertAnswer(
                answer_id=done["answer_id"],
                assignment_id=task["id"],
                item_id=task["item_id"],
                stage_id=stage["id"],
                worker_id=self._seat.worker_id,
                kind=stage["kind"],
                track=stage["category"],
                is_rework=task["work"]["is_rework"],
                flaw=flaw,
                verdict=body.get("review", {}).get("verdict"),
                preference=body.get("preference", {}).get("preference"),
                is_late=done["status"] == "late",
                at_s=self._shared.clock(),
            )
        )
