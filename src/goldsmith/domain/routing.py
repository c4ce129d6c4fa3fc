"""What follows from an answer: pure decisions that the submit applies in its own transaction.

    (stage plan, where task and item stand, votes so far, this answer) → Move

The move says how the task, the item and the next task change. Storage applies it in one statement,
guarded by the number of answers the decision was based on, so that no two answers decide on the same ground.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from goldsmith.domain import overlap
from goldsmith.domain.overlap import OverlapPolicy, Vote
from goldsmith.domain.stage import (
    APPROVES,
    DISAPPROVES,
    MACHINE_KINDS,
    MAKING_KINDS,
    SENDS_BACK,
    VERDICTS_OF,
    End,
    Outcome,
    Route,
    StageKind,
    StagePlan,
)
from goldsmith.domain.workflow import (
    ITEM,
    TASK,
    AssignmentEvent,
    ItemEvent,
    ItemState,
    TaskEvent,
    TaskState,
)

#: A number in [0, 1) for the item at a stage, the same whenever asked: what sampling is drawn by.
Draw = Callable[[int], float]


def _always_drawn(_stage_id: int) -> float:
    return 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where task and item stand before the answer counts.

    Attributes:
        task_state: state of the task.
        overlap: answers the task wants now.
        item_state: state of the item.
        round: annotation rounds begun, from 1.
        answers: answers the task has, >= 0.
        votes: verdicts given before, with the quality of their givers at that time.
        is_confirmed: the answer just given is what a confident model suggested.
    """

    task_state: TaskState
    overlap: int
    item_state: ItemState
    round: int
    answers: int
    votes: tuple[Vote, ...]
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class NextTask:
    """A task that routing opens.

    Attributes:
        stage_id: where.
        overlap: answers it wants at first.
        about_this_answer: whether its subject is the answer just given; else it inherits the subject of
            the task that ended, where `keeps_subject`, or has none.
        keeps_subject: see above.
        reserve_s: for how long it is kept for the author of that subject, in seconds; 0 for not at all.
    """

    stage_id: int
    overlap: int
    about_this_answer: bool
    keeps_subject: bool = False
    reserve_s: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """Everything that an accepted answer changes.

    Attributes:
        task_state: state of the task afterwards.
        task_overlap: answers the task wants afterwards.
        outcome: how the task ended, or None while it goes on.
        confidence: posterior of the outcome in [0, 1], or None where nothing was voted.
        item_state: state of the item afterwards.
        item_round: annotation round afterwards.
        item_stage_id: stage of the item afterwards; None once it left the flow.
        next_task: the task to open, or None.
        subject_event: what happens to the assignment whose annotation was judged, or None.
    """

    task_state: TaskState
    task_overlap: int
    outcome: Outcome | None
    confidence: float | None
    item_state: ItemState
    item_round: int
    item_stage_id: int | None
    next_task: NextTask | None
    subject_event: AssignmentEvent | None


def decide_move(
    plan: StagePlan, standing: Standing, vote: Vote | None, *, draw: Draw = _always_drawn
) -> Move:
    """Decide what follows when one more answer counts.

    Args:
        plan: the stage.
        standing: task and item before the answer.
        vote: the verdict just given with its giver's quality; None where the stage has no verdicts.
        draw: what samples are drawn by.

    Returns:
        The move; while more answers are wanted only the overlap may change.

    Raises:
        TransitionRefused: task or item is in a state that takes no answer.
    """
    outcome, overlap, confidence = _judge(plan, standing, vote)
    if outcome is None:
        return Move(
            task_state=TASK.transition(standing.task_state, TaskEvent.ANSWER),
            task_overlap=overlap,
            outcome=None,
            confidence=confidence,
            item_state=standing.item_state,
            item_round=standing.round,
            item_stage_id=plan.stage_id,
            next_task=None,
            subject_event=None,
        )
    judged = outcome
    route, outcome, item_round = _route(plan, standing, judged, draw)
    event = _item_event(route)
    return Move(
        task_state=TASK.transition(standing.task_state, TaskEvent.COMPLETE),
        task_overlap=overlap,
        outcome=outcome,
        confidence=confidence,
        item_state=ITEM.transition(standing.item_state, event),
        item_round=item_round,
        item_stage_id=route.stage_id,
        next_task=_open_next(plan, route, item_round, draw, is_confirmed=standing.is_confirmed),
        subject_event=_subject_event(judged),
    )


