"""What `goldsmith pii scan` shows: a progress bar, a report on the terminal or in a file, a baseline."""

from __future__ import annotations

import io
import time
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from goldsmith.cli.progress import Bars
from goldsmith.domain.errors import InvalidInput

if TYPE_CHECKING:
    from goldsmith.corpus.scanning.baseline import Baseline
    from goldsmith.corpus.scanning.look import Looking
    from goldsmith.corpus.scanning.report import Report
    from goldsmith.corpus.scanning.sources import Request


class Format(StrEnum):
    """Forms of a report."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    SARIF = "sarif"
    HTML = "html"


def err_console() -> Console:
    """Standard error, as it is now."""
    return Console(stderr=True, highlight=False)


def form_of(out: Path | None) -> Format:
    """The form that the ending of a file name asks for."""
    ending = out.suffix.lstrip(".").lower() if out else ""
    return {"json": Format.JSON, "jsonl": Format.JSONL, "sarif": Format.SARIF, "html": Format.HTML}.get(
        ending, Format.TABLE
    )


def run_scan(request: Request, looking: Looking, jobs: int) -> Report:
    """Scan, with a progress bar where somebody looks at standard error."""
    from goldsmith.corpus.scanning.scan import scan

    err = err_console()
    clock, seconds = (lambda: datetime.now().astimezone()), time.perf_counter
    if not err.is_terminal:
        return scan(request, looking, jobs=jobs, now=clock, seconds=seconds)
    with Bars(err) as bars:
        return scan(request, looking, jobs=jobs, now=clock, seconds=seconds, on_progress=bars)


def update(report: Report, known: Baseline, path: Path) -> None:
    """Write what was found into a baseline.

    Raises:
        InvalidInput: something that was named could not be read, so that the baseline would lack it.
    """
    from goldsmith.corpus.scanning.baseline import with_entries, write_baseline
    from goldsmith.corpus.scanning.reports.table import print_unread

    print_unread(report, err_console())
    if report.has_failed:
        raise InvalidInput(
            "The baseline was left as it is: a part of the sources could not be read.",
            hint="Mend or leave out what is named above.",
        )
    new = with_entries(known, report.baseline)
    write_baseline(new, path)
    gone = len(known.fingerprints - new.fingerprints)
    fresh = len(new.fingerprints - known.fingerprints)
    Console(highlight=False).print(
        f"{path}: {len(new.entries):,} known findings ({fresh:,} new, {gone:,} gone).",
        markup=False,
        soft_wrap=True,
    )


def show(report: Report, form: Format, out: Path | None) -> None:
    """Print a report, or write it to a file; what was not looked at goes to standard error."""
    from goldsmith.corpus.scanning.reports.table import print_report, print_unread
    from goldsmith.corpus.scanning.reports.words import summary_of

    err = err_console()
    print_unread(report, err)
    if form is Format.TABLE and out is None:
        print_report(report, Console(highlight=False))
        return
    text = _text(report, form)
    if out is None:
        typer.echo(text.encode("utf-8", "backslashreplace"), nl=False)
    else:
        from goldsmith.corpus.scanning.baseline import write_whole

        write_whole(out, text)
        err.print(f"{summary_of(report)} Look at: {out}", markup=False, soft_wrap=True)


def _text(report: Report, form: Format) -> str:
    from goldsmith.corpus.scanning.reports import as_json, page, sarif, table

    if form is Format.TABLE:
        file = io.StringIO()
        table.print_report(report, Console(file=file, highlight=False, force_terminal=False))
        return file.getvalue()
    write = {
        Format.JSON: as_json.to_json,
        Format.JSONL: as_json.to_jsonl,
        Format.SARIF: sarif.to_sarif,
        Format.HTML: page.to_html,
    }[form]
    return write(report)
