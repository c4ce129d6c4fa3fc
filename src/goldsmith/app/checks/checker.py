"""The machine of check stages: every check that the recipe names, and the verdict that follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goldsmith.app.checks.subject import Check, Subject
from goldsmith.app.ports import CampaignStore, Row


class Checker:
    """Does check stages.

    Args:
        campaigns: stages and recipes.
        checks: what is looked for, by the name recipes use.
    """

    def __init__(self, campaigns: CampaignStore, checks: Mapping[str, Check]) -> None:
        self._campaigns = campaigns
        self._checks = checks

    async def __call__(self, row: Row) -> dict[str, Any]:
        """The evidence about one text. Failed where a check failed it; else passed, whatever was found.

        Raises:
            Unavailable: what a check needs is down; the item waits.
        """
        config = await self._campaigns.config(row["stage_id"])
        recipe = await self._campaigns.recipe(row["campaign_id"]) or {}
        subject = Subject(
            campaign_id=row["campaign_id"],
            item_id=row["item_id"],
            field=config["about"],
            text=row["payload"].get(config["about"]) or "",
            cell=tuple(row["cell"] or ()),
            recipe=recipe,
        )
        evidence = [
            note for rule in config["checks"] for note in await self._checks[rule["kind"]](subject, rule)
        ]
        failed = [note for note in evidence if note["verdict"] == "failed"]
        return {
            "verdict": "failed" if failed else "passed",
            "reason": " ".join(note["words"] for note in failed),
            "evidence": evidence,
        }
