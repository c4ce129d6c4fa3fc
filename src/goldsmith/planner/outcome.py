"""What one simulated campaign came to, before it is billed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from goldsmith.planner.policy import Policy
from goldsmith.planner.rulebook import RuleHits


@dataclass(frozen=True, slots=True)
class StageWork:
    """What was done at the stages of one template.

    Attributes:
        template: the recipe's name.
        answers: submitted, goldens included.
        goldens: goldens among them.
        rejected: annotations judged incorrect, which are not paid.
        hours: time of these answers.
        mean_s: mean seconds of an answer; None without any.
    """

    template: str
    answers: int
    goldens: int
    rejected: int
    hours: float
    mean_s: float | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run of one policy.

    Attributes:
        policy: what was run.
        seed: with which seed.
        items: chunks times categories.
        finished: items that left the flow.
        end: why it ended: "finished", or in words what held it up.
        labels: annotations handed in, those made anew included, goldens not.
        validations: verdicts handed in, goldens not.
        again: items that were annotated more than once.
        workers: people who joined; passed: who passed a quiz; worked: who handed in an answer.
        stages: what was done where, upstream first.
        person_hours: time of all answers and of skipped tasks; quizzes apart.
        quiz_hours: time in quizzes, which is not paid.
        days: from the start to the last finished item, in days of 24 hours.
        f1: micro-averaged over the finished items, strict marks; None without finished items.
        precision, recall: of the same.
        right_items: share of finished items whose marks are all right.
        task_pay: prices of all answers but rejected annotations.
        bonus: what brings everybody up to the hourly target.
        rules: what became of each rule that was played.
    """

    policy: Policy
    seed: int
    items: int
    finished: int
    end: str
    labels: int
    validations: int
    again: int
    workers: int
    passed: int
    worked: int
    stages: tuple[StageWork, ...]
    person_hours: float
    quiz_hours: float
    days: float
    f1: float | None
    precision: float | None
    recall: float | None
    right_items: float | None
    task_pay: Decimal
    bonus: Decimal
    rules: tuple[RuleHits, ...] = ()

    @property
    def cost(self) -> Decimal:
        """Task pay and bonuses."""
        return self.task_pay + self.bonus

    @property
    def is_finished(self) -> bool:
        """Whether every item left the flow."""
        return self.finished == self.items


FINISHED = "finished"
