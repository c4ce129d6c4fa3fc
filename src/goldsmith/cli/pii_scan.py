"""The command `goldsmith pii scan`: parse, scan, show.

What it needs is imported when it runs: the help text is to show at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goldsmith.cli.pii_report import Format, err_console, form_of, run_scan, show, update
from goldsmith.domain.errors import GoldsmithError, InvalidInput
from goldsmith.pii.taxonomy import AMBIGUOUS, CATEGORIES, CATEGORY_OF, LABELS

if TYPE_CHECKING:
    from goldsmith.corpus.scanning.baseline import Baseline

FOUND, FAILED = 1, 2
"""Exit codes beside 0."""


class Engine(StrEnum):
    """Matchers."""

    AUTO = "auto"
    HYPERSCAN = "hyperscan"
    RE2 = "re2"


class FailOn(StrEnum):
    """From which level on findings change the exit code."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class Tier(StrEnum):
    """How much of the detector runs."""

    RULES = "rules"
    FULL = "full"


def add_scan(app: typer.Typer) -> None:
    """Add the command to a group."""

    @app.command()
    def scan(
        paths: Annotated[
            list[str] | None,
            typer.Argument(
                metavar="[PATH]...",
                help="Folders, files, Parquet or JSONL (also compressed) with a column content, code or text, "
                "archives, or - for standard input. Default: this folder.",
            ),
        ] = None,
        form: Annotated[
            Format | None,
            typer.Option("--format", "-f", help="Default: by the ending of --out, else a table."),
        ] = None,
        out: Annotated[
            Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write the report here.")
        ] = None,
        take_all: Annotated[
            bool, typer.Option("--all", help="Also what .gitignore leaves out, and tools' own folders.")
        ] = False,
        exclude: Annotated[
            list[str] | None,
            typer.Option("--exclude", "-x", metavar="GLOB", help="Leave out; as *.min.js, tests/**, vendor."),
        ] = None,
        history: Annotated[
            bool, typer.Option("--history", help="Each version of each file in all commits, once.")
        ] = False,
        since: Annotated[
            str | None, typer.Option(metavar="REV", help="Only versions that commits after REV brought.")
        ] = None,
        staged: Annotated[
            bool, typer.Option("--staged", help="Only staged files, as they would be committed.")
        ] = False,
        label: Annotated[
            list[str] | None,
            typer.Option("--label", "-l", metavar="LABEL", help=f"Only these: {', '.join(LABELS)}."),
        ] = None,
        category: Annotated[
            list[str] | None,
            typer.Option("--category", "-c", metavar="CATEGORY", help=f"Only: {', '.join(CATEGORIES)}."),
        ] = None,
        min_confidence: Annotated[
            float, typer.Option(min=0.0, max=1.0, help="Only what is at least so sure.")
        ] = 0.0,
        tier: Annotated[
            Tier, typer.Option(help="rules: without what only the model decides, and faster.")
        ] = Tier.FULL,
        engine: Annotated[Engine, typer.Option(help="The matcher; all find the same.")] = Engine.AUTO,
        model: Annotated[
            Path | None,
            typer.Option(metavar="FILE", help="A model of your own. Default: the one in the package."),
        ] = None,
        baseline: Annotated[
            Path | None, typer.Option(metavar="FILE", help="Report only what is not in this file.")
        ] = None,
        update_baseline: Annotated[
            bool, typer.Option("--update-baseline", help="Write all that is found into it, and exit 0.")
        ] = False,
        show_values: Annotated[
            bool, typer.Option("--show-values", help="Put the values into the report. Mind who reads it.")
        ] = False,
        fail_on: Annotated[
            FailOn,
            typer.Option(
                help="Exit 1 from this level on: error are keys and passwords, note placeholders and notices."
            ),
        ] = FailOn.NOTE,
        exit_zero: Annotated[
            bool, typer.Option("--exit-zero", help="Exit 0 also where something is found.")
        ] = False,
        strict: Annotated[
            bool, typer.Option("--strict", help="Exit 2 if any file could not be read or was too large.")
        ] = False,
        jobs: Annotated[
            int | None, typer.Option("--jobs", "-j", min=1, max=256, help="Processes. Default: one a core.")
        ] = None,
        max_mb: Annotated[
            float, typer.Option(min=0.001, max=2000, help="A larger file is not looked at, and is reported.")
        ] = 128.0,
    ) -> None:
        """Find personal data and secrets; for people, for CI and for pre-commit.

        A folder in a git work tree is scanned as git sees it: what .gitignore leaves out is left out. Links are not
        followed, and binary files are passed over.

        **Exit codes**: 0 nothing found; 1 something found, of the level of --fail-on or graver; 2 a PATH could not be
        read, the search itself failed, an option is wrong, or, with --strict, any file could not be read. Without it, a
        broken file among others is named on standard error, and the others go on.

        **Values stay hidden**: a table and a page show at most the two ends of a long one, JSON and SARIF nothing of
        it, unless you ask with --show-values.

        **Let a finding stand** with a comment in its line, `goldsmith: allow`, `goldsmith: allow[KEY]` or
        `pragma: allowlist secret`, or with a baseline.

        Examples:
            goldsmith pii scan

            goldsmith pii scan src --out findings.sarif

            goldsmith pii scan --staged

            goldsmith pii scan --baseline .goldsmith-baseline.json --update-baseline

            git diff | goldsmith pii scan -
        """
        with _told():
            _check(staged, history, since, baseline, update_baseline)
            from goldsmith.corpus.scanning.levels import Level
            from goldsmith.corpus.scanning.look import Looking
            from goldsmith.corpus.scanning.sources import Request

            chosen = form or form_of(out)
            known = _baseline_of(baseline, is_update=update_baseline)
            max_file_bytes = int(max_mb * 1_000_000)
            request = Request(
                paths=tuple(dict.fromkeys(paths or ["."])),
                here=Path.cwd(),
                read_stdin=_read_stdin,
                take_all=take_all,
                is_staged=staged,
                is_history=history,
                since=since,
                exclude=tuple(exclude or ()),
                passed_over=frozenset(str(one.resolve()) for one in (baseline, out) if one is not None),
                max_file_bytes=max_file_bytes,
            )
            looking = Looking(
                engine=engine.value,
                tier=tier.value,
                model=model,
                labels=_labels(label or (), category or ()),
                min_confidence=min_confidence,
                max_file_bytes=max_file_bytes,
                show_values=show_values,
                with_context=chosen is Format.HTML,
                baseline_key=known.key if known else None,
                known=known.fingerprints if known and not update_baseline else frozenset(),
            )
            report = run_scan(request, looking, jobs or _cores())
            if update_baseline and known is not None and baseline is not None:
                update(report, known, baseline)
            else:
                show(report, chosen, out)
        is_broken = report.has_failed or (strict and report.n_faults > 0)
        is_found = report.level is not None and report.level >= Level[fail_on.name]
        is_quiet = exit_zero or update_baseline
        raise typer.Exit(FAILED if is_broken else FOUND if is_found and not is_quiet else 0)


