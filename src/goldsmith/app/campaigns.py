"""Campaigns: create from a recipe, open and pause, invite, and what workers see of it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from goldsmith.app.ports import AccountStore, CampaignStore, Clock, Row, Secrets
from goldsmith.app.prelabels import BUILT_IN_MODELS, check_prelabel, known_labels
from goldsmith.app.principal import Principal, require_staff, require_worker
from goldsmith.domain.errors import Conflict, Forbidden, InvalidInput, NotFound, TransitionRefused
from goldsmith.domain.quality import Record
from goldsmith.domain.skills import described
from goldsmith.domain.workflow import (
    CAMPAIGN,
    STAGE,
    CampaignEvent,
    CampaignState,
    StageEvent,
    StageState,
    Workflow,
)
from goldsmith.evaluation.distribution import whole_target
from goldsmith.evaluation.gate import Criterion
from goldsmith.recipes.compile import compile_stages, skill_key, target_weights
from goldsmith.recipes.loader import find_recipe, load_recipe, shipped_recipes
from goldsmith.recipes.schema import Prelabel, Recipe

_HOUR_S = 3600


class Campaigns:
    """Use cases around campaigns and their stages."""

    def __init__(
        self,
        campaigns: CampaignStore,
        accounts: AccountStore,
        secrets: Secrets,
        clock: Clock,
        *,
        roots: tuple[Path, ...] = (),
    ) -> None:
        self._roots = tuple(root.resolve() for root in roots)
        self._campaigns = campaigns
        self._accounts = accounts
        self._secrets = secrets
        self._clock = clock

    @staticmethod
    def recipes() -> list[Row]:
        """The shipped recipes."""
        return [_recipe_summary(path) for path in shipped_recipes().values()]

    async def create(
        self,
        principal: Principal,
        *,
        recipe: str | None = None,
        recipe_yaml: str | None = None,
        title: str | None = None,
        simulated: bool = False,
        prelabel: Mapping[str, Any] | None = None,
    ) -> Row:
        """Create a campaign in DRAFT from a shipped recipe, or from the text of one.

        Args:
            principal: the caller.
            recipe: key of a shipped recipe.
            recipe_yaml: the text of one.
            title: default: the recipe's.
            simulated: whether its people are programs.
            prelabel: values of the recipe's part `prelabel`, over those it has; None leaves the recipe as it is.

        Raises:
            InvalidInput: neither or both of recipe and recipe_yaml, or no such model.
            RecipeInvalid: it does not validate; the message names the line.
            Forbidden: the model lies outside the folders the server was started with.
        """
        require_staff(principal)
        if (recipe is None) == (recipe_yaml is None):
            raise InvalidInput("Name a recipe or send the text of one, not both.")
        loaded = _load_text(recipe_yaml) if recipe_yaml is not None else _load_shipped(recipe or "")
        loaded = with_prelabel(loaded, prelabel)
        if loaded.prelabel is not None:
            self._check_model(loaded.prelabel.model)
        return await self.create_from(principal, loaded, title=title, simulated=simulated)

    def _check_model(self, model: str) -> None:
        """Over the API only models below the server's folders may be read; the command line names its own."""
        if model in BUILT_IN_MODELS or any(
            Path(model).resolve().is_relative_to(root) for root in self._roots
        ):
            return
        allowed = ", ".join(str(root) for root in self._roots) or "none"
        raise Forbidden(
            f"The model {model} lies outside the folders this server may read ({allowed}).",
            hint="Start it with `goldsmith up --root FOLDER`, or take the model `default`.",
        )

    async def create_from(
        self, principal: Principal, recipe: Recipe, *, title: str | None = None, simulated: bool = False
    ) -> Row:
        """Create a campaign in DRAFT from a loaded recipe."""
        require_staff(principal)
        stages = [
            {**stage.row, "routes": stage.routes, "config": stage.config} for stage in compile_stages(recipe)
        ]
        check_gate(recipe)
        _check_scopes(principal, recipe)
        kept = recipe.model_dump(mode="json")
        check_prelabel(kept)
        if recipe.prelabel is not None and recipe.prelabel.model not in BUILT_IN_MODELS:
            _check_exists(recipe.prelabel.model)
        target = whole_target(target_weights(recipe), recipe.target.total) if recipe.target else {}
        campaign_id = await self._campaigns.create(
            title=title or recipe.title,
            recipe_key=recipe.recipe,
            recipe=kept,
            stages=stages,
            target=target,
            simulated=simulated,
            owner_id=principal.account_id,
            now=self._clock(),
        )
        return await self.get(principal, campaign_id)

    async def visible_to(self, principal: Principal) -> list[Row]:
        """The caller's campaigns; an owner sees all."""
        require_staff(principal)
        rows = await self._campaigns.campaigns(None if principal.role == "owner" else principal.account_id)
        return [_with_events(row, CAMPAIGN, CampaignState(row["state"])) for row in rows]

    async def get(self, principal: Principal, campaign_id: int, *, noun: str = "campaign") -> Row:
        """One campaign.

        Args:
            principal: the caller.
            campaign_id: which.
            noun: what the caller asked for, where it is a thing of the campaign; words and all, somebody
                else's looks like one that does not exist.

        Raises:
            NotFound: there is none, or it is another requester's.
        """
        require_staff(principal)
        row = await self._campaigns.campaign(campaign_id)
        if row is None or (principal.role != "owner" and row["owner_id"] != principal.account_id):
            raise NotFound(f"There is no such {noun}.")
        return _with_events(row, CAMPAIGN, CampaignState(row["state"]))

    async def transition(self, principal: Principal, campaign_id: int, event: CampaignEvent) -> Row:
        """Start, pause, resume, finish or reopen."""
        row = await self.get(principal, campaign_id)
        following = CAMPAIGN.transition(CampaignState(row["state"]), event)
        if not await self._campaigns.set_state(campaign_id, row["state"], following.value):
            raise _changed("campaign")
        return await self.get(principal, campaign_id)

    async def stages(self, principal: Principal, campaign_id: int) -> list[Row]:
        """The stages, upstream first."""
        await self.get(principal, campaign_id)
        rows = await self._campaigns.stages(campaign_id)
        return [_stage_row(row, StageState(row["state"])) for row in rows]

    async def transition_stage(self, principal: Principal, stage_id: int, event: StageEvent) -> Row:
        """Open, pause or close one stage."""
        row = await self._campaigns.stage(stage_id)
        if row is None:
            raise NotFound("There is no such stage.")
        await self.get(principal, row["campaign_id"], noun="stage")
        following = STAGE.transition(StageState(row["state"]), event)
        if not await self._campaigns.set_stage_state(stage_id, row["state"], following.value):
            raise _changed("stage")
        return _stage_row(row, following)

    async def transition_stages(self, principal: Principal, campaign_id: int, event: StageEvent) -> list[Row]:
        """Open, pause or close every stage for which that is a step."""
        for row in await self.stages(principal, campaign_id):
            state = StageState(row["state"])
            try:
                following = STAGE.transition(state, event)
            except TransitionRefused:
                continue
            await self._campaigns.set_stage_state(row["id"], state.value, following.value)
        return await self.stages(principal, campaign_id)

    async def invite(self, principal: Principal, campaign_id: int, fields: Mapping[str, Any]) -> Row:
        """Create an invite; its code is shown once."""
        await self.get(principal, campaign_id)
        now, code = self._clock(), self._secrets.new()
        row = await self._accounts.add_invite(
            campaign_id,
            self._secrets.digest(code),
            {
                "note": fields["note"],
                "max_uses": fields["max_uses"],
                "simulated": fields["simulated"],
                "expires_at": now + timedelta(days=fields["days"]),
                "created_by": principal.account_id,
            },
            now,
        )
        return {"id": row["id"], "code": code, "path": f"/join/{code}", "expires_at": row["expires_at"]}

    async def invites(self, principal: Principal, campaign_id: int) -> list[Row]:
        """The campaign's invites."""
        await self.get(principal, campaign_id)
        return await self._accounts.invites(campaign_id)

    async def revoke_invite(self, principal: Principal, campaign_id: int, invite_id: int) -> None:
        """Withdraw an invite of the campaign."""
        await self.get(principal, campaign_id)
        if await self._accounts.invite_campaign(invite_id) != campaign_id:
            raise NotFound("There is no such invite.")
        await self._accounts.revoke_invite(invite_id, self._clock())

    async def grant_skill(
        self, principal: Principal, campaign_id: int, account_id: int, skill: str, level: float
    ) -> None:
        """Set a worker's skill by hand.

        The record that goes with it counts as ten answers, so that aggregation can use it.
        """
        row = await self.get(principal, campaign_id)
        if not await self._accounts.is_member(campaign_id, account_id):
            raise NotFound("There is no such worker in this campaign.")
        await self._accounts.set_skill(
            account_id,
            skill_key(row["recipe_key"], skill),
            level=level,
            correct=level / 10,
            total=10.0,
            now=self._clock(),
        )

    async def labels(self, campaign_id: int, category: str) -> list[Row]:
        """The labels of a category: {key, title, description}, in the order of their keys on the page."""
        recipe = await self._campaigns.recipe(campaign_id) or {}
        return [label for entry in tracks_of(recipe) if entry["key"] == category for label in entry["labels"]]

    async def work(self, principal: Principal) -> list[Row]:
        """The stages of the campaigns that the worker joined, as they see them."""
        require_worker(principal)
        rows = await self._campaigns.work(principal.account_id)
        recipes = {
            id_: await self._campaigns.recipe(id_) or {} for id_ in {row["campaign_id"] for row in rows}
        }
        return [_work_row(row, recipes[row["campaign_id"]]) for row in rows]

    async def work_stage(self, principal: Principal, stage_id: int) -> Row:
        """One of those stages."""
        for row in await self.work(principal):
            if row["id"] == stage_id:
                return row
        raise NotFound("There is no such stage.", hint="Go back to the list of stages.")


