"""Who plays which role in a campaign: the recipe's models, else the installation's, else the embedded one."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from goldsmith.app.ports import CampaignStore, Clock, DeliveryStore, Row
from goldsmith.domain.errors import GoldsmithError
from goldsmith.llm.config import Endpoint, Price, Role
from goldsmith.llm.errors import ModelsMisconfigured
from goldsmith.llm.ledger import Entry, Ledger
from goldsmith.llm.models import Models
from goldsmith.llm.request import Completion, ModelReply, ModelRequest, Usage

_MILLION = 1_000_000

#: The embedded endpoint by role, started where it is not running; None where it is not installed or not wanted.
Embedded = Callable[[], Endpoint | None]


@dataclass(frozen=True, slots=True)
class Player:
    """A model in a role.

    Attributes:
        role: what it is asked to do.
        endpoint: who it is.
        is_embedded: whether it is the one that comes with Goldsmith.
    """

    role: Role
    endpoint: Endpoint
    is_embedded: bool


class _KeptReplies:
    """The answers of models, in the database: a job that starts again asks nothing twice.

    Servers like to call different models by the same name, so each has answers of its own. The embedded model is
    one wherever it listens.
    """

    def __init__(self, store: DeliveryStore, clock: Clock, player: Player) -> None:
        self._store = store
        self._clock = clock
        self._server = "" if player.is_embedded else player.endpoint.base_url

    def _place(self, key: str) -> str:
        return hashlib.sha256(f"{self._server}\x1f{key}".encode()).hexdigest()

    async def get(self, key: str) -> Completion | None:
        row = await self._store.reply(self._place(key))
        if row is None:
            return None
        kept = row["completion"]
        return Completion(kept["text"], kept["is_cut"], Usage(**kept["usage"]))

    async def put(self, key: str, completion: Completion) -> None:
        usage = completion.usage
        await self._store.keep_reply(
            self._place(key),
            {
                "text": completion.text,
                "is_cut": completion.is_cut,
                "usage": {
                    "input_tokens": usage.input_tokens,
                    "output_tokens": usage.output_tokens,
                    "known": usage.known,
                },
            },
            self._clock(),
        )


class Bench:
    """The models of one campaign, and their books."""

    def __init__(self, campaign_id: int, players: list[Player], store: DeliveryStore, clock: Clock) -> None:
        self._campaign_id = campaign_id
        self._store = store
        self._opponents = {player.endpoint.name: player for player in players if player.role is Role.OPPONENT}
        self._by_role: dict[Role, Player] = {
            player.role: player for player in players if player.role is not Role.OPPONENT
        }
        self._models = self._clients(players, store, clock)
        self._entries: list[Entry] = []

    def _clients(
        self, players: list[Player], store: DeliveryStore, clock: Clock
    ) -> dict[tuple[Role, str], Models]:
        """A client for each player; roles with the same server and model share one, and with it its limits."""
        groups: dict[tuple[object, ...], dict[Role, Player]] = {}
        for player in players:
            # Two opponents cannot be one role of one client.
            name = player.endpoint.name if player.role is Role.OPPONENT else ""
            groups.setdefault((*player.endpoint.identity, name), {})[player.role] = player
        clients: dict[tuple[Role, str], Models] = {}
        for group in groups.values():
            any_player = next(iter(group.values()))
            client = Models(
                {role: player.endpoint for role, player in group.items()},
                cache=_KeptReplies(store, clock, any_player),
                ledger=Ledger(self._note),
            )
            clients |= {(role, player.endpoint.name): client for role, player in group.items()}
        return clients

    def _note(self, entry: Entry) -> None:
        self._entries.append(entry)

    @property
    def opponents(self) -> list[Player]:
        """Who completes the prompts beside the experts."""
        return list(self._opponents.values())

    @property
    def is_embedded(self) -> bool:
        """Whether the embedded model plays any role."""
        return any(player.is_embedded for player in [*self._by_role.values(), *self._opponents.values()])

    def player(self, role: Role) -> Player | None:
        """Who plays a role other than the opponents'; None where nobody does."""
        return self._by_role.get(role)

    async def ask(self, request: ModelRequest, *, opponent: str | None = None) -> ModelReply:
        """Ask the model of the request's role; raises as `Models.ask` does, and keeps the books either way."""
        player = (
            self._opponents.get(opponent or "")
            if request.role is Role.OPPONENT
            else self.player(request.role)
        )
        if player is None:
            raise ModelsMisconfigured(
                f"No model plays the role {request.role}.",
                hint="Set GOLDSMITH_LLM_URL and GOLDSMITH_LLM_MODEL, name one under models: in the recipe, "
                "or install the embedded one: pip install 'goldsmith[local]'.",
            )
        failure = ""
        try:
            return await self._models[(player.role, player.endpoint.name)].ask(request)
        except GoldsmithError as error:
            failure = error.detail
            raise
        finally:
            await self._book(player, failure)

    async def _book(self, player: Player, failure: str) -> None:
        entries, self._entries = self._entries, []
        # One model may play several roles at the same moment.
        place = (player.role, player.endpoint.name)
        mine = [entry for entry in entries if (entry.role, entry.model) == place]
        self._entries += [entry for entry in entries if (entry.role, entry.model) != place]
        asked = [entry for entry in mine if not entry.cached]
        if not asked and not failure:
            return
        await self._store.add_usage(
            self._campaign_id,
            {
                **_about(player),
                "calls": len(asked),
                "failures": int(bool(failure)),
                "input_tokens": sum(entry.usage.input_tokens for entry in asked),
                "output_tokens": sum(entry.usage.output_tokens for entry in asked),
                "cost_usd": sum((entry.cost_usd for entry in asked), Decimal(0)),
                "last_error": failure[:2000],
            },
        )

    def table(self, usage: list[Row]) -> list[Row]:
        """Every role with who plays it and its books."""
        books = {(row["role"], row["name"]): row for row in usage}
        nothing = {
            "calls": 0,
            "failures": 0,
            "input_tokens": 0,
            "output_tokens": 0,
            "cost_usd": Decimal(0),
            "last_error": "",
        }
        rows = []
        for player in [*self._by_role.values(), *self._opponents.values()]:
            about = _about(player)
            kept = books.get((about["role"], about["name"]), nothing)
            rows.append(
                {
                    **{key: kept[key] for key in nothing},
                    **{key: about[key] for key in ("role", "name", "base_url", "model")},
                    "is_embedded": about["embedded"],
                    "is_weak": about["weak"],
                }
            )
        return rows

    async def aclose(self) -> None:
        """Close the connections."""
        for models in set(self._models.values()):
            await models.aclose()


