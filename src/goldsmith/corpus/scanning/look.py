"""Looking at documents: read, detect, filter, locate. Runs in the workers; one `Looker` a process."""

from __future__ import annotations

import codecs
import os
import stat
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from goldsmith.corpus.document import Reason
from goldsmith.corpus.languages import TEXT, by_path, display_name
from goldsmith.corpus.scanning.allow import allowed
from goldsmith.corpus.scanning.context import snippets_of
from goldsmith.corpus.scanning.located import Item, Scanned, Unread, locate
from goldsmith.corpus.scanning.values import fingerprint
from goldsmith.domain.errors import GoldsmithError
from goldsmith.pii.detector import Detector, Engine, Tier
from goldsmith.pii.finding import Finding
from goldsmith.pii.taxonomy import CATEGORY_OF

_HEAD_BYTES = 8000
"""How far git looks for a NUL before it calls a file text."""
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OPEN_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Looking:
    """What to look for, and what to hand back. Goes to every worker.

    Attributes:
        engine: the detector's matcher.
        tier: the detector's tier.
        model: a model file, or None for the one in the package.
        labels: only these; None is all.
        min_confidence: in [0, 1].
        max_file_bytes: a larger document is not looked at.
        show_values: whether values are handed back.
        with_context: whether the lines around findings are.
        baseline_key: key of the baseline's fingerprints; None where there is no baseline.
        known: fingerprints in the baseline.
    """

    engine: Engine = "auto"
    tier: Tier = "full"
    model: Path | None = None
    labels: frozenset[str] | None = None
    min_confidence: float = 0.0
    max_file_bytes: int = 128_000_000
    show_values: bool = False
    with_context: bool = False
    baseline_key: bytes | None = field(default=None, repr=False)
    known: frozenset[str] = frozenset()


class Looker:
    """Looks at documents.

    Args:
        looking: what for.

    Raises:
        InvalidInput: the model cannot be read.
    """

    def __init__(self, looking: Looking) -> None:
        self._looking = looking
        self._detector = Detector(model=looking.model, engine=looking.engine, tier=looking.tier)
        self.fingerprint = self._detector.fingerprint
        self.model_name = self._detector.model_name

    def look(self, items: Sequence[Item]) -> list[Scanned | Unread]:
        """Look at a batch; one result an item, in order. A document that fails does not end the others."""
        read = [self._read(item) for item in items]
        there = [index for index, one in enumerate(read) if isinstance(one, bytes)]
        found = dict(zip(there, self._detect([read[index] for index in there]), strict=True))  # type: ignore[misc]
        results: list[Scanned | Unread] = []
        for index, (item, data) in enumerate(zip(items, read, strict=True)):
            if isinstance(data, Unread):
                results.append(data)
                continue
            findings = found[index]
            if isinstance(findings, str):
                results.append(Unread(item.origin.shown, Reason.UNREADABLE, findings, is_fatal=True))
            else:
                results.append(self._scanned(item, data, findings))
        return results

    def _read(self, item: Item) -> bytes | Unread:
        """Text in UTF-8, or the bytes as they are."""
        shown = item.origin.shown
        data = item.data
        try:
            if data is None:
                data, size_bytes = read_regular(item.file or "", self._looking.max_file_bytes)
                if size_bytes > self._looking.max_file_bytes:
                    if _wide(data) is None and b"\0" in data:
                        return Unread(shown, Reason.BINARY, "A binary file.")
                    return too_large(shown, size_bytes, self._looking.max_file_bytes)
        except FileNotFoundError:
            return Unread(shown, Reason.UNREADABLE, "It was deleted while the scan ran.")
        except OSError as error:
            return Unread(shown, Reason.UNREADABLE, f"Not readable: {error.strerror or error}.")
        wide = _wide(data)
        if wide is not None:
            try:
                return data.decode(wide).encode("utf-8", "replace")
            except UnicodeDecodeError:
                return Unread(shown, Reason.ENCODING, f"Its mark says {wide.upper()}, and its bytes are not.")
        if b"\0" in data[:_HEAD_BYTES]:
            return Unread(shown, Reason.BINARY, "A binary file.")
        return data

    def _detect(self, documents: Sequence[bytes]) -> list[tuple[Finding, ...] | str]:
        try:
            return [*self._detector.detect_many(documents)]
        except Exception:  # one document must not end the scan of the others: find out which
            return [self._detect_one(data) for data in documents]

    def _detect_one(self, data: bytes) -> tuple[Finding, ...] | str:
        try:
            return self._detector.detect(data)
        except GoldsmithError as error:
            return f"The search failed: {error.detail}"
        except Exception as error:  # its words may hold what was read
            return f"The search failed unexpectedly: {type(error).__name__}."

    def _scanned(self, item: Item, data: bytes, findings: tuple[Finding, ...]) -> Scanned:
        origin = item.origin
        language = (display_name(origin.language) if origin.language else by_path(origin.path)) or TEXT
        if not findings:
            return Scanned(origin, len(data), language)
        let_stand = allowed(data, findings)
        wanted = [index for index, one in enumerate(findings) if self._is_wanted(one)]
        kept = [index for index in wanted if index not in let_stand]
        n_allowed = len(wanted) - len(kept)
        baseline = self._baseline_prints(item, data, [findings[index] for index in kept])
        reported = kept
        if baseline:
            reported = [
                index
                for index, (one, _) in zip(kept, baseline, strict=True)
                if one not in self._looking.known
            ]
        shown = [findings[index] for index in reported]
        located = locate(
            data, shown, _report_prints(item, data, shown), show_values=self._looking.show_values
        )
        snippets = snippets_of(data, findings, located, reported) if self._looking.with_context else ()
        n_known = len(kept) - len(reported)
        return Scanned(origin, len(data), language, located, snippets, n_allowed, n_known, baseline)

    def _is_wanted(self, one: Finding) -> bool:
        labels = self._looking.labels
        return one.confidence >= self._looking.min_confidence and (labels is None or one.label in labels)

    def _baseline_prints(
        self, item: Item, data: bytes, findings: Sequence[Finding]
    ) -> tuple[tuple[str, str], ...]:
        key = self._looking.baseline_key
        if key is None:
            return ()
        name = item.origin.identity
        return tuple(
            (fingerprint(name, one.label, data[one.start : one.end], key), one.label) for one in findings
        )


