"""Whether the answers to a finished task agree with what the others said: one fact a person, for rules and skills.

Each answer is compared with the posterior of the others alone: an answer that counted in its own truth would always
look better than it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goldsmith.domain import overlap
from goldsmith.domain.overlap import SpanVote, Vote
from goldsmith.domain.scoring import token_f1
from goldsmith.domain.skills import certainty
from goldsmith.domain.span import Span


@dataclass(frozen=True, slots=True)
class Agreement:
    """How one answer stands to the others.

    Attributes:
        score: 1 or 0 for a verdict; F1 of code points for marks.
        weight: how sure the others are of theirs, in [0, 1]; 0 where they are of two minds.
    """

    score: float
    weight: float


def of_verdicts(votes: Sequence[Vote], options: Sequence[str]) -> list[Agreement]:
    """One entry a vote, in order; [] with fewer than two.

    Args:
        votes: verdicts or preferences with the quality of their givers.
        options: Y >= 2 choices; a vote for none of them makes the options longer.
    """
    known = [*options, *dict.fromkeys(vote.option for vote in votes if vote.option not in options)]
    if len(votes) < 2:
        return []
    found = []
    for index, vote in enumerate(votes):
        others = overlap.posterior([*votes[:index], *votes[index + 1 :]], known)
        winner = max(others, key=lambda option: others[option])
        found.append(Agreement(float(vote.option == winner), certainty(others[winner], len(known))))
    return found


def of_marks(answers: Sequence[SpanVote], labels: Sequence[str], *, length_chars: int) -> list[Agreement]:
    """One entry an answer, in order; [] with fewer than two.

    Args:
        answers: marks with the quality of their givers.
        labels: what the stage offers.
        length_chars: length of the text in code points.
    """
    if len(answers) < 2:
        return []
    found = []
    for index, answer in enumerate(answers):
        others = [*answers[:index], *answers[index + 1 :]]
        truth = overlap.span_posterior(others, labels, length_chars=length_chars)
        marks = [Span(one.start, one.end, one.label) for one in truth.spans]
        found.append(
            Agreement(token_f1(marks, list(answer.spans)), certainty(truth.confidence, len(labels) + 1))
        )
    return found
