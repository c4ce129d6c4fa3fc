"""Carry out what a rule asks for, and log it with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from goldsmith.app.decision_ports import DecisionStore
from goldsmith.app.supervision_ports import DeedStore, SupervisionStore
from goldsmith.domain.rules.actions import ActionKind, Scope
from goldsmith.domain.rules.codec import data_of
from goldsmith.domain.rules.rule import Evidence, Hit, Rule
from goldsmith.domain.rules.words import evidence_words, to_worker
from goldsmith.domain.workflow import AssignmentEvent

Row = dict[str, Any]

_ON_ANSWERS = frozenset({ActionKind.RAISE_OVERLAP, ActionKind.ACCEPT_ANSWERS, ActionKind.HOLD_ANSWERS})


class Enforcement:
    """Deeds of rules, inside the turn that found the hit."""

    def __init__(self, store: SupervisionStore, deeds: DeedStore, decisions: DecisionStore) -> None:
        self._store = store
        self._deeds = deeds
        self._decisions = decisions

    async def act(self, row: Row, rule: Rule, hit: Hit, facts: Sequence[Row], now: datetime) -> None:
        """Log a hit and do what its rule says, once.

        Args:
            row: the rule's row: {id, version, campaign_id, currency, recipe_key}.
            rule: the rule.
            hit: what it found.
            facts: the facts of the turn, which know the skills of their stages.
            now: the time of the deed.
        """
        words = to_worker(rule.action, hit.evidence, row["currency"])
        event_id = await self._store.add_event(
            {
                "rule_id": row["id"],
                "rule_version": row["version"],
                "campaign_id": row["campaign_id"],
                "stage_id": hit.stage_id,
                "worker_id": hit.worker_id,
                "xid": hit.position[0],
                "fact_id": hit.position[1],
                "fact_at": moment(hit.at_ms),
                "action": data_of(rule)["action"],
                "evidence": [evidence_row(one, row["currency"]) for one in hit.evidence],
                "words": words,
            },
            now,
        )
        if event_id is None:
            return
        if rule.action.kind is ActionKind.RESTRICT:
            restriction_id = await self._restrict(row, rule, hit, words, now)
            await self._store.set_effect(event_id, {"restriction": restriction_id}, restriction_id)
        elif rule.action.kind in _ON_ANSWERS:
            await self._store.set_effect(event_id, await self._on_answers(row, rule, hit, words, now), None)
        else:
            await self._store.set_effect(event_id, await self._on_skill(row, rule, hit, facts, now), None)

    async def _restrict(self, row: Row, rule: Rule, hit: Hit, words: str, now: datetime) -> int:
        action = rule.action
        return await self._deeds.restrict(
            hit.worker_id,
            scope=(action.scope or Scope.CAMPAIGN).value,
            campaign_id=row["campaign_id"],
            stage_id=hit.stage_id,
            until=None if action.minutes is None else now + timedelta(minutes=action.minutes),
            reason=words,
            by=None,
            now=now,
        )

    async def _on_answers(self, row: Row, rule: Rule, hit: Hit, words: str, now: datetime) -> Row:
        action, worker, campaign = rule.action, hit.worker_id, row["campaign_id"]
        since = None if action.hours is None else now - timedelta(hours=action.hours)
        if action.kind is ActionKind.HOLD_ANSWERS:
            return {"held": await self._deeds.hold(worker, campaign, since)}
        if action.kind is ActionKind.RAISE_OVERLAP:
            return {"raised": await self._deeds.raise_overlap(worker, campaign, since, action.more or 0)}
        waiting = await self._deeds.waiting(worker, campaign, since)
        done = await self._decisions.decide(
            waiting, AssignmentEvent.ACCEPT, by=None, reason=f"By the rule {rule.name}: {words}", now=now
        )
        return {"accepted": [one["id"] for one in done]}

    async def _on_skill(self, row: Row, rule: Rule, hit: Hit, facts: Sequence[Row], now: datetime) -> Row:
        action = rule.action
        of_stage = next((one["skill_key"] for one in facts if one["stage_id"] == hit.stage_id), None)
        key = of_stage if action.skill is None else f"{row['recipe_key']}/{action.skill}"
        if key is None:
            return {}
        if action.kind is ActionKind.REQUIZ:
            return {"skill": key, "was": await self._deeds.take_skill(hit.worker_id, key, now)}
        was = await self._deeds.skill(hit.worker_id, key)
        await self._deeds.set_skill(hit.worker_id, key, action.level or 0.0, now)
        return {"skill": key, "was": was}


def moment(at_ms: int) -> datetime:
    """A time from milliseconds since 1970."""
    return datetime.fromtimestamp(at_ms / 1000, UTC)


def evidence_row(evidence: Evidence, currency: str) -> Row:
    """Evidence as it is kept and shown."""
    return {
        "collector": evidence.condition.collector.value,
        "number": evidence.number,
        "n": evidence.n,
        "first_at": moment(evidence.first_at_ms).isoformat(),
        "last_at": moment(evidence.last_at_ms).isoformat(),
        "words": evidence_words(evidence, currency),
    }
