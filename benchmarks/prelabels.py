"""How many person-hours a model's suggestions save, at what quality, and what "uncertain first" finds in half the time.

    python benchmarks/prelabels.py --json
    python benchmarks/prelabels.py --model MODEL --seeds 5 --chunks 400

The demo's campaign (planted personal data in Python's standard library, a simulated crowd) over the public HTTP API
and the embedded PostgreSQL, for every seed in four arms, each with the same code and the same people:

    plain      no model
    order      the model orders the queue, and nobody sees what it suggests
    shown      it suggests marks too, but for a control of 10 %
    confirmed  and what a person and a confident model agree on wants 2 validations at first instead of 3

`hours_as_paid` counts answers at the times the recipe pays for (45 s a marked text, 15 s a judgement) instead of
simulated ones, in which a judgement takes a person as long as a marked text.

Hours are simulated: times and errors of people are assumptions (`planner/profiles.py`, class `Reliance`, with their
sources), so a difference of hours is what follows from them and from how good the model is on this corpus.

Prints one JSON object last. `person_hours_saved` is at equal F1: the hours that each arm needed until it had reached,
for good, the lower of the two final F1; the interval is Student's over seeds, 95 %.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import sqrt
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from goldsmith.app.prelabels import BUILT_IN_MODELS
from goldsmith.bootstrap.commands import _server
from goldsmith.evaluation.interval import student_quantile
from goldsmith.planner.profiles import Reliance
from goldsmith.simulation.client import Api
from goldsmith.simulation.connection import Pool
from goldsmith.simulation.crowd import Limits
from goldsmith.simulation.demo import CONNECTIONS, Plan, run_campaign, run_to_end
from goldsmith.simulation.outcome import Outcome, hours_by_task, suggestions_in_short
from goldsmith.simulation.savings import savings

PLAIN = "plain"
#: What the recipe expects an answer to take, in seconds, and pays for; experts' decisions are few and counted as marks.
EXPECTED_S = {"annotate": 45, "validate": 15}
CONTROL_SHARE = 0.1


def arms(model: str) -> dict[str, Mapping[str, Any] | None]:
    """The recipe's part `prelabel` in every arm."""
    order = {"model": model, "control_share": 1.0}
    shown = {"model": model, "control_share": CONTROL_SHARE}
    return {PLAIN: None, "order": order, "shown": shown, "confirmed": {**shown, "confident_overlap": 2}}


async def run(
    ready: Mapping[str, Any], folder: Path, options: argparse.Namespace
) -> dict[str, list[Outcome]]:
    """Every arm with every seed, on one server."""
    pool = Pool(ready["url"], connections=CONNECTIONS)
    outcomes: dict[str, list[Outcome]] = {}
    try:
        owner = Api(pool)
        await owner.sign_in(ready["owner_link"].rpartition("#")[2])
        for seed in range(1, options.seeds + 1):
            for arm, prelabel in arms(options.model).items():
                began = time.monotonic()
                work = folder / f"{arm}-{seed}"
                work.mkdir()
                limits = Limits(seconds=900)
                plan = Plan(work, work, seed, options.chunks, options.workers, limits, prelabel)
                outcome = await run_campaign(owner, pool, plan, lambda *_: None, began=began)
                outcomes.setdefault(arm, []).append(outcome)
                shutil.rmtree(work)
                words = f"{outcome.curve[-1].hours:.2f} h, F1 {outcome.final.counts.f1:.4f}"
                print(f"seed {seed}, {arm}: {words}, {outcome.seconds:.0f} s", file=sys.stderr)
    finally:
        await pool.close()
    return outcomes


def spread(values: Sequence[float]) -> dict[str, float | None]:
    """Mean and its interval over seeds; no interval from one seed."""
    centre, n = mean(values), len(values)
    # Not a rate, so nothing is clipped.
    half = stdev(values) / sqrt(n) * student_quantile(0.975, n - 1) if n > 1 else None
    return {
        "mean": round(centre, 4),
        "low": None if half is None else round(centre - half, 4),
        "high": None if half is None else round(centre + half, 4),
    }