def tracks_of(recipe: Mapping[str, Any]) -> list[Row]:
    """What the stages of a kept recipe were built for: {key, title, labels, ...}; texts have no labels."""
    return [{"labels": [], **track} for track in recipe.get("tracks") or recipe["categories"]]


def _check_scopes(principal: Principal, recipe: Recipe) -> None:
    """A rule that restricts people from everything is the owner's, in a recipe as on the page."""
    if principal.role != "owner" and any(rule.action.scope == "everything" for rule in recipe.rules):
        raise Forbidden(
            "Only the owner of this installation restricts people from all work here.",
            hint="Let the rules of the recipe restrict from the campaign.",
        )


def check_gate(recipe: Recipe) -> None:
    """Refuse a gate that could never be measured.

    Raises:
        InvalidInput: a criterion names an unknown measure.
    """
    for criterion in recipe.gate:
        Criterion(criterion.measure, criterion.at_least, criterion.at_most)


def with_prelabel(recipe: Recipe, values: Mapping[str, Any] | None) -> Recipe:
    """The recipe with these values in its part `prelabel`; None leaves it as it is.

    Raises:
        InvalidInput: it is a recipe of texts, where a detector suggests nothing.
    """
    if values is None:
        return recipe
    if not recipe.categories:
        raise InvalidInput(
            "Pre-labels are marks, and this recipe has texts.", hint="Create the campaign without them."
        )
    before = recipe.prelabel.model_dump() if recipe.prelabel is not None else {}
    return recipe.model_copy(update={"prelabel": Prelabel(**{**before, **values})})


