"""Appeals: a worker objects to a decision, and somebody answers before the deadline, or the worker is right."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.decision_ports import DecisionStore
from goldsmith.app.ports import Clock, Row
from goldsmith.app.principal import Principal, require_staff, require_worker
from goldsmith.app.rules import Rules, can_undo
from goldsmith.app.supervision_ports import RuleStore
from goldsmith.app.voice_ports import AppealStore, MessageStore
from goldsmith.domain.errors import Conflict, InvalidInput, NotFound
from goldsmith.domain.workflow import (
    APPEAL,
    AppealEvent,
    AppealState,
    AssignmentEvent,
    AssignmentState,
)

AppealKind = Literal["assignment", "restriction", "rule_event"]

_ABOUT = {
    AppealEvent.UPHOLD: "Your appeal was upheld",
    AppealEvent.DISMISS: "Your appeal was dismissed",
    AppealEvent.EXPIRE: "Your appeal was upheld",
}
_BY_DEADLINE = "Nobody answered before the deadline, so your appeal counts as upheld."
_UPHELD = {
    "assignment": "Accepted on appeal.",
    "restriction": "The restriction has ended.",
    "rule_event": "What the rule did was taken back.",
}


class Appeals:
    """Use cases of appeals."""

    def __init__(
        self,
        appeals: AppealStore,
        messages: MessageStore,
        decisions: DecisionStore,
        rule_store: RuleStore,
        rules: Rules,
        campaigns: Campaigns,
        clock: Clock,
    ) -> None:
        self._appeals = appeals
        self._messages = messages
        self._decisions = decisions
        self._rule_store = rule_store
        self._rules = rules
        self._campaigns = campaigns
        self._clock = clock

    async def file(self, principal: Principal, kind: AppealKind, subject_id: int, text: str) -> Row:
        """Object to a rejection, a restriction or what a rule did; once a subject.

        Raises:
            NotFound: there is no such thing of the caller.
            InvalidInput: no reason.
            Conflict: it no longer stands, or there is an appeal about it.
        """
        require_worker(principal)
        subject = await self._subject(principal, kind, subject_id)
        text = text.strip()
        if not text:
            raise InvalidInput("Say why the decision is wrong.", fields={"text": "A few sentences, please."})
        now = self._clock()
        if (why := self._why_not(subject)) is not None:
            raise Conflict(why, hint="There is nothing to appeal any more.")
        appeal_id = await self._appeals.file(
            subject["kind"],
            subject["id"],
            campaign_id=subject["campaign_id"],
            worker_id=principal.account_id,
            decision=await self._appeals.decided(subject["kind"], subject["id"]),
            text=text,
            state=APPEAL.initial.value,
            deadline=now + timedelta(days=await self._appeals.days(subject["campaign_id"])),
            now=now,
        )
        if appeal_id is None:
            raise Conflict(
                "You appealed this before; there is one appeal a decision.", hint="See My appeals."
            )
        return await self._shown(appeal_id)

    async def subject(self, principal: Principal, kind: AppealKind, subject_id: int) -> Row:
        """What the caller would appeal: {kind, subject_id, subject, days, why_not, has_appeal}.

        Raises:
            NotFound: there is no such thing of the caller.
        """
        require_worker(principal)
        found = await self._subject(principal, kind, subject_id)
        return {
            "kind": found["kind"],
            "subject_id": found["id"],
            "subject": await self._appeals.decided(found["kind"], found["id"]),
            "days": await self._appeals.days(found["campaign_id"]),
            "why_not": self._why_not(found),
            "has_appeal": await self._appeals.about(found["kind"], found["id"]) is not None,
        }

    async def mine(self, principal: Principal) -> list[Row]:
        """The caller's appeals, newest first."""
        require_worker(principal)
        return [_with_can(row) for row in await self._appeals.mine(principal.account_id)]

    async def withdraw(self, principal: Principal, appeal_id: int) -> Row:
        """Take an open appeal back.

        Raises:
            NotFound: none of the caller's.
            TransitionRefused: it has ended.
        """
        require_worker(principal)
        row = await self._appeals.appeal(appeal_id)
        if row is None or row["worker_id"] != principal.account_id:
            raise NotFound("There is no such appeal of yours.")
        async with self._appeals.transaction():
            await self._settle(row, AppealEvent.WITHDRAW, answer="", by=principal.account_id)
        return await self._shown(appeal_id)

    async def queue(self, principal: Principal, campaign_id: int) -> Row:
        """{days, appeals}: open appeals of a campaign by deadline, then decided ones.

        The owner of the installation sees those about restrictions from everything, too.
        """
        await self._campaigns.get(principal, campaign_id)
        rows = await self._appeals.queue(campaign_id, with_general=principal.role == "owner")
        now = self._clock()
        return {
            "days": await self._appeals.days(campaign_id),
            "appeals": [
                {
                    **_with_can(row),
                    "is_overdue": row["state"] == AppealState.OPEN.value and row["deadline"] <= now,
                }
                for row in rows
            ],
        }

    async def set_days(self, principal: Principal, campaign_id: int, days: int) -> None:
        """How many days there are to answer, for coming appeals."""
        await self._campaigns.get(principal, campaign_id)
        await self._appeals.set_days(campaign_id, days)

    async def waiting(self, principal: Principal, campaign_id: int) -> Row:
        """What waits for the owner of a campaign: reports, unread messages, open appeals, the next deadline."""
        await self._campaigns.get(principal, campaign_id)
        return await self._appeals.waiting(campaign_id)

    async def decide(
        self, principal: Principal, appeal_id: int, decision: Literal["uphold", "dismiss"], answer: str
    ) -> Row:
        """Answer an appeal. Upheld, the decision is taken back: work is paid, a restriction ends.

        Raises:
            NotFound: none of a campaign of the caller.
            InvalidInput: dismissed without a reason.
            TransitionRefused: it has ended.
            Conflict: the work costs more than is free in the budget; nothing changed.
        """
        require_staff(principal)
        row = await self._appeals.appeal(appeal_id)
        if row is None or (row["campaign_id"] is None and principal.role != "owner"):
            raise NotFound("There is no such appeal.")
        if row["campaign_id"] is not None:
            await self._campaigns.get(principal, row["campaign_id"], noun="appeal")
        event, answer = AppealEvent(decision), answer.strip()
        if event is AppealEvent.DISMISS and not answer:
            raise InvalidInput(
                "Say why it stands.", hint="The worker reads it.", fields={"answer": "A reason, please."}
            )
        async with self._appeals.transaction():
            await self._settle(row, event, answer=answer, by=principal.account_id)
        return await self._shown(appeal_id)

    async def expire_due(self) -> int:
        """Uphold what nobody answered in time; how many.

        One that cannot be paid yet, because the budget is used up, stays open and is tried again.
        """
        upheld = 0
        for appeal_id in await self._appeals.overdue(self._clock()):
            row = await self._appeals.appeal(appeal_id)
            assert row is not None
            try:
                async with self._appeals.transaction():
                    await self._settle(row, AppealEvent.EXPIRE, answer=_BY_DEADLINE, by=None)
            except Conflict:
                continue
            upheld += 1
        return upheld

    async def _settle(self, row: Row, event: AppealEvent, *, answer: str, by: int | None) -> None:
        state = await self._appeals.lock(row["id"])
        assert state is not None
        following = APPEAL.transition(AppealState(state), event)
        now = self._clock()
        if following is AppealState.UPHELD:
            await self._take_back(row, by, answer or _UPHELD[row["kind"]])
        await self._appeals.settle(row["id"], following.value, answer=answer, by=by, now=now)
        if event in _ABOUT and row["campaign_id"] is not None:
            await self._messages.send(
                row["campaign_id"],
                row["worker_id"],
                author_id=by,
                is_from_worker=False,
                about=_ABOUT[event],
                text=answer or _UPHELD[row["kind"]],
                now=now,
            )

    async def _take_back(self, row: Row, by: int | None, reason: str) -> None:
        """Undo what the appeal is about; what was undone meanwhile stays undone."""
        subject_id, now = row["subject_id"], self._clock()
        if row["kind"] == "restriction":
            await self._rule_store.lift(subject_id, by, now)
        elif row["kind"] == "rule_event":
            event = await self._rule_store.event(subject_id)
            if event is not None and can_undo(event):
                await self._rules.take_back(event, by)
        else:
            subject = await self._appeals.subject("assignment", subject_id)
            done = await self._decisions.decide(
                [subject_id], AssignmentEvent.RECONSIDER, by=by, reason=reason, now=now
            )
            if done and subject is not None and subject["is_unused"]:
                await self._decisions.use_again(subject_id, now)

    async def _subject(self, principal: Principal, kind: AppealKind, subject_id: int) -> Row:
        subject = await self._appeals.subject(kind, subject_id)
        if subject is not None and subject.get("restriction_id") is not None:
            subject = await self._appeals.subject("restriction", subject["restriction_id"])
        if subject is None or subject["worker_id"] != principal.account_id:
            raise NotFound(
                "There is no such decision about you.", hint="My standing and My history list them."
            )
        return subject

    def _why_not(self, subject: Row) -> str | None:
        if subject["kind"] == "assignment":
            if subject["state"] != AssignmentState.REJECTED.value:
                return "This work is not rejected."
        elif subject["kind"] == "restriction":
            is_over = subject["until"] is not None and subject["until"] <= self._clock()
            if subject["lifted_at"] is not None or is_over:
                return "This restriction has ended."
        elif not can_undo(subject):
            return "What this rule did was taken back, or did nothing against you."
        return None

    async def _shown(self, appeal_id: int) -> Row:
        row = await self._appeals.appeal(appeal_id)
        assert row is not None
        return _with_can(row)


def _with_can(row: Row) -> Row:
    state = AppealState(row["state"])
    return {**row, "is_open": not APPEAL.is_final(state)}
