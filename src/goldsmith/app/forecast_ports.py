"""What a plan of a campaign that exists needs to read of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol


class RulesOn(Protocol):
    """Rules that are switched on."""

    async def rules_on(self, campaign_ids: Sequence[int]) -> list[dict[str, Any]]:
        """{campaign_id, definition}, among others, in the order in which they were made."""
