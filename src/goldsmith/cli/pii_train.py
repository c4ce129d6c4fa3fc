"""`goldsmith pii train`: a detector's model from the labels of a campaign.

What it needs is imported when it runs: the help text is to show at once.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from goldsmith.domain.errors import InvalidInput, Unavailable

if TYPE_CHECKING:
    from goldsmith.pii.training.data import TrainingData

_NEEDED = ("onnx", "scipy", "sklearn")
_PREFIX = "planted:"

_STEPS: tuple[tuple[str, float], ...] = (
    *((f"secrets: {what}", share) for what, share in (("looking", 5), *(("fold", 12),) * 3, ("all", 17))),
    *((f"people: {what}", share) for what, share in (("looking", 5), *(("fold", 6),) * 3)),
    *((f"people: {what}", share) for what, share in (*(("fold", 6),) * 3, ("all", 9))),
    ("measuring", 6),
)
"""What training says at the beginning of each step, and how much of the whole it takes, as measured."""


def add_train(app: typer.Typer) -> None:
    """Add the command `train`."""

    @app.command(name="train")
    def _train(
        data: Annotated[
            list[Path],
            typer.Option(
                metavar="DATASET...",
                help="Labelled windows: the dataset a campaign exported, or gold windows; JSONL, .jsonl.gz or Parquet.",
            ),
        ],
        out: Annotated[
            Path,
            typer.Option(metavar="MODEL", help="The model file, as my.gsm; my.card.md is written beside it."),
        ],
        more: Annotated[
            list[Path] | None,
            typer.Argument(metavar="[DATASET]...", hidden=True, help="Further files of --data."),
        ] = None,
        planted: Annotated[
            Path | None,
            typer.Option(metavar="FILE", help="Made-up windows besides, of scripts/plant_pii.py."),
        ] = None,
        name: Annotated[str | None, typer.Option(help="Of the model. Default: the file's name.")] = None,
        seed: Annotated[int, typer.Option(min=0, help="Equal seeds and data give equal models.")] = 0,
        print_json: Annotated[bool, typer.Option("--json", help="Print the card's figures as JSON.")] = False,
    ) -> None:
        """Train a model that decides about names, user names, passwords, keys and ids.

        Needs the extra `train`: pip install "goldsmith[train]". It takes a few minutes, at most 20 on two cores.

        A third of the repositories is held out in turn; the card shows how good the whole detector is on them, by
        category and by language. Files of an export that are not complete are left out.

        Use it: `goldsmith pii scan --model MODEL`.

        Examples:
            goldsmith pii train --data dataset.jsonl --out my.gsm

            goldsmith pii train --data pilot.parquet main.parquet gold.jsonl.gz --out my.gsm --seed 3 --json
        """
        _check_extra()
        from goldsmith.pii.training.train import check_writable

        check_writable(out)
        facts = _run([*data, *(more or ())], planted, out, name or out.name.removesuffix(".gsm"), seed)
        if print_json:
            sys.stdout.write(json.dumps(facts) + "\n")


def _check_extra() -> None:
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise Unavailable(
            f"Training needs packages that are not installed: {', '.join(missing)}.",
            hint='Install them with: pip install "goldsmith[train]"',
        )


def _run(paths: Sequence[Path], planted: Path | None, out: Path, name: str, seed: int) -> dict[str, Any]:
    from goldsmith.pii.model import model_file
    from goldsmith.pii.training.fit import Options
    from goldsmith.pii.training.train import train, write

    began = time.monotonic()
    steps = _Steps(began)
    steps.say("reading")
    trained = train(
        _read(paths, planted),
        model_file.read(None).letters,
        Options(seed=seed),
        name=name,
        progress=steps.say,
    )
    seconds = time.monotonic() - began
    card = write(trained, out, seconds=seconds)
    steps.end(f"{out}: {out.stat().st_size / 1e6:.1f} MB in {_minutes(seconds)}; its card is {card}")
    return {**trained.facts, "seconds": round(seconds, 1), "bytes": out.stat().st_size}


def _read(paths: Sequence[Path], planted: Path | None) -> TrainingData:
    from goldsmith.corpus.languages import by_path
    from goldsmith.pii.training.data import read_data

    data = read_data([*paths, *([planted] if planted else [])], by_path)
    if planted and not any(one.source.startswith(_PREFIX) for one in data.windows):
        raise InvalidInput(
            f"{planted} holds no planted windows.",
            hint="Their `source` begins with planted:. Give it as --data.",
        )
    return data


class _Steps:
    """Says on standard error what is being done, and how long it will take."""

    def __init__(self, began: float) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._began = began
        self._next = 0
        self._begun: float | None = None
        self._status = self._console.status("") if self._console.is_terminal else None

    def say(self, what: str) -> None:
        """A step begins."""
        now = time.monotonic()
        if self._begun is None and what.startswith(_STEPS[0][0][:7]):
            self._begun = now
        left = self._left(what, now)
        self.end(
            f"[{_minutes(now - self._began)}] {what}" + (f"; about {_minutes(left)} left" if left else "")
        )
        if self._status:
            self._status.update(what)
            self._status.start()

    def end(self, what: str) -> None:
        """Say something, with nothing that runs after it."""
        if self._status:
            self._status.stop()
        self._console.print(what, markup=False, soft_wrap=True)

    def _left(self, what: str, now: float) -> float | None:
        """Seconds to go, by what the steps before took; None while there were none."""
        at = next((i for i in range(self._next, len(_STEPS)) if what.startswith(_STEPS[i][0])), None)
        if at is None:
            return None
        self._next = at + 1
        done, rest = (sum(share for _, share in some) for some in (_STEPS[:at], _STEPS[at:]))
        # The first step, looking for candidates, says little about the others.
        return (now - self._begun) * rest / done if at > 1 and self._begun is not None else None


def _minutes(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"