def _check(
    staged: bool, history: bool, since: str | None, baseline: Path | None, update_baseline: bool
) -> None:
    if staged and (history or since is not None):
        raise InvalidInput("--staged goes with neither --history nor --since.", hint="Choose one of them.")
    if update_baseline and baseline is None:
        raise InvalidInput("--update-baseline does not say which file.", hint="Name it: --baseline FILE.")


@contextmanager
def _told() -> Iterator[None]:
    """Errors as what happened and what to do, with the exit code that is not that of findings."""
    try:
        yield
    except GoldsmithError as error:
        err_console().print(
            f"{error.detail}" + (f"\n{error.hint}" if error.hint else ""), markup=False, soft_wrap=True
        )
        raise typer.Exit(FAILED) from None


def _labels(labels: Sequence[str], categories: Sequence[str]) -> frozenset[str] | None:
    """The labels to report, None for all. Names may be in small letters.

    Raises:
        InvalidInput: there is no such label or category.
    """
    wanted = {one.upper() for one in labels}
    groups = {one.upper() for one in categories}
    _known(wanted, (*LABELS, AMBIGUOUS), "label")
    _known(groups, CATEGORIES, "category")
    wanted |= {label for label, its in CATEGORY_OF.items() if its in groups}
    return frozenset(wanted) or None


def _known(names: Iterable[str], there_are: Sequence[str], what: str) -> None:
    unknown = sorted(set(names) - set(there_are))
    if unknown:
        raise InvalidInput(f"There is no {what} {unknown[0]}.", hint=f"There are {', '.join(there_are)}.")


def _baseline_of(path: Path | None, *, is_update: bool) -> Baseline | None:
    if path is None:
        return None
    from goldsmith.corpus.scanning.baseline import VARIABLE, new_baseline, read_baseline

    secret = os.environ.get(VARIABLE, "").encode("utf-8", "surrogateescape")
    # The salt of a baseline that is there is kept, so that a diff shows only what came and went.
    return new_baseline(secret) if is_update and not path.exists() else read_baseline(path, secret)


def _read_stdin(limit_bytes: int) -> bytes:
    return sys.stdin.buffer.read(limit_bytes)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
