"""Decisions about single assignments: accept, reject, use or not, ask for rework; and what is accepted by itself."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.decision_ports import DecisionStore
from goldsmith.app.ports import Clock, Row
from goldsmith.app.principal import Principal, require_staff
from goldsmith.domain import goldens
from goldsmith.domain.errors import InvalidInput, NotFound
from goldsmith.domain.stage import MAKING_KINDS
from goldsmith.domain.workflow import ASSIGNMENT, AssignmentEvent, AssignmentState

_BATCH = 500
_MOST_BATCHES = 200
_RESERVE_S = 3 * 24 * 3600

_EVENTS = {
    "accept": AssignmentEvent.ACCEPT,
    "accept_unused": AssignmentEvent.ACCEPT,
    "reject": AssignmentEvent.REJECT,
    "rework": AssignmentEvent.REJECT,
    "reconsider": AssignmentEvent.RECONSIDER,
}

_WHY_NOT = {
    "changed": "It was decided meanwhile, by somebody else or by the people who judge it.",
    "busy": "Somebody is at work on what follows from it. Decide when they are done.",
    "built_on": "Later work rests on it.",
    "taken": "Its place was given to somebody else meanwhile, so it cannot count again.",
    "superseded": "It is a judgement of other work, or was made anew since: there is nothing to do again.",
}


class Decisions:
    """Use cases of the queue of decisions."""

    def __init__(self, decisions: DecisionStore, campaigns: Campaigns, clock: Clock) -> None:
        self._decisions = decisions
        self._campaigns = campaigns
        self._clock = clock

    async def queue(
        self,
        principal: Principal,
        campaign_id: int,
        filters: Mapping[str, Any],
        *,
        before: int | None,
        limit: int,
    ) -> list[Row]:
        """Assignments of a campaign with what was answered and what can be done, by id descending."""
        await self._campaigns.get(principal, campaign_id)
        rows = await self._decisions.queue(campaign_id, filters, before=before or sys.maxsize, limit=limit)
        return [_shown(row) for row in rows]

    async def counts(self, principal: Principal, campaign_id: int) -> Row:
        """How many wait for a decision, and what accepting them pays."""
        await self._campaigns.get(principal, campaign_id)
        return await self._decisions.counts(campaign_id)

    async def get(self, principal: Principal, assignment_id: int) -> Row:
        """One assignment with its evidence: the text, what was answered, what others said of it.

        Raises:
            NotFound: there is no submitted one in a campaign of the caller.
        """
        row = await self._own(principal, assignment_id)
        labels = await self._campaigns.labels(row["campaign_id"], row["category"])
        fields = {key: text for key, text in (row["payload"] or {}).items() if isinstance(text, str)}
        text = row["text"].decode() if row["text"] is not None else ""
        return {**_shown(row), "text": text, "labels": labels, "fields": fields}

    async def decide(
        self, principal: Principal, assignment_ids: Sequence[int], decision: str, *, reason: str
    ) -> Row:
        """Decide about assignments, one by one.

        Args:
            principal: the caller.
            assignment_ids: which; all of campaigns of the caller.
            decision: accept, accept_unused (paid, but its answer counts nowhere), reject, rework (rejected, and back
                to its author), reconsider (rejected before, accepted now), use (count an unused answer again), hold,
                release.
            reason: as the worker reads it; a rejection needs one.

        Returns:
            {changed: ids, refused: [{id, why}]}.

        Raises:
            NotFound: one is not of the caller's.
            InvalidInput: a rejection without a reason.
            Conflict: reconsidered work costs more than is free in the budget; nothing changed.
        """
        require_staff(principal)
        reason = reason.strip()
        if decision in ("reject", "rework") and not reason:
            raise InvalidInput(
                "Say why.", hint="The worker reads it and can appeal.", fields={"reason": "A reason, please."}
            )
        rows = [await self._own(principal, one) for one in dict.fromkeys(assignment_ids)]
        if decision in ("hold", "release"):
            ids = [row["id"] for row in rows if row["state"] == AssignmentState.SUBMITTED.value]
            await self._decisions.hold(ids, decision == "hold")
            return _result(rows, ids)
        if decision in ("accept", "reconsider"):
            done = await self._decisions.decide(
                [row["id"] for row in rows],
                _EVENTS[decision],
                by=principal.account_id,
                reason=reason,
                now=self._clock(),
            )
            changed = [row["id"] for row in done]
            if decision == "reconsider":
                for row in rows:
                    if row["id"] in changed and row["is_unused"]:
                        await self._decisions.use_again(row["id"], self._clock())
            return _result(rows, changed)
        outcomes = {row["id"]: await self._one(principal, row, decision, reason) for row in rows}
        changed = [one for one, said in outcomes.items() if said == "done"]
        return {
            "changed": changed,
            "refused": [
                {"id": one, "why": _WHY_NOT[said]} for one, said in outcomes.items() if said != "done"
            ],
        }

    async def accept_waiting(self, principal: Principal, campaign_id: int, filters: Mapping[str, Any]) -> int:
        """Accept everything that waits and is not held, in batches; how many."""
        await self._campaigns.get(principal, campaign_id)
        after = accepted = 0
        while ids := await self._decisions.waiting(campaign_id, filters, after=after, limit=_BATCH):
            accepted += await self._accept(ids, by=principal.account_id)
            after = ids[-1]
        return accepted

    async def accept_due(self) -> int:
        """Accept what nobody decided about within the review period, but not what is held; how many.

        Answers to goldens are accepted when others of their stage are: a longer wait would tell what they were.
        """
        accepted = 0
        for due in (self._decisions.due, self._decisions.due_goldens):
            for _ in range(_MOST_BATCHES):
                ids = await due(self._clock(), _BATCH)
                accepted += await self._accept(ids, by=None)
                if len(ids) < _BATCH:
                    break
        return accepted

    async def _accept(self, ids: Sequence[int], *, by: int | None) -> int:
        if not ids:
            return 0
        done = await self._decisions.decide(ids, AssignmentEvent.ACCEPT, by=by, reason="", now=self._clock())
        return len(done)

    async def _one(self, principal: Principal, row: Row, decision: str, reason: str) -> str:
        if decision == "use":
            if row["state"] != AssignmentState.ACCEPTED.value or not row["is_unused"]:
                return "changed"
            return "done" if await self._decisions.use_again(row["id"], self._clock()) else "taken"
        is_rework = decision == "rework"
        is_made = row["kind"] in MAKING_KINDS and not row["is_golden"]
        if is_rework and not is_made:
            return "superseded"
        arguments: dict[str, Any] = {
            "by": principal.account_id,
            "reason": reason,
            "now": self._clock(),
            "reserve_s": _RESERVE_S if is_rework else 0,
        }
        said = await self._decisions.set_aside(row["id"], _EVENTS[decision], remake=is_made, **arguments)
        if said in ("superseded", "built_on") and not is_rework:
            # The decision stands all the same; the item stays as it is.
            said = await self._decisions.set_aside(row["id"], _EVENTS[decision], remake=False, **arguments)
        return said

    async def _own(self, principal: Principal, assignment_id: int) -> Row:
        require_staff(principal)
        row = await self._decisions.assignment(assignment_id)
        if row is None:
            raise NotFound("There is no such submitted work.")
        await self._campaigns.get(principal, row["campaign_id"], noun="submitted work")
        return row


def _result(rows: Sequence[Row], changed: Sequence[int]) -> Row:
    refused = [{"id": row["id"], "why": _WHY_NOT["changed"]} for row in rows if row["id"] not in changed]
    return {"changed": list(changed), "refused": refused}


def _shown(row: Row) -> Row:
    truth, answer = row.pop("golden_truth"), row["answer"]
    score = goldens.score(truth, answer) if truth is not None and answer is not None else None
    return {**row, "golden_score": score, "can": _possible(row)}


def _possible(row: Row) -> list[str]:
    """What the workflow allows now."""
    state = AssignmentState(row["state"])
    is_made = row["kind"] in MAKING_KINDS and not row["is_golden"] and bool(row["is_current"])
    if (state, AssignmentEvent.RECONSIDER) in ASSIGNMENT.table:
        return ["reconsider"]
    if state is AssignmentState.ACCEPTED:
        return ["use"] if row["is_unused"] else []
    can = ["accept", "reject", "accept_unused", "release" if row["is_held"] else "hold"]
    return [*can, "rework"] if is_made else can
