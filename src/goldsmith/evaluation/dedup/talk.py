"""Is a sentence talk around a request, or a part of it: by the examples it is nearest to."""

from __future__ import annotations

from importlib import resources

import numpy as np

from goldsmith.evaluation.dedup.embedding import Embedder, Vectors

_NEAREST = 4


class Talk:
    """A nearest-neighbour judgement over sentence vectors; remembers what it was asked. Loads at the first question."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, bool] = {}
        self._examples: dict[str, Vectors] = {}

    def __call__(self, sentence: str) -> bool:
        """The sentence is talk. Cost: one sentence vector, where it is new."""
        if sentence not in self._known:
            vector = self._embedder.fine([sentence])[0]
            examples = self._load()
            self._known[sentence] = _nearness(vector, examples["talk"]) > _nearness(
                vector, examples["demand"]
            )
        return self._known[sentence]

    def _load(self) -> dict[str, Vectors]:
        if not self._examples:
            text = (resources.files("goldsmith.evaluation.dedup") / "lists" / "talk.txt").read_text("utf-8")
            lines = [line.split(" ", 1) for line in text.splitlines() if line and not line.startswith("#")]
            for one in ("talk", "demand"):
                self._examples[one] = self._embedder.fine([line for kind, line in lines if kind == one])
        return self._examples


def _nearness(vector: Vectors, examples: Vectors) -> float:
    """Mean cosine with the nearest examples."""
    return float(np.sort(examples @ vector)[-_NEAREST:].mean())