def _judge(
    plan: StagePlan, standing: Standing, vote: Vote | None
) -> tuple[Outcome | None, int, float | None]:
    """(outcome or None, overlap afterwards, confidence or None)."""
    options = VERDICTS_OF.get(plan.kind)
    if options is None:
        done = standing.answers + 1 >= standing.overlap
        return (Outcome.DONE if done else None), standing.overlap, None
    if vote is None:
        raise ValueError(f"a stage of kind {plan.kind} needs a vote")
    if plan.kind in MACHINE_KINDS:
        return Outcome(vote.option), standing.overlap, None
    votes: Sequence[Vote] = (*standing.votes, vote)
    if plan.kind is StageKind.REVIEW:
        return _majority(plan, standing, votes)
    # What the task asks for now decides: it may have opened with fewer answers than the others, because a confident
    # model suggested the same, and a rule may have asked for more.
    policy = OverlapPolicy(standing.overlap, max(plan.overlap_max, standing.overlap), plan.min_confidence)
    decision = overlap.decide(votes, options, policy)
    if decision.outcome is overlap.Outcome.ASK_MORE:
        # One more only when the answers asked for so far are in: never hand out two where one may do.
        return None, max(standing.overlap, min(len(votes) + 1, policy.maximum)), decision.confidence
    wanted = max(standing.overlap, len(votes))
    if decision.outcome is overlap.Outcome.UNDECIDED:
        return Outcome.UNDECIDED, wanted, decision.confidence
    return Outcome(decision.winner), wanted, decision.confidence


def _majority(
    plan: StagePlan, standing: Standing, votes: Sequence[Vote]
) -> tuple[Outcome | None, int, float | None]:
    """Reviewers are experts and give reasons: most of them decide, and a tie asks one more.

    A stage with one review decides by it, however new the reviewer is; what a reviewer is worth is measured by
    second reviews.
    """
    options = VERDICTS_OF[plan.kind]
    probabilities = overlap.posterior(votes, options)
    if len(votes) < standing.overlap:
        return None, standing.overlap, max(probabilities.values())
    counts = {option: sum(vote.option == option for vote in votes) for option in options}
    most = max(counts.values())
    winners = [option for option in options if counts[option] == most]
    if len(winners) == 1:
        return Outcome(winners[0]), standing.overlap, probabilities[winners[0]]
    if standing.overlap < plan.overlap_max:
        return None, standing.overlap + 1, max(probabilities.values())
    return Outcome.UNDECIDED, standing.overlap, max(probabilities.values())


def _route(plan: StagePlan, standing: Standing, outcome: Outcome, draw: Draw) -> tuple[Route, Outcome, int]:
    """(route, outcome, round afterwards): what goes back to be made anew does so while rounds are left."""
    route = plan.routes[outcome]
    goes_back = outcome in SENDS_BACK and route.stage_id is not None and _is_made_at(plan, route.stage_id)
    if not goes_back:
        # An accepted text begins the rounds of the next one.
        item_round = 1 if outcome is Outcome.ACCEPTED else standing.round
        return _sampled(plan, route, draw), outcome, item_round
    if standing.round >= plan.max_rounds * plan.max_authors:
        return plan.routes[Outcome.EXHAUSTED], Outcome.EXHAUSTED, standing.round
    return route, outcome, standing.round + 1


def _is_made_at(plan: StagePlan, stage_id: int) -> bool:
    return plan.openings[stage_id].kind in MAKING_KINDS


def _sampled(plan: StagePlan, route: Route, draw: Draw) -> Route:
    """The route, or the way around a stage that takes a share of the items only."""
    if route.stage_id is None:
        return route
    opening = plan.openings[route.stage_id]
    if opening.otherwise is None or draw(route.stage_id) < opening.share:
        return route
    return opening.otherwise


def _item_event(route: Route) -> ItemEvent:
    if route.end is End.ACCEPTED:
        return ItemEvent.ACCEPT
    if route.end is End.REJECTED:
        return ItemEvent.REJECT
    if route.end is End.FLAGGED:
        return ItemEvent.FLAG
    return ItemEvent.MOVE


def _open_next(
    plan: StagePlan, route: Route, item_round: int, draw: Draw, *, is_confirmed: bool
) -> NextTask | None:
    if route.stage_id is None:
        return None
    opening = plan.openings[route.stage_id]
    is_made_here = plan.kind in MAKING_KINDS
    # A stage's draw serves its share; the other half of it, so to speak, serves the second review.
    is_second = opening.second_share > 0 and draw(-route.stage_id) < opening.second_share
    # The first round of an author is for whoever comes first; the later ones are kept for that author.
    is_same_author = (item_round - 1) % plan.max_rounds != 0
    return NextTask(
        stage_id=route.stage_id,
        overlap=(opening.confirmed_overlap if is_confirmed else None) or opening.overlap + is_second,
        about_this_answer=is_made_here,
        keeps_subject=not is_made_here and opening.kind is not StageKind.ANNOTATE,
        reserve_s=opening.reserve_s if is_same_author and opening.kind is StageKind.AUTHOR else 0,
    )


def _subject_event(outcome: Outcome) -> AssignmentEvent | None:
    """What a judgement does to the assignment it judged; no clear judgement leaves it as it is."""
    if outcome in APPROVES:
        return AssignmentEvent.ACCEPT
    return AssignmentEvent.REJECT if outcome in DISAPPROVES else None