def one_arm(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """An arm by itself, means over seeds."""
    split = [hours_by_task(one) for one in outcomes]
    suggestions = [suggestions_in_short(one.suggestions) for one in outcomes]
    return {
        "person_hours": spread([one.curve[-1].hours for one in outcomes]),
        "annotate_hours": spread([one.get("annotate", 0.0) for one in split]),
        "validate_hours": spread([one.get("validate", 0.0) for one in split]),
        "hours_as_paid": spread([hours_as_paid(one) for one in outcomes]),
        "f1": spread([one.final.counts.f1 for one in outcomes]),
        "precision": spread([one.final.counts.precision for one in outcomes]),
        "recall": spread([one.final.counts.recall for one in outcomes]),
        "answers": spread([one.books.counted for one in outcomes]),
        "annotator_f1": spread([one.alone.counts.f1 for one in outcomes]),
        "undecided": sum(one.undecided for one in outcomes),
        "over_assigned": sum(one.books.over_assigned for one in outcomes),
        "lost": sum(one.books.lost for one in outcomes),
        "suggestions": suggestions if any(suggestions) else None,
    }


def hours_as_paid(outcome: Outcome) -> float:
    """Hours of all answers at the recipe's expected times."""
    return sum(EXPECTED_S[one.task] for one in outcome.tally.answers) / 3600


def compared(plain: Sequence[Outcome], arm: Sequence[Outcome]) -> dict[str, Any]:
    """An arm against plain, seed by seed."""
    pairs = list(zip(plain, arm, strict=True))
    found = [
        one for one in (savings(before.curve, after.curve) for before, after in pairs) if one is not None
    ]
    return {
        "person_hours_saved": spread([one.saved_hours for one in found]),
        "share_saved": spread([one.saved_share for one in found]),
        "hours_as_paid_saved": spread([hours_as_paid(a) - hours_as_paid(b) for a, b in pairs]),
        "f1_difference_at_the_end": spread([b.final.counts.f1 - a.final.counts.f1 for a, b in pairs]),
        "half_budget": {
            "found_plain": spread([float(one.found_plain) for one in found]),
            "found": spread([float(one.found) for one in found]),
            "more_found": spread([float(one.found - one.found_plain) for one in found]),
            "f1_plain": spread([one.half_f1_plain for one in found]),
            "f1": spread([one.half_f1 for one in found]),
            "f1_difference": spread([one.half_f1 - one.half_f1_plain for one in found]),
        },
    }


def main() -> None:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--model", default="default", help="default, rules, or a file that `goldsmith pii train` wrote"
    )
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--chunks", type=int, default=150)
    parser.add_argument("--workers", type=int, default=40)
    parser.add_argument("--json", action="store_true", help="print JSON only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="goldsmith-bench-") as name:
        folder = Path(name)
        if options.model not in BUILT_IN_MODELS:
            options.model = str(shutil.copy(options.model, folder / "model.bin"))
        with _server(folder) as ready:
            outcomes = run_to_end(run(ready, folder, options))
    plain = outcomes[PLAIN]
    comparison = {arm: compared(plain, ones) for arm, ones in outcomes.items() if arm != PLAIN}
    result = {
        "person_hours_saved": comparison["shown"]["person_hours_saved"],
        "person_hours_saved_confirmed": comparison["confirmed"]["person_hours_saved"],
        "found_at_half_budget": {
            "plain": comparison["order"]["half_budget"]["found_plain"],
            "uncertain_first": comparison["order"]["half_budget"]["found"],
        },
        "person_hours": {arm: one_arm(ones)["person_hours"]["mean"] for arm, ones in outcomes.items()},
        "f1": {arm: one_arm(ones)["f1"]["mean"] for arm, ones in outcomes.items()},
        "compared_with_plain": comparison,
        "arms": {arm: one_arm(ones) for arm, ones in outcomes.items()},
        "curves": {
            arm: [
                [round(one.hours, 3), one.items, one.found, round(one.f1, 4)]
                for one in ones[0].curve[:: max(1, len(ones[0].curve) // 20)]
            ]
            for arm, ones in outcomes.items()
        },
        "assumptions": asdict(Reliance()),
        "seeds": options.seeds,
        "chunks": options.chunks,
        "workers": options.workers,
        "model": options.model if options.model in BUILT_IN_MODELS else "given",
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
