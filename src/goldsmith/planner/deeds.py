"""Carry out what rules ask for, in memory, as far as it changes the outcome."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from random import Random

from goldsmith.domain.rules.actions import Action, ActionKind, Scope
from goldsmith.domain.rules.rule import Hit, Rule
from goldsmith.domain.workflow import TaskState
from goldsmith.planner.blueprint import Blueprint
from goldsmith.planner.queues import Queue
from goldsmith.planner.roster import Roster
from goldsmith.planner.shift import EVERYWHERE, Shift

_HOUR_S = 3600.0
_MINUTE_S = 60.0
#: No task asks for more answers than a recipe may.
_MOST_OVERLAP = 20


class Deeds:
    """What rules do to people and to their open answers.

    Answers that are held still count as votes; the plan takes it that the owner accepts them. So to hold and to accept
    answers change nothing here.

    Args:
        blueprint: the campaign.
        roster: who may do what.
        shifts: the people, by number.
        queues: stage id → its tasks.
        rng: draws the order of stages that open.
        wake: called with whoever had left and may come back, and the time.

    Attributes:
        awaited_s: when the last restriction ends that has an end.
    """

    def __init__(
        self,
        blueprint: Blueprint,
        roster: Roster,
        shifts: Sequence[Shift],
        queues: Mapping[int, Queue],
        rng: Random,
        wake: Callable[[Shift, float], None],
    ) -> None:
        self._blueprint = blueprint
        self._roster = roster
        self._shifts = shifts
        self._queues = queues
        self._rng = rng
        self._wake = wake
        self.awaited_s = 0.0

    def act(self, rule: Rule, hit: Hit, now_s: float) -> None:
        """Do what a rule says to whom it hit."""
        shift, action = self._shifts[hit.worker_id], rule.action
        match action.kind:
            case ActionKind.RESTRICT:
                self._restrict(shift, action, hit.stage_id, now_s)
            case ActionKind.RAISE_OVERLAP:
                self._raise_overlap(shift, action, now_s)
            case ActionKind.SET_SKILL | ActionKind.REQUIZ:
                self._on_skill(shift, action, hit.stage_id, now_s)
            case ActionKind.HOLD_ANSWERS | ActionKind.ACCEPT_ANSWERS:
                pass

    def _restrict(self, shift: Shift, action: Action, stage_id: int, now_s: float) -> None:
        until_s = math.inf if action.minutes is None else now_s + _MINUTE_S * action.minutes
        shift.restrict(stage_id if action.scope is Scope.STAGE else EVERYWHERE, until_s)
        if math.isfinite(until_s):
            self.awaited_s = max(self.awaited_s, until_s)

    def _raise_overlap(self, shift: Shift, action: Action, now_s: float) -> None:
        since_s = -math.inf if action.hours is None else now_s - _HOUR_S * action.hours
        shift.answered = [one for one in shift.answered if one[1].state is TaskState.OPEN]
        for at_s, task in shift.answered:
            if at_s >= since_s and task.overlap < _MOST_OVERLAP:
                task.overlap = min(task.overlap + (action.more or 0), _MOST_OVERLAP)
                self._queues[task.stage_id].offer(task)

    def _on_skill(self, shift: Shift, action: Action, stage_id: int, now_s: float) -> None:
        skill = self._blueprint.stations[stage_id].skill if action.skill is None else action.skill
        if skill is None:
            return
        if action.kind is ActionKind.REQUIZ:
            shift.unlearn(skill, has_exam=skill in self._blueprint.exams)
        else:
            shift.granted(skill, action.level or 0.0)
        shift.stages = self._roster.stages(shift, self._rng)
        if shift.is_gone and (shift.stages or shift.to_learn):
            self._wake(shift, now_s)
