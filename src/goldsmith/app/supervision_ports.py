"""What the supervision and the rules need of storage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol

Row = dict[str, Any]


class SupervisionStore(Protocol):
    """Facts from horizon to horizon, and what is learned from them. Its writes count only inside a turn."""

    def turn(self, *, waits: bool = False) -> AbstractAsyncContextManager[bool]:
        """One transaction for whatever is done inside; False where another process has its turn.

        Args:
            waits: wait for the other one instead.
        """
        ...

    async def has_news(self) -> bool:
        """Whether there are facts to deal with."""
        ...

    async def facts(self, most: int) -> tuple[int, int, list[Row]]:
        """(start, end, facts between them, which were not dealt with): about `most` at a time, in order."""
        ...

    async def advance(self, end: int) -> None:
        """Everything before `end` is dealt with."""
        ...

    async def finished(self, assignment_ids: Sequence[int]) -> list[Row]:
        """Finished tasks with several answers among those that these assignments are about."""
        ...

    async def add_agreed(self, rows: Sequence[Row]) -> None:
        """Keep how answers agree with the others, once an answer."""
        ...

    async def rules_on(self, campaign_ids: Sequence[int]) -> list[Row]:
        """Rules that are switched on: {id, campaign_id, definition, version, currency, recipe_key}."""
        ...

    async def last_hits(self, rule_ids: Sequence[int], worker_ids: Sequence[int]) -> list[Row]:
        """Where rules hit workers last: {rule_id, worker_id, xid, id}."""
        ...

    async def last(
        self,
        worker_ids: Sequence[int],
        campaign_id: int,
        kinds: Sequence[str],
        before: int,
        stage_ids: Sequence[int] | None,
        number: int,
    ) -> list[Row]:
        """The last facts of each worker and kind before a transaction."""
        ...

    async def since(
        self,
        worker_ids: Sequence[int],
        campaign_id: int,
        kinds: Sequence[str],
        before: int,
        stage_ids: Sequence[int] | None,
        at: datetime,
    ) -> list[Row]:
        """The facts of workers from a time on, before a transaction."""
        ...

    async def history(self, campaign_id: int, kinds: Sequence[str], since: datetime, most: int) -> list[Row]:
        """Facts of a campaign from a time on, in order."""
        ...

    async def stage_ids(self, campaign_id: int, templates: Sequence[str]) -> list[int]:
        """The stages of some templates."""
        ...

    async def paces(self, stage_ids: Sequence[int]) -> list[Row]:
        """All floors that stages ever learned: {stage_id, at_ms, floor_ms}."""
        ...

    async def old_paces(self, stage_ids: Sequence[int], before: datetime) -> list[int]:
        """Those of the stages that learned nothing since a time."""
        ...

    async def times(self, stage_ids: Sequence[int]) -> dict[int, list[int]]:
        """Active times of recent answers of stages, in milliseconds."""
        ...

    async def add_pace(self, stage_id: int, floor: Mapping[str, int], now: datetime) -> None:
        """Keep what a stage learned."""
        ...

    async def skills(self, pairs: Sequence[tuple[int, str]]) -> list[Row]:
        """Skill records of (worker, key), locked until the end of the turn."""
        ...

    async def bars(self, keys: Sequence[str]) -> dict[str, list[float]]:
        """The levels at which stages open, by skill."""
        ...

    async def update_skills(self, rows: Sequence[Row], now: datetime) -> None:
        """Write skills that work has changed."""
        ...

    async def add_event(self, fields: Mapping[str, Any], now: datetime) -> int | None:
        """Log a deed; None where this fact has made this rule act before."""
        ...

    async def set_effect(self, event_id: int, effect: Mapping[str, Any], restriction_id: int | None) -> None:
        """Note what a deed changed."""
        ...


class DeedStore(Protocol):
    """What is done to workers and to their open answers; each returns what an undo needs to know."""

    async def restrict(
        self,
        account_id: int,
        *,
        scope: str,
        campaign_id: int | None,
        stage_id: int | None,
        until: datetime | None,
        reason: str,
        by: int | None,
        now: datetime,
    ) -> int:
        """Restrict a worker; the restriction's id."""
        ...

    async def skill(self, account_id: int, key: str) -> Row | None:
        """A skill as it is now, locked."""
        ...

    async def set_skill(self, account_id: int, key: str, level: float, now: datetime) -> None:
        """Set a level by hand."""
        ...

    async def take_skill(self, account_id: int, key: str, now: datetime) -> Row | None:
        """Take a skill back and open its quiz again; what there was."""
        ...

    async def give_skill_back(self, account_id: int, key: str, was: Mapping[str, Any], now: datetime) -> None:
        """Undo `set_skill` or `take_skill`."""
        ...

    async def hold(self, worker_id: int, campaign_id: int, since: datetime | None) -> list[int]:
        """Keep waiting answers from being accepted by themselves; the assignments."""
        ...

    async def release(self, assignment_ids: list[int]) -> list[int]:
        """Undo `hold` for those that still wait."""
        ...

    async def waiting(self, worker_id: int, campaign_id: int, since: datetime | None) -> list[int]:
        """Waiting answers that nobody holds."""
        ...

    async def raise_overlap(
        self, worker_id: int, campaign_id: int, since: datetime | None, more: int
    ) -> list[int]:
        """Ask for more answers on the open tasks that a worker answered; the tasks."""
        ...

    async def mark_undone(self, event_id: int, by: int | None, now: datetime) -> bool:
        """Note that a deed was undone; False where it had been."""
        ...


