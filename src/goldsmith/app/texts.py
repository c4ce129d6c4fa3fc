"""What the pages of text stages show, and what an author asks beside them: run the code, earlier versions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from goldsmith.app.campaigns import tracks_of
from goldsmith.app.ports import AssignmentStore, CampaignStore, Row, TextStore
from goldsmith.app.principal import Principal, require_worker
from goldsmith.domain.errors import Conflict, InvalidInput, NotFound
from goldsmith.domain.sampling import shows_ours_first
from goldsmith.domain.stage import MAKING_KINDS, StageKind

#: (text, tests, track) → {verdict, words, blocks}: runs the code of a text; blocks.
Runner = Callable[[str, str | None, str], Row]


class Texts:
    """Use cases of the pages where texts are written, reviewed and compared."""

    def __init__(
        self, texts: TextStore, assignments: AssignmentStore, campaigns: CampaignStore, runner: Runner
    ) -> None:
        self._texts = texts
        self._assignments = assignments
        self._campaigns = campaigns
        self._runner = runner

    async def work_of(
        self, stage_id: int, item_id: int, task_id: int, worker_id: int, reserved_until: Any
    ) -> Row:
        """What the page of a claimed task shows beside its stage.

        Args:
            stage_id: the stage.
            item_id: the item.
            task_id: the task; what others answered to it is not shown, so that reviews are independent.
            worker_id: who sees it; their own steps are marked, nobody's name is said.
            reserved_until: until when rework is kept for them, or None.
        """
        context = await self._texts.context(item_id)
        plan = await self._campaigns.plan(stage_id)
        if context is None or plan is None:
            raise NotFound("There is no such task.")
        recipe = await self._campaigns.recipe(context["campaign_id"]) or {}
        config = await self._campaigns.config(stage_id)
        trail = [row for row in await self._texts.trail(item_id) if row["task_id"] != task_id]
        entries = [await self._entry(row, worker_id) for row in trail]
        own = [row for row in trail if row["worker_id"] == worker_id and row["stage_id"] == stage_id]
        is_rework = plan.kind is StageKind.AUTHOR and bool(own)
        fields = {key: value for key, value in context["payload"].items() if isinstance(value, str)}
        if plan.kind is StageKind.AUTHOR and not is_rework:
            # Somebody else's attempt is to be seen, not to be continued.
            fields = {
                key: text for key, text in fields.items() if key not in {f["key"] for f in config["form"]}
            }
        latest = _latest(trail) if plan.kind is not StageKind.AUTHOR or is_rework else []
        runs = [row["content"]["run"] for row in latest if row["kind"] == StageKind.RUN]
        is_first = plan.kind is StageKind.AUTHOR and config["position"] == 0
        return {
            "brief": brief_of(recipe, context),
            "fields": {} if plan.kind is StageKind.COMPARE else fields,
            "shown": [key for key in recipe["stages"][config["template"]]["shows"] if key in fields],
            "field_titles": field_titles(recipe),
            "trail": entries,
            "suggestions": await self._suggestions(item_id) if is_first else [],
            "evidence": [
                note
                for row in latest
                if row["kind"] == StageKind.CHECK
                for note in row["content"]["evidence"]
            ],
            "run": runs[-1] if runs else None,
            "pair": _pair(context, worker_id) if plan.kind is StageKind.COMPARE else None,
            "is_rework": is_rework,
            "reserved_until": reserved_until if is_rework else None,
        }

    async def run(self, principal: Principal, assignment_id: int, fields: Mapping[str, str]) -> Row:
        """Run the code of the texts as they are in the editor.

        Raises:
            NotFound: no such task of this worker.
            Conflict: the item's flow has no stage that runs code.
            InvalidInput: the text that would be run is not among the fields.
        """
        standing = await self._own(principal, assignment_id)
        context = await self._texts.context(standing["item_id"])
        assert context is not None
        recipe = await self._campaigns.recipe(context["campaign_id"]) or {}
        stage = next((s for s in recipe["stages"].values() if s["kind"] == StageKind.RUN), None)
        if stage is None:
            raise Conflict("No code is run in this campaign.", hint="Its recipe has no stage of kind run.")
        texts = {**context["payload"], **fields}
        text, tests = texts.get(stage["about"]), texts.get(stage["tests"] or "")
        if not text:
            raise InvalidInput(
                "There is nothing to run yet.", hint="Write a code block with its language first."
            )
        return await asyncio.to_thread(self._runner, text, tests or None, context["category"])

    async def versions(self, principal: Principal, assignment_id: int) -> list[Row]:
        """Earlier versions of the worker's own draft, newest first.

        Raises:
            NotFound: no such task of this worker.
        """
        await self._own(principal, assignment_id)
        return await self._texts.versions(assignment_id, principal.account_id)

    async def _own(self, principal: Principal, assignment_id: int) -> Row:
        require_worker(principal)
        standing = await self._assignments.standing(assignment_id)
        if standing is None or standing["worker_id"] != principal.account_id:
            raise NotFound("There is no such task of yours.")
        return standing

    async def _suggestions(self, item_id: int) -> list[Row]:
        rows = await self._texts.suggestions(item_id)
        return [{"is_weak": row.pop("weak"), **row} for row in rows]

    async def _entry(self, row: Row, worker_id: int) -> Row:
        """A step of the trail; pairs and preferences are no part of it."""
        content, kind = row["content"], row["kind"]
        is_review = kind == StageKind.REVIEW
        return {
            "kind": kind,
            "stage_title": row["stage_title"],
            "round": row["round"],
            "at": row["created_at"],
            "fields": {k: v for k, v in content.get("fields", {}).items() if isinstance(v, str)},
            "verdict": content.get("verdict") or "",
            "reason": content.get("reason") or "",
            "form": content.get("form", {}) if is_review else {},
            "form_fields": (await self._campaigns.config(row["stage_id"]))["form"] if is_review else [],
            "evidence": content.get("evidence", []),
            "run": content.get("run"),
            "is_own": row["worker_id"] == worker_id,
        }


def brief_of(recipe: Mapping[str, Any], context: Row) -> Row:
    """The brief of an item as people read it: titles instead of keys."""
    brief, cell = context["brief"] or {}, context["known_cell"] or []
    tracks = {track["key"]: track["title"] for track in tracks_of(recipe)}
    dimensions = {}
    for dimension, key in zip(recipe["dimensions"], cell[1:], strict=False):
        values = {value["key"]: value["title"] for value in dimension["values"]}
        dimensions[dimension["title"]] = values.get(key, key)
    if brief.get("subcategory"):
        dimensions["Subcategory"] = brief["subcategory"]
    return {
        "title": brief.get("title", ""),
        "context": brief.get("context", ""),
        "keywords": brief.get("keywords", []),
        "language": tracks.get(context["category"], context["category"]),
        "dimensions": dimensions,
        "source": brief.get("source"),
    }


def field_titles(recipe: Mapping[str, Any]) -> dict[str, str]:
    """Field key → title, of all that authors write."""
    return {
        field["key"]: field["title"]
        for stage in recipe["stages"].values()
        if stage["kind"] == StageKind.AUTHOR
        for field in stage["form"]
    }


def _latest(trail: list[Row]) -> list[Row]:
    """The steps since the last text was written: what was found about the texts as they stand."""
    last = max((n for n, row in enumerate(trail) if row["kind"] in MAKING_KINDS), default=-1)
    return trail[last + 1 :]


def _pair(context: Row, worker_id: int) -> Row:
    payload = context["payload"]
    left, right = payload["ours"], payload["theirs"]
    if not shows_ours_first(context["id"], worker_id):
        left, right = right, left
    return {"prompt": payload["prompt"], "left": left, "right": right}
