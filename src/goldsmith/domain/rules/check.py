"""Refuse a rule that can never fire, always fires, or fights another; with the reason in plain words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goldsmith.domain.rules.actions import Action, ActionKind
from goldsmith.domain.rules.collectors import SPECS, Collector, Measure
from goldsmith.domain.rules.conditions import Comparison, Condition
from goldsmith.domain.rules.rule import Rule
from goldsmith.domain.rules.words import condition_words
from goldsmith.domain.stage import MACHINE_KINDS, StageKind


@dataclass(frozen=True, slots=True)
class Ground:
    """What rules need to know of one stage of a campaign.

    Attributes:
        stage: its template.
        kind: what is done there.
        has_goldens: tasks with a known answer are mixed in.
        overlap_max: answers a task may get.
        is_paid: its tasks have a price.
        is_judged: another stage judges its answers.
        skill: the skill that opens it, as the recipe calls it, or None.
        has_quiz: a quiz gives that skill.
    """

    stage: str
    kind: StageKind
    has_goldens: bool
    overlap_max: int
    is_paid: bool
    is_judged: bool
    skill: str | None
    has_quiz: bool


def problems(rule: Rule, grounds: Sequence[Ground], others: Mapping[str, Rule]) -> list[str]:
    """What is wrong with a rule, one sentence each; [] where nothing is.

    Args:
        rule: the rule to be saved.
        grounds: the stages of its campaign.
        others: the campaign's other rules, by name.
    """
    known = {ground.stage for ground in grounds if ground.kind not in MACHINE_KINDS}
    if strange := [stage for stage in rule.stages if stage not in known]:
        return [
            f"No people work at {', '.join(strange)} in this campaign; stages are {', '.join(sorted(known))}."
        ]
    here = [
        ground
        for ground in grounds
        if ground.kind not in MACHINE_KINDS and (not rule.stages or ground.stage in rule.stages)
    ]
    found = [problem for one in rule.conditions for problem in _of_condition(one, here)]
    found += _contradictions(rule)
    found += _of_action(rule.action, here, grounds)
    if not found:
        found += [words for name, other in others.items() if (words := fight(rule, other, name)) is not None]
    return found


def _of_condition(condition: Condition, here: Sequence[Ground]) -> list[str]:
    found = []
    if (source := _missing_source(condition, here)) is not None:
        found.append(source)
    low, high = _range(condition)
    interval = _interval(condition)
    said = condition_words(condition)
    if not _meets(interval, (low, high)):
        last = condition.window.last
        if condition.measure is Measure.COUNT and last is not None and condition.value > 0:
            found.append(f"It can never fire: a window of {last} can never hold what {said!r} asks for.")
        else:
            found.append(f"It can never fire: {said!r} is impossible.")
    elif condition.measure is Measure.SHARE and _covers(interval, (low, high)):
        found.append(f"It would fire on everybody: {said!r} is always true.")
    elif condition.measure is not Measure.SHARE and condition.comparison in (
        Comparison.LESS,
        Comparison.AT_MOST,
    ):
        found.append(
            f"It would fire on everybody who begins: {said!r} is true from the first answer. Ask for more, not less."
        )
    elif condition.measure is not Measure.SHARE and _covers(interval, (1.0, high)) and condition.value <= 0:
        found.append(f"It would fire on everybody: {said!r} is always true.")
    last = condition.window.last
    if last is not None and condition.at_least is not None and condition.at_least > last:
        found.append(
            f"It can never fire: it waits for {condition.at_least} {SPECS[condition.collector].of}, "
            f"and its window holds {last}."
        )
    return found


def _missing_source(condition: Condition, here: Sequence[Ground]) -> str | None:
    match condition.collector:
        case Collector.GOLDEN_SCORE if not any(one.has_goldens for one in here):
            return "It can never fire: none of its stages has goldens. Set `goldens` on a stage first."
        case Collector.AGREEMENT if not any(
            one.overlap_max > 1 and one.kind is not StageKind.AUTHOR for one in here
        ):
            return "It can never fire: no task of its stages gets several answers, so there is nothing to agree with."
        case Collector.REVIEWS if not any(one.is_judged for one in here):
            return "It can never fire: no stage reviews what is made at its stages."
        case Collector.INCOME if not any(one.is_paid for one in here):
            return "It can never fire: no task of its stages is paid."
    return None


def _contradictions(rule: Rule) -> list[str]:
    found = []
    for index, one in enumerate(rule.conditions):
        for other in rule.conditions[index + 1 :]:
            same = (one.collector, one.window, one.seconds) == (other.collector, other.window, other.seconds)
            if same and not _meets(_interval(one), _interval(other)):
                found.append(
                    f"It can never fire: {condition_words(one)!r} and {condition_words(other)!r} exclude each other."
                )
    return found


def _of_action(action: Action, here: Sequence[Ground], grounds: Sequence[Ground]) -> list[str]:
    if action.kind not in (ActionKind.SET_SKILL, ActionKind.REQUIZ):
        return []
    skills = {one.skill for one in grounds if one.skill is not None}
    if action.skill is not None and action.skill not in skills:
        return [
            f"There is no skill {action.skill} in this campaign; there are {', '.join(sorted(skills)) or 'none'}."
        ]
    mine = here if action.skill is None else [one for one in grounds if one.skill == action.skill]
    if not any(one.skill for one in mine):
        return ["It can do nothing: none of its stages asks for a skill."]
    if action.kind is ActionKind.REQUIZ and not any(one.has_quiz for one in mine):
        return ["It can do nothing: no quiz gives this skill. Set the skill instead, or restrict."]
    return []


_OPPOSED = (
    frozenset({ActionKind.ACCEPT_ANSWERS, ActionKind.HOLD_ANSWERS}),
    frozenset({ActionKind.SET_SKILL, ActionKind.REQUIZ}),
)


def fight(rule: Rule, other: Rule, name: str) -> str | None:
    """Why two rules must not stand together, or None.

    They meet where both look at the same collectors at common stages and some number satisfies both. There, they fight
    if they do opposite things, set one skill to two levels, or act in two ways from the very same numbers on; and one
    is idle if it does no more than the other on a part of what that hits.
    """
    if rule.stages and other.stages and not set(rule.stages) & set(other.stages):
        return None
    mine, theirs = rule.action, other.action
    pairs = _pairs(rule, other)
    if pairs is None or not all(_meets(_interval(a), _interval(b)) for a, b in pairs):
        return None
    kinds = frozenset({mine.kind, theirs.kind})
    opposed = kinds in _OPPOSED and (ActionKind.REQUIZ not in kinds or mine.skill == theirs.skill)
    if opposed:
        return f"It fights the rule {name!r}: the same numbers make one do the opposite of the other."
    if mine.kind is not theirs.kind:
        return None
    if mine.kind is ActionKind.SET_SKILL and mine.skill == theirs.skill and mine.level != theirs.level:
        return f"It fights the rule {name!r}: the same numbers set one skill to {mine.level:g} and to {theirs.level:g}."
    if not all(a.window == b.window and a.seconds == b.seconds and a.needed == b.needed for a, b in pairs):
        return None
    return _idle(rule, other, name, pairs)


def _idle(rule: Rule, other: Rule, name: str, pairs: Sequence[tuple[Condition, Condition]]) -> str | None:
    """One of two rules of the same deed over the same windows that adds nothing, or contradicts the other."""
    mine_inside = all(_covers(_interval(b), _interval(a)) for a, b in pairs) and _stages_inside(rule, other)
    theirs_inside = all(_covers(_interval(a), _interval(b)) for a, b in pairs) and _stages_inside(other, rule)
    if mine_inside and theirs_inside and rule.action != other.action:
        return f"It fights the rule {name!r}: the same numbers make both act, each in its own way."
    if mine_inside and _no_more(rule.action, other.action):
        return f"It adds nothing: whenever it fires, the rule {name!r} fires and does as much."
    if theirs_inside and _no_more(other.action, rule.action):
        return f"It makes the rule {name!r} idle: whenever that fires, this one fires and does as much."
    return None


def _pairs(rule: Rule, other: Rule) -> list[tuple[Condition, Condition]] | None:
    """Conditions of both by collector; None where they look at different things, or twice at one."""
    mine = {one.collector: one for one in rule.conditions}
    theirs = {one.collector: one for one in other.conditions}
    if (
        mine.keys() != theirs.keys()
        or len(mine) < len(rule.conditions)
        or len(theirs) < len(other.conditions)
    ):
        return None
    return [(mine[key], theirs[key]) for key in mine]


def _stages_inside(inner: Rule, outer: Rule) -> bool:
    return not outer.stages or (bool(inner.stages) and set(inner.stages) <= set(outer.stages))


def _no_more(weak: Action, strong: Action) -> bool:
    """Whether an action does nothing that another of the same kind does not."""
    if (weak.skill, weak.level, weak.scope) != (strong.skill, strong.level, strong.scope):
        return False
    return (
        _or_infinite(weak.minutes) <= _or_infinite(strong.minutes)
        and _or_infinite(weak.hours) <= _or_infinite(strong.hours)
        and (weak.more or 0) <= (strong.more or 0)
    )


def _or_infinite(value: float | None) -> float:
    return math.inf if value is None else value


_Interval = tuple[float, float]
_STEP = 1e-9


def _interval(condition: Condition) -> _Interval:
    """The closed interval of numbers that satisfy a condition; an open end lies a step inside."""
    match condition.comparison:
        case Comparison.LESS:
            return -math.inf, condition.value - _STEP
        case Comparison.AT_MOST:
            return -math.inf, condition.value
        case Comparison.MORE:
            return condition.value + _STEP, math.inf
        case Comparison.AT_LEAST:
            return condition.value, math.inf


def _range(condition: Condition) -> _Interval:
    """The numbers a condition can ever see."""
    if condition.measure is Measure.SHARE:
        return 0.0, 1.0
    if condition.measure is Measure.COUNT and condition.window.last is not None:
        return 0.0, float(condition.window.last)
    return 0.0, math.inf


def _meets(one: _Interval, other: _Interval) -> bool:
    return max(one[0], other[0]) <= min(one[1], other[1])


def _covers(outer: _Interval, inner: _Interval) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
