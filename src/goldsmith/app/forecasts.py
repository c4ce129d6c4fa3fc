"""Forecasts: what a campaign will cost, how long it takes and how good it gets, before anything is spent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, replace
from decimal import Decimal
from statistics import median
from typing import Any

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.forecast_ports import RulesOn
from goldsmith.app.forecast_runs import Request, check_request, request_of_preset, run
from goldsmith.app.jobs import Jobs, Progress
from goldsmith.app.ports import CampaignStore, Row
from goldsmith.app.principal import Principal, require_staff
from goldsmith.domain.errors import InvalidInput, NotFound
from goldsmith.domain.pay import MIN_MEASURED
from goldsmith.domain.rules.codec import rule_of
from goldsmith.domain.rules.rule import Rule
from goldsmith.planner.assumptions import Habits
from goldsmith.planner.presets import PRESETS
from goldsmith.recipes.loader import find_recipe, load_recipe, shipped_recipes
from goldsmith.recipes.schema import Recipe

_KIND = "plan"
_LOOK_S = 0.3


class Forecasts:
    """Use cases of the planner: ask for a plan, and run it as a job."""

    def __init__(
        self, campaign_store: CampaignStore, rules: RulesOn, campaigns: Campaigns, jobs: Jobs
    ) -> None:
        self._store = campaign_store
        self._rules = rules
        self._campaigns = campaigns
        self._jobs = jobs
        jobs.handle(_KIND, self._plan)

    @staticmethod
    def presets(principal: Principal) -> list[Row]:
        """Campaigns that can be planned with one click.

        Raises:
            Forbidden: the caller is a worker.
        """
        require_staff(principal)
        return [{**_preset(name), "name": name} for name in PRESETS]

    async def ask(
        self, principal: Principal, *, recipe: str | None, campaign_id: int | None, request: Request
    ) -> Row:
        """Queue a plan, of a shipped recipe or of a campaign; the job's result is the plan.

        Raises:
            Forbidden: the caller is a worker.
            NotFound: no such recipe, or no such campaign of the caller.
            InvalidInput: neither or both are named, or what is asked for cannot be planned.
        """
        require_staff(principal)
        if (recipe is None) == (campaign_id is None):
            raise InvalidInput("Name a recipe or a campaign, not both.")
        if campaign_id is not None:
            await self._campaigns.get(principal, campaign_id)
            request = replace(
                request, seconds={**await self._measured(campaign_id), **(request.seconds or {})}
            )
        check_request(*await self._recipe(recipe, campaign_id, request))
        args = {"recipe": recipe, "request": _as_args(request)}
        return await self._jobs.defer(principal, _KIND, campaign_id, args)

    async def read(self, principal: Principal, job_id: int) -> Row:
        """The job of a plan; its result is the plan.

        Raises:
            NotFound: there is no such plan of the caller.
        """
        row = await self._jobs.get(principal, job_id)
        if row["kind"] != _KIND:
            raise NotFound("There is no such plan.")
        return row

    async def _plan(self, campaign_id: int | None, args: Mapping[str, Any], progress: Progress) -> Row:
        """The job: run in a thread, and say how far it is from here."""
        recipe, request, prices, rules = await self._recipe(
            args["recipe"], campaign_id, _of_args(args["request"])
        )
        far = [0, 0]
        stopped = False

        def tell(_what: str, done: int, total: int | None) -> None:
            if stopped:
                raise _Stopped
            far[:] = [done, total or 0]

        working = asyncio.create_task(
            asyncio.to_thread(run, recipe, request, prices=prices, rules=rules, on_progress=tell)
        )
        try:
            while not working.done():
                await asyncio.wait([working], timeout=_LOOK_S)
                await progress(far[0], far[1] or None, "runs of policies")
        finally:
            stopped = True
        return await working

    async def _recipe(
        self, name: str | None, campaign_id: int | None, request: Request
    ) -> tuple[Recipe, Request, dict[str, Decimal], list[Rule] | None]:
        """(recipe, request, prices by key of the stage, rules); of a campaign with what it pays and plays now."""
        if campaign_id is None:
            if name not in shipped_recipes():
                raise NotFound(
                    f"There is no recipe {name!r}.", hint=f"There are: {', '.join(shipped_recipes())}."
                )
            return await asyncio.to_thread(load_recipe, find_recipe(name)), request, {}, None
        kept = await self._store.recipe(campaign_id)
        if kept is None:
            raise NotFound("There is no such campaign.")
        rows = await self._store.stages(campaign_id)
        # What is kept has lost the order of its stages, which is the order of the flow.
        stages = {row["template"]: kept["stages"][row["template"]] for row in rows}
        recipe = Recipe.model_validate({**kept, "stages": stages})
        rules = [rule_of(row["definition"]) for row in await self._rules.rules_on([campaign_id])]
        return recipe, request, {row["key"]: row["price"] for row in rows}, rules

    async def _measured(self, campaign_id: int) -> dict[str, float]:
        """Template → median seconds of a task so far; stages with few answers are left to the recipe."""
        found: dict[str, list[float]] = {}
        for row in await self._store.stages(campaign_id):
            if row["median_active_s"] and row["answers"] >= MIN_MEASURED:
                found.setdefault(row["template"], []).append(float(row["median_active_s"]))
        return {template: round(median(seconds), 1) for template, seconds in found.items()}


class _Stopped(Exception):
    """Nobody waits for the plan any more."""


def _preset(name: str) -> Row:
    recipe, request = request_of_preset(name)
    preset = PRESETS[name]
    return {
        "recipe": recipe,
        "title": preset.title,
        "source": preset.source,
        "hours": preset.hours,
        "days": preset.days,
        "workers": request.workers,
        "chunks": request.chunks,
        "countries": list(request.countries),
        "seconds": dict(preset.seconds),
        "hours_a_day": preset.habits.hours_a_day,
        "arrival_days": preset.habits.arrival_days,
        "quizzes": preset.habits.quizzes,
    }


def _as_args(request: Request) -> dict[str, Any]:
    budget = None if request.budget is None else str(request.budget)
    seconds = None if request.seconds is None else dict(request.seconds)
    return {**asdict(replace(request, seconds=None)), "seconds": seconds, "budget": budget}


def _of_args(args: Mapping[str, Any]) -> Request:
    return Request(
        **{
            **args,
            "countries": tuple(args["countries"]),
            "policies": tuple(args["policies"]),
            "budget": None if args["budget"] is None else Decimal(args["budget"]),
            "habits": Habits(**args["habits"]),
        }
    )
