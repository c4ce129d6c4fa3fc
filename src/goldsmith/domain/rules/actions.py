"""Actions: what a rule does to the worker it hits, or to their open answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from goldsmith.domain.errors import InvalidInput

MOST_MINUTES = 525_600
MOST_MORE = 5
MOST_BACK_HOURS = 720


class ActionKind(StrEnum):
    """What can be done."""

    SET_SKILL = "set_skill"
    RESTRICT = "restrict"
    REQUIZ = "requiz"
    RAISE_OVERLAP = "raise_overlap"
    ACCEPT_ANSWERS = "accept_answers"
    HOLD_ANSWERS = "hold_answers"


class Scope(StrEnum):
    """Where a restricted worker gets no tasks."""

    STAGE = "stage"
    CAMPAIGN = "campaign"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Action:
    """One deed; the attributes that do not belong to its kind are None.

    Attributes:
        kind: what is done.
        skill: SET_SKILL, REQUIZ: a skill of the recipe (`email`); None for the one of the stage of the last event.
        level: SET_SKILL: 0 to 100.
        scope: RESTRICT: where.
        minutes: RESTRICT: how long; None for ever.
        more: RAISE_OVERLAP: answers more that their open tasks want, 1 to 5.
        hours: RAISE_OVERLAP, ACCEPT_ANSWERS, HOLD_ANSWERS: answers of the last hours; None: all that are open.

    Raises:
        InvalidInput: something is missing, too much, or out of range.
    """

    kind: ActionKind
    skill: str | None = None
    level: float | None = None
    scope: Scope | None = None
    minutes: int | None = None
    more: int | None = None
    hours: int | None = None

    def __post_init__(self) -> None:
        wants = {
            "level": self.kind is ActionKind.SET_SKILL,
            "scope": self.kind is ActionKind.RESTRICT,
            "more": self.kind is ActionKind.RAISE_OVERLAP,
        }
        for name, is_wanted in wants.items():
            if (getattr(self, name) is not None) != is_wanted:
                raise InvalidInput(
                    f"An action {self.kind.value} {'needs' if is_wanted else 'has no'} {name}."
                )
        may = {
            "skill": {ActionKind.SET_SKILL, ActionKind.REQUIZ},
            "minutes": {ActionKind.RESTRICT},
            "hours": {ActionKind.RAISE_OVERLAP, ActionKind.ACCEPT_ANSWERS, ActionKind.HOLD_ANSWERS},
        }
        for name, kinds in may.items():
            if getattr(self, name) is not None and self.kind not in kinds:
                raise InvalidInput(f"An action {self.kind.value} has no {name}.")
        _within("A level", self.level, 0, 100)
        _within("A restriction in minutes", self.minutes, 1, MOST_MINUTES)
        _within("More answers", self.more, 1, MOST_MORE)
        _within("Hours back", self.hours, 1, MOST_BACK_HOURS)


def _within(what: str, value: float | None, low: int, high: int) -> None:
    if value is not None and not low <= value <= high:
        raise InvalidInput(f"{what} lies between {low:,} and {high:,}, not at {value:g}.")
