"""The models of this installation: endpoints from the environment, the embedded one, and what uses them.

Everything here imports late: the client library takes a second, and the server needs it for one table only.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from goldsmith.app.ports import Clock, Row
from goldsmith.bootstrap.settings import Settings
from goldsmith.storage.stores import Stores

if TYPE_CHECKING:
    from goldsmith.app.campaign_models import CampaignModels
    from goldsmith.llm.config import Endpoint, Role

_PREFIX = "GOLDSMITH_LLM"


def environment_endpoints(environ: Mapping[str, str]) -> dict[Role, Endpoint]:
    """The endpoint of each role that the environment names.

    GOLDSMITH_LLM_URL, _MODEL and _KEY are for all roles; GOLDSMITH_LLM_JUDGE_URL and so on for one of them. What a
    role does not name itself comes from those for all; but a role with a URL of its own needs a key of its own.

    Raises:
        ModelsMisconfigured: a URL without a model or the other way round, or a URL that is none.
    """
    from goldsmith.llm.config import Endpoint, Role
    from goldsmith.llm.errors import ModelsMisconfigured

    found: dict[Role, Endpoint] = {}
    for role in Role:
        own = f"{_PREFIX}_{role.value.upper()}"
        values, names = {}, {}
        for part in ("URL", "MODEL", "KEY"):
            is_own = bool(environ.get(f"{own}_{part}"))
            # A key goes to the server it was meant for, and to no other.
            is_own = is_own or (part == "KEY" and bool(environ.get(f"{own}_URL")))
            names[part] = f"{own}_{part}" if is_own else f"{_PREFIX}_{part}"
            values[part] = environ.get(names[part]) or None
        if values["URL"] is None and values["MODEL"] is None:
            continue
        if values["URL"] is None or values["MODEL"] is None:
            missing = "URL" if values["URL"] is None else "MODEL"
            raise ModelsMisconfigured(
                f"{_PREFIX}_{missing} is not set, and the role {role} needs it.",
                hint=f"Set both {_PREFIX}_URL (such as https://host/v1) and {_PREFIX}_MODEL.",
            )
        found[role] = Endpoint(
            name=values["MODEL"],
            base_url=values["URL"],
            model=values["MODEL"],
            key=values["KEY"],
            key_env=names["KEY"] if values["KEY"] else None,
        )
    return found


class ModelRoom:
    """The models, made when they are first asked for.

    Args:
        starts_embedded: whether this process may start the embedded model; a server only shows it.
    """

    def __init__(self, stores: Stores, settings: Settings, clock: Clock, *, starts_embedded: bool) -> None:
        self._stores = stores
        self._settings = settings
        self._clock = clock
        self._starts_embedded = starts_embedded
        self._models: CampaignModels | None = None
        self._server: Any = None

    @property
    def models(self) -> CampaignModels:
        """Who plays which role, by campaign.

        Raises:
            ModelsMisconfigured: the environment names half an endpoint.
        """
        if self._models is None:
            from goldsmith.app.campaign_models import CampaignModels

            self._models = CampaignModels(
                self._stores.deliveries,
                self._stores.campaigns,
                defaults=environment_endpoints(os.environ),
                embedded=self._embedded,
                clock=self._clock,
            )
        return self._models

    async def table(self, campaign_id: int) -> list[Row]:
        """Every role with who plays it, and its books."""
        bench = await self.models.bench(campaign_id)
        return bench.table(await self._stores.deliveries.usage(campaign_id))

    async def refine(self, campaign_id: int, recipe: Mapping[str, Any], section: Row) -> Row:
        """Let the model of the role extract describe a section, too."""
        from goldsmith.app.refining import refine

        return await refine(await self.models.bench(campaign_id), recipe, section)

    async def aclose(self) -> None:
        """Close the connections, and stop the embedded model if this process started it."""
        if self._models is not None:
            await self._models.aclose()
        if self._server is not None:
            await asyncio.to_thread(self._server.stop)
            self._server = None

    def _embedded(self) -> Endpoint | None:
        from goldsmith.llm.config import Endpoint
        from goldsmith.llm.embedded import MODEL, NAME, EmbeddedModel, find_weights
        from goldsmith.llm.errors import LocalModelMissing

        if os.environ.get(f"{_PREFIX}_EMBEDDED", "").lower() in ("off", "0", "no"):
            return None
        try:
            find_weights()
        except LocalModelMissing:
            return None
        if not self._starts_embedded:
            return Endpoint(name=NAME, base_url="http://127.0.0.1/v1", model=MODEL, weak=True)
        if self._server is None:
            self._server = EmbeddedModel.start(log=self._settings.data / "embedded-model.log")
        self._server.ensure_running()
        endpoint: Endpoint = self._server.endpoint()
        return endpoint
