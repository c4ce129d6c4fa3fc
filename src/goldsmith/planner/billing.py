"""From a run to its outcome: hours, dollars, days and quality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import median

from goldsmith.domain.pay import CAP_MULTIPLE, bonus_due, typical_seconds
from goldsmith.domain.stage import StageKind
from goldsmith.planner.answers import f1
from goldsmith.planner.blueprint import Blueprint, Station
from goldsmith.planner.engine import Campaign
from goldsmith.planner.outcome import Outcome, StageWork
from goldsmith.planner.people import DAY_S
from goldsmith.planner.policy import Policy
from goldsmith.planner.queues import Item
from goldsmith.planner.shift import Shift

_HOUR_S = 3600.0


def bill(campaign: Campaign, blueprint: Blueprint, policy: Policy, seed: int) -> Outcome:
    """Add up what a run came to."""
    done = [item for item in campaign.items if item.is_finished]
    right, wrong, missed = _marks(done)
    stages = _stages(blueprint, campaign.shifts)
    kinds = {one.template: one.plan.kind for one in blueprint.stations.values()}
    skipped_s = sum(shift.skipped_s for shift in campaign.shifts)
    return Outcome(
        policy=policy,
        seed=seed,
        items=len(campaign.items),
        finished=campaign.finished,
        end=campaign.end,
        labels=sum(one.answers - one.goldens for one in stages if kinds[one.template] is StageKind.ANNOTATE),
        validations=sum(
            one.answers - one.goldens for one in stages if kinds[one.template] is StageKind.VALIDATE
        ),
        again=sum(item.round > 1 for item in campaign.items),
        workers=len(campaign.shifts),
        passed=sum(bool(shift.records) for shift in campaign.shifts),
        worked=sum(any(course.answers for course in shift.courses.values()) for shift in campaign.shifts),
        stages=stages,
        person_hours=sum(one.hours for one in stages) + skipped_s / _HOUR_S,
        quiz_hours=sum(shift.quiz_s for shift in campaign.shifts) / _HOUR_S,
        days=campaign.finished_s / DAY_S,
        f1=f1(right, wrong, missed) if done else None,
        precision=right / (right + wrong) if right + wrong else None,
        recall=right / (right + missed) if right + missed else None,
        right_items=sum(map(_is_right, done)) / len(done) if done else None,
        task_pay=sum((_pay(blueprint, shift) for shift in campaign.shifts), Decimal(0)),
        bonus=_bonuses(blueprint, campaign.shifts),
        rules=campaign.rulebook.counts(),
    )


def _marks(items: Sequence[Item]) -> tuple[int, int, int]:
    """(right, wrong, missed) of the accepted marks of all items."""
    right = wrong = values = 0
    for item in items:
        values += item.values
        if item.marks is not None:
            right += item.marks.right
            wrong += item.marks.wrong
    return right, wrong, values - right


def _is_right(item: Item) -> bool:
    return item.marks is not None and item.marks.right == item.values and not item.marks.wrong


def _stages(blueprint: Blueprint, shifts: Sequence[Shift]) -> tuple[StageWork, ...]:
    templates: dict[str, list[int]] = defaultdict(list)
    for stage_id, one in sorted(blueprint.stations.items(), key=lambda pair: pair[1].position):
        templates[one.template].append(stage_id)
    return tuple(_stage_work(template, ids, shifts) for template, ids in templates.items())


def _stage_work(template: str, stage_ids: Sequence[int], shifts: Sequence[Shift]) -> StageWork:
    courses = [shift.courses[one] for shift in shifts for one in stage_ids if one in shift.courses]
    answers = sum(course.answers for course in courses)
    seconds = sum(sum(course.seconds) for course in courses)
    return StageWork(
        template=template,
        answers=answers,
        goldens=sum(course.goldens for course in courses),
        rejected=sum(course.rejected for course in courses),
        hours=seconds / _HOUR_S,
        mean_s=seconds / answers if answers else None,
    )


def _pay(blueprint: Blueprint, shift: Shift) -> Decimal:
    """Prices of a person's answers; an annotation that was judged incorrect is not paid."""
    return sum(
        (
            blueprint.stations[stage_id].price * (course.answers - course.rejected)
            for stage_id, course in shift.courses.items()
        ),
        Decimal(0),
    )


def _bonuses(blueprint: Blueprint, shifts: Sequence[Shift]) -> Decimal:
    """What brings each person up to the hourly target, on times capped as in the pay of a real campaign."""
    caps = {stage_id: _cap_s(stage_id, one, shifts) for stage_id, one in sorted(blueprint.stations.items())}
    return sum(
        (
            bonus_due(blueprint.target_hourly, _capped_s(shift, caps), _pay(blueprint, shift))
            for shift in shifts
            if shift.courses
        ),
        Decimal(0),
    )


def _cap_s(stage_id: int, station: Station, shifts: Sequence[Shift]) -> float:
    seconds = [
        one for shift in shifts if stage_id in shift.courses for one in shift.courses[stage_id].seconds
    ]
    typical = typical_seconds(
        median(seconds) if seconds else None, len(seconds), Decimal(str(station.expected_s))
    )
    return float(CAP_MULTIPLE * typical)


def _capped_s(shift: Shift, caps: Mapping[int, float]) -> Decimal:
    """A person's working time in whole milliseconds, each task capped."""
    seconds = sum(
        min(one, caps[stage_id]) for stage_id, course in shift.courses.items() for one in course.seconds
    )
    return Decimal(round(1000 * seconds)) / 1000
