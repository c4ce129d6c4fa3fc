"""Drive a whole campaign of texts over the public API, from an empty server to a delivered dataset."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from goldsmith.recipes.loader import find_recipe
from goldsmith.simulation.campaign import SimulatedCampaign
from goldsmith.simulation.client import Api
from goldsmith.simulation.crowd import OnProgress
from goldsmith.simulation.experts import bank

RECIPE = "code-sft"
#: Documentation that every machine has; see `goldsmith.app.sources`.
SOURCES = ("python:standard-library", "python:packages")
_LOOK_S = 0.5
_WAIT_FOR_EXAMPLES_S = 30.0


def demo_recipe(points: int) -> str:
    """The shipped recipe with a target that a demo can reach: the same stages, forms, checks and gate.

    Args:
        points: data points wanted, >= 1; spread evenly over the languages, and over the categories of which the
            simulated experts know tasks in every language.
    """
    yaml = YAML(typ="rt")
    recipe = yaml.load(find_recipe(RECIPE).read_text(encoding="utf-8"))
    known = set.intersection(*(set(bank.categories(track["key"])) for track in recipe["tracks"]))
    for value in recipe["dimensions"][0]["values"]:
        if value["key"] not in known:
            value["share"] = 0
    recipe["target"] = {"total": points, "tracks": {track["key"]: 1 for track in recipe["tracks"]}}
    recipe["suggest"] |= {"per_brief": 1, "ahead": 1}
    text = io.StringIO()
    yaml.dump(recipe, text)
    return text.getvalue()


class TextCampaign(SimulatedCampaign):
    """A campaign of texts that is marked as simulated, run by its owner."""

    @classmethod
    async def of(cls, owner: Api, recipe_yaml: str, title: str, on_progress: OnProgress) -> TextCampaign:
        """Create it from the text of a recipe."""
        body = {"recipe_yaml": recipe_yaml, "title": title, "simulated": True}
        return cls(owner, await owner.post("/campaigns", body), on_progress)

    async def import_documents(self, source: str) -> dict[str, Any]:
        """Import documentation; the job's counts."""
        body = {"path": source, "declared_licence": None}
        return await self._finish(await self._owner.post(f"{self.base}/imports", body), "sections read")

    async def models(self) -> list[dict[str, Any]]:
        """Who plays which role."""
        rows: list[dict[str, Any]] = await self._owner.get(f"{self.base}/models")
        return rows

    async def target(self) -> dict[str, Any]:
        """The target beside what there is."""
        found: dict[str, Any] = await self._owner.get(f"{self.base}/target")
        return found

    async def wait_for_examples(self) -> None:
        """Wait until the model made its first examples, so that experts find some; not for ever."""
        end = asyncio.get_running_loop().time() + _WAIT_FOR_EXAMPLES_S
        while asyncio.get_running_loop().time() < end:
            roles = {row["role"]: row for row in await self.models()}
            if roles.get("suggest", {"calls": 0})["calls"] > 0:
                return
            await asyncio.sleep(_LOOK_S)

    async def is_settled(self) -> bool:
        """Whether nothing more will happen by itself: every cell has enough, and no item is on its way."""
        view = await self.target()
        if any(cell["deficit"] or cell["in_work"] for cell in view["cells"]):
            return False
        funnel = await self._owner.get(f"{self.base}/funnel")
        # Problems that nobody has begun wait at the first stage; they are spare.
        spare = sum(cell["waiting"] for cell in view["cells"])
        active = sum(row["items"] for row in funnel if row["state"] in ("ACTIVE", "FLAGGED"))
        return bool(active == spare)

    async def look_at_gate(self) -> dict[str, Any]:
        """Measure the dataset; the verdict."""
        await self._finish(await self._owner.post(f"{self.base}/gate"), "measured for the gate")
        view: dict[str, Any] = await self._owner.get(f"{self.base}/gate")
        return view

    async def refill(self) -> dict[str, Any]:
        """Make problems for the cells that fall short; what was made and what is lacking."""
        return await self._finish(await self._owner.post(f"{self.base}/refill"), "problems made")

    async def open_duplicates(self) -> list[dict[str, Any]]:
        """Pairs of prompts that nobody has decided on."""
        rows: list[dict[str, Any]] = await self._owner.get(f"{self.base}/duplicates", decision="open")
        return rows

    async def decide(self, pair: Mapping[str, Any], decision: str) -> None:
        """Confirm or dismiss a pair."""
        await self._owner.post(f"{self.base}/duplicates/{pair['id']}", {"decision": decision})

    async def deliver(self, version: str, overrides: list[dict[str, str]], out: Path) -> dict[str, Any]:
        """Deliver, and download all files into a folder; the delivery."""
        job = await self._owner.post(f"{self.base}/deliveries", {"version": version, "overrides": overrides})
        result = await self._finish(job, "measured for the delivery")
        for name in result["files"]:
            part = out / f".{name}.part"
            with part.open("wb") as file:
                await self._owner.download(f"/deliveries/{result['delivery']}/files/{name}", file.write)
            part.replace(out / name)
        return result

    async def answers_of(self, item_id: int) -> list[dict[str, Any]]:
        """The answers of an item, as its owner sees them."""
        item = await self._owner.get(f"/items/{item_id}")
        answers: list[dict[str, Any]] = item["answers"]
        return answers
