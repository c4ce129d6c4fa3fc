"""From what a detector finds in a file to suggestions for its items: one for each chunk and category."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.prelabel import Uptake, is_confident, priority_of, uncertainty, uptake
from goldsmith.domain.sampling import uniform
from goldsmith.domain.span import Span
from goldsmith.pii.taxonomy import CATEGORY_OF

Row = dict[str, Any]

#: The words for the model that comes with Goldsmith, and for its rules without a model.
DEFAULT_MODEL = "default"
RULES_ONLY = "rules"

#: These stand for no file.
BUILT_IN_MODELS = frozenset({DEFAULT_MODEL, RULES_ONLY})


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A place that a model looked at; places count bytes of the UTF-8 text.

    Attributes:
        start, end: the interval [start, end).
        label: what it would be.
        confidence: how probable that is, in [0, 1].
    """

    start: int
    end: int
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What a model saw in one file.

    Attributes:
        found: what it would mark; these do not intersect.
        candidates: every place it looked at, with those it left out.
    """

    found: Sequence[Candidate]
    candidates: Sequence[Candidate]


class Prelabeller(Protocol):
    """A model that suggests marks."""

    @property
    def name(self) -> str:
        """As people read it."""
        ...

    @property
    def fingerprint(self) -> str:
        """Equal fingerprints suggest the same."""
        ...

    @property
    def labels(self) -> frozenset[str]:
        """What it looks for: where it knows no label of a category, its silence there says nothing."""
        ...

    def look(self, text: bytes) -> Seen:
        """Look at the whole text of a file, in UTF-8."""
        ...


@dataclass(frozen=True, slots=True)
class Prelabelling:
    """How the pre-labels of one campaign are made.

    Attributes:
        prelabeller: the model.
        labels: category → its labels.
        rules: the recipe's part `prelabel`.
    """

    prelabeller: Prelabeller
    labels: Mapping[str, Sequence[str]]
    rules: Mapping[str, Any]

    def of_document(self, document: Row, chunks: Sequence[Row]) -> list[Row]:
        """The suggestions for a document's items.

        Returns:
            A row {index, category, model, fingerprint, spans, uncertainty, confident, shown, priority} for every
            chunk in every category that the model knows. A finding across the border of chunks is cut there, as
            people see it.
        """
        seen = self.prelabeller.look(b"".join(chunk["text"] for chunk in chunks))
        rows: list[Row] = []
        start = 0
        for chunk in chunks:
            text = chunk["text"]
            here = Seen(_within(seen.found, start, text), _within(seen.candidates, start, text))
            start += len(text)
            for category, labels in self.labels.items():
                if self.prelabeller.labels.intersection(labels):
                    rows.append(self._row(document, chunk, category, _labelled(here, labels)))
        return rows

    def _row(self, document: Row, chunk: Row, category: str, seen: Seen) -> Row:
        # What was found counts as looked at, whatever the model says of its candidates.
        confidences = [one.confidence for one in (*seen.found, *seen.candidates)]
        unsure = uncertainty(confidences)
        lot = uniform("control", document["sha256"].hex(), document["path"], chunk["index"], category)
        return {
            "index": chunk["index"],
            "category": category,
            "model": self.prelabeller.name,
            "fingerprint": self.prelabeller.fingerprint,
            "spans": [
                {
                    "start": one.start,
                    "end": one.end,
                    "label": one.label,
                    "confidence": round(one.confidence, 4),
                }
                for one in sorted(seen.found)
            ],
            "uncertainty": unsure,
            "confident": is_confident(confidences, at=self.rules["confident_at"]),
            "shown": lot >= self.rules["control_share"],
            "priority": priority_of(unsure) if self.rules["uncertain_first"] else 0,
        }


def known_labels(labels: Sequence[str]) -> bool:
    """Whether a detector of personal data knows any of these labels."""
    return any(label in CATEGORY_OF for label in labels)


def check_prelabel(recipe: Mapping[str, Any]) -> None:
    """Refuse pre-labels that could never be made.

    Args:
        recipe: as it is kept.

    Raises:
        InvalidInput: the recipe wants them, and the detector knows none of its labels.
    """
    if recipe.get("prelabel") is None:
        return
    if not any(known_labels([label["key"] for label in one["labels"]]) for one in recipe["categories"]):
        raise InvalidInput(
            "The detector knows none of this recipe's labels, so it can suggest nothing.",
            hint=f"It knows {', '.join(CATEGORY_OF)}. Leave `prelabel` out.",
        )


def uptake_of(prelabel: Mapping[str, Any], spans: Sequence[Mapping[str, Any]]) -> tuple[Row, bool]:
    """What an answer did with the suggestion for its item.

    Args:
        prelabel: {model, spans, confident, shown}.
        spans: the marks of the answer.

    Returns:
        (what is kept with the answer: {model, shown, suggested, accepted, edited, deleted, added}, whether a
        confident model and the person say the same).
    """
    found: Uptake = uptake(_spans(prelabel["spans"]), _spans(spans))
    kept = {
        "model": prelabel["model"],
        "shown": prelabel["shown"],
        "suggested": len(prelabel["spans"]),
        "accepted": found.accepted,
        "edited": found.edited,
        "deleted": found.deleted,
        "added": found.added,
    }
    return kept, bool(prelabel["confident"]) and found.is_unchanged


def _spans(marks: Sequence[Mapping[str, Any]]) -> list[Span]:
    return [Span(mark["start"], mark["end"], mark["label"]) for mark in marks]


def _labelled(seen: Seen, labels: Sequence[str]) -> Seen:
    return Seen(
        [one for one in seen.found if one.label in labels],
        [one for one in seen.candidates if one.label in labels],
    )


def _within(candidates: Sequence[Candidate], start: int, text: bytes) -> list[Candidate]:
    """Those in the window [start, start + len(text)) of a file, in code points of the window."""
    inside = []
    for one in candidates:
        first, last = max(one.start - start, 0), min(one.end - start, len(text))
        if first < last:
            # A place inside a character counts as its beginning.
            begin = len(text[:first].decode("utf-8", "ignore"))
            end = begin + len(text[first:last].decode("utf-8", "ignore"))
            if begin < end:
                inside.append(Candidate(begin, end, one.label, one.confidence))
    return inside


def with_prelabels(
    entries: Iterator[tuple[str, Row, list[Row]]], prelabelling: Prelabelling | None
) -> Iterator[tuple[str, Row, list[Row], list[Row]]]:
    """Add to every document its suggestions; none where nobody suggests."""
    for kind, row, chunks in entries:
        wants = kind == "document" and prelabelling is not None
        yield kind, row, chunks, prelabelling.of_document(row, chunks) if wants and prelabelling else []
