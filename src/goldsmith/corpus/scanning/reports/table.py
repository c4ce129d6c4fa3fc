"""A report for the terminal: a table by file, or one line a finding where nobody looks at a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from goldsmith.corpus.scanning.located import Located
from goldsmith.corpus.scanning.report import Report
from goldsmith.corpus.scanning.reports.words import (
    not_looked_at,
    nothing_found,
    place_of,
    summary_of,
)
from goldsmith.evaluation.self_contained import printable

_STYLE_OF = {"KEY": "red", "PASSWORD": "red", "AMBIGUOUS": "magenta"}
_WIDE_COLUMNS = 100
_UNREAD_SHOWN = 20
_MOST_IN_TABLE = 2000


def print_report(report: Report, console: Console) -> None:
    """Print a report; names and values cannot steer the terminal, nor be taken for markup."""
    if 0 < report.n_findings <= _MOST_IN_TABLE and console.is_terminal:
        console.print(_table(report, console.width))
    elif report.n_findings:
        for line in plain_lines(report):
            console.print(line, markup=False, highlight=False, soft_wrap=True, emoji=False)
    words = summary_of(report) if report.n_findings else nothing_found(report)
    console.print(Text(safe(words)), soft_wrap=True)


def print_unread(report: Report, console: Console) -> None:
    """Print what was not looked at and why, and what else to know of the sources; for standard error."""
    for one in report.unread[:_UNREAD_SHOWN]:
        hint = f" {one.hint}" if one.hint else ""
        path = "" if one.is_fatal and one.path in one.detail else f"{one.path}: "
        console.print(Text(safe(f"{path}{one.detail}{hint}")), soft_wrap=True)
    if len(report.unread) > _UNREAD_SHOWN:
        console.print(Text(f"... and {len(report.unread) - _UNREAD_SHOWN:,} more."), soft_wrap=True)
    for words in (*report.notes, not_looked_at(report)):
        if words:
            console.print(Text(safe(words)), soft_wrap=True)


def plain_lines(report: Report) -> list[str]:
    """One line a finding: `path:line:column: LABEL kind confidence value (why)`."""
    return [
        safe(f"{place_of(file, one)}: {one.label} {one.kind} {one.confidence:.2f} {_value(one)} ({one.why})")
        for file, one in report.findings
    ]


def safe(text: str) -> str:
    """One line that no control character is in: file names and values may hold any."""
    return str(printable(text)).replace("\n", "\N{SYMBOL FOR NEWLINE}").replace("\t", " ")


def _table(report: Report, width: int) -> Table:
    is_wide = width >= _WIDE_COLUMNS
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="dim")
    table.add_column("place", overflow="fold", ratio=3)
    table.add_column("label", no_wrap=True)
    if is_wide:
        table.add_column("kind", overflow="fold", ratio=1)
    table.add_column("conf.", justify="right", no_wrap=True)
    table.add_column("value", overflow="fold", ratio=1)
    if is_wide:
        table.add_column("why", overflow="fold", ratio=2)
    for index, file in enumerate(report.files):
        if index:
            table.add_row()
        for one in file.findings:
            cells = [Text(safe(place_of(file, one))), Text(one.label, _STYLE_OF.get(one.category, "yellow"))]
            cells += [Text(one.kind)] if is_wide else []
            cells += [Text(f"{one.confidence:.2f}"), Text(safe(_value(one)), "bold")]
            cells += [Text(safe(one.why), "dim")] if is_wide else []
            table.add_row(*cells)
    return table


def _value(one: Located) -> str:
    return one.hint if one.value is None else one.value
