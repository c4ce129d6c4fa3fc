"""Goldens: make them, watch over the bank, retire them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.golden_files import items_named, read_goldens
from goldsmith.app.golden_material import planted_goldens, quiz_goldens
from goldsmith.app.golden_ports import GoldenStore
from goldsmith.app.jobs import Jobs, Progress
from goldsmith.app.ports import CampaignStore, Clock, Row
from goldsmith.app.prelabels import Prelabeller, Prelabelling, known_labels
from goldsmith.app.principal import Principal, require_staff
from goldsmith.domain.errors import Conflict, NotFound
from goldsmith.domain.forms import field_of
from goldsmith.domain.golden_making import known_preference, known_review
from goldsmith.domain.golden_supply import WINDOW, GoldenUse, is_suspicious, runs_out
from goldsmith.domain.stage import StageKind

_MODELS = 200
_CHUNKS_A_GOLDEN = 40


class Goldens:
    """Use cases of the golden bank."""

    def __init__(
        self,
        goldens: GoldenStore,
        campaign_store: CampaignStore,
        campaigns: Campaigns,
        jobs: Jobs,
        clock: Clock,
        *,
        open_prelabeller: Callable[[str], Prelabeller],
    ) -> None:
        self._goldens = goldens
        self._campaign_store = campaign_store
        self._campaigns = campaigns
        self._jobs = jobs
        self._clock = clock
        self._open_prelabeller = open_prelabeller
        jobs.handle("goldens", self._make)

    async def view(self, principal: Principal, campaign_id: int) -> Row:
        """The bank by stage: counts, when it runs out, and what can be made of what."""
        await self._campaigns.get(principal, campaign_id)
        recipe = await self._campaign_store.recipe(campaign_id) or {}
        stages = await self._goldens.stages(campaign_id)
        now = self._clock()
        uses: dict[int, list[GoldenUse]] = defaultdict(list)
        for row in await self._goldens.uses(campaign_id, now - WINDOW):
            uses[row["stage_id"]].append(GoldenUse(row["used"], now - row["first_at"], row["left"]))
        is_marks = bool(recipe.get("categories"))
        return {
            "stages": [_supply(stage, uses[stage["id"]], now) for stage in stages],
            "can_quiz": is_marks and bool(recipe.get("quizzes")),
            "can_plant": is_marks and _knows_labels(recipe),
        }

    async def bank(self, principal: Principal, campaign_id: int) -> list[Row]:
        """Every golden with its statistics, newest first."""
        await self._campaigns.get(principal, campaign_id)
        return [_told(row) for row in await self._goldens.bank(campaign_id)]

    async def get(self, principal: Principal, golden_id: int) -> Row:
        """One golden with its text, its truth, and what people answered.

        Raises:
            NotFound: there is none in a campaign of the caller.
        """
        row = await self._own(principal, golden_id)
        labels = await self._campaigns.labels(row["campaign_id"], row["category"])
        texts = {key: text for key, text in (row["payload"] or {}).items() if isinstance(text, str)}
        text = row["text"].decode() if row["text"] is not None else ""
        return {**row, "text": text, "fields": texts, "labels": labels}

    async def make(
        self, principal: Principal, campaign_id: int, how: str, *, per_stage: int, seed: int | None
    ) -> Row:
        """Queue the making of goldens from quizzes or by planting, as a job.

        Args:
            principal: the caller.
            campaign_id: whose.
            how: quiz or plant.
            per_stage: planted chunks wanted a category.
            seed: of planting; the same one makes the same goldens. None: new ones each time.

        Raises:
            Conflict: the campaign has no material of this kind.
        """
        view = await self.view(principal, campaign_id)
        if not view["can_quiz" if how == "quiz" else "can_plant"]:
            missing = "no quizzes" if how == "quiz" else "no labels of personal data"
            raise Conflict(
                f"This campaign's recipe has {missing}.", hint="Promote finished items, or import goldens."
            )
        args = {"how": how, "per_stage": per_stage, "seed": seed, "by": principal.account_id}
        return await self._jobs.defer(principal, "goldens", campaign_id, args)

    async def promote(
        self, principal: Principal, campaign_id: int, *, item_ids: Sequence[int] | None, per_stage: int
    ) -> Row:
        """Make goldens of finished work: of named items, or of the surest of every stage.

        Returns:
            {made, known, items_without}: new ones, those that were there, and named items that nothing could be
            made of.

        Raises:
            NotFound: a named item is not of this campaign.
        """
        await self._campaigns.get(principal, campaign_id)
        for item_id in item_ids or ():
            if await self._goldens.promotable(campaign_id, item_id) is None:
                raise NotFound(f"There is no item {item_id} in this campaign.")
        stages = {row["id"]: row for row in await self._goldens.stages(campaign_id)}
        work = await self._goldens.decided(campaign_id, item_ids=item_ids, per_stage=per_stage)
        rows = [row for one in work if (row := _promoted(one, stages[one["stage_id"]])) is not None]
        made = await self._goldens.add(campaign_id, rows, by=principal.account_id, now=self._clock())
        without = set(item_ids or ()) - {row["source_item_id"] for row in rows}
        return {"made": made, "known": len(rows) - made, "items_without": sorted(without)}

    async def load(self, principal: Principal, campaign_id: int, data: bytes) -> Row:
        """Make goldens from a JSONL file, all or none.

        Raises:
            InvalidInput: a line is wrong; the problem lists lines.
        """
        await self._campaigns.get(principal, campaign_id)
        stages = await self._goldens.stages(campaign_id)
        models = await self._goldens.documents(campaign_id, _MODELS)
        work: dict[int, Row] = defaultdict(dict)
        if named := items_named(data):
            for row in await self._goldens.decided(campaign_id, item_ids=named, per_stage=1):
                work[row["item_id"]][row["stage_id"]] = row
        rows = read_goldens(data, stages, models, work)
        made = await self._goldens.add(campaign_id, rows, by=principal.account_id, now=self._clock())
        return {"made": made, "known": len(rows) - made, "items_without": []}

    async def retire(self, principal: Principal, golden_id: int) -> Row:
        """Give a golden to nobody any more; what was scored with it stays."""
        await self._own(principal, golden_id)
        if not await self._goldens.retire(golden_id, self._clock()):
            raise Conflict("This golden is retired already.", hint="Reload the page.")
        return await self.get(principal, golden_id)

    async def set_minimum(self, principal: Principal, stage_id: int, minimum: int) -> None:
        """How many goldens a worker gets right at a stage before they become rare; 0 mixes in none.

        Raises:
            NotFound: no such stage of the caller.
            Conflict: a stage whose answers cannot be known.
        """
        require_staff(principal)
        stage = await self._campaign_store.stage(stage_id)
        if stage is None:
            raise NotFound("There is no such stage.")
        await self._campaigns.get(principal, stage["campaign_id"], noun="stage")
        if all(row["id"] != stage_id for row in await self._goldens.stages(stage["campaign_id"])):
            raise Conflict("What is answered at this stage cannot be known beforehand.", hint="Use reviews.")
        await self._goldens.set_minimum(stage_id, minimum)

    async def _own(self, principal: Principal, golden_id: int) -> Row:
        require_staff(principal)
        row = await self._goldens.golden(golden_id)
        if row is None:
            raise NotFound("There is no such golden.")
        await self._campaigns.get(principal, row["campaign_id"], noun="golden")
        return row

    async def _make(self, campaign_id: int, args: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
        """Job: make the rows, then add them at once."""
        recipe = await self._campaign_store.recipe(campaign_id) or {}
        stages = await self._goldens.stages(campaign_id)
        labels = {one["key"]: [label["key"] for label in one["labels"]] for one in recipe["categories"]}
        if args["how"] == "quiz":
            models = await self._goldens.documents(campaign_id, _MODELS)
            rows = quiz_goldens(recipe, stages, models)
        else:
            rows = await self._planted(campaign_id, labels, stages, args)
        await progress(0, len(rows), f"{len(rows)} goldens")
        if recipe.get("prelabel") is not None:
            rows = await asyncio.to_thread(self._with_prelabels, rows, stages, labels, recipe["prelabel"])
        made = await self._goldens.add(campaign_id, rows, by=args["by"], now=self._clock())
        await progress(len(rows), len(rows), f"{made} new goldens")
        return {"made": made, "known": len(rows) - made}

    async def _planted(
        self,
        campaign_id: int,
        labels: Mapping[str, Sequence[str]],
        stages: Sequence[Row],
        args: Mapping[str, Any],
    ) -> list[Row]:
        is_fresh = args["seed"] is None
        seed = sum(row["active"] + row["retired"] for row in stages) if is_fresh else args["seed"]
        most = _CHUNKS_A_GOLDEN * args["per_stage"]
        chunks = await self._goldens.plantable(campaign_id, seed, most, is_fresh=is_fresh)
        return await asyncio.to_thread(
            lambda: list(planted_goldens(chunks, labels, stages, wanted=args["per_stage"], seed=seed))
        )

    def _with_prelabels(
        self,
        rows: Sequence[Row],
        stages: Sequence[Row],
        labels: Mapping[str, Sequence[str]],
        rules: Mapping[str, Any],
    ) -> list[Row]:
        """The rows with what the campaign's model suggests: a page without would tell a golden apart."""
        kinds = {row["id"]: row for row in stages}
        model = self._open_prelabeller(rules["model"])
        done = []
        for row in rows:
            stage = kinds[row["stage_id"]]
            if stage["kind"] != StageKind.ANNOTATE:
                done.append(row)
                continue
            category = stage["category"]
            chunk = {"index": row["chunk"]["idx"], "text": row["chunk"]["text"].encode()}
            document = {"path": row["document"]["path"], "sha256": row["identity"].encode()}
            found = Prelabelling(model, {category: labels[category]}, rules).of_document(document, [chunk])
            done.append({**row, "prelabel": found[0] if found else None})
        return done


