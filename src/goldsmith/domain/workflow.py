"""The state machines of the house: an enum, a transition table and one `transition()` each.

Nothing else decides what state follows. The docs render these tables as diagrams
(scripts/render_workflows.py), so they cannot drift.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from goldsmith.domain.errors import TransitionRefused

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Workflow(Generic[S, E]):
    """A named state machine.

    Attributes:
        noun: what has the state, as a person would say it ("stage").
        initial: the state at birth.
        table: (state, event) → next state; what is not in it is refused.
    """

    noun: str
    initial: S
    table: Mapping[tuple[S, E], S]

    def transition(self, state: S, event: E) -> S:
        """Return the state after `event`.

        Raises:
            TransitionRefused: the table has no such step; the hint names the steps there are.
        """
        following = self.table.get((state, event))
        if following is None:
            possible = ", ".join(sorted(step.value for (at, step) in self.table if at == state))
            raise TransitionRefused(
                f"A {self.noun} that is {state.value} cannot {event.value}.",
                hint=f"From here it can: {possible}." if possible else f"{state.value} is final.",
                state=state.value,
                event=event.value,
            )
        return following

    def is_final(self, state: S) -> bool:
        """Whether no event leads out of `state`."""
        return all(at != state for (at, _event) in self.table)


class CampaignState(StrEnum):
    """Where a campaign is in its life."""

    DRAFT = "DRAFT"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    FINISHED = "FINISHED"


class CampaignEvent(StrEnum):
    """What can happen to a campaign."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    FINISH = "finish"
    REOPEN = "reopen"


CAMPAIGN: Workflow[CampaignState, CampaignEvent] = Workflow(
    noun="campaign",
    initial=CampaignState.DRAFT,
    table={
        (CampaignState.DRAFT, CampaignEvent.START): CampaignState.RUNNING,
        (CampaignState.RUNNING, CampaignEvent.PAUSE): CampaignState.PAUSED,
        (CampaignState.PAUSED, CampaignEvent.RESUME): CampaignState.RUNNING,
        (CampaignState.RUNNING, CampaignEvent.FINISH): CampaignState.FINISHED,
        (CampaignState.PAUSED, CampaignEvent.FINISH): CampaignState.FINISHED,
        (CampaignState.FINISHED, CampaignEvent.REOPEN): CampaignState.PAUSED,
    },
)


class StageState(StrEnum):
    """Whether a stage hands out tasks."""

    CLOSED = "CLOSED"
    OPEN = "OPEN"
    PAUSED = "PAUSED"


class StageEvent(StrEnum):
    """What can happen to a stage."""

    OPEN = "open"
    PAUSE = "pause"
    CLOSE = "close"


STAGE: Workflow[StageState, StageEvent] = Workflow(
    noun="stage",
    initial=StageState.CLOSED,
    table={
        (StageState.CLOSED, StageEvent.OPEN): StageState.OPEN,
        (StageState.OPEN, StageEvent.PAUSE): StageState.PAUSED,
        (StageState.PAUSED, StageEvent.OPEN): StageState.OPEN,
        (StageState.OPEN, StageEvent.CLOSE): StageState.CLOSED,
        (StageState.PAUSED, StageEvent.CLOSE): StageState.CLOSED,
    },
)


class ItemState(StrEnum):
    """Where an item is: in the flow, waiting for an expert, or out of it."""

    ACTIVE = "ACTIVE"
    FLAGGED = "FLAGGED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"


class ItemEvent(StrEnum):
    """What a completed task does to its item."""

    MOVE = "move"
    FLAG = "flag"
    ACCEPT = "accept"
    REJECT = "reject"
    REOPEN = "reopen"


ITEM: Workflow[ItemState, ItemEvent] = Workflow(
    noun="item",
    initial=ItemState.ACTIVE,
    table={
        (ItemState.ACTIVE, ItemEvent.MOVE): ItemState.ACTIVE,
        (ItemState.ACTIVE, ItemEvent.FLAG): ItemState.FLAGGED,
        (ItemState.ACTIVE, ItemEvent.ACCEPT): ItemState.ACCEPTED,
        (ItemState.ACTIVE, ItemEvent.REJECT): ItemState.REJECTED,
        (ItemState.FLAGGED, ItemEvent.MOVE): ItemState.FLAGGED,
        (ItemState.FLAGGED, ItemEvent.ACCEPT): ItemState.ACCEPTED,
        (ItemState.FLAGGED, ItemEvent.REJECT): ItemState.REJECTED,
        (ItemState.FLAGGED, ItemEvent.REOPEN): ItemState.ACTIVE,
        (ItemState.ACCEPTED, ItemEvent.REOPEN): ItemState.ACTIVE,
        (ItemState.REJECTED, ItemEvent.REOPEN): ItemState.ACTIVE,
    },
)


