"""Look at new facts about people's work, every few seconds: agreement, skills, speed, rules.

A turn reads the facts of every transaction that ended since the last one, acts on them and moves the cursor, all in
one transaction: whatever stops it in between, nothing is lost and nothing is done twice. Only one process has its turn
at a time, and a look without news costs one index probe.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from goldsmith.app.decision_ports import DecisionStore
from goldsmith.app.enforcement import Enforcement
from goldsmith.app.facts import before, fact_of, floors_of
from goldsmith.app.ports import Clock
from goldsmith.app.supervision_ports import DeedStore, SupervisionStore
from goldsmith.domain.overlap import SpanVote, Vote
from goldsmith.domain.pace import learn
from goldsmith.domain.peer_agreement import Agreement, of_marks, of_verdicts
from goldsmith.domain.quality import Record
from goldsmith.domain.rules.codec import rule_of
from goldsmith.domain.rules.event import EventKind
from goldsmith.domain.rules.rule import Hit, Rule
from goldsmith.domain.rules.watch import Watch
from goldsmith.domain.skills import GOLDEN_WEIGHT, REVIEW_WEIGHT, Observation, opens_at, updated
from goldsmith.domain.span import Span
from goldsmith.domain.stage import VERDICTS_OF, StageKind

Row = dict[str, Any]

BATCH = 5_000
"""Facts a turn deals with, about, so that it stays short after a long pause."""
#: A stage learns its floor anew at most so often.
_LEARN_EVERY = timedelta(minutes=10)
#: What a preference comes down to, whatever side ours was shown on.
_PREFERENCES = ("ours", "neither", "other")


class Supervision:
    """The use case behind the periodic look."""

    def __init__(
        self, store: SupervisionStore, deeds: DeedStore, decisions: DecisionStore, clock: Clock
    ) -> None:
        self._store = store
        self._enforcement = Enforcement(store, deeds, decisions)
        self._clock = clock
        self._rules: dict[tuple[int, int], Rule] = {}

    async def tick(self) -> int:
        """Deal with what is new; the number of facts, 0 where there is nothing or another process is at it."""
        if not await self._store.has_news():
            return 0
        async with self._store.turn() as is_mine:
            if not is_mine:
                return 0
            start, end, rows = await self._store.facts(BATCH)
            if rows:
                await self._compare(rows)
                await self._update_skills(rows)
                for row, rule, hit in await self._hits(rows, start):
                    await self._enforcement.act(row, rule, hit, rows, self._clock())
                await self._learn_floors(rows)
            await self._store.advance(end)
        return len(rows)

    async def _compare(self, rows: Sequence[Row]) -> None:
        """Facts about agreement for tasks that are finished; they are read with the next turn."""
        answered = [row["assignment_id"] for row in rows if row["kind"] == EventKind.SUBMITTED.value]
        if not answered:
            return
        found = []
        for task in await self._store.finished(answered):
            for answer, agreement in zip(task["answers"], _agreements(task), strict=False):
                found.append(
                    {
                        "campaign_id": task["campaign_id"],
                        "stage_id": task["stage_id"],
                        "worker_id": answer["worker_id"],
                        "assignment_id": answer["assignment_id"],
                        "kind": EventKind.AGREED.value,
                        "score": agreement.score,
                        "weight": agreement.weight,
                        "at": task["completed_at"] or self._clock(),
                    }
                )
        if found:
            await self._store.add_agreed(found)

    async def _update_skills(self, rows: Sequence[Row]) -> None:
        seen: dict[tuple[int, str], list[Observation]] = defaultdict(list)
        for row in rows:
            if row["skill_key"] is not None and (observation := _observation(row)) is not None:
                seen[row["worker_id"], row["skill_key"]].append(observation)
        if not seen:
            return
        bars = await self._store.bars(sorted({key for _, key in seen}))
        changed = []
        for skill in await self._store.skills(sorted(seen)):
            record = updated(
                Record(skill["correct"], skill["total"]), seen[skill["account_id"], skill["key"]]
            )
            level = opens_at(skill["level"], record, bars.get(skill["key"], []))
            changed.append({**skill, "level": level, "correct": record.correct, "total": record.total})
        if changed:
            await self._store.update_skills(changed, self._clock())

    async def _hits(self, rows: Sequence[Row], start: int) -> list[tuple[Row, Rule, Hit]]:
        """The hits of all rules that are on, in the order of the facts that caused them."""
        on = await self._store.rules_on(sorted({row["campaign_id"] for row in rows}))
        if not on:
            return []
        workers = sorted({row["worker_id"] for row in rows})
        last: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
        for row in await self._store.last_hits([row["id"] for row in on], workers):
            last[row["rule_id"]][row["worker_id"]] = (row["xid"], row["id"])
        found = []
        for row in on:
            rule = self._rule(row)
            kinds = {kind.value for kind in rule.kinds}
            news = [
                one
                for one in rows
                if one["campaign_id"] == row["campaign_id"]
                and one["kind"] in kinds
                and (not rule.stages or one["template"] in rule.stages)
            ]
            if news:
                found += [
                    (row, rule, hit) for hit in await self._watched(row, rule, news, start, last[row["id"]])
                ]
        return sorted(found, key=lambda one: (one[2].position, one[0]["id"]))

    async def _watched(
        self, row: Row, rule: Rule, news: Sequence[Row], start: int, last: Mapping[int, tuple[int, int]]
    ) -> list[Hit]:
        history = await before(
            self._store,
            rule,
            row["campaign_id"],
            sorted({one["worker_id"] for one in news}),
            start=start,
            earliest=min(one["at"] for one in news),
        )
        floors = await floors_of(self._store, [*history, *news])
        watch = Watch(rule)
        watch.prime((fact_of(one, floors) for one in history), dict(last))
        return [hit for one in news if (hit := watch.see(fact_of(one, floors))) is not None]

    def _rule(self, row: Row) -> Rule:
        place = (row["id"], row["version"])
        if place not in self._rules:
            self._rules[place] = rule_of(row["definition"])
        return self._rules[place]

    async def _learn_floors(self, rows: Iterable[Row]) -> None:
        now = self._clock()
        stages = sorted({row["stage_id"] for row in rows if row["kind"] == EventKind.SUBMITTED.value})
        if not (due := await self._store.old_paces(stages, now - _LEARN_EVERY)):
            return
        for stage_id, times in (await self._store.times(due)).items():
            if (floor := learn(times)) is not None:
                await self._store.add_pace(
                    stage_id, {"floor_ms": floor.floor_ms, "median_ms": floor.median_ms, "n": floor.n}, now
                )


def _observation(row: Row) -> Observation | None:
    """What a fact says about a skill."""
    match row["kind"]:
        case EventKind.GOLDEN.value:
            return Observation(row["score"], GOLDEN_WEIGHT)
        case EventKind.REVIEWED.value:
            return Observation(row["score"], REVIEW_WEIGHT)
        case EventKind.AGREED.value:
            return Observation(row["score"], row["weight"])
    return None


def _agreements(task: Row) -> list[Agreement]:
    """One entry an answer of a finished task."""
    kind, answers = StageKind(task["kind"]), task["answers"]
    if kind is StageKind.ANNOTATE:
        votes = [SpanVote(_spans(one["spans"] or []), one["quality"]) for one in answers]
        return of_marks(votes, task["labels"], length_chars=task["chars"] or 0)
    if kind is StageKind.COMPARE:
        return of_verdicts([Vote(_preference(one), one["quality"]) for one in answers], _PREFERENCES)
    return of_verdicts([Vote(one["verdict"], one["quality"]) for one in answers], VERDICTS_OF[kind])


def _spans(marks: Sequence[Mapping[str, Any]]) -> tuple[Span, ...]:
    return tuple(sorted(Span(mark["start"], mark["end"], mark["label"]) for mark in marks))


def _preference(answer: Row) -> str:
    """-2 (left much better) to 2 (right much better), as what it means for the answer that is ours."""
    for_ours = -answer["preference"] if answer["ours_first"] else answer["preference"]
    return "ours" if for_ours > 0 else "other" if for_ours < 0 else "neither"
