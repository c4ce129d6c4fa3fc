"""A campaign in memory: events in time, and the engine's own decisions.

Claims follow the order of the engine: golden due, then the task nearest to completion in the most downstream stage,
then the oldest; nobody sees an item twice. A person has one task in hand, so there is never an own open assignment
to return to; marks are made anew by somebody else, so no rework is reserved. What an answer changes is decided by
`goldsmith.domain.routing.decide_move`, what it tells of people by `skills` and `peer_agreement`, whom rules hit by
`rules.watch`. Leases never expire here.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from math import isinf
from random import Random

from goldsmith.domain.overlap import Vote
from goldsmith.domain.routing import Move, NextTask
from goldsmith.domain.rules.actions import ActionKind
from goldsmith.domain.rules.event import EventKind
from goldsmith.domain.stage import StageKind
from goldsmith.domain.workflow import AssignmentEvent
from goldsmith.planner.answers import Marks
from goldsmith.planner.assumptions import Assumptions
from goldsmith.planner.blueprint import Blueprint
from goldsmith.planner.deciding import Decisions
from goldsmith.planner.deeds import Deeds
from goldsmith.planner.hands import Hands
from goldsmith.planner.items import make_items
from goldsmith.planner.learning import Learning
from goldsmith.planner.outcome import FINISHED
from goldsmith.planner.people import DAY_S, Person
from goldsmith.planner.policy import Policy, under
from goldsmith.planner.purse import Purse
from goldsmith.planner.queues import Item, Queue, Subject, Task
from goldsmith.planner.roster import Roster
from goldsmith.planner.rulebook import Rulebook
from goldsmith.planner.shift import EVERYWHERE, Shift

OnProgress = Callable[[int, int], None]
"""Called with (items finished, items) now and then."""

NOBODY_MAY = "nobody is left who may do what remains"
OUT_OF_BUDGET = "the budget is used up"
TOO_LONG = "it takes longer than the plan looks ahead"

_REPORT_EVERY = 2000
_STILL_S = 4 * DAY_S
"""After so long without an answer nothing will happen any more: everybody has looked in again by then."""


class Campaign:
    """One run of one policy; `run` it once.

    Args:
        blueprint: what is planned.
        policy: how many validations, and whether a model suggests.
        people: who joins.
        chunks: chunks; each becomes an item in every category.
        assumptions: about people and material.
        material_rng: draws what is in the chunks and what a model suggests; the same for every policy.
        rng: draws what people do.
        purse: the budget.
        rulebook: watches the people; None for one with the rules of the blueprint.

    Attributes:
        shifts: what each person did.
        items: where each item stands.
        finished, finished_s: items that left the flow, and when the last of them did.
        end: why it ended.
    """

    def __init__(
        self,
        blueprint: Blueprint,
        policy: Policy,
        people: list[Person],
        chunks: int,
        assumptions: Assumptions,
        *,
        material_rng: Random,
        rng: Random,
        purse: Purse,
        rulebook: Rulebook | None = None,
    ) -> None:
        self._blueprint = blueprint
        self._assumed = assumptions
        self._rng = rng
        self._purse = purse
        self._stations = under(policy, blueprint, assumptions.suggestions.confident_overlap)
        self._decisions = {stage_id: Decisions(one.plan) for stage_id, one in self._stations.items()}
        self._queues = {stage_id: Queue() for stage_id in self._stations}
        self._hands = Hands(self._stations, people, assumptions, rng)
        self._roster = Roster(blueprint, people, assumptions.experts)
        self.shifts = [Shift(person, assumptions.habits) for person in people]
        templates = {stage_id: one.template for stage_id, one in self._stations.items()}
        self.rulebook = rulebook or Rulebook(blueprint.rules, templates)
        self._keeps_answered = any(
            rule.action.kind is ActionKind.RAISE_OVERLAP for rule in self.rulebook.rules
        )
        self._learning = Learning(self._stations, self.shifts, self._roster, self.rulebook, rng)
        self._deeds = Deeds(blueprint, self._roster, self.shifts, self._queues, rng, self._wake)
        self.items = make_items(blueprint, policy, chunks, assumptions, material_rng)
        self._n_tasks = 0
        self._n_events = 0
        self._events: list[tuple[float, int, Shift]] = []
        self.finished = 0
        self.finished_s = 0.0
        self.end = FINISHED

    def run(self, on_progress: OnProgress | None = None) -> None:
        """Work until every item left the flow, or nothing can go on."""
        entries = self._blueprint.entries
        for item in self.items:
            stage_id = entries[item.category]
            self._open(item, stage_id, self._stations[stage_id].plan.overlap_min, None)
        for shift in self.shifts:
            shift.to_learn = self._roster.to_learn(shift.person, self._assumed.habits.quizzes, self._rng)
            shift.stages = self._roster.stages(shift, self._rng)
            self._at(shift.person.arrives_s, shift)
        self._loop(on_progress or (lambda _done, _total: None))
        if self.finished < len(self.items) and self.end == FINISHED:
            self.end = OUT_OF_BUDGET if self._purse.was_empty else NOBODY_MAY

    def _loop(self, on_progress: OnProgress) -> None:
        total, answers = len(self.items), 0
        # Until the last person has joined, somebody may still come who can go on.
        last_s = max(shift.person.arrives_s for shift in self.shifts)
        while self._events and self.finished < total:
            now_s, _, shift = heappop(self._events)
            if shift.is_working:
                self._hand_in(shift, now_s)
                last_s = max(last_s, now_s)
                answers += 1
                if not answers % _REPORT_EVERY:
                    on_progress(self.finished, total)
            if now_s > max(last_s, self._deeds.awaited_s) + _STILL_S:
                break
            if now_s > self._assumed.max_days * DAY_S:
                self.end = TOO_LONG
                break
            self._go_on(shift, now_s)
        on_progress(self.finished, total)

    # What people do

    def _at(self, when_s: float, shift: Shift) -> None:
        self._n_events += 1
        heappush(self._events, (when_s, self._n_events, shift))

    def _wake(self, shift: Shift, now_s: float) -> None:
        shift.is_gone = False
        self._at(now_s, shift)

    def _go_on(self, shift: Shift, now_s: float) -> None:
        """What a free person does next: go home, learn, work or wait."""
        if shift.is_closed(EVERYWHERE, now_s):
            back_s = shift.returns_s()
            shift.is_gone = isinf(back_s)
            if not shift.is_gone:
                self._at(back_s, shift)
        elif shift.is_tired():
            self._at(max(now_s, shift.next_day_s()), shift)
        elif shift.may_learn(now_s):
            spent_s = shift.learn(self._blueprint.exams, self._hands.labels, now_s, self._rng)
            shift.stages = self._roster.stages(shift, self._rng)
            self._at(now_s + spent_s, shift)
        elif self._claim(shift, now_s):
            self._at(now_s + shift.busy_s, shift)
        elif shift.stages or shift.to_learn:
            pause_s = shift.pause_s()
            self._at(now_s + pause_s if pause_s is not None else max(now_s, shift.next_day_s()), shift)
        else:
            shift.is_gone = True

    def _claim(self, shift: Shift, now_s: float) -> bool:
        """Take the next task, if there is one."""
        for stage_id in shift.stages:
            station = self._stations[stage_id]
            if station.daily_limit is not None and shift.today.get(stage_id, 0) >= station.daily_limit:
                continue
            if shift.is_closed(stage_id, now_s):
                continue
            is_golden = station.golden_min > 0 and shift.course(stage_id).is_golden_due(
                station.golden_min, self._assumed.goldens
            )
            queue = self._queues[stage_id]
            if not (is_golden or queue) or not self._purse.reserve(stage_id):
                continue
            task = None if is_golden else queue.take(shift.person.number)
            if task is None and not is_golden:
                self._purse.release(stage_id)
                continue
            shift.stage_id, shift.task, shift.is_working = stage_id, task, True
            shift.busy_s = self._hands.busy_s(shift.person, stage_id, task)
            return True
        return False

    def _hand_in(self, shift: Shift, now_s: float) -> None:
        """The task in hand is done: given back, or answered."""
        task, stage_id = shift.task, shift.stage_id
        shift.is_working, shift.task = False, None
        shift.works(shift.busy_s)
        if task is not None:
            task.live -= 1
        if self._hands.skips(shift.person):
            shift.skipped_s += shift.busy_s
            self._purse.release(stage_id)
            if task is not None:
                self._queues[stage_id].offer(task)
            self.rulebook.see(EventKind.SKIPPED, shift.person.number, stage_id, now_s)
        else:
            self._submit(shift, stage_id, task, now_s)
        # Rules come to know of it once it is all written down.
        for rule, hit in self.rulebook.taken():
            self._deeds.act(rule, hit, now_s)

    def _submit(self, shift: Shift, stage_id: int, task: Task | None, now_s: float) -> None:
        """An answer counts, a golden's for whoever gave it alone."""
        course = shift.course(stage_id)
        course.answers += 1
        shift.today[stage_id] = shift.today.get(stage_id, 0) + 1
        course.seconds.append(shift.busy_s)
        self.rulebook.see(EventKind.SUBMITTED, shift.person.number, stage_id, now_s, active_s=shift.busy_s)
        if task is None:
            score = self._hands.golden_score(shift.person, self._stations[stage_id])
            self._learning.golden(shift, stage_id, score, now_s)
        else:
            if self._keeps_answered:
                shift.answered.append((now_s, task))
            self._answer(shift, task, now_s)

    def _answer(self, shift: Shift, task: Task, now_s: float) -> None:
        """Decide what the answer changes, and change it."""
        item, person = task.item, shift.person
        station = self._stations[task.stage_id]
        vote: Vote | None = None
        made: Marks | None = None
        if station.plan.kind is StageKind.VALIDATE:
            says = self._hands.judge(person, task)
            vote = shift.vote(station.skill or "", is_correct=says)
        else:
            made = self._hands.annotate(person, task)
        confirmed = made is not None and made.is_unchanged and item.suggested is not None
        move = self._decisions[task.stage_id].move(
            task, vote, is_confirmed=confirmed and item.suggested is not None and item.suggested.is_confident
        )
        if vote is not None:
            task.votes.append(vote)
            task.voters.append(person.number)
        if made is not None:
            item.marks = made
        own = Subject(made, person.number, task.stage_id) if made is not None else None
        self._apply(task, move, own, now_s)

    def _apply(self, task: Task, move: Move, own: Subject | None, now_s: float) -> None:
        item = task.item
        task.answers += 1
        task.priority += 1
        task.overlap, task.state = move.task_overlap, move.task_state
        self._queues[task.stage_id].offer(task)
        if move.outcome is None:
            return
        self._learning.finished(task, move, now_s)
        item.state, item.round = move.item_state, move.item_round
        if move.subject_event is AssignmentEvent.REJECT and task.subject is not None:
            self.shifts[task.subject.person].course(task.subject.stage_id).rejected += 1
            self._purse.release(task.subject.stage_id)
        if move.next_task is not None:
            self._open_next(task, move.next_task, own)
        else:
            item.is_finished = True
            self.finished += 1
            self.finished_s = now_s

    # What becomes of items

    def _open_next(self, ended: Task, following: NextTask, own: Subject | None) -> None:
        subject = own if following.about_this_answer else ended.subject if following.keeps_subject else None
        self._open(ended.item, following.stage_id, following.overlap, subject)

    def _open(self, item: Item, stage_id: int, overlap: int, subject: Subject | None) -> None:
        self._n_tasks += 1
        task = Task(self._n_tasks, stage_id, item, overlap, priority=int(item.round > 1), subject=subject)
        self._queues[stage_id].offer(task)
