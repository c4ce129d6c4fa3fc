"""Simulated workers: people's errors as rates, drawn from a seeded generator.

Pure: a worker is given a text and the planted truth, and answers as a person of that kind would. What it
answers is marked as simulation by the program that submits it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple

from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.span import Span
from goldsmith.planner.countries import COUNTRIES
from goldsmith.planner.profiles import DEFAULT_MIX, PROFILES, Kind, Profile, apportion, individual
from goldsmith.simulation.planting.labels import CATEGORY_OF_LABEL

_TOKEN = re.compile(r"[\w@][\w@.:/-]{2,}")


class Judgement(NamedTuple):
    """A verdict on somebody's marks, and why, in words for the next annotator."""

    correct: bool
    reason: str


@dataclass(frozen=True, slots=True)
class CrowdMember:
    """One simulated person: a handle that says so, a country, a profile of their own, a seed."""

    handle: str
    country: str
    profile: Profile
    seed: int

    def worker(self) -> SimulatedWorker:
        """Start this person afresh, always with the same answers to come."""
        return SimulatedWorker(self.profile, Random(self.seed))


class SimulatedWorker:
    """A person at work: every answer draws on the person's own generator.

    Args:
        profile: the person's rates.
        rng: the only source of randomness; not to be shared with another worker.
    """

    def __init__(self, profile: Profile, rng: Random) -> None:
        self.profile = profile
        self._rng = rng

    def annotate(
        self,
        text: str,
        truth: Sequence[Span],
        labels: Sequence[str],
        suggested: Sequence[Span] | None = None,
    ) -> tuple[Span, ...]:
        """Mark a text as this person would.

        Args:
            text: the chunk.
            truth: the right spans of the task's category.
            labels: the labels of the task, at least one, all of one category.
            suggested: what a model suggests on the page; None where no model did.

        Returns:
            non-overlapping spans, sorted, in code points of the text.

        Raises:
            InvalidInput: no label, or one that is not in the taxonomy.
        """
        category = _category(labels)
        marks: list[Span] = []
        if self.profile.kind is Kind.SPAMMER_RANDOM:
            for _ in range(self._rng.randint(1, 4)):
                self._add(marks, self._random_token(text, labels))
            return tuple(sorted(marks))
        if suggested and self.profile.kind.is_spammer:
            # "Accept all" is as quick as "nothing here".
            return tuple(sorted(suggested))
        missing = 1 - self.profile.hit_rates[category]
        if suggested is not None:
            for span in suggested:
                if self._keeps(span, truth):
                    self._add(marks, span)
            missing = min(1.0, missing * self.profile.with_suggestions.complacency)
        for span in truth:
            # What a kept suggestion covers is taken for done, and a refused one that was right is not drawn anew.
            is_settled = any(span.intersects(mark) for mark in marks) or span in (suggested or ())
            if not is_settled and self._happens(1 - missing):
                self._add(marks, self._with_errors(span, text, labels))
        if self._happens(self.profile.false_alarm):
            self._add(marks, self._random_token(text, labels))
        return tuple(sorted(marks))

    def judge(self, shown: Sequence[Span], truth: Sequence[Span], text: str) -> Judgement:
        """Say whether somebody's marks are right.

        Args:
            shown: the marks to validate.
            truth: the right spans.
            text: the chunk, for the line numbers of the reason.

        Returns:
            the verdict, and for "incorrect" a reason of one sentence.
        """
        if self.profile.kind.is_spammer:
            return Judgement(self.profile.kind is Kind.SPAMMER_NOTHING or self._happens(0.5), "")
        is_right = set(shown) == set(truth)
        says_right = is_right if self._happens(self.profile.verdict_accuracy) else not is_right
        return Judgement(says_right, "" if says_right else _reason(shown, truth, text))

    def skips(self) -> bool:
        """Decide whether to skip the task in hand."""
        return self._happens(self.profile.skip_rate)

    def seconds(self, suggested: Sequence[Span] | None = None) -> float:
        """Draw the active time of one task, in seconds, > 0."""
        seconds = self._rng.lognormvariate(math.log(self.profile.seconds_median), self.profile.seconds_sigma)
        return seconds * self.profile.with_suggestions.time_factor if suggested else seconds

    def _happens(self, probability: float) -> bool:
        return self._rng.random() < probability

    def _keeps(self, suggested: Span, truth: Sequence[Span]) -> bool:
        reliance = self.profile.with_suggestions
        return self._happens(reliance.keeps_right if suggested in truth else reliance.keeps_wrong)

    def _with_errors(self, span: Span, text: str, labels: Sequence[str]) -> Span:
        if self._happens(self.profile.border_slip):
            return _slipped(span, text, self._rng)
        others = [label for label in labels if label != span.label]
        if others and self._happens(self.profile.wrong_label):
            return replace(span, label=self._rng.choice(others))
        return span

    def _random_token(self, text: str, labels: Sequence[str]) -> Span | None:
        tokens = list(_TOKEN.finditer(text))
        if not tokens:
            return None
        token = self._rng.choice(tokens)
        return Span(token.start(), token.end(), self._rng.choice(list(labels)))

    @staticmethod
    def _add(marks: list[Span], span: Span | None) -> None:
        """Add a mark unless it would overlap one that is there: the page does not allow that either."""
        if span is not None and not any(span.intersects(mark) for mark in marks):
            marks.append(span)


