"""Score peers on the windows that the detector was scored on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from goldsmith.pii.evaluation.gold import Window
from goldsmith.pii.evaluation.peers import PEERS, PeerUnavailable, run_peer
from goldsmith.pii.evaluation.scores import evaluate
from goldsmith.pii.evaluation.written import as_json


def compare(
    windows: Sequence[Window], peers: Iterable[str], python: Path, *, seed: int = 0
) -> dict[str, Any]:
    """What each peer scores, or why it does not.

    Args:
        windows: gold.
        peers: of `PEERS`.
        python: a Python that has them installed.
        seed: of the intervals.

    Returns:
        by peer `note`, and either what `as_json` gives for what the peer covers, with `version`, `failed` (texts) and
        `mb_per_cpu_s` (on these windows, loading not counted); or `unavailable`, the reason, and `published`
        (F1 on its authors' own data) where there is such.

    Raises:
        NotFound: a peer has no adapter.
    """
    return {name: _scored(windows, name, python, seed) for name in peers}


def _scored(windows: Sequence[Window], name: str, python: Path, seed: int) -> dict[str, Any]:
    try:
        run = run_peer(name, [(window.text, window.suffix) for window in windows], python)
    except PeerUnavailable as error:
        published = dict(PEERS[name].published)
        return {"note": PEERS[name].note, "unavailable": str(error)} | (
            {"published": published} if published else {}
        )
    mb = sum(len(window.text.encode()) for window in windows) / 1e6
    # A program may be over sooner than its start is known.
    speed = round(mb / run.cpu_seconds[0], 3) if run.cpu_seconds[0] > run.startup_cpu_s / 2 else None
    facts = {"note": PEERS[name].note, "version": run.version, "failed": run.failed, "mb_per_cpu_s": speed}
    return facts | as_json(evaluate(windows, run.found, seed=seed, covers=run.covers))
