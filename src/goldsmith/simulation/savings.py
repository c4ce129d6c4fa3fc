"""What a model's suggestions save: two campaigns over the same code and the same people, one without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goldsmith.simulation.hours import Progress, at_hours, hours_to


@dataclass(frozen=True, slots=True)
class Savings:
    """A campaign with suggestions beside one without.

    Attributes:
        hours_plain, hours: person-hours of all answers.
        f1_plain, f1: of the dataset at the end.
        f1_reached: the lower of the two, which both reached.
        saved_hours: person-hours less until then; negative where it took more.
        half_hours: half of `hours_plain`.
        found_plain, found: planted spans that were found for good at that budget.
        half_f1_plain, half_f1: F1 at that budget, what nobody has come to counted as missed.
    """

    hours_plain: float
    hours: float
    f1_plain: float
    f1: float
    f1_reached: float
    saved_hours: float
    half_hours: float
    found_plain: int
    found: int
    half_f1_plain: float
    half_f1: float

    @property
    def saved_share(self) -> float:
        """Hours saved of all hours without suggestions."""
        return self.saved_hours / self.hours_plain


def savings(plain: Sequence[Progress], helped: Sequence[Progress]) -> Savings | None:
    """Compare two campaigns by what their hours bought.

    Args:
        plain: progress without suggestions, by hours.
        helped: with them.

    Returns:
        None where one of them has no answer.
    """
    if not plain or not helped:
        return None
    nothing = Progress(0.0, 0, 0, 0.0)
    target = min(plain[-1].f1, helped[-1].f1)
    # Both end at the target or above, so both have reached it.
    needed = [hours_to(curve, target) or curve[-1].hours for curve in (plain, helped)]
    half = plain[-1].hours / 2
    before, after = (at_hours(curve, half) or nothing for curve in (plain, helped))
    return Savings(
        hours_plain=plain[-1].hours,
        hours=helped[-1].hours,
        f1_plain=plain[-1].f1,
        f1=helped[-1].f1,
        f1_reached=target,
        saved_hours=needed[0] - needed[1],
        half_hours=half,
        found_plain=before.found,
        found=after.found,
        half_f1_plain=before.f1,
        half_f1=after.f1,
    )
