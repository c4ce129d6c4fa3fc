"""A crowd of simulated people who take part in a campaign over its public API."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from goldsmith.planner.profiles import Kind
from goldsmith.simulation.board import Board
from goldsmith.simulation.client import Api
from goldsmith.simulation.connection import Pool
from goldsmith.simulation.knowledge import Knowledge
from goldsmith.simulation.person import Person
from goldsmith.simulation.tally import Tally
from goldsmith.simulation.workers import CrowdMember

OnProgress = Callable[[str, int, int | None], None]
"""Called with (what, done, total or None)."""

_WATCH_EVERY_S = 0.5
_EXPERT_LEVEL = 100


@dataclass(frozen=True, slots=True)
class Limits:
    """When a crowd goes home at the latest.

    Attributes:
        seconds: real time for all tasks.
        idle_s: after so long without an answer, while nobody is busy: what is left, nobody here may do.
    """

    seconds: float = 600.0
    idle_s: float = 3.5


class Crowd:
    """People, their sessions and their common log.

    Args:
        members: who takes part.
        pool: connections to the server.
        knowledge: what there is to see.
        campaign_id: where.
        categories: category keys of the quizzes.
    """

    def __init__(
        self,
        members: Iterable[CrowdMember],
        pool: Pool,
        knowledge: Knowledge,
        *,
        campaign_id: int,
        categories: Sequence[str],
    ) -> None:
        self._began = time.monotonic()
        self.tally = Tally()
        self._board = Board(self._clock)
        self._campaign_id = campaign_id
        self._categories = categories
        self._people = [
            Person(member, Api(pool), knowledge, self.tally, self._board, self._clock) for member in members
        ]

    def _clock(self) -> float:
        return time.monotonic() - self._began

    async def join(self, invite: str, on_progress: OnProgress) -> None:
        """Everybody joins and takes every quiz."""
        total = len(self._people) * (1 + len(self._categories))
        done = 0

        async def arrive(person: Person) -> None:
            nonlocal done
            await person.join(invite)
            done += 1
            for category in self._categories:
                await person.learn(self._campaign_id, category)
                done += 1
                on_progress("quizzes", done, total)

        async with asyncio.TaskGroup() as group:
            for person in self._people:
                group.create_task(arrive(person))

    async def appoint_experts(self, owner: Api) -> int:
        """The owner grants the skill `expert` to the experts, or else to the first careful person."""
        experts = self._experts()
        for person in experts:
            grant = {"account_id": person.worker_id, "skill": "expert", "level": _EXPERT_LEVEL}
            await owner.put(f"/campaigns/{self._campaign_id}/skills", grant)
        return len(experts)

    async def work(
        self, owner: Api, expert_stages: frozenset[int], limits: Limits, on_progress: OnProgress
    ) -> None:
        """Everybody works until all items are decided, or a limit is reached.

        Experts keep to the experts' stages: who has answered an item before may not decide it.
        """
        experts = {id(person) for person in self._experts()}
        self._board.moved()
        async with asyncio.TaskGroup() as group:
            for person in self._people:
                only = expert_stages if id(person) in experts else None
                group.create_task(person.work(only=only))
            group.create_task(self._watch(owner, limits, on_progress))

    async def _watch(self, owner: Api, limits: Limits, on_progress: OnProgress) -> None:
        end = self._clock() + limits.seconds
        while not self._board.is_closed:
            campaign = await owner.get(f"/campaigns/{self._campaign_id}")
            finished, total = campaign["items_finished"], campaign["items"]
            on_progress("items", finished, total)
            on_progress("answers", len(self.tally.answers), None)
            is_stuck = self._board.idle_s() > limits.idle_s
            self._board.is_closed = finished == total or is_stuck or self._clock() > end
            await asyncio.sleep(0 if self._board.is_closed else _WATCH_EVERY_S)

    def _experts(self) -> list[Person]:
        named = [person for person in self._people if person.kind is Kind.EXPERT]
        return named or [person for person in self._people if person.kind is Kind.CAREFUL][:1]
