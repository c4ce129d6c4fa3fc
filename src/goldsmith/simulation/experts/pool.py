"""A pool of experts that can bring every item to its end."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from goldsmith.domain.errors import InvalidInput
from goldsmith.simulation.experts.bank import LANGUAGES
from goldsmith.simulation.experts.expert import SimulatedExpert

_TRACKS_EACH = 2


def expert_pool(
    experts: int,
    *,
    seed: int,
    tracks: Sequence[str] = LANGUAGES,
    skill: tuple[float, float] = (0.75, 0.95),
) -> list[SimulatedExpert]:
    """Draw experts with up to two tracks each, so that the tracks have about equally many.

    An item wants different people at each of its stages: with an author of the prompt, its reviewers, an author of
    the completion, its reviewers and those who compare, have six or more experts a track.

    Args:
        experts: how many, >= 1.
        seed: the same seed gives the same experts.
        tracks: language keys of the campaign.
        skill: range from which skills are drawn.

    Raises:
        InvalidInput: no expert, or no track.
    """
    if experts < 1 or not tracks:
        raise InvalidInput("A pool needs one expert and one track at least.")
    rng = Random(f"experts {seed}")
    each = min(_TRACKS_EACH, len(tracks))
    return [
        SimulatedExpert(
            name=f"Simulated expert {number + 1:03}",
            tracks=frozenset(tracks[(each * number + offset) % len(tracks)] for offset in range(each)),
            seed=rng.randrange(1 << 32),
            skill=round(rng.uniform(*skill), 3),
        )
        for number in range(experts)
    ]
