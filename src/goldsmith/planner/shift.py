"""One person's course: arrival, quizzes, sessions, and what they did."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from goldsmith.domain import goldens
from goldsmith.domain.overlap import Vote
from goldsmith.domain.quality import NEWCOMER, Record
from goldsmith.domain.skills import opens_at
from goldsmith.domain.stage import VERDICTS
from goldsmith.planner.answers import passes, seconds_factor, sit_exam
from goldsmith.planner.assumptions import Habits
from goldsmith.planner.blueprint import Exam
from goldsmith.planner.people import DAY_S, Person
from goldsmith.planner.queues import Task

EVERYWHERE = 0
"""In place of a stage's id: a restriction from the whole campaign."""

NO_LEVEL = -1.0
"""Of a skill that somebody does not have: no stage asks for less."""

#: What the record of a skill that was set by hand counts, in answers.
_SET_COUNTS = 10.0


@dataclass(slots=True)
class Course:
    """What a person did at one stage.

    Attributes:
        answers: submitted, goldens included.
        rejected: annotations among them that were judged incorrect.
        goldens: goldens among them.
        golden_right: goldens they got right.
        seconds: time of every answer, for the cap of the pay.
    """

    answers: int = 0
    rejected: int = 0
    goldens: int = 0
    golden_right: int = 0
    seconds: list[float] = field(default_factory=list)

    def is_golden_due(self, minimum: int, supply: int) -> bool:
        """Whether the next task here is a golden: as the engine says, while there is one the person has not had."""
        return self.goldens < supply and goldens.is_due(
            answered=self.answers, given=self.goldens, right=self.golden_right, minimum=minimum
        )