def _supply(stage: Row, uses: Sequence[GoldenUse], now: Any) -> Row:
    out = runs_out(uses, now=now)
    return {
        **{key: stage[key] for key in ("id", "key", "kind", "category", "title", "golden_min")},
        "active": stage["active"],
        "retired": stage["retired"],
        "given": stage["given"],
        "runs_out_at": None if out is None else out.at,
        "runs_out_soon": out is not None and out.is_near,
        "per_day": None if out is None else out.per_day,
        "left": None if out is None else out.left,
        "measured_workers": 0 if out is None else out.workers,
    }


def _told(row: Row) -> Row:
    suspicious = is_suspicious(row["good_workers"], row["mean_of_good"])
    return {**row, "is_suspicious": suspicious and row["retired_at"] is None}


def _promoted(work: Row, stage: Row) -> Row | None:
    """The golden that finished work makes; None where people did not agree enough to know."""
    kind = StageKind(work["kind"])
    identity = material = f"promoted:{work['item_id']}"
    truth: Row | None
    if kind is StageKind.ANNOTATE:
        truth = {"spans": work["spans"]}
    elif kind is StageKind.VALIDATE:
        truth, identity = {"verdict": work["verdict"]}, f"{material}:{work['task_id']}"
    elif kind is StageKind.REVIEW:
        truth = known_review(work["answers"], [field_of(field) for field in stage["form"]])
        identity = f"{material}:{work['task_id']}"
    else:
        truth = known_preference(work["answers"])
        identity = f"{material}:{work['task_id']}"
    if truth is None:
        return None
    return {
        "stage_id": work["stage_id"],
        "source": "promoted",
        "source_item_id": work["item_id"],
        "task_id": work["task_id"],
        "identity": identity,
        "material": material,
        "truth": truth,
        "shown": work["shown"],
        "note": "",
    }


def _knows_labels(recipe: Mapping[str, Any]) -> bool:
    return any(known_labels([label["key"] for label in one["labels"]]) for one in recipe["categories"])
