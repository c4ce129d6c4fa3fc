"""Places before and after masking, for people to look at: the values themselves are never shown."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from goldsmith.pii.masks.masked import Replacement

PER_LABEL = 3
_CONTEXT_BYTES = 60
_DOT = "\N{BULLET}"
_MOST_DOTS = 24


@dataclass(frozen=True, slots=True, order=True)
class Sample:
    """One masked place.

    Attributes:
        order: decides which are shown; a hash of the place, so that no shard or worker has a say.
        label: of the finding.
        kind: of the finding.
        path: of the document.
        language: of the document.
        line: from 1.
        before: the line around it, every found value as dots.
        after: the same, masked; values that the policy keeps are dots here too.
    """

    order: str
    label: str
    kind: str
    path: str
    language: str
    line: int
    before: str
    after: str


def samples_of(
    before: bytes, after: bytes, findings: Sequence[Replacement], path: str, language: str
) -> list[Sample]:
    """One sample for each label of a document: its first place.

    Args:
        before: the document.
        after: what became of it.
        findings: all of it by start, kept ones too.
        path: of the document.
        language: of the document.
    """
    made: dict[str, Sample] = {}
    for one in findings:
        if one.label in made or one.new_start is None or one.action == "keep":
            continue
        order = hashlib.blake2b(f"{path}\0{one.start}\0{one.label}".encode(), digest_size=8).hexdigest()
        shown = _lines(before, after, findings, one)
        made[one.label] = Sample(order, one.label, one.kind, path, language, one.line, *shown)
    return list(made.values())


def first_of_each_label(samples: Iterable[Sample]) -> list[Sample]:
    """The samples to show: a few for each label, the same ones in whatever order they come."""
    by_label: dict[str, list[Sample]] = defaultdict(list)
    for sample in sorted(set(samples)):
        if len(by_label[sample.label]) < PER_LABEL:
            by_label[sample.label].append(sample)
    return [sample for label in sorted(by_label) for sample in by_label[label]]


def _lines(before: bytes, after: bytes, findings: Sequence[Replacement], one: Replacement) -> tuple[str, str]:
    """The surroundings of a finding in its line, before and after, with each found value hidden."""
    start = max(before.rfind(b"\n", 0, one.start) + 1, one.start - _CONTEXT_BYTES)
    newline = before.find(b"\n", one.end)
    end = min(len(before) if newline < 0 else newline, one.end + _CONTEXT_BYTES)
    old: list[str] = []
    new: list[str] = []
    at = start
    for near in findings:
        if near.end <= start or near.start >= end:
            continue
        text = _text(before[at : near.start])
        hidden = _DOT * min(_MOST_DOTS, near.end - near.start)
        old += [text, hidden]
        is_masked = near.action != "keep" and near.new_start is not None
        new += [text, _text(after[near.new_start : near.new_end]) if is_masked else hidden]
        at = max(at, near.end)
    rest = _text(before[at:end])
    return "".join([*old, rest]), "".join([*new, rest])


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace").replace("\r", " ").replace("\n", " ").replace("\t", " ")