class TaskState(StrEnum):
    """Whether a task still wants answers.

    HELD: somebody said it is broken; nobody new gets it until its owner decided. GOLDEN: its answer is known, it is
    given to each worker at most once and never completes.
    """

    OPEN = "OPEN"
    HELD = "HELD"
    GOLDEN = "GOLDEN"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class TaskEvent(StrEnum):
    """What can happen to a task."""

    ANSWER = "answer"
    COMPLETE = "complete"
    CANCEL = "cancel"
    HOLD = "hold"
    RELEASE = "release"
    PLANT = "plant"


TASK: Workflow[TaskState, TaskEvent] = Workflow(
    noun="task",
    initial=TaskState.OPEN,
    table={
        (TaskState.OPEN, TaskEvent.ANSWER): TaskState.OPEN,
        (TaskState.OPEN, TaskEvent.COMPLETE): TaskState.COMPLETED,
        (TaskState.OPEN, TaskEvent.CANCEL): TaskState.CANCELLED,
        (TaskState.OPEN, TaskEvent.HOLD): TaskState.HELD,
        # Who was at work when it was held may finish; the work counts.
        (TaskState.HELD, TaskEvent.ANSWER): TaskState.HELD,
        (TaskState.HELD, TaskEvent.COMPLETE): TaskState.COMPLETED,
        (TaskState.HELD, TaskEvent.RELEASE): TaskState.OPEN,
        (TaskState.HELD, TaskEvent.CANCEL): TaskState.CANCELLED,
        (TaskState.OPEN, TaskEvent.PLANT): TaskState.GOLDEN,
        (TaskState.GOLDEN, TaskEvent.ANSWER): TaskState.GOLDEN,
        (TaskState.GOLDEN, TaskEvent.CANCEL): TaskState.CANCELLED,
    },
)


class AssignmentState(StrEnum):
    """A worker's claim on a task (Toloka's words)."""

    ACTIVE = "ACTIVE"
    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    SKIPPED = "SKIPPED"
    EXPIRED = "EXPIRED"


class AssignmentEvent(StrEnum):
    """What can happen to a claim."""

    SUBMIT = "submit"
    SKIP = "skip"
    EXPIRE = "expire"
    ACCEPT = "accept"
    REJECT = "reject"
    RECONSIDER = "reconsider"


ASSIGNMENT: Workflow[AssignmentState, AssignmentEvent] = Workflow(
    noun="assignment",
    initial=AssignmentState.ACTIVE,
    table={
        (AssignmentState.ACTIVE, AssignmentEvent.SUBMIT): AssignmentState.SUBMITTED,
        (AssignmentState.ACTIVE, AssignmentEvent.SKIP): AssignmentState.SKIPPED,
        (AssignmentState.ACTIVE, AssignmentEvent.EXPIRE): AssignmentState.EXPIRED,
        # A lease that ran out may still be answered while the task has a free slot: no work is wasted.
        (AssignmentState.EXPIRED, AssignmentEvent.SUBMIT): AssignmentState.SUBMITTED,
        (AssignmentState.SUBMITTED, AssignmentEvent.ACCEPT): AssignmentState.ACCEPTED,
        (AssignmentState.SUBMITTED, AssignmentEvent.REJECT): AssignmentState.REJECTED,
        # After an appeal, or a second look: what was paid stays paid, what was not can still be.
        (AssignmentState.REJECTED, AssignmentEvent.RECONSIDER): AssignmentState.ACCEPTED,
    },
)