def _about(player: Player) -> Row:
    endpoint = player.endpoint
    return {
        "role": player.role.value,
        "name": endpoint.name,
        "base_url": endpoint.base_url,
        "model": endpoint.model,
        "weak": endpoint.weak,
        "embedded": player.is_embedded,
    }


class CampaignModels:
    """The benches of campaigns, each made once a process.

    Args:
        store: the books.
        campaigns: the recipes.
        defaults: the installation's endpoint by role (GOLDSMITH_LLM_*).
        embedded: starts the embedded model where it is wanted.
        clock: the time.
    """

    def __init__(
        self,
        store: DeliveryStore,
        campaigns: CampaignStore,
        *,
        defaults: Mapping[Role, Endpoint],
        embedded: Embedded,
        clock: Clock,
    ) -> None:
        self._store = store
        self._campaigns = campaigns
        self._defaults = defaults
        self._embedded = embedded
        self._clock = clock
        self._benches: dict[int, Bench] = {}
        self._lock = asyncio.Lock()

    async def bench(self, campaign_id: int) -> Bench:
        """The models of a campaign.

        Raises:
            ModelsMisconfigured: the recipe names a key variable that is not set.
        """
        async with self._lock:
            if campaign_id not in self._benches:
                recipe = await self._campaigns.recipe(campaign_id) or {}
                players = await asyncio.to_thread(self._players, recipe.get("models") or {})
                self._benches[campaign_id] = Bench(campaign_id, players, self._store, self._clock)
            elif self._benches[campaign_id].is_embedded:
                # It may have died meanwhile; it comes back at the same address.
                await asyncio.to_thread(self._embedded)
        return self._benches[campaign_id]

    async def aclose(self) -> None:
        """Close the connections of all benches."""
        for bench in self._benches.values():
            await bench.aclose()
        self._benches = {}

    def _players(self, written: Mapping[str, Any]) -> list[Player]:
        players: list[Player] = []
        for role in Role:
            specs = written.get("opponents") if role is Role.OPPONENT else written.get(role.value)
            specs = [specs] if isinstance(specs, dict) else (specs or [])
            if specs:
                players += [Player(role, endpoint_of(spec), False) for spec in specs]
            elif role in self._defaults:
                players.append(Player(role, self._defaults[role], False))
            elif (endpoint := self._embedded()) is not None:
                players.append(Player(role, endpoint, True))
        return players


def endpoint_of(spec: Mapping[str, Any]) -> Endpoint:
    """The endpoint that a recipe describes; its key comes from the variable it names.

    Raises:
        ModelsMisconfigured: that variable is not set.
    """
    variable = spec.get("key_env")
    key = os.environ.get(variable) if variable else None
    if variable and not key:
        raise ModelsMisconfigured(
            f"The key of {spec['name']} is to come from {variable}, which is not set.",
            hint=f"Set {variable} where `goldsmith up` (or `goldsmith worker`) starts.",
        )
    return Endpoint(
        name=spec["name"],
        base_url=spec["base_url"],
        model=spec["model"],
        key=key,
        key_env=variable,
        price=Price(
            Decimal(str(spec["input_usd_per_million"])) / _MILLION,
            Decimal(str(spec["output_usd_per_million"])) / _MILLION,
        ),
        max_parallel=spec["max_parallel"],
        requests_per_minute=spec["requests_per_minute"],
        timeout_s=spec["timeout_s"],
    )
