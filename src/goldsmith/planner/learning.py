"""What work tells of people: facts for the rules, observations for the records of their skills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from goldsmith.domain import goldens, peer_agreement, skills
from goldsmith.domain.routing import Move
from goldsmith.domain.rules.event import EventKind
from goldsmith.domain.skills import Observation
from goldsmith.domain.stage import APPROVES, VERDICTS
from goldsmith.planner.blueprint import Station
from goldsmith.planner.queues import Task
from goldsmith.planner.roster import Roster
from goldsmith.planner.rulebook import Rulebook
from goldsmith.planner.shift import Shift


class Learning:
    """Moves records, and tells the rules.

    Args:
        stations: the stages, by id.
        shifts: the people, by number.
        roster: who may do what.
        rulebook: watches the people.
        rng: draws the order of stages that open.
    """

    def __init__(
        self,
        stations: Mapping[int, Station],
        shifts: Sequence[Shift],
        roster: Roster,
        rulebook: Rulebook,
        rng: Random,
    ) -> None:
        self._stations = stations
        self._shifts = shifts
        self._roster = roster
        self._rulebook = rulebook
        self._rng = rng

    def finished(self, task: Task, move: Move, now_s: float) -> None:
        """What a finished task tells: of validators by agreement, of the annotator by the judgement."""
        if not task.votes:
            return
        skill, see = self._stations[task.stage_id].skill, self._rulebook.see
        agreed = peer_agreement.of_verdicts(task.votes, VERDICTS)
        for number, one in zip(task.voters, agreed, strict=bool(agreed)):
            self._observe(self._shifts[number], skill, Observation(one.score, one.weight))
            see(EventKind.AGREED, number, task.stage_id, now_s, score=one.score, weight=one.weight)
        if move.subject_event is not None and task.subject is not None:
            is_right, subject = float(move.outcome in APPROVES), task.subject
            self._observe(self._shifts[subject.person], skill, Observation(is_right, skills.REVIEW_WEIGHT))
            see(EventKind.REVIEWED, subject.person, subject.stage_id, now_s, score=is_right)

    def golden(self, shift: Shift, stage_id: int, score: float, now_s: float) -> None:
        """A task with a known answer tells of whoever answered it."""
        course = shift.course(stage_id)
        course.goldens += 1
        course.golden_right += score >= goldens.RIGHT_AT
        self._rulebook.see(EventKind.GOLDEN, shift.person.number, stage_id, now_s, score=score)
        self._observe(shift, self._stations[stage_id].skill, Observation(score, skills.GOLDEN_WEIGHT))

    def _observe(self, shift: Shift, skill: str | None, seen: Observation) -> None:
        """Move the record of a skill, and with it what is open to the person."""
        if skill is None or skill not in shift.records:
            return
        if shift.learnt(skill, skills.updated(shift.records[skill], (seen,)), self._roster.bars(skill)):
            shift.stages = self._roster.stages(shift, self._rng)
