"""A report as one page: marks in the text, a filter by label without a script, values hidden.

The values are in the page only if the scan was asked for them, and then a switch shows them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goldsmith.corpus.scanning.located import Located, Scanned, Snippet
from goldsmith.corpus.scanning.report import Report
from goldsmith.corpus.scanning.reports.words import counted, looked_at, not_looked_at, set_aside, size_of
from goldsmith.evaluation.self_contained import fill_page
from goldsmith.pii.taxonomy import AMBIGUOUS, CATEGORIES, LABELS

MOST_FINDINGS = 2000
"""A page of more is slow in a browser; the page says how many it leaves out."""

_STYLE_OF = {category: f"c{index}" for index, category in enumerate((*CATEGORIES, AMBIGUOUS))}


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it shows: its findings, and for each snippet the classes that the filter goes by."""

    file: Scanned
    classes: str
    snippets: tuple[tuple[Snippet, str], ...]
    rest: tuple[Located, ...]


def to_html(report: Report) -> str:
    """The whole page; what is in files and names is escaped, and control characters are replaced."""
    shown, left_out = _at_most(report.files, MOST_FINDINGS)
    return fill_page(
        "goldsmith.corpus.scanning.reports",
        "page.html.j2",
        {
            "report": report,
            "made_at": report.started_at.strftime("%Y-%m-%d %H:%M %Z").strip(),
            "looked_at": looked_at(report),
            "set_aside": set_aside(report),
            "not_looked_at": not_looked_at(report),
            "files": [_file(one) for one in shown],
            "left_out": left_out,
            "labels": [(label, _class(label), count) for label, count in report.by_label.items()],
            "languages": _by_language(report),
            "most": max(report.by_label.values(), default=1),
            "has_values": any(one.value is not None for _, one in report.findings),
        },
        filters={
            "counted": counted,
            "size": size_of,
            "style": lambda one: _STYLE_OF[one.category],
        },
    )


def _file(file: Scanned) -> _File:
    in_snippets = {mark for snippet in file.snippets for mark in snippet.marks}
    rest = tuple(one for index, one in enumerate(file.findings) if index not in in_snippets)
    snippets = tuple(
        (snippet, _classes(file.findings[mark] for mark in snippet.marks)) for snippet in file.snippets
    )
    return _File(file, _classes(file.findings), snippets, rest)


def _classes(findings: Iterable[Located]) -> str:
    return " ".join(sorted({_class(one.label) for one in findings}))


def _class(label: str) -> str:
    """A name for the style sheet: of the taxonomy's own labels, so nothing else can stand in it."""
    return f"l-{label}" if label in LABELS or label == AMBIGUOUS else "l-other"


def _by_language(report: Report) -> list[tuple[str, list[int], int, int]]:
    labels = list(report.by_label)
    return [
        (
            name,
            [counts.get(label, 0) for label in labels],
            sum(counts.values()),
            report.languages.get(name, 0),
        )
        for name, counts in report.by_language.items()
    ]


def _at_most(files: tuple[Scanned, ...], most: int) -> tuple[list[Scanned], int]:
    shown: list[Scanned] = []
    count = 0
    for file in files:
        if count and count + len(file.findings) > most:
            break
        shown.append(file)
        count += len(file.findings)
    return shown, sum(len(file.findings) for file in files) - count