class JobState(StrEnum):
    """Where a piece of machine work is."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class JobEvent(StrEnum):
    """What can happen to machine work."""

    START = "start"
    FINISH = "finish"
    FAIL = "fail"
    CANCEL = "cancel"
    RETRY = "retry"


JOB: Workflow[JobState, JobEvent] = Workflow(
    noun="job",
    initial=JobState.QUEUED,
    table={
        (JobState.QUEUED, JobEvent.START): JobState.RUNNING,
        (JobState.QUEUED, JobEvent.CANCEL): JobState.CANCELLED,
        # A worker killed in the middle leaves RUNNING behind; the next one starts it again.
        (JobState.RUNNING, JobEvent.START): JobState.RUNNING,
        (JobState.RUNNING, JobEvent.FINISH): JobState.DONE,
        (JobState.RUNNING, JobEvent.FAIL): JobState.FAILED,
        (JobState.RUNNING, JobEvent.CANCEL): JobState.CANCELLED,
        (JobState.FAILED, JobEvent.RETRY): JobState.QUEUED,
    },
)


class AttemptState(StrEnum):
    """Where a quiz attempt is."""

    RUNNING = "RUNNING"
    PASSED = "PASSED"
    FAILED = "FAILED"


class AttemptEvent(StrEnum):
    """How an exam ends."""

    PASS = "pass"
    FAIL = "fail"


ATTEMPT: Workflow[AttemptState, AttemptEvent] = Workflow(
    noun="quiz attempt",
    initial=AttemptState.RUNNING,
    table={
        (AttemptState.RUNNING, AttemptEvent.PASS): AttemptState.PASSED,
        (AttemptState.RUNNING, AttemptEvent.FAIL): AttemptState.FAILED,
    },
)


class PayoutBatchState(StrEnum):
    """Where a batch of payouts is."""

    DRAFT = "DRAFT"
    APPROVED = "APPROVED"
    SENT = "SENT"
    SETTLED = "SETTLED"
    FAILED = "FAILED"
    DISCARDED = "DISCARDED"


class PayoutBatchEvent(StrEnum):
    """What can happen to a batch of payouts."""

    APPROVE = "approve"
    DISCARD = "discard"
    SEND = "send"
    SETTLE = "settle"
    FAIL = "fail"


PAYOUT_BATCH: Workflow[PayoutBatchState, PayoutBatchEvent] = Workflow(
    noun="batch of payouts",
    initial=PayoutBatchState.DRAFT,
    table={
        # Approval takes the money from the workers' accounts; until then a draft is a list.
        (PayoutBatchState.DRAFT, PayoutBatchEvent.APPROVE): PayoutBatchState.APPROVED,
        (PayoutBatchState.DRAFT, PayoutBatchEvent.DISCARD): PayoutBatchState.DISCARDED,
        (PayoutBatchState.APPROVED, PayoutBatchEvent.SEND): PayoutBatchState.SENT,
        # The bank may refuse a file before it moves anything.
        (PayoutBatchState.APPROVED, PayoutBatchEvent.FAIL): PayoutBatchState.FAILED,
        # Settled: every payout was decided, and at least one arrived.
        (PayoutBatchState.SENT, PayoutBatchEvent.SETTLE): PayoutBatchState.SETTLED,
        (PayoutBatchState.SENT, PayoutBatchEvent.FAIL): PayoutBatchState.FAILED,
    },
)


class PayoutState(StrEnum):
    """Where the payout of one worker is. While OPEN there is no other one to them of that campaign."""

    OPEN = "OPEN"
    SETTLED = "SETTLED"
    FAILED = "FAILED"
    RETURNED = "RETURNED"
    DISCARDED = "DISCARDED"


class PayoutEvent(StrEnum):
    """What can happen to the payout of one worker."""

    SETTLE = "settle"
    FAIL = "fail"
    GIVE_BACK = "give_back"
    DISCARD = "discard"


PAYOUT: Workflow[PayoutState, PayoutEvent] = Workflow(
    noun="payout",
    initial=PayoutState.OPEN,
    table={
        (PayoutState.OPEN, PayoutEvent.SETTLE): PayoutState.SETTLED,
        (PayoutState.OPEN, PayoutEvent.FAIL): PayoutState.FAILED,
        (PayoutState.OPEN, PayoutEvent.DISCARD): PayoutState.DISCARDED,
        # Banks send money back days later: it is the worker's again, and the next batch takes it.
        (PayoutState.SETTLED, PayoutEvent.GIVE_BACK): PayoutState.RETURNED,
    },
)


class AppealState(StrEnum):
    """Where a worker's objection is. One that nobody answers in time is upheld: silence counts for the worker."""

    OPEN = "OPEN"
    UPHELD = "UPHELD"
    DISMISSED = "DISMISSED"
    WITHDRAWN = "WITHDRAWN"


class AppealEvent(StrEnum):
    """What can happen to an appeal."""

    UPHOLD = "uphold"
    DISMISS = "dismiss"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"


APPEAL: Workflow[AppealState, AppealEvent] = Workflow(
    noun="appeal",
    initial=AppealState.OPEN,
    table={
        (AppealState.OPEN, AppealEvent.UPHOLD): AppealState.UPHELD,
        (AppealState.OPEN, AppealEvent.DISMISS): AppealState.DISMISSED,
        (AppealState.OPEN, AppealEvent.EXPIRE): AppealState.UPHELD,
        (AppealState.OPEN, AppealEvent.WITHDRAW): AppealState.WITHDRAWN,
    },
)

WORKFLOWS: tuple[Workflow[StrEnum, StrEnum], ...] = (
    CAMPAIGN,
    STAGE,
    ITEM,
    TASK,
    ASSIGNMENT,
    JOB,
    ATTEMPT,
    PAYOUT_BATCH,
    PAYOUT,
    APPEAL,
)  # type: ignore[assignment]