def population(n: int, mix: Mapping[Kind, float] = DEFAULT_MIX, seed: int = 0) -> list[CrowdMember]:
    """Make a crowd of simulated people.

    Args:
        n: number of people, >= 0.
        mix: shares by kind, >= 0 and not all 0; they need not sum to 1.
        seed: the same seed gives the same crowd.

    Returns:
        n people in random order; the number of each kind is exact to rounding.

    Raises:
        InvalidInput: a negative number or share, or no share at all.
    """
    if n < 0 or min(mix.values(), default=-1.0) < 0 or sum(mix.values()) <= 0:
        raise InvalidInput(
            "A crowd needs a number of people and shares by kind.",
            hint="Give n >= 0 and at least one share above 0.",
        )
    rng = Random(seed)
    kinds = apportion(n, mix)
    rng.shuffle(kinds)
    return [
        CrowdMember(
            handle=f"sim-{number:04d}",
            country=rng.choice(COUNTRIES),
            profile=individual(PROFILES[kind], rng),
            seed=rng.getrandbits(48),
        )
        for number, kind in enumerate(kinds, start=1)
    ]


def _category(labels: Sequence[str]) -> str:
    categories = {CATEGORY_OF_LABEL.get(label) for label in labels}
    category = categories.pop() if len(categories) == 1 else None
    if category is None:
        raise InvalidInput(
            f"The labels {list(labels)} are not labels of one category.",
            hint=f"Known labels: {', '.join(CATEGORY_OF_LABEL)}.",
        )
    return category


def _slipped(span: Span, text: str, rng: Random) -> Span:
    """Move one border by one to three characters, as a hurried mouse does."""
    by = rng.randint(1, 3)
    moved = [
        (max(0, span.start - by), span.end),
        (span.start + by, span.end),
        (span.start, span.end - by),
        (span.start, min(len(text), span.end + by)),
    ]
    wrong = [(start, end) for start, end in moved if start < end and (start, end) != (span.start, span.end)]
    if not wrong:
        return span
    start, end = rng.choice(wrong)
    return Span(start, end, span.label)


def _reason(shown: Sequence[Span], truth: Sequence[Span], text: str) -> str:
    missing = sorted(set(truth) - set(shown))
    surplus = sorted(set(shown) - set(truth))
    for mark in surplus:
        line = text.count("\n", 0, mark.start) + 1
        if any(mark.intersects(span) for span in missing):
            return f"The borders or the label of the mark on line {line} are wrong."
        return f"The mark on line {line} should not be there."
    if missing:
        return f"A {missing[0].label} on line {text.count(chr(10), 0, missing[0].start) + 1} is not marked."
    return "The marks do not follow the instructions."
