"""Rules, evidence and actions in plain words, as owners and workers read them."""

from __future__ import annotations

from collections.abc import Sequence

from goldsmith.domain.rules.actions import Action, ActionKind, Scope
from goldsmith.domain.rules.collectors import SPECS, Collector, Measure
from goldsmith.domain.rules.conditions import Comparison, Condition
from goldsmith.domain.rules.rule import Evidence, Rule

_COMPARED = {
    Comparison.LESS: "is under",
    Comparison.AT_MOST: "is at most",
    Comparison.MORE: "is over",
    Comparison.AT_LEAST: "is at least",
}
_LIMITS = {
    Comparison.LESS: "under",
    Comparison.AT_MOST: "at most",
    Comparison.MORE: "over",
    Comparison.AT_LEAST: "at least",
}
#: Where a title does not read well in a sentence.
_NAMES = {
    Collector.AGREEMENT: "agreement with the others",
    Collector.REVIEWS: "share of reviews that found the work right",
    Collector.SUBMIT_TIME: "answers too fast",
    Collector.ANSWERS: "number of answers",
}
_SCOPES = {
    Scope.STAGE: "from this stage",
    Scope.CAMPAIGN: "from this campaign",
    Scope.EVERYTHING: "from all work here",
}


def duration(minutes: int | None) -> str:
    """So many minutes as people say it: "30 minutes", "1 day", "for ever" without an end."""
    if minutes is None:
        return "for ever"
    for unit, size in (("day", 1_440), ("hour", 60)):
        if minutes % size == 0:
            return f"for {_count(minutes // size, unit)}"
    return f"for {_count(minutes, 'minute')}"


def sentence(rule: Rule, *, currency: str = "") -> str:
    """The whole rule: "When the golden score is under 60 % over the last 10 goldens, restrict …"."""
    where = f" (at {', '.join(rule.stages)})" if rule.stages else ""
    when = " and ".join(condition_words(one, currency) for one in rule.conditions)
    return f"When {when}{where}, {action_words(rule.action)}."


def condition_words(condition: Condition, currency: str = "") -> str:
    """One condition."""
    spec = SPECS[condition.collector]
    number = number_words(condition, condition.value, currency)
    compared = _COMPARED[condition.comparison]
    over = _over(condition)
    match condition.collector:
        case Collector.SUBMIT_TIME:
            fast = (
                "faster than the stage's own floor"
                if condition.seconds is None
                else f"faster than {condition.seconds:g} s"
            )
            what = f"the number of answers {fast} {compared} {number} {over}"
        case Collector.SKIPPED_IN_ROW:
            what = f"the number of tasks skipped in a row {compared} {number}{over and ' ' + over}"
        case _:
            what = f"the {_NAMES.get(condition.collector, spec.title.lower())} {compared} {number} {over}"
    few = "" if condition.at_least is None else f", with {condition.at_least:,} or more"
    return what + few


def action_words(action: Action) -> str:
    """What is done, as a command."""
    back = "" if action.hours is None else f" of the last {_count(action.hours, 'hour')}"
    skill = "the skill of the stage" if action.skill is None else f"the skill {action.skill}"
    match action.kind:
        case ActionKind.SET_SKILL:
            return f"set {skill} to {action.level:g}"
        case ActionKind.RESTRICT:
            scope = _SCOPES[action.scope or Scope.CAMPAIGN]
            return f"restrict the worker {scope} {duration(action.minutes)}"
        case ActionKind.REQUIZ:
            return f"take {skill} back until its quiz is passed again"
        case ActionKind.RAISE_OVERLAP:
            return f"ask for {_count(action.more or 0, 'answer')} more on their open tasks{back}"
        case ActionKind.ACCEPT_ANSWERS:
            return f"accept their waiting answers{back}"
        case ActionKind.HOLD_ANSWERS:
            return f"hold their waiting answers{back} for the owner"


