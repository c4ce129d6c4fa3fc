"""Machines at work: they claim the tasks of machine stages, do them, and submit as a worker would.

A machine that dies leaves claims whose time runs out; one whose model is down gives its claims back and looks
again later. No item is lost either way, and none waits for more than it needs.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from goldsmith.app.assignments import Assignments
from goldsmith.app.checks.subject import note
from goldsmith.app.ports import AccountStore, AssignmentStore, Clock, Row
from goldsmith.domain.errors import Conflict, GoldsmithError, NotFound, RateLimited, Unavailable
from goldsmith.domain.stage import StageKind

_log = logging.getLogger(__name__)

#: Does one task: the claim's row → the answer's content. Raises a GoldsmithError where it cannot now.
Work = Callable[[Row], Awaitable[dict[str, Any]]]

_IDLE_S = 0.1
_IDLE_MOST_S = 1.0
_PAUSE_S = 2.0
_PAUSE_MOST_S = 300.0
#: A task that fails for reasons we did not foresee is left to people after so many tries.
_TRIES = 3

NAMES: Mapping[StageKind, str] = {
    StageKind.CHECK: "Goldsmith checks",
    StageKind.RUN: "Goldsmith sandbox",
    StageKind.EVALUATE: "Goldsmith opponents",
    StageKind.JUDGE: "Goldsmith judge",
}


@dataclass(frozen=True, slots=True)
class Machine:
    """How tasks of one kind are done.

    Attributes:
        work: does one.
        at_once: tasks under way at the same time, >= 1.
    """

    work: Work
    at_once: int


class Machines:
    """The machines of this process.

    Args:
        assignments: claims and submits.
        store: claims of many at once.
        accounts: where the machines' accounts live.
        machines: by kind of stage.
        clock: the time.
    """

    def __init__(
        self,
        assignments: Assignments,
        store: AssignmentStore,
        accounts: AccountStore,
        machines: Mapping[StageKind, Machine],
        clock: Clock,
    ) -> None:
        self._assignments = assignments
        self._store = store
        self._accounts = accounts
        self._machines = machines
        self._clock = clock
        self._pauses: dict[tuple[int, StageKind], tuple[float, float]] = {}
        self._failed: dict[tuple[int, int], int] = {}

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            for kind in self._machines:
                group.create_task(self._keep_at(kind))

    async def once(self, kind: StageKind) -> int:
        """Claim what there is of a kind, at most a batch, and do it; how many tasks that were."""
        doing = await self._claim(kind, self._machines[kind].at_once)
        await asyncio.gather(*doing)
        return len(doing)

    async def _claim(self, kind: StageKind, most: int) -> list[Coroutine[Any, Any, None]]:
        """The doing of each task that could be claimed."""
        machine = self._machines[kind]
        machine_id = await self._accounts.machine(NAMES[kind], self._clock())
        rows = await self._store.claim_for_machine(
            kind.value, machine_id, most=most, but=self._paused(kind), now=self._clock()
        )
        return [self._do(kind, machine, machine_id, row) for row in rows]

    async def _keep_at(self, kind: StageKind) -> None:
        """Keep so many tasks under way as the machine can; a slow one holds up no other."""
        doing: set[asyncio.Task[None]] = set()
        idle = _IDLE_S
        try:
            while True:
                free = self._machines[kind].at_once - len(doing)
                claimed = await self._claim_quietly(kind, free) if free else []
                doing |= {asyncio.ensure_future(one) for one in claimed}
                idle = _IDLE_S if claimed else min(2 * idle, _IDLE_MOST_S)
                if not doing:
                    await asyncio.sleep(idle)
                    continue
                done, doing = await asyncio.wait(
                    doing,
                    timeout=idle if len(doing) < self._machines[kind].at_once else None,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                for task in done:
                    if (error := task.exception()) is not None:
                        _log.error("a task at a %s stage was not done", kind, exc_info=error)
        finally:
            for task in doing:
                task.cancel()
            await asyncio.gather(*doing, return_exceptions=True)

    async def _claim_quietly(self, kind: StageKind, most: int) -> list[Coroutine[Any, Any, None]]:
        try:
            return await self._claim(kind, most)
        except Unavailable:
            return []
        except Exception:
            _log.exception("the machine for %s stages stumbled", kind)
            return []

    def _paused(self, kind: StageKind) -> list[int]:
        """Campaigns whose model did not answer, until it is time to look again."""
        now = time.monotonic()
        return [campaign for (campaign, of), (until, _) in self._pauses.items() if of is kind and until > now]

    async def _do(self, kind: StageKind, machine: Machine, machine_id: int, row: Row) -> None:
        started = time.monotonic()
        place = (row["campaign_id"], kind)
        try:
            content = await machine.work(row)
        except asyncio.CancelledError:
            await self._give_back(row)
            raise
        except (Unavailable, RateLimited) as error:
            await self._give_back(row)
            self._pause(place, error.context.get("retry_after_s"))
            return
        except Exception as error:
            answer = await self._failure(kind, row, error)
            if answer is None:
                return
            content = answer
        else:
            self._pauses.pop(place, None)
            self._failed.pop((row["item_id"], row["stage_id"]), None)
        elapsed_ms = int((time.monotonic() - started) * 1000)
        try:
            await self._assignments.submit_as(
                machine_id, row["id"], content, active_ms=elapsed_ms, key=f"machine-{row['id']}"
            )
        except (Unavailable, Conflict, NotFound) as error:
            # Its time runs out, and the next machine finds it again.
            _log.warning("an answer at a %s stage was not taken: %s", kind, error.detail)

    async def _failure(self, kind: StageKind, row: Row, error: Exception) -> dict[str, Any] | None:
        """What to do where a task fails by itself: again, and in the end say that it was not checked."""
        key = (row["item_id"], row["stage_id"])
        self._failed[key] = self._failed.get(key, 0) + 1
        is_known = isinstance(error, GoldsmithError)
        if not is_known:
            _log.exception("a %s of item %d failed", kind, row["item_id"], exc_info=error)
        can_say_so = kind in (StageKind.CHECK, StageKind.RUN)
        if self._failed[key] < _TRIES or not can_say_so:
            await self._give_back(row)
            self._pause((row["campaign_id"], kind), None)
            return None
        words = (
            error.detail
            if isinstance(error, GoldsmithError)
            else "It failed for a reason we did not foresee."
        )
        rule = {"kind": kind.value, "rejects": False}
        found = note(rule, NAMES[kind], "unchecked", f"Not checked: {words}")
        return {"verdict": "unchecked", "evidence": [found]}

    async def _give_back(self, row: Row) -> None:
        try:
            await self._store.release([row["id"]])
        except Unavailable:
            _log.warning("the claim of item %d was not given back; its time will run out", row["item_id"])

    def _pause(self, place: tuple[int, StageKind], retry_after_s: float | None) -> None:
        _, last = self._pauses.get(place, (0.0, _PAUSE_S / 2))
        length = min(max(2 * last, retry_after_s or 0), _PAUSE_MOST_S)
        self._pauses[place] = (time.monotonic() + length, length)
