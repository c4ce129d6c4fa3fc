"""The detector of the pii room as a model that suggests marks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from goldsmith.app.prelabels import BUILT_IN_MODELS, DEFAULT_MODEL, RULES_ONLY, Candidate, Seen
from goldsmith.pii.detector import Detector
from goldsmith.pii.finding import Finding
from goldsmith.pii.taxonomy import LABELS

_NAMES = {DEFAULT_MODEL: "Goldsmith detector", RULES_ONLY: "Goldsmith rules"}


class DetectorPrelabels:
    """Suggests what the detector finds.

    Args:
        model: `default`, `rules`, or the path of a file that `goldsmith pii train` wrote.

    Attributes:
        name: as people read it.
        fingerprint: of rules and model.
        labels: what it looks for.

    Raises:
        InvalidInput: the model is damaged or of another version.
    """

    name: str
    fingerprint: str
    labels: frozenset[str]

    def __init__(self, model: str) -> None:
        self._detector = Detector(
            model=None if model in BUILT_IN_MODELS else Path(model),
            tier="rules" if model == RULES_ONLY else "full",
        )
        self.fingerprint = self._detector.fingerprint
        self.name = _NAMES.get(model, self._detector.model_name)
        self.labels = frozenset(LABELS)

    def look(self, text: bytes) -> Seen:
        """Look at the whole text of a file; places in bytes."""
        found, seen = self._detector.look_closely(text)
        return Seen(_candidates(found), _candidates(seen))


def _candidates(findings: Iterable[Finding]) -> list[Candidate]:
    return [Candidate(one.start, one.end, one.label, one.confidence) for one in findings]