def evidence_words(evidence: Evidence, currency: str = "") -> str:
    """What was measured: "golden score: 40 % over 10 goldens; the limit is under 60 %"."""
    condition = evidence.condition
    number = number_words(condition, evidence.number, currency)
    limit = f"{_LIMITS[condition.comparison]} {number_words(condition, condition.value, currency)}"
    title = _NAMES.get(condition.collector, SPECS[condition.collector].title.lower())
    hours = condition.window.hours
    of = "" if hours is None else f" of the last {_count(hours, 'hour')}"
    seen = "" if condition.collector is Collector.SKIPPED_IN_ROW else _seen(evidence) + of
    return f"{title}: {number}{seen}; the limit is {limit}"


def to_worker(action: Action, evidence: Sequence[Evidence], currency: str = "") -> str:
    """What happened to a worker and why, addressed to them."""
    why = "; ".join(_own(one, currency) for one in evidence)
    back = "" if action.hours is None else f" of the last {_count(action.hours, 'hour')}"
    skill = "Your skill at this stage" if action.skill is None else f"Your skill {action.skill}"
    match action.kind:
        case ActionKind.SET_SKILL:
            what = f"{skill} was set to {action.level:g}"
        case ActionKind.RESTRICT:
            scope = _SCOPES[action.scope or Scope.CAMPAIGN]
            what = f"You get no tasks {scope} {duration(action.minutes)}"
        case ActionKind.REQUIZ:
            what = f"{skill} was taken back; pass its quiz again to go on"
        case ActionKind.RAISE_OVERLAP:
            what = f"Others look at your recent tasks{back}, too"
        case ActionKind.ACCEPT_ANSWERS:
            what = f"Your waiting answers{back} were accepted"
        case ActionKind.HOLD_ANSWERS:
            what = f"Your waiting answers{back} are held: a person looks at them before they are paid"
    return f"{what}, because {why}."


def number_words(condition: Condition, number: float, currency: str = "") -> str:
    """A number with its unit."""
    if condition.measure is Measure.SHARE:
        return f"{round(100 * number, 1):g} %"
    if condition.measure is Measure.MONEY:
        return f"{number:,.2f} {currency}".strip()
    return f"{number:,g}"


def _seen(evidence: Evidence) -> str:
    of = SPECS[evidence.condition.collector].of
    return f" over {evidence.n:,} {of if evidence.n != 1 else of.rstrip('s')}"


def _over(condition: Condition) -> str:
    if condition.window.hours is not None:
        return f"in the last {_count(condition.window.hours, 'hour')}"
    if condition.collector is Collector.SKIPPED_IN_ROW:
        return ""
    return f"over the last {condition.window.last:,} {SPECS[condition.collector].of}"


def _own(evidence: Evidence, currency: str) -> str:
    condition, n = evidence.condition, evidence.n
    number = number_words(condition, evidence.number, currency)
    hours = condition.window.hours
    of = f"of the last {_count(hours, 'hour')}" if hours else "of late"
    match condition.collector:
        case Collector.GOLDEN_SCORE:
            return f"your answers to {n} tasks with a known answer {of} scored {number} on average"
        case Collector.AGREEMENT:
            return f"{number} of your answers to {n} finished tasks {of} agreed with the others'"
        case Collector.SUBMIT_TIME:
            fast = (
                "much faster than people usually work there"
                if condition.seconds is None
                else f"given in less than {condition.seconds:g} s"
            )
            return f"{number} of your last {n} answers were {fast}"
        case Collector.SKIPPED_IN_ROW:
            return f"you skipped {number} tasks in a row"
        case Collector.ANSWERS:
            return f"you gave {number} answers {of}"
        case Collector.INCOME:
            return f"your accepted answers {of} came to {number}"
        case Collector.ACCEPTANCE_RATE:
            return f"{number} of your {n} decided answers {of} were accepted"
        case Collector.REVIEWS:
            return f"{number} of {n} reviews {of} found your work right"


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
