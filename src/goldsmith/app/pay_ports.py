"""What the use cases of fair pay need of storage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

Row = dict[str, Any]


class PayStore(Protocol):
    """Prices of stages, measured times, and the countries of a campaign."""

    async def stage_prices(self, campaign_id: int, machines: Sequence[str]) -> list[Row]:
        """The stages that people work at, upstream first: price, expected time, measured median and its n."""
        ...

    async def person_work(self, caps_ms: Mapping[int, int]) -> list[Row]:
        """People's work at these stages: {stage_id, worker_id, answers, active_ms}; what was rejected is not in it.

        Args:
            caps_ms: stage → the most milliseconds that one of its tasks counts.
        """
        ...

    async def stage_of_price(self, stage_id: int) -> Row | None:
        """{campaign_id, kind, price} of a stage."""
        ...

    async def set_price(self, stage_id: int, price: Decimal) -> None:
        """Set the price of coming claims."""
        ...

    async def countries(self, campaign_id: int) -> Row | None:
        """{countries, members}: the open ones (None: all), and workers by country, the most first."""
        ...

    async def set_countries(self, campaign_id: int, countries: Sequence[str] | None) -> None:
        """Open the campaign to these countries, or to all."""
        ...