def _wide(data: bytes) -> str | None:
    """The encoding that a byte order mark tells, if its units are wider than a byte."""
    return next((name for mark, name in _WIDE if data.startswith(mark)), None)


def _report_prints(item: Item, data: bytes, findings: Sequence[Finding]) -> list[str]:
    """Fingerprints for reports, which travel: by the n-th value of a kind in a file, so that no guess can be tested."""
    seen: defaultdict[tuple[str, str], dict[bytes, int]] = defaultdict(dict)
    prints = []
    for one in findings:
        values = seen[one.label, one.kind]
        number = values.setdefault(data[one.start : one.end], len(values))
        prints.append(fingerprint((*item.origin.identity, one.kind), one.label, str(number).encode()))
    return prints


def read_regular(file: str, limit_bytes: int) -> tuple[bytes, int]:
    """Bytes and size of a regular file; only the first 8,000 bytes of one that is binary or over the limit.

    The kind is checked on the open file, so that nothing can be swapped in between; a pipe does not block.

    Raises:
        OSError: it cannot be opened, or is no regular file.
    """
    with open(os.open(file, _OPEN_FLAGS), "rb") as stream:  # noqa: PTH123 - flags Path.open has not
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError("not a regular file")
        head = stream.read(_HEAD_BYTES)
        if status.st_size > limit_bytes or (b"\0" in head and _wide(head) is None):
            return head, status.st_size
        data = head + stream.read(limit_bytes + 1 - len(head))  # one more: it may have grown since
    return data, len(data)


def too_large(shown: str, size_bytes: int, limit_bytes: int) -> Unread:
    """Say that a document is over the limit."""
    detail = f"{size_bytes / 1e6:,.1f} MB; the limit is {limit_bytes / 1e6:,.1f} MB."
    return Unread(shown, Reason.TOO_LARGE, detail, hint="Raise it with --max-mb.")


LABELS_OF = {
    category: frozenset(label for label, its in CATEGORY_OF.items() if its == category)
    for category in set(CATEGORY_OF.values())
}
"""The labels of a category, itself among them."""
