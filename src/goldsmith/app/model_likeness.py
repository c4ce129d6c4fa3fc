"""Whether a text reads like the campaign's model or like its people: a weak measure that states its own error."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from goldsmith.app.signal_ports import SignalStore
from goldsmith.domain.errors import InvalidInput
from goldsmith.evaluation.text_classifier import Example, TextClassifier, train

#: Texts of each side that are read.
MOST = 1_000
#: Texts of each side below which nothing is said.
LEAST = 20
#: A measure that is right less often than this says nothing worth showing.
_LEAST_RIGHT = 0.6
_GROWTH = 0.25
_KEPT = 20
_SEED = 20_260_101
_MODEL, _PERSON = "model", "person"


@dataclass(frozen=True, slots=True)
class _Trained:
    n_texts: int
    classifier: TextClassifier | None
    learned_from: frozenset[int]


class ModelLikeness:
    """Learns for each campaign to tell its model's suggestions from accepted texts of its people.

    The texts differ in topic and length as well as in who wrote them, people write like models and models like
    people: the measure is right on a stated share of known texts, and is evidence of little on its own.
    """

    def __init__(self, signals: SignalStore) -> None:
        self._signals = signals
        self._kept: OrderedDict[int, _Trained] = OrderedDict()
        self._turn = asyncio.Lock()

    async def of(self, campaign_id: int, answer_id: int, text: str) -> dict[str, Any]:
        """Likeness of one text.

        Returns:
            {probability, right_share, right_low, right_high, n_texts, why_missing}: the probability that it reads like
            the model, and how often the measure is right on known texts, with its interval; or why there is none.
        """
        if not text.strip():
            return _missing("There is no text.")
        async with self._turn:
            trained = await self._trained(campaign_id)
        if trained.classifier is None:
            return _missing(
                f"Too little is known: it takes {LEAST} suggestions of the model and {LEAST} accepted texts of people."
            )
        if answer_id in trained.learned_from:
            return _missing("This text is one of those that the measure learned from.")
        right = trained.classifier.accuracy
        if right.interval.low < _LEAST_RIGHT:
            return _missing("In this campaign the measure is hardly better than guessing.")
        return {
            "probability": trained.classifier.probabilities(text)[_MODEL],
            "right_share": right.value,
            "right_low": right.interval.low,
            "right_high": right.interval.high,
            "n_texts": trained.n_texts,
            "why_missing": None,
        }

    async def _trained(self, campaign_id: int) -> _Trained:
        known = await self._signals.known_texts(campaign_id, MOST)
        n_texts = len(known["model"]) + len(known["people"])
        kept = self._kept.get(campaign_id)
        if kept is not None and n_texts < kept.n_texts * (1 + _GROWTH) + 1:
            return kept
        model = [Example(text, _MODEL) for text in known["model"] if text.strip()]
        people = [
            Example(text, _PERSON) for _, fields in known["people"] if (text := text_of(fields)).strip()
        ]
        classifier = None
        if min(len(model), len(people)) >= LEAST:
            try:
                # In a thread: a thousand texts of each side take a second.
                classifier = await asyncio.to_thread(train, [*model, *people], seed=_SEED)
            except InvalidInput:
                # All texts of one side are the same: nothing to learn from.
                classifier = None
        trained = _Trained(n_texts, classifier, frozenset(int(row[0]) for row in known["people"]))
        self._kept[campaign_id] = trained
        self._kept.move_to_end(campaign_id)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return trained


def text_of(fields: Mapping[str, Any]) -> str:
    """All texts of an answer, one after the other."""
    return "\n\n".join(value for value in fields.values() if isinstance(value, str))


def _missing(why: str) -> dict[str, Any]:
    return {
        "probability": None,
        "right_share": None,
        "right_low": None,
        "right_high": None,
        "n_texts": 0,
        "why_missing": why,
    }