class Shift:
    """A person at work; changes only by what the engine tells it.

    Attributes:
        records: skill → its record.
        levels: skill → its level, 0 to 100, which opens stages.
        courses: stage id → what was done there.
        today: stage id → answers of the day's session.
        stages: stages open to this person, the most downstream first.
        to_learn: categories whose quiz is still to pass.
        is_working: something is in hand: `task` (None: a golden) at `stage_id`, for `busy_s` seconds.
        quiz_s, skipped_s: time in quizzes, and in tasks given back.
        closed: stage id or EVERYWHERE → until when a rule gives no tasks there; infinity for ever.
        answered: (when, task) of answers, where a rule may ask for more answers to their tasks.
        is_gone: nothing will bring this person back, but for a rule.
    """

    def __init__(self, person: Person, habits: Habits) -> None:
        self.person = person
        self._habits = habits
        self.records: dict[str, Record] = {}
        self.levels: dict[str, float] = {}
        self.courses: dict[int, Course] = {}
        self.stages: list[int] = []
        self.today: dict[int, int] = {}
        self.to_learn: list[str] = []
        self._tries: dict[str, int] = {}
        self.stage_id = 0
        self.task: Task | None = None
        self.is_working = False
        self.busy_s = 0.0
        self.quiz_s = 0.0
        self.skipped_s = 0.0
        self.closed: dict[int, float] = {}
        self.answered: list[tuple[float, Task]] = []
        self.is_gone = False
        self._trained: set[str] = set()
        self._retry_s = 0.0
        self._day_began_s = person.arrives_s
        self._left_s = person.day_s
        self._pause_s = habits.look_again_s
        self._waited_s = 0.0
        self._votes: dict[str, tuple[Vote, Vote]] = {}

    def vote(self, skill: str, *, is_correct: bool) -> Vote:
        """The verdict with the quality that the person's record gives."""
        votes = self._votes.get(skill)
        if votes is None:
            quality = self.records.get(skill, NEWCOMER).quality
            votes = self._votes[skill] = (Vote(VERDICTS[0], quality), Vote(VERDICTS[1], quality))
        return votes[0] if is_correct else votes[1]

    def passed(self, skill: str, record: Record) -> None:
        """The skill begins with what an exam said: its level is the exam's plain share."""
        self.records[skill] = record
        self.levels[skill] = 100.0 * (record.share or 0.0)

    def learnt(self, skill: str, record: Record, bars: Sequence[float]) -> bool:
        """The skill has a new record; whether its level passed one of the bars that stages ask for."""
        before = self.levels[skill]
        after = self.levels[skill] = opens_at(before, record, bars)
        self.records[skill] = record
        self._votes.pop(skill, None)
        return any((before >= bar) != (after >= bar) for bar in bars)

    def granted(self, skill: str, level: float) -> None:
        """The level of a skill is set by hand."""
        share = level / 100
        self.records[skill] = Record(share * _SET_COUNTS, _SET_COUNTS)
        self.levels[skill] = level
        self._votes.pop(skill, None)

    def unlearn(self, skill: str, *, has_exam: bool) -> None:
        """The skill is taken back; its quiz, where there is one, is open again with all its tries."""
        self.records.pop(skill, None)
        self.levels[skill] = NO_LEVEL
        self._votes.pop(skill, None)
        if has_exam:
            self._tries[skill] = 0
            if skill not in self.to_learn:
                self.to_learn.append(skill)

    def restrict(self, place: int, until_s: float) -> None:
        """No tasks at a stage, or EVERYWHERE; the longer of two restrictions holds."""
        self.closed[place] = max(self.closed.get(place, until_s), until_s)

    def is_closed(self, place: int, now_s: float) -> bool:
        """Whether a restriction holds there."""
        return bool(self.closed) and self.closed.get(place, now_s) > now_s

    def returns_s(self) -> float:
        """Stay away until a restriction from everything ends; infinity for ever.

        Who is told until when comes back then, or with the session of the day on which it ends.
        """
        until_s = self.closed[EVERYWHERE]
        if math.isinf(until_s):
            return until_s
        while self._day_began_s + DAY_S <= until_s:
            self.next_day_s()
        return max(until_s, self._day_began_s)

    def course(self, stage_id: int) -> Course:
        """What was done at a stage."""
        found = self.courses.get(stage_id)
        if found is None:
            found = self.courses[stage_id] = Course()
        return found

    def is_tired(self) -> bool:
        """Whether the day's hours are used up."""
        return self._left_s <= 0

    def works(self, seconds: float) -> None:
        """Use up time of the day."""
        self._left_s -= seconds
        self._pause_s, self._waited_s = self._habits.look_again_s, 0.0

    def next_day_s(self) -> float:
        """Go home; when the next day's session begins: at the same time of day."""
        self._day_began_s += DAY_S
        self.today.clear()
        self._left_s = self.person.day_s
        self._pause_s, self._waited_s = self._habits.look_again_s, 0.0
        return self._day_began_s

    def pause_s(self) -> float | None:
        """How long to wait before looking again; None: it was enough, go home."""
        if self._waited_s >= self._habits.patience_s:
            return None
        pause = self._pause_s
        self._waited_s += pause
        self._pause_s = 2 * pause
        return pause

    def may_learn(self, now_s: float) -> bool:
        """Whether a quiz waits, and may be tried now."""
        return bool(self.to_learn) and now_s >= self._retry_s

    def learn(self, exams: Mapping[str, Exam], labels: Mapping[str, int], now_s: float, rng: Random) -> float:
        """Take the quizzes that are still to take, one try each.

        Returns:
            How long that took, in seconds.
        """
        spent, again = 0.0, []
        for category in self.to_learn:
            exam = exams[category]
            tried = self._tries[category] = self._tries.get(category, 0) + 1
            trains = category not in self._trained and not self.person.profile.kind.is_spammer
            self._trained.add(category)
            texts = exam.tasks + (exam.training if trains else 0)
            spent += sum(self._habits.quiz_text_s * seconds_factor(self.person, rng) for _ in range(texts))
            record = sit_exam(self.person, self.person.hit_rate(category), labels[category], exam, rng)
            if passes(record, exam):
                self.passed(category, record)
            elif tried < exam.max_attempts:
                again.append(category)
                self._retry_s = now_s + spent + exam.retry_s
        self.to_learn = again
        self.quiz_s += spent
        self.works(spent)
        return spent
