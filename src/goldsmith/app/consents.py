"""What people accept before they work: versions, who accepted which, and what a new one would say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.consent_ports import ConsentStore
from goldsmith.app.ports import CampaignStore, Clock, Row
from goldsmith.app.principal import Principal, require_worker
from goldsmith.domain.consent import Facts, as_rows, compose
from goldsmith.domain.errors import Conflict, InvalidInput, NotFound

_END = datetime(9999, 1, 1, tzinfo=UTC)


class Consents:
    """Use cases of the consent page."""

    def __init__(
        self, consents: ConsentStore, campaign_store: CampaignStore, campaigns: Campaigns, clock: Clock
    ) -> None:
        self._consents = consents
        self._campaign_store = campaign_store
        self._campaigns = campaigns
        self._clock = clock

    async def current(self, campaign_id: int) -> Row:
        """The version that holds now, for whoever may see the campaign; the first is written when it is first read."""
        facts = await self._consents.facts(campaign_id)
        assert facts is not None
        version = await self._consents.version(campaign_id, facts["version"])
        if version is None:
            title, text, sections = await self._composed(campaign_id, facts)
            await self._consents.add(
                campaign_id,
                facts["version"],
                title=title,
                text=text,
                sections=sections,
                note="Composed from the recipe.",
                by=None,
                now=self._clock(),
            )
            version = await self._consents.version(campaign_id, facts["version"])
            assert version is not None
        return version

    async def of_worker(self, principal: Principal, campaign_id: int) -> Row:
        """{current, accepted, before}: what holds, which version the caller accepted, and its words.

        Raises:
            NotFound: the caller did not join the campaign.
        """
        require_worker(principal)
        accepted = await self._consents.accepted(campaign_id, principal.account_id)
        if accepted is None:
            raise NotFound("There is no such campaign.")
        current = await self.current(campaign_id)
        before = (
            await self._consents.version(campaign_id, accepted) if accepted < current["version"] else None
        )
        return {"current": current, "accepted": accepted, "before": before}

    async def accept(self, principal: Principal, campaign_id: int, version: int) -> Row:
        """Accept the version that holds; again is no fault.

        Raises:
            NotFound: the caller did not join the campaign.
            Conflict: another version holds by now.
        """
        await self.of_worker(principal, campaign_id)
        if not await self._consents.accept(campaign_id, principal.account_id, version, self._clock()):
            raise Conflict("There is another version by now.", hint="Reload the page and read what changed.")
        return await self.of_worker(principal, campaign_id)

    async def history(self, principal: Principal, campaign_id: int) -> Row:
        """{current, proposed, differs, versions}: what holds, and what a new version would say today."""
        await self._campaigns.get(principal, campaign_id)
        current = await self.current(campaign_id)
        proposed = await self.preview(principal, campaign_id, title=current["title"], text=current["text"])
        return {
            "current": current,
            "proposed": proposed,
            "differs": proposed["sections"] != current["sections"],
            "versions": await self._consents.versions(campaign_id),
        }

    async def version(self, principal: Principal, campaign_id: int, version: int) -> Row:
        """One version, word by word.

        Raises:
            NotFound: there is none.
        """
        await self._campaigns.get(principal, campaign_id)
        row = await self._consents.version(campaign_id, version)
        if row is None:
            raise NotFound("There is no such version.")
        return row

    async def preview(self, principal: Principal, campaign_id: int, *, title: str, text: str) -> Row:
        """What a new version with these words would say today."""
        await self._campaigns.get(principal, campaign_id)
        facts = await self._consents.facts(campaign_id)
        assert facts is not None
        title, text, sections = await self._composed(campaign_id, facts, title=title, text=text)
        return {"title": title, "text": text, "sections": sections}

    async def publish(
        self, principal: Principal, campaign_id: int, *, title: str, text: str, note: str, after: int
    ) -> Row:
        """Publish a new version. Every worker accepts it before their next task.

        Args:
            principal: the caller.
            campaign_id: whose.
            title: of the page.
            text: the owner's own words, Markdown.
            note: what changed, in a sentence; workers read it.
            after: the version that the caller saw.

        Raises:
            InvalidInput: no title.
            Conflict: another version came meanwhile, or nothing changed.
        """
        current = (await self.history(principal, campaign_id))["current"]
        proposed = await self.preview(principal, campaign_id, title=title, text=text)
        if not proposed["title"]:
            raise InvalidInput("The page needs a title.", fields={"title": "A title, please."})
        if proposed["sections"] == current["sections"] and proposed["title"] == current["title"]:
            raise Conflict(
                "Nothing changed since the last version.", hint="Nobody is asked to accept the same again."
            )
        is_new = current["version"] == after and await self._consents.add(
            campaign_id,
            after + 1,
            title=proposed["title"],
            text=proposed["text"],
            sections=proposed["sections"],
            note=note.strip(),
            by=principal.account_id,
            now=self._clock(),
        )
        if not is_new:
            raise Conflict("Somebody published another version meanwhile.", hint="Reload the page.")
        return await self.history(principal, campaign_id)

    async def acceptances(self, principal: Principal, campaign_id: int, limit: int) -> list[Row]:
        """Who accepted which version when, newest first."""
        await self._campaigns.get(principal, campaign_id)
        return await self._consents.acceptances(campaign_id, before=_END, limit=limit)

    async def _composed(
        self, campaign_id: int, counted: Row, *, title: str | None = None, text: str | None = None
    ) -> tuple[str, str, list[Row]]:
        recipe = await self._campaign_store.recipe(campaign_id) or {}
        given = recipe.get("consent") or {}
        own = (given.get("text") or "") if text is None else text
        head = (given.get("title") or "What you will do, and what it is for") if title is None else title
        sections = compose(own, facts_of(recipe, counted))
        return head.strip(), own.strip(), list(as_rows(sections))


def facts_of(recipe: Mapping[str, Any], counted: Mapping[str, Any]) -> Facts:
    """What the page says of a campaign: from its recipe, and what was counted today."""
    return Facts(
        description=recipe.get("description", ""),
        is_marking=not recipe.get("tracks"),
        documents=counted["documents"],
        repositories=counted["repositories"],
        licences=counted["licences"],
        currency=recipe["pay"]["currency"],
        target_hourly=Decimal(str(recipe["pay"]["target_hourly"])),
        review_days=counted["review_days"],
        appeal_days=counted["appeal_days"],
        has_goldens=counted["has_goldens"],
        has_suggestions=bool(recipe.get("prelabel") or recipe.get("suggest")),
    )
