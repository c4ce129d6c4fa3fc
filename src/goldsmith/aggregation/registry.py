"""Aggregators by name. A new one is a function, its test and one line here, or an entry point elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from goldsmith.aggregation.dawid_skene import dawid_skene
from goldsmith.aggregation.majority_vote import majority_vote
from goldsmith.aggregation.one_coin import one_coin
from goldsmith.aggregation.truth import Truth
from goldsmith.aggregation.votes import Votes
from goldsmith.domain.extensions import Registry

Aggregator = Callable[[Votes], Truth]
"""A pure function: it does not change the votes, and gives the same truth for the same votes."""

GROUP = "goldsmith.aggregators"
"""The entry-point group: `name = "package.module:function"`."""

BUILT_IN: Mapping[str, Aggregator] = MappingProxyType(
    {
        "majority-vote": majority_vote,
        "dawid-skene": dawid_skene,
        "one-coin": one_coin,
    }
)


REGISTRY: Registry[Aggregator] = Registry("aggregator", GROUP, BUILT_IN, callable, "a function")


def names() -> list[str]:
    """All names that `aggregator` knows, sorted; loads nothing."""
    return REGISTRY.names()


def aggregator(name: str) -> Aggregator:
    """Find the aggregator of this name; raises as `Registry.find`."""
    return REGISTRY.find(name)
