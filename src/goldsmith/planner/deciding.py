"""The engine's decision on one more answer, remembered by what it depends on."""

from __future__ import annotations

from goldsmith.domain import sampling
from goldsmith.domain.overlap import Vote
from goldsmith.domain.routing import Move, Standing, decide_move
from goldsmith.domain.stage import VERDICTS, StagePlan
from goldsmith.planner.queues import Task

_Key = tuple[int, int, str, int, bool, tuple[float, ...]]


class Decisions:
    """`decide_move` of one stage; the same votes in any order are decided once.

    The posterior does not depend on the order of votes (`goldsmith.domain.overlap`), so neither does the move.

    Args:
        plan: the stage.
    """

    def __init__(self, plan: StagePlan) -> None:
        self._plan = plan
        self._known: dict[_Key, Move] = {}
        self._draws = any(one.share < 1 or one.second_share > 0 for one in plan.openings.values())

    def move(self, task: Task, vote: Vote | None, *, is_confirmed: bool = False) -> Move:
        """What follows when one more answer to the task counts."""
        if self._draws:
            return self._decide(task, vote, is_confirmed=is_confirmed)
        item = task.item
        votes = tuple(sorted(map(_signed, task.votes if vote is None else (*task.votes, vote))))
        key = (task.overlap, task.answers, item.state, item.round, is_confirmed, votes)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._decide(task, vote, is_confirmed=is_confirmed)
        return found

    def _decide(self, task: Task, vote: Vote | None, *, is_confirmed: bool) -> Move:
        standing = Standing(
            task_state=task.state,
            overlap=task.overlap,
            item_state=task.item.state,
            round=task.item.round,
            answers=task.answers,
            votes=tuple(task.votes),
            is_confirmed=is_confirmed,
        )
        return decide_move(self._plan, standing, vote, draw=sampling.draw(task.item.number))


def _signed(vote: Vote) -> float:
    return vote.quality if vote.option == VERDICTS[0] else -vote.quality
