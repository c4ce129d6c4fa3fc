"""The corpus room as the ingest job needs it: documents with their chunks, or refusals, as plain rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from goldsmith.app.sources import BUILT_IN
from goldsmith.corpus.chunks import chunk
from goldsmith.corpus.document import Document, Refusal
from goldsmith.corpus.documentation import (
    Documentation,
    extract,
    installed_packages,
    open_documentation,
    standard_library,
)
from goldsmith.corpus.ingest import ingest
from goldsmith.corpus.licences import ANY, LicenceGate
from goldsmith.corpus.permissive import PERMISSIVE
from goldsmith.corpus.problems import CATEGORY_HINTS, Problem, Rules, problems
from goldsmith.corpus.readers import Limits

Row = dict[str, Any]


def read_source(
    source: str, *, ingest_rules: Mapping[str, Any], declared_licence: str | None
) -> Iterator[tuple[str, Row, list[Row]]]:
    """Yield ("document", columns, chunks) or ("refusal", {path, reason, detail}, []) for every entry.

    Args:
        source: a folder, repository, archive or data file.
        ingest_rules: the recipe's `ingest` part.
        declared_licence: SPDX expression for sources that state none.
    """
    wanted = ingest_rules["licences"]
    allowed = (
        {"permissive": PERMISSIVE, "any": ANY}.get(wanted, wanted) if isinstance(wanted, str) else wanted
    )
    gate = LicenceGate(allowed, declared_licence)
    limits = Limits(max_file_bytes=ingest_rules["max_file_bytes"])
    for entry in ingest(source, gate=gate, limits=limits):
        if isinstance(entry, Refusal):
            yield "refusal", {"path": entry.path, "reason": entry.reason.value, "detail": entry.detail}, []
        else:
            yield "document", _document(entry), _chunks(entry, ingest_rules)


def read_problems(
    source: str, *, rules: Mapping[str, Any], known: set[str], hints: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, Row]]:
    """Yield ("problem", {problem, language, hint, brief}) or ("refusal", {path, reason, detail}).

    Args:
        source: a folder, repository, archive or document, or one of `BUILT_IN`.
        rules: the recipe's `documents` part.
        known: ids of problems that exist.
        hints: category key and pattern; the shipped ones where there are none.
    """
    refusals: list[Refusal] = []
    sections = _readable(_documents(source), refusals)
    bounds = Rules(fewest_chars=rules["fewest_chars"], most_chars=rules["most_chars"])
    for problem in problems(sections, known=known, rules=bounds, hints=tuple(hints) or CATEGORY_HINTS):
        yield "problem", _problem(problem)
        while refusals:
            yield "refusal", _refusal(refusals.pop(0))
    for refusal in refusals:
        yield "refusal", _refusal(refusal)


def _documents(source: str) -> Iterable[Documentation | Refusal]:
    if source == BUILT_IN[0]:
        return standard_library()
    if source == BUILT_IN[1]:
        return installed_packages()
    return open_documentation(source)


def _readable(documents: Iterable[Documentation | Refusal], refusals: list[Refusal]) -> Iterator[Any]:
    """Sections of the documents; what is refused is put aside."""
    for entry in extract(documents):
        if isinstance(entry, Refusal):
            refusals.append(entry)
        else:
            yield entry


def _refusal(refusal: Refusal) -> Row:
    return {"path": refusal.path, "reason": refusal.reason.value, "detail": refusal.detail}


def _problem(problem: Problem) -> Row:
    source = problem.source
    return {
        "problem": problem.id,
        "language": problem.language,
        "hint": problem.category_hint,
        "brief": {
            "title": problem.title,
            "context": problem.context,
            "keywords": list(problem.keywords),
            "source": {"path": source.path, "link": source.link, "quote": source.quote},
        },
    }


def _document(document: Document) -> Row:
    return {
        "repository": document.repository,
        "path": document.path,
        "language": document.language,
        "language_source": document.language_source,
        "licences": document.licences,
        "licence_source": document.licence_source,
        "encoding": document.encoding + (" with BOM" if document.had_bom else ""),
        "newline": document.newline,
        "notes": document.notes,
        "sha256": bytes.fromhex(document.sha256),
        "size_bytes": document.size_bytes,
        "chars": len(document.text),
    }


def _chunks(document: Document, rules: Mapping[str, Any]) -> list[Row]:
    return [
        {
            "index": piece.index,
            "start_char": piece.start_char,
            "end_char": piece.end_char,
            "first_line": piece.first_line,
            "first_column": piece.first_column,
            "text": piece.text.encode(),
        }
        for piece in chunk(document.text, rules["chunk_lines"], rules["chunk_chars"])
    ]