class RuleStore(Protocol):
    """Definitions, their log, restrictions."""

    async def grounds(self, campaign_id: int) -> list[Row]:
        """What rules need to know of each stage."""
        ...

    async def rules(self, campaign_id: int) -> list[Row]:
        """The rules of a campaign with their hits."""
        ...

    async def rule(self, rule_id: int) -> Row | None:
        """One rule."""
        ...

    async def add(
        self,
        campaign_id: int,
        name: str,
        definition: Mapping[str, Any],
        *,
        is_on: bool,
        by: int,
        now: datetime,
    ) -> int:
        """Keep a new rule."""
        ...

    async def change(
        self, rule_id: int, version: int, name: str, definition: Mapping[str, Any], *, by: int, now: datetime
    ) -> bool:
        """Change a rule that still has this version."""
        ...

    async def delete(self, rule_id: int) -> bool:
        """Remove a rule that never did anything; False where it did."""
        ...

    async def currency(self, campaign_id: int) -> str:
        """In which money a campaign pays."""
        ...

    async def names(self, workers: list[int]) -> list[Row]:
        """Names of accounts: {id, name, simulated}."""
        ...

    async def switch(self, rule_id: int, *, is_on: bool, by: int, now: datetime) -> None:
        """Switch a rule on or off."""
        ...

    async def log(self, campaign_id: int, *, before: int, limit: int) -> list[Row]:
        """What the rules of a campaign did, newest first."""
        ...

    async def log_of(self, worker_id: int, limit: int) -> list[Row]:
        """What rules did to a worker, newest first."""
        ...

    async def event(self, event_id: int) -> Row | None:
        """One deed."""
        ...

    async def restrictions(self, campaign_id: int, limit: int) -> list[Row]:
        """Restrictions of a campaign, newest first."""
        ...

    async def restrictions_of(self, worker_id: int, limit: int) -> list[Row]:
        """Restrictions of a worker, newest first."""
        ...

    async def restriction(self, restriction_id: int) -> Row | None:
        """One restriction."""
        ...

    async def lift(self, restriction_id: int, by: int | None, now: datetime) -> bool:
        """End a restriction now; False where it had ended."""
        ...

    async def skills(self, worker_id: int) -> list[Row]:
        """A worker's skills with their records."""
        ...

    async def paces(self, campaign_id: int) -> list[Row]:
        """What the stages of a campaign learned last about too fast."""
        ...
