"""Ask Goldsmith's own detector for predictions on texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from goldsmith.pii.detector import Detector
from goldsmith.pii.evaluation.gold import Marked
from goldsmith.pii.finding import Finding

_BATCH = 256


def predict(detector: Detector, texts: Sequence[str]) -> list[tuple[Marked, ...]]:
    """Find in each text; places in code points.

    Args:
        detector: finds in bytes of UTF-8.
        texts: without unpaired surrogates.
    """
    found: list[tuple[Marked, ...]] = []
    for first in range(0, len(texts), _BATCH):
        documents = [text.encode() for text in texts[first : first + _BATCH]]
        found += map(in_code_points, documents, detector.detect_many(documents))
    return found


def in_code_points(data: bytes, findings: Sequence[Finding]) -> tuple[Marked, ...]:
    """Findings in bytes of valid UTF-8, with places in code points.

    A finding that begins or ends inside a character has that character.
    """
    if data.isascii() or not findings:
        return tuple(Marked(one.start, one.end, one.label) for one in findings)
    # At every byte, how many characters have begun: a byte that does not continue one begins one.
    begun = np.cumsum(np.frombuffer(data, np.uint8) & 0xC0 != 0x80)
    return tuple(Marked(int(begun[one.start]) - 1, int(begun[one.end - 1]), one.label) for one in findings)
