"""The embedded classifiers of a campaign: trained on the recipe's examples and every accepted item, versioned."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from typing import Any

from goldsmith.app.ports import CampaignStore, Clock, DeliveryStore, Row, TextStore
from goldsmith.domain.errors import Conflict, InvalidInput
from goldsmith.evaluation.text_classifier import Example, TextClassifier, from_bytes, to_bytes, train

_log = logging.getLogger(__name__)

#: A classifier is trained anew when there are so many more examples than it knows, as a share and at least.
_GROWTH = 0.25
_GROWTH_LEAST = 20
_SEED = 20_260_101
_LEAST_A_LABEL = 3


class Classifiers:
    """Trains, keeps and gives classifiers."""

    def __init__(
        self, texts: TextStore, deliveries: DeliveryStore, campaigns: CampaignStore, clock: Clock
    ) -> None:
        self._texts = texts
        self._deliveries = deliveries
        self._campaigns = campaigns
        self._clock = clock
        self._loaded: dict[tuple[int, str], tuple[int, TextClassifier | None]] = {}
        self._due: dict[tuple[int, str], int] = {}
        self._lock = asyncio.Lock()

    async def of(self, campaign_id: int, dimension: str) -> TextClassifier | None:
        """The classifier of a dimension; None where there is too little to train it with."""
        key = (campaign_id, dimension)
        async with self._lock:
            # Looking for news at every text would cost more than it brings.
            looks = self._due.get(key, 0)
            self._due[key] = (looks + 1) % _GROWTH_LEAST
            if looks == 0:
                await self._refresh(campaign_id, dimension)
            return self._loaded[key][1]

    async def _refresh(self, campaign_id: int, dimension: str) -> None:
        recipe = await self._campaigns.recipe(campaign_id) or {}
        examples = _enough(await self._examples(campaign_id, dimension, recipe))
        known, _ = self._loaded.get((campaign_id, dimension), (0, None))
        if known and len(examples) < known + max(_GROWTH_LEAST, known * _GROWTH):
            return
        if not known and (kept := await self._kept(campaign_id, dimension, len(examples))) is not None:
            self._loaded[campaign_id, dimension] = (kept[0], kept[1])
            return
        try:
            classifier = await asyncio.to_thread(train, examples, seed=_SEED)
        except InvalidInput as error:
            _log.info("no classifier of %s in campaign %d: %s", dimension, campaign_id, error.detail)
            self._loaded[campaign_id, dimension] = (len(examples), None)
            return
        self._loaded[campaign_id, dimension] = (len(examples), classifier)
        await self._deliveries.add_classifier(
            campaign_id,
            {
                "dimension": dimension,
                "version": classifier.version,
                "examples": len(examples),
                "accuracy": accuracy_of(classifier),
                "data": to_bytes(classifier),
            },
            self._clock(),
        )

    async def _kept(
        self, campaign_id: int, dimension: str, n_examples: int
    ) -> tuple[int, TextClassifier] | None:
        """The classifier that an earlier process trained, where it still knows nearly all there is."""
        for row in await self._deliveries.classifiers(campaign_id, with_data=True):
            is_recent = n_examples < row["examples"] + max(_GROWTH_LEAST, row["examples"] * _GROWTH)
            if row["dimension"] == dimension and is_recent:
                return row["examples"], from_bytes(row["data"])
        return None

    async def _examples(self, campaign_id: int, dimension: str, recipe: Mapping[str, Any]) -> list[Example]:
        examples = [
            Example(text, value["key"])
            for written in recipe["dimensions"]
            if written["key"] == dimension
            for value in written["values"]
            for text in value["examples"]
        ]
        keys = ["track", *(written["key"] for written in recipe["dimensions"])]
        at = keys.index(dimension)
        rows: list[Row] = await self._texts.texts_of(
            campaign_id, await first_field(self._campaigns, campaign_id)
        )
        examples += [
            Example(row["text"], row["cell"][at])
            for row in rows
            if row["state"] == "ACCEPTED" and row["cell"] and at < len(row["cell"])
        ]
        return examples


async def first_field(campaigns: CampaignStore, campaign_id: int) -> str:
    """The text that says what an item is about: the first that its first author writes.

    Raises:
        Conflict: nobody writes in this campaign.
    """
    first = next(row for row in await campaigns.stages(campaign_id) if row["position"] == 0)
    config = await campaigns.config(first["id"])
    if not config["form"]:
        raise Conflict(
            "Nobody writes texts in this campaign.", hint="Its recipe has no stage of kind author."
        )
    return str(config["form"][0]["key"])


def accuracy_of(classifier: TextClassifier) -> Row:
    """What is shown of a classifier's accuracy."""
    accuracy = classifier.accuracy
    return {
        "n": accuracy.n,
        "value": accuracy.right / accuracy.n,
        "low": accuracy.interval.low,
        "high": accuracy.interval.high,
        "chance": accuracy.chance,
        "words": accuracy.sentence(),
    }


def _enough(examples: list[Example]) -> list[Example]:
    """Without labels that have too few examples to learn and to be measured."""
    counts = Counter(example.label for example in examples)
    return [example for example in examples if counts[example.label] >= _LEAST_A_LABEL]
