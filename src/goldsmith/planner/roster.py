"""Who may do what: quizzes open their category's stages, the owner's grant opens the experts'."""

from __future__ import annotations

from random import Random

from goldsmith.planner.blueprint import Blueprint, Station
from goldsmith.planner.people import Person, experts_of
from goldsmith.planner.shift import NO_LEVEL, Shift

#: What the owner grants.
_FULL = 100.0


class Roster:
    """The stages open to each person.

    People the owner made experts keep to the experts' stages: who has seen an item may not decide it.

    Args:
        blueprint: the campaign.
        people: all who join.
        expert_share: people made experts, as a share; one at least, where a stage wants them.
    """

    def __init__(self, blueprint: Blueprint, people: list[Person], expert_share: float) -> None:
        self._stations = blueprint.stations
        self._exams = blueprint.exams
        granted = {stage_id for stage_id, one in blueprint.stations.items() if self._is_granted(one)}
        self._granted = granted
        self._bars: dict[str, tuple[float, ...]] = {}
        for one in blueprint.stations.values():
            if one.skill is not None:
                known = {*self._bars.get(one.skill, ()), one.skill_min}
                self._bars[one.skill] = tuple(sorted(known))
        self._experts = experts_of(people, expert_share) if granted else frozenset()

    def to_learn(self, person: Person, quizzes: int | None, rng: Random) -> list[str]:
        """The categories whose quizzes a person takes; none of an expert."""
        if person.number in self._experts:
            return []
        wanted = len(self._exams) if quizzes is None else min(quizzes, len(self._exams))
        return rng.sample(list(self._exams), wanted)

    def stages(self, shift: Shift, rng: Random) -> list[int]:
        """The stages open to a person, the most downstream first, in an order of their own where equal."""
        if shift.person.number in self._experts:
            mine = [one for one in sorted(self._granted) if self._may(shift, self._stations[one], _FULL)]
        else:
            mine = [stage_id for stage_id, one in self._stations.items() if self._may(shift, one)]
        return sorted(mine, key=lambda stage_id: (-self._stations[stage_id].position, rng.random()))

    def bars(self, skill: str) -> tuple[float, ...]:
        """The levels of a skill that stages ask for."""
        return self._bars.get(skill, ())

    def _is_granted(self, station: Station) -> bool:
        return station.skill is not None and station.skill not in self._exams

    def _may(self, shift: Shift, station: Station, otherwise: float = NO_LEVEL) -> bool:
        """Whether a level is high enough; `otherwise` is that of a skill of which nothing was said."""
        if station.skill is None:
            return True
        return shift.levels.get(station.skill, otherwise) >= station.skill_min
