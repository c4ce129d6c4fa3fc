"""Rules of a campaign: write, check, replay, switch, and see what they did."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.enforcement import evidence_row, moment
from goldsmith.app.facts import fact_of, floors_of
from goldsmith.app.ports import Clock
from goldsmith.app.principal import Principal
from goldsmith.app.supervision_ports import DeedStore, RuleStore, SupervisionStore
from goldsmith.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from goldsmith.domain.rules.actions import ActionKind, Scope
from goldsmith.domain.rules.aftermath import stopped
from goldsmith.domain.rules.check import Ground, problems
from goldsmith.domain.rules.codec import data_of, rule_of
from goldsmith.domain.rules.event import WorkEvent
from goldsmith.domain.rules.rule import Rule
from goldsmith.domain.rules.watch import replay
from goldsmith.domain.rules.words import sentence
from goldsmith.recipes.grounds import grounds_of

Row = dict[str, Any]

#: A replay reads at most so many facts and lists so many hits.
MOST_FACTS = 300_000
MOST_HITS = 500


class Rules:
    """Use cases of the rules page."""

    def __init__(
        self,
        rules: RuleStore,
        facts: SupervisionStore,
        deeds: DeedStore,
        campaigns: Campaigns,
        clock: Clock,
    ) -> None:
        self._rules = rules
        self._facts = facts
        self._deeds = deeds
        self._campaigns = campaigns
        self._clock = clock

    async def view(self, principal: Principal, campaign_id: int) -> Row:
        """The rules of a campaign, its stages and skills, and what the stages learned about speed."""
        await self._campaigns.get(principal, campaign_id)
        grounds = await self._grounds(campaign_id)
        currency = await self._currency(campaign_id)
        return {
            "rules": [_shown(row, currency) for row in await self._rules.rules(campaign_id)],
            "stages": sorted({one.stage for one in grounds}),
            "skills": sorted({one.skill for one in grounds if one.skill is not None}),
            "currency": currency,
            "paces": await self._rules.paces(campaign_id),
        }

    async def check(
        self, principal: Principal, campaign_id: int, definition: Mapping[str, Any], *, but: int | None = None
    ) -> Row:
        """What a rule says, and what is wrong with it; nothing is saved.

        Args:
            principal: the caller.
            campaign_id: where.
            definition: the rule.
            but: a rule that this one is to take the place of.
        """
        await self._campaigns.get(principal, campaign_id)
        try:
            rule = rule_of(definition)
        except InvalidInput as error:
            return {"sentence": "", "problems": [str(error)]}
        found = await self._problems(principal, campaign_id, rule, but)
        return {"sentence": sentence(rule, currency=await self._currency(campaign_id)), "problems": found}

    async def create(
        self, principal: Principal, campaign_id: int, definition: Mapping[str, Any], *, is_on: bool
    ) -> Row:
        """Save a rule.

        Raises:
            InvalidInput: it could never fire, fires on everybody, or fights another.
            Conflict: there is one of this name.
        """
        await self._campaigns.get(principal, campaign_id)
        rule = await self._checked(principal, campaign_id, definition, None)
        rule_id = await self._rules.add(
            campaign_id, rule.name, data_of(rule), is_on=is_on, by=principal.account_id, now=self._clock()
        )
        return await self._one(rule_id)

    async def update(
        self, principal: Principal, rule_id: int, version: int, definition: Mapping[str, Any]
    ) -> Row:
        """Change a rule.

        Raises:
            InvalidInput: as `create`.
            Conflict: somebody else changed it meanwhile.
        """
        row = await self._own(principal, rule_id)
        rule = await self._checked(principal, row["campaign_id"], definition, rule_id)
        if not await self._rules.change(
            rule_id, version, rule.name, data_of(rule), by=principal.account_id, now=self._clock()
        ):
            raise Conflict("Somebody else changed this rule meanwhile.", hint="Reload and try again.")
        return await self._one(rule_id)

    async def switch(self, principal: Principal, rule_id: int, *, is_on: bool) -> Row:
        """Switch a rule on or off; what it did stays.

        Raises:
            InvalidInput: it cannot work in the campaign as it is now, or fights a rule that is on.
        """
        row = await self._own(principal, rule_id)
        if is_on:
            await self._checked(principal, row["campaign_id"], row["definition"], rule_id)
        await self._rules.switch(rule_id, is_on=is_on, by=principal.account_id, now=self._clock())
        return await self._one(rule_id)

    async def replay(
        self, principal: Principal, campaign_id: int, definition: Mapping[str, Any], days: int
    ) -> Row:
        """Whom a rule would have hit over the last days, when, on what evidence, and what it would have stopped.

        Raises:
            InvalidInput: the definition is malformed.
        """
        await self._campaigns.get(principal, campaign_id)
        rule = rule_of(definition)
        since = self._clock() - timedelta(days=days)
        restricts = rule.action.kind is ActionKind.RESTRICT
        kinds = sorted({kind.value for kind in rule.kinds} | ({"submitted"} if restricts else set()))
        rows = await self._facts.history(campaign_id, kinds, since, MOST_FACTS + 1)
        floors = await floors_of(self._facts, rows)
        is_cut = len(rows) > MOST_FACTS
        events = [fact_of(row, floors) for row in rows[:MOST_FACTS]]
        found = await asyncio.to_thread(_replayed, rule, events)
        currency = await self._currency(campaign_id)
        names = await self._names({hit.worker_id for hit, _ in found})
        titles = {row["id"]: row for row in await self._rules.grounds(campaign_id)}
        return {
            "since": since,
            "facts": len(events),
            "workers": len({event.worker_id for event in events}),
            "is_cut": is_cut,
            "total_hits": len(found),
            "hit_workers": len({hit.worker_id for hit, _ in found}),
            "stopped_answers": sum(what.answers for _, what in found),
            "stopped_hours": sum(what.active_ms for _, what in found) / 3_600_000,
            "hits": [
                {
                    **names.get(hit.worker_id, {"worker": f"#{hit.worker_id}", "simulated": False}),
                    "worker_id": hit.worker_id,
                    "stage": titles[hit.stage_id]["template"] if hit.stage_id in titles else "",
                    "at": moment(hit.at_ms),
                    "evidence": [evidence_row(one, currency) for one in hit.evidence],
                    "stopped_answers": what.answers,
                    "stopped_hours": what.active_ms / 3_600_000,
                    "until": None if what.until_ms is None else moment(what.until_ms),
                    "was_restricted": what.was_restricted,
                }
                for hit, what in found[:MOST_HITS]
            ],
        }

    async def log(self, principal: Principal, campaign_id: int, *, before: int, limit: int) -> list[Row]:
        """What the rules of a campaign did, newest first."""
        await self._campaigns.get(principal, campaign_id)
        rows = await self._rules.log(campaign_id, before=before, limit=limit)
        return [{**row, "can_undo": can_undo(row)} for row in rows]

    async def undo(self, principal: Principal, event_id: int) -> Row:
        """Take back what a rule did.

        Raises:
            Conflict: it was taken back, or it cannot be: pay is not taken back, and answers asked for are given.
        """
        row = await self._rules.event(event_id)
        if row is None:
            raise NotFound("There is no such entry.")
        await self._campaigns.get(principal, row["campaign_id"], noun="entry")
        if not can_undo(row):
            done = "was undone before" if row["undone_at"] is not None else "cannot be undone"
            raise Conflict(f"This {done}.", hint="The log says what stands.")
        await self.take_back(row, principal.account_id)
        changed = await self._rules.event(event_id)
        assert changed is not None
        return {**changed, "can_undo": False}

    async def take_back(self, row: Row, by: int | None) -> None:
        """Undo a deed that can be undone.

        Args:
            row: the deed, as the log has it.
            by: who decided so; None: a deadline passed.

        Raises:
            Conflict: somebody else undid it meanwhile.
        """
        now, effect = self._clock(), row["effect"]
        async with self._facts.turn(waits=True):
            if not await self._deeds.mark_undone(row["id"], by, now):
                raise Conflict("Somebody else undid this meanwhile.")
            if row["restriction_id"] is not None:
                await self._rules.lift(row["restriction_id"], by, now)
            elif "held" in effect:
                await self._deeds.release(effect["held"])
            else:
                await self._deeds.give_skill_back(row["worker_id"], effect["skill"], effect["was"], now)

    async def delete(self, principal: Principal, rule_id: int) -> None:
        """Remove a rule that never did anything.

        Raises:
            Conflict: it did: its log stays, and so does the rule.
        """
        row = await self._own(principal, rule_id)
        if row["hits"] or not await self._rules.delete(rule_id):
            raise Conflict("This rule has acted; its log is kept.", hint="Switch it off instead.")

    async def _own(self, principal: Principal, rule_id: int) -> Row:
        row = await self._rules.rule(rule_id)
        if row is None:
            raise NotFound("There is no such rule.")
        await self._campaigns.get(principal, row["campaign_id"], noun="rule")
        return row

    async def _one(self, rule_id: int) -> Row:
        row = await self._rules.rule(rule_id)
        assert row is not None
        return _shown(row, await self._currency(row["campaign_id"]))

    async def _checked(
        self, principal: Principal, campaign_id: int, definition: Mapping[str, Any], but: int | None
    ) -> Rule:
        rule = rule_of(definition)
        if found := await self._problems(principal, campaign_id, rule, but):
            raise InvalidInput(" ".join(found), hint="Change the rule and save again.", problems=found)
        return rule

    async def _problems(
        self, principal: Principal, campaign_id: int, rule: Rule, but: int | None
    ) -> list[str]:
        if rule.action.scope is Scope.EVERYTHING and principal.role != "owner":
            raise Forbidden(
                "Only the owner of this installation restricts people from all work here.",
                hint="Restrict them from the campaign.",
            )
        others = {
            row["name"]: rule_of(row["definition"])
            for row in await self._rules.rules(campaign_id)
            if row["is_on"] and row["id"] != but
        }
        return problems(rule, await self._grounds(campaign_id), others)

    async def _grounds(self, campaign_id: int) -> list[Ground]:
        return grounds_of(await self._rules.grounds(campaign_id))

    async def _currency(self, campaign_id: int) -> str:
        return await self._rules.currency(campaign_id)

    async def _names(self, workers: set[int]) -> dict[int, Row]:
        rows = await self._rules.names(sorted(workers))
        return {row["id"]: {"worker": row["name"], "simulated": row["simulated"]} for row in rows}


def can_undo(row: Row) -> bool:
    """Whether a deed still stands and can be taken back."""
    if row["undone_at"] is not None:
        return False
    if row["restriction_id"] is not None:
        return row["lifted_at"] is None
    effect = row["effect"]
    return bool(effect.get("held")) or effect.get("was") is not None


def _shown(row: Row, currency: str) -> Row:
    return {**row, "sentence": sentence(rule_of(row["definition"]), currency=currency)}


def _replayed(rule: Rule, events: Sequence[WorkEvent]) -> list[Any]:
    hits = replay(rule, events)
    return list(zip(hits, stopped(rule, hits, events), strict=True))
