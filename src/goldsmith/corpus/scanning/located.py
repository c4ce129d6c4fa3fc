"""What a scan hands on: documents to look at, findings with their places, and what could not be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from goldsmith.corpus.document import Reason
from goldsmith.corpus.scanning.places import Place, places_of
from goldsmith.corpus.scanning.values import hinted
from goldsmith.pii.finding import Finding
from goldsmith.pii.taxonomy import CATEGORY_OF

HARMLESS = frozenset({Reason.BINARY, Reason.EMPTY, Reason.LINK})
"""Reasons not to look that are no fault: there is no text there, or it is looked at in its own place."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from.

    Attributes:
        path: for people and terminals: relative to the current folder where it is below it; of a row or a member, the
            path it has there.
        root_path: the same from one run and folder to the next: relative to the root of the repository, else to the
            current folder. Names the document in a baseline and in SARIF.
        inside: the table or archive that holds it, as `root_path`, or None.
        row: its row there, from 1, or None.
        repository: as the table says it.
        commit: the first commit that had it, in a scan of history.
        date: that commit's author date, ISO 8601.
        language: as metadata spells it.
    """

    path: str
    root_path: str
    inside: str | None = None
    row: int | None = None
    repository: str | None = None
    commit: str | None = None
    date: str | None = None
    language: str | None = None

    @property
    def shown(self) -> str:
        """The whole name for people: `shard.parquet: src/a.py`, `1f2e3d4c: src/a.py`."""
        before = self.inside or (self.commit[:8] if self.commit else None)
        return f"{before}: {self.path}" if before else self.path

    @property
    def identity(self) -> tuple[str, ...]:
        """What names the document in a baseline: not its row or commit, which change when it does not."""
        return (self.inside or "", self.repository or "", self.root_path)


@dataclass(frozen=True, slots=True)
class Item:
    """A document to look at: its bytes, or the file that has them.

    Attributes:
        origin: where it comes from.
        data: its bytes, or None if `file` is to be read.
        file: an absolute path, or None.
        size_bytes: its size, as far as known; batches are cut by it.
    """

    origin: Origin
    data: bytes | None = field(repr=False)
    file: str | None = None
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Unread:
    """What was not looked at, and why.

    Attributes:
        path: for people.
        reason: why.
        detail: one sentence.
        hint: what to do, or None.
        is_fatal: whether the scan has failed by it: the user named exactly this, or the search itself failed.
    """

    path: str
    reason: Reason
    detail: str
    hint: str | None = None
    is_fatal: bool = False


@dataclass(frozen=True, slots=True)
class Located:
    """A finding with its place.

    Attributes:
        label: of the taxonomy.
        kind: what it is, more exactly.
        why: what gave it away.
        confidence: in (0, 1].
        start: first byte of the document (of its text in UTF-8, if it is in UTF-16 or UTF-32).
        end: one past the last byte.
        begins: place of the first character.
        ends: place after the last character.
        hint: the ends of the value, or only dots.
        fingerprint: 32 hex digits, the same when the line moves; tells nothing of the value.
        value: the value, where values are asked for.
    """

    label: str
    kind: str
    why: str
    confidence: float
    start: int
    end: int
    begins: Place
    ends: Place
    hint: str
    fingerprint: str
    value: str | None = None

    @property
    def category(self) -> str:
        """Of the taxonomy; AMBIGUOUS is its own."""
        return CATEGORY_OF.get(self.label, self.label)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line: text as it is, or a mark that stands for a value.

    Attributes:
        text: what shows.
        mark: index of the finding in its document; None for plain text.
        is_hidden: something that is not reported, such as a value already in the baseline, and must not show.
    """

    text: str
    mark: int | None = None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a snippet, with its number; a mark may reach over more lines."""

    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Snippet:
    """Lines around findings that stand near each other; `marks` are those findings' indices."""

    rows: tuple[Row, ...]
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scanned:
    """A document that was looked at.

    Attributes:
        origin: where it comes from.
        size_bytes: bytes looked at.
        language: display name.
        findings: to report, by start.
        snippets: the text around them, where asked for.
        n_allowed: findings that a comment lets stand.
        n_known: findings that are in the baseline.
        baseline: fingerprints for a baseline with their labels, one a finding, where asked for.
    """

    origin: Origin
    size_bytes: int
    language: str
    findings: tuple[Located, ...] = ()
    snippets: tuple[Snippet, ...] = ()
    n_allowed: int = 0
    n_known: int = 0
    baseline: tuple[tuple[str, str], ...] = ()


def locate(
    data: bytes, findings: Sequence[Finding], fingerprints: Sequence[str], *, show_values: bool
) -> tuple[Located, ...]:
    """Give findings their places; see `places_of` for the cost."""
    places = places_of(data, (one.start for one in findings), (one.end for one in findings))
    located = []
    for one, print_ in zip(findings, fingerprints, strict=True):
        value = data[one.start : one.end].decode("utf-8", "replace")
        located.append(
            Located(
                label=one.label,
                kind=one.kind,
                why=one.why,
                confidence=one.confidence,
                start=one.start,
                end=one.end,
                begins=places[one.start, False],
                ends=places[one.end, True],
                hint=hinted(value, CATEGORY_OF.get(one.label, one.label)),
                fingerprint=print_,
                value=value if show_values else None,
            )
        )
    return tuple(located)
