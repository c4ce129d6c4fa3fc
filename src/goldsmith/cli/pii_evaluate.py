"""`goldsmith pii evaluate`: how good a detector is on gold windows, and how good others are on the same.

What it needs is imported when it runs: the help text is to show at once.
"""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from goldsmith.domain.errors import NotFound

if TYPE_CHECKING:
    from goldsmith.pii.evaluation import Evaluation

_out = Console()
_err = Console(stderr=True)


class Tiers(StrEnum):
    """How much of the detector is asked."""

    RULES = "rules"
    FULL = "full"


def add_evaluate(app: typer.Typer) -> None:
    """Add the command `evaluate`."""

    @app.command(name="evaluate")
    def _evaluate(
        gold: Annotated[
            Path,
            typer.Option(
                metavar="FILE", help="JSON Lines, plain or .gz: {text, spans, covers?, source?} a line."
            ),
        ],
        model: Annotated[
            Path | None,
            typer.Option(help="A model of `goldsmith pii train`. Default: the one in the package."),
        ] = None,
        tier: Annotated[Tiers, typer.Option(help="rules: without the model.")] = Tiers.FULL,
        against: Annotated[
            str | None,
            typer.Option(
                "--compare",
                metavar="PEERS",
                help="Other detectors, with commas between, or all: bigcode, bigcode-keys, presidio, "
                "detect-secrets, datatrove, scrubadub, datafog, credsweeper, kingfisher, betterleaks, gitleaks.",
            ),
        ] = None,
        peers_python: Annotated[
            Path | None, typer.Option(help="A Python that has the peers installed. Default: this one.")
        ] = None,
        seed: Annotated[int, typer.Option(help="Of the intervals.")] = 0,
        print_json: Annotated[
            bool, typer.Option("--json", help="Print all that was measured as JSON.")
        ] = False,
    ) -> None:
        """Print precision, recall and F1 by category, each with its 95 % interval.

        A prediction counts as right where it touches a gold span of its category, and in the last column only where
        both ends are the same. SECRET is KEY and PASSWORD together. The intervals draw repositories, not spans.

        Examples:
            goldsmith pii evaluate --gold test.jsonl

            goldsmith pii evaluate --gold test.jsonl.gz --model my.model --compare presidio,detect-secrets --json
        """
        measured, evaluation = _measure(gold, model, tier, against or "", peers_python, seed)
        if print_json:
            sys.stdout.write(json.dumps(measured) + "\n")
            return
        _show(evaluation)
        if measured["peers"]:
            _show_peers(measured)


def _measure(
    gold: Path, model: Path | None, tier: Tiers, against: str, peers_python: Path | None, seed: int
) -> tuple[dict[str, Any], Evaluation]:
    from goldsmith.pii.detector import Detector
    from goldsmith.pii.evaluation import as_json, evaluate, predict, read_gold
    from goldsmith.pii.evaluation.compare import compare
    from goldsmith.pii.evaluation.peers import PEERS

    peers = list(PEERS) if against == "all" else [name.strip() for name in against.split(",") if name.strip()]
    if unknown := [name for name in peers if name not in PEERS]:
        raise NotFound(f"There is no adapter for {unknown[0]!r}.", hint=f"There are {', '.join(PEERS)}.")
    windows = read_gold(gold)
    detector = Detector(model=model, tier=tier.value)
    evaluation = evaluate(windows, predict(detector, [one.text for one in windows]), seed=seed)
    facts = {"windows": len(windows), "tier": tier.value, "fingerprint": detector.fingerprint}
    compared = compare(windows, peers, peers_python or Path(sys.executable), seed=seed)
    return facts | as_json(evaluation) | {"peers": compared}, evaluation


def _show(evaluation: Evaluation) -> None:
    from goldsmith.pii.evaluation.written import COLUMNS, as_rows

    table = Table(*COLUMNS, box=None)
    for row in as_rows(evaluation):
        table.add_row(*row)
    _out.print(table)
    for category, labels in evaluation.labels.items():
        if labels.found:
            share = f"{labels.right:,} have the right subcategory ({labels.accuracy:.3f})"
            _out.print(f"{category}: of {labels.found:,} found, {share}.")


def _show_peers(measured: dict[str, Any]) -> None:
    ours, compared = measured["f1"], measured["peers"]
    scored = {name: facts["f1"] for name, facts in compared.items() if "f1" in facts}
    names = [one for one in ours if any(one in theirs for theirs in scored.values())]
    table = Table("F1", *names, box=None)
    for name, theirs in {"goldsmith": ours, **scored}.items():
        table.add_row(name, *("–" if theirs.get(one) is None else f"{theirs[one]:.3f}" for one in names))
    _out.print(table)
    for name, facts in compared.items():
        if "unavailable" in facts:
            published = "".join(f" {one} {value:.2f}" for one, value in facts.get("published", {}).items())
            _err.print(f"{name}: {facts['unavailable']}{published}", soft_wrap=True, markup=False)
