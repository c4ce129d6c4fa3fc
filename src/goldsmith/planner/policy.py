"""How many validations an annotation gets: the policies a plan compares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.overlap import OverlapPolicy
from goldsmith.domain.stage import Opening, StageKind
from goldsmith.planner.blueprint import Blueprint, Station

_MAJORITY = 0.5
_FIXED = re.compile(r"fixed-(\d+)")
_DYNAMIC = re.compile(r"dynamic-(\d+)-(\d+)@(0?\.\d+)")
_PRELABEL = "+prelabel"


@dataclass(frozen=True, slots=True)
class Policy:
    """One way to run a campaign.

    Attributes:
        minimum, maximum: validations of an annotation; equal where the overlap is fixed.
        confidence: posterior that is enough. A fixed overlap takes the more probable verdict, however sure it is.
        is_prelabelled: a model suggests marks to the first annotator.
    """

    minimum: int
    maximum: int
    confidence: float = _MAJORITY
    is_prelabelled: bool = False

    def __post_init__(self) -> None:
        OverlapPolicy(self.minimum, self.maximum, self.confidence)

    @property
    def is_fixed(self) -> bool:
        """Whether every annotation gets the same number of validations."""
        return self.minimum == self.maximum

    @property
    def name(self) -> str:
        """As it is written: `fixed-5`, `dynamic-3-5@0.90`, and `+prelabel` where a model suggests."""
        plain = (
            f"fixed-{self.minimum}"
            if self.is_fixed
            else f"dynamic-{self.minimum}-{self.maximum}@{self.confidence:.2f}"
        )
        return plain + _PRELABEL * self.is_prelabelled

    @property
    def title(self) -> str:
        """In words."""
        plain = (
            f"{self.minimum} validations"
            if self.is_fixed
            else f"{self.minimum} to {self.maximum} validations, until {self.confidence:.0%} sure"
        )
        return plain + ", a model suggests marks" * self.is_prelabelled


def parse_policy(text: str) -> Policy:
    """Read a policy's name.

    Raises:
        InvalidInput: it is none.
    """
    plain = text.strip().removesuffix(_PRELABEL)
    is_prelabelled = text.strip().endswith(_PRELABEL)
    if found := _FIXED.fullmatch(plain):
        return Policy(int(found[1]), int(found[1]), is_prelabelled=is_prelabelled)
    if found := _DYNAMIC.fullmatch(plain):
        return Policy(int(found[1]), int(found[2]), float(found[3]), is_prelabelled)
    raise InvalidInput(
        f"There is no policy {text!r}.",
        hint="Write fixed-5, or dynamic-3-5@0.90 (3 to 5 validations, until 90 % sure); "
        "with +prelabel a model suggests marks.",
    )


def default_policies(*, prelabel: bool) -> tuple[Policy, ...]:
    """Fixed 3, fixed 5 and dynamic 3 to 5 at four confidences; each with and without a model's suggestions.

    Args:
        prelabel: also with suggestions.
    """
    plain = (
        Policy(3, 3),
        Policy(5, 5),
        *(Policy(3, 5, confidence) for confidence in (0.8, 0.9, 0.95, 0.99)),
    )
    return plain + tuple(replace(policy, is_prelabelled=True) for policy in plain) if prelabel else plain


def under(policy: Policy, blueprint: Blueprint, confident_overlap: int | None) -> Mapping[int, Station]:
    """The stages as they are under a policy: what validates gets its overlap, and so do the ways that lead there."""
    confirmed = None
    if policy.is_prelabelled and not policy.is_fixed and confident_overlap is not None:
        confirmed = min(confident_overlap, policy.minimum)
    return {stage_id: _station(policy, one, confirmed) for stage_id, one in blueprint.stations.items()}


def _station(policy: Policy, station: Station, confirmed: int | None) -> Station:
    plan = station.plan
    openings = {
        stage_id: replace(one, overlap=policy.minimum, confirmed_overlap=confirmed)
        if one.kind is StageKind.VALIDATE
        else one
        for stage_id, one in plan.openings.items()
    }
    changed: Mapping[int, Opening] = openings
    if plan.kind is StageKind.VALIDATE:
        plan = replace(
            plan, overlap_min=policy.minimum, overlap_max=policy.maximum, min_confidence=policy.confidence
        )
    return replace(station, plan=replace(plan, openings=changed))
