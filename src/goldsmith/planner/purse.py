"""The budget of a run: reserved at claim, spent at submission, freed where nothing is paid."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal

_MILLIONTH = Decimal(1_000_000)


class Purse:
    """Money in whole millionths, so that a claim costs an addition.

    Args:
        budget: for task pay; None for no limit.
        prices: stage id → price of an answer.
    """

    def __init__(self, budget: Decimal | None, prices: Mapping[int, Decimal]) -> None:
        self._prices = {stage: _millionths(price) for stage, price in prices.items()}
        self._free = None if budget is None else int(budget * _MILLIONTH)
        self.was_empty = False

    def reserve(self, stage_id: int) -> bool:
        """Take the price of one answer; False where the budget has it no more."""
        if self._free is None:
            return True
        if self._free < self._prices[stage_id]:
            self.was_empty = True
            return False
        self._free -= self._prices[stage_id]
        return True

    def release(self, stage_id: int) -> None:
        """Give a price back: skipped, or rejected."""
        if self._free is not None:
            self._free += self._prices[stage_id]


def _millionths(price: Decimal) -> int:
    return int((price * _MILLIONTH).to_integral_value(ROUND_CEILING))
