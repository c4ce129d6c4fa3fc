"""The step that finds and masks: document by document, under the eye of a guard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

import pyarrow as pa

from goldsmith.corpus.masking.content import Documents, spans_of_bytes
from goldsmith.corpus.masking.filters import language_of
from goldsmith.corpus.masking.rows import CONTENT, LANGUAGE, PATH, REPOSITORY, ROW
from goldsmith.corpus.masking.samples import Sample, samples_of
from goldsmith.corpus.masking.steps import Outcome, Step, without
from goldsmith.pii.finding import Finding
from goldsmith.pii.masks.masked import Masked, Replacement
from goldsmith.pii.taxonomy import AMBIGUOUS, CATEGORY_OF

_BATCH_BYTES = 1 << 20
"""Documents are given to the detector in stretches of about so many bytes."""


class Detects(Protocol):
    """What finds; see `goldsmith.pii.detector.Detector`."""

    def detect_many(self, documents: Sequence[bytes]) -> list[tuple[Finding, ...]]:
        """Find in several documents."""
        ...


class Masks(Protocol):
    """What masks; see `goldsmith.pii.masks`."""

    def mask(self, data: bytes, findings: Sequence[Finding], *, file: str, repository: str) -> Masked:
        """Mask one document."""
        ...


class Guard(Protocol):
    """What ends a worker that is lost in a document, and knows afterwards in which."""

    def watch(self, first_row: int, last_row: int, size_bytes: int) -> AbstractContextManager[None]:
        """Watch over work on the rows from the first to the last, which hold so many bytes."""
        ...

    def is_suspect(self, first_row: int, last_row: int) -> bool:
        """Whether a worker was lost on these rows before, so that they are taken one by one."""
        ...


class NoGuard:
    """Watches nothing."""

    def watch(self, first_row: int, last_row: int, size_bytes: int) -> AbstractContextManager[None]:
        """See `Guard.watch`."""
        return nullcontext()

    def is_suspect(self, first_row: int, last_row: int) -> bool:
        """See `Guard.is_suspect`."""
        return False


def find_and_mask(detector: Detects, masker: Masks, guard: Guard | None = None) -> Step:
    """Make the step that masks what a detector finds.

    A document whose detection or masking raises goes to quarantine; one that the policy drops is removed. Findings
    that are kept are in the findings table too.

    Args:
        detector: finds.
        masker: masks.
        guard: watches; by default nobody does.
    """
    watching = guard or NoGuard()

    def step(rows: pa.RecordBatch) -> Outcome:
        work = _Batch(rows)
        places = work.places
        for start, end in spans_of_bytes(work.documents.sizes, _BATCH_BYTES):
            if watching.is_suspect(places[start], places[end - 1]):
                stretches = [(at, at + 1) for at in range(start, end)]
            else:
                stretches = [(start, end)]
            for first, last in stretches:
                size = int(work.documents.sizes[first:last].sum())
                with watching.watch(places[first], places[last - 1], size):
                    work.mask(first, last, detector, masker)
        return work.outcome()

    return step


class _Batch:
    """One batch on its way: what was made of its documents so far."""

    def __init__(self, rows: pa.RecordBatch) -> None:
        self._rows = rows
        self.documents = Documents(rows.column(CONTENT))
        self.places: list[int] = rows.column(ROW).to_pylist()
        self._paths: list[str] = rows.column(PATH).to_pylist()
        self._repositories: list[str | None] = rows.column(REPOSITORY).to_pylist()
        self._languages: list[str | None] = rows.column(LANGUAGE).to_pylist()
        self._new: dict[int, bytes] = {}
        self._faults: list[tuple[str, str] | None] = [None] * len(self.places)
        self._dropped: list[tuple[str, str] | None] = [None] * len(self.places)
        self._findings: list[tuple[Any, ...]] = []
        self._samples: list[Sample] = []
        self._counts: Counter[tuple[str, ...]] = Counter()

    def mask(self, first: int, last: int, detector: Detects, masker: Masks) -> None:
        """Find and mask in the documents [first, last)."""
        data = [self.documents[at] for at in range(first, last)]
        try:
            found = detector.detect_many(data)
        except Exception as error:
            if last - first == 1:
                self._faults[first] = _failed("Detection", error)
                return
            for at in range(first, last):
                self.mask(at, at + 1, detector, masker)
            return
        for at, document, findings in zip(range(first, last), data, found, strict=True):
            try:
                masked = masker.mask(
                    document, findings, file=self._paths[at], repository=self._repositories[at] or ""
                )
            except Exception as error:
                self._faults[at] = _failed("Masking", error)
            else:
                self._take(at, document, masked)

    def _take(self, at: int, document: bytes, masked: Masked) -> None:
        if masked.data is None:
            label = masked.dropped_by or AMBIGUOUS
            self._dropped[at] = ("policy", f"The policy drops documents with {label}.")
        elif masked.data is not document:
            self._new[at] = masked.data
        language = language_of(self._languages[at], self._paths[at])
        every = sorted((*masked.replacements, *masked.kept), key=lambda one: (one.start, one.end))
        for one in every:
            self._findings.append(self._finding(at, one, language))
            self._counts["findings", one.label, language, str(one.action)] += 1
        if every:
            self._counts["with_findings", language] += 1
        if masked.data is not None and masked.replacements:
            self._samples += samples_of(document, masked.data, every, self._paths[at], language)

    def _finding(self, at: int, one: Replacement, language: str) -> tuple[Any, ...]:
        return (
            self.places[at], self._paths[at], self._repositories[at], language, one.line, one.start, one.end,
            one.new_start, one.new_end, CATEGORY_OF.get(one.label, AMBIGUOUS), one.label, one.kind, one.confidence,
            str(one.action), one.reason, one.value_hash, one.value_bytes,
        )  # fmt: skip

    def outcome(self) -> Outcome:
        """The batch with its documents masked."""
        changed = self.documents.replaced(self._new)
        index = self._rows.schema.get_field_index(CONTENT)
        rows = self._rows.set_column(index, CONTENT, changed)
        gone = [fault or dropped for fault, dropped in zip(self._faults, self._dropped, strict=True)]
        faults = without(rows, self._faults, is_fault=True)[1]
        dropped = without(rows, self._dropped, is_fault=False)[1]
        kept = without(rows, gone, is_fault=True)[0]
        self._counts["masked_documents",] += len(self._new)
        return Outcome(kept, (*faults, *dropped), tuple(self._findings), self._counts, tuple(self._samples))


def _failed(what: str, error: Exception) -> tuple[str, str]:
    # The message may quote the document; its kind cannot.
    return "failed", f"{what} failed with {type(error).__name__}."