def _check_exists(model: str) -> None:
    """Refuse a model that is not there: better now than in the middle of an import."""
    try:
        is_there = Path(model).is_file()
    except (ValueError, OSError):
        is_there = False
    if not is_there:
        raise InvalidInput(
            f"There is no model at {model}.",
            hint="`goldsmith pii train --out MODEL` writes one; `default` is the one that comes with Goldsmith.",
        )


def _with_events(row: Row, workflow: Workflow[Any, Any], state: Any) -> Row:
    return {**row, "events": [event for (at, event) in workflow.table if at == state]}


def _stage_row(row: Row, state: StageState) -> Row:
    median = row["median_active_s"]
    return {
        **_with_events({**row, "state": state.value}, STAGE, state),
        "hourly": _hourly(row["price"], row["expected_s"]),
        "hourly_measured": _hourly(row["price"], median) if median else None,
    }


def _hourly(price: Decimal, seconds: float) -> Decimal:
    """What `price` for so many seconds (> 0) of work makes in an hour, in hundredths."""
    return (Decimal(price) * _HOUR_S / Decimal(str(seconds))).quantize(Decimal("0.01"))


def _changed(noun: str) -> Conflict:
    return Conflict(f"Somebody else changed this {noun} at the same moment.", hint="Reload and try again.")


def _work_row(row: Row, recipe: Mapping[str, Any]) -> Row:
    category = next(entry for entry in tracks_of(recipe) if entry["key"] == row["category"])
    stage = recipe["stages"][row["template"]]
    quiz = (recipe.get("quizzes") or {}).get(row["category"])
    level = row["skill_level"]
    own_quiz = row["skill_key"] == skill_key(row["recipe_key"], row["category"])
    return {
        **row,
        "category_title": category["title"],
        "currency": recipe["pay"]["currency"],
        "hourly": _hourly(row["price"], row["expected_s"]),
        "has_quiz": quiz is not None and own_quiz,
        "known_skill": None if level is None else described(Record(row["correct"], row["total"])),
        "may_work": row["skill_key"] is None or (level is not None and level >= row["skill_min"]),
        "labels": category["labels"],
        "instructions": stage["instructions"] or (quiz["instructions"] if quiz else ""),
        "form": stage["form"],
        "checklist": stage["checklist"],
    }


@cache
def _load_shipped(name: str) -> Recipe:
    if name not in shipped_recipes():
        raise NotFound(f"There is no recipe {name!r}.", hint=f"There are: {', '.join(shipped_recipes())}.")
    return load_recipe(find_recipe(name))


def _load_text(text: str) -> Recipe:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recipe.yaml"
        path.write_text(text, encoding="utf-8")
        return load_recipe(path)


def _recipe_summary(path: Path) -> Row:
    recipe = _load_shipped(path.parent.name.replace("_", "-"))
    return {
        "key": recipe.recipe,
        "title": recipe.title,
        "description": recipe.description,
        "version": recipe.version,
        "categories": [track.title for track in recipe.stage_tracks],
        "stages": list(recipe.stages),
        "can_prelabel": any(known_labels([label.key for label in one.labels]) for one in recipe.categories),
    }
