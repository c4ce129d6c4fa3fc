"""All that decides what a run makes of a document: fixed at its beginning, the same in every worker."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldsmith import __version__
from goldsmith.corpus.masking.columns import Columns
from goldsmith.corpus.masking.filters import (
    OptOut,
    count_languages,
    keep_licences,
    leave_out_opted_out,
    quarantine_unmaskable,
)
from goldsmith.corpus.masking.masking_step import Guard, Masks, find_and_mask
from goldsmith.corpus.masking.steps import Step

if TYPE_CHECKING:
    from goldsmith.pii.detector import Detector

FORM = 1
"""Of the output. Raised when the same input and settings would give other bytes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Settings of a run that reach every worker; picklable.

    Attributes:
        policy: a `MaskPolicy` as JSON.
        key: the mask key's secret; not in `repr`.
        columns: which columns of tables to use.
        licences: SPDX ids that are kept, or None for all.
        opt_out: who does not want their code in it, or None.
        model: the detector's model, or None for the one in the package.
        tier: of the detector.
        engine: of the detector.
        timeout_s: processor seconds that a document may take, for each started 8 MB of it; > 0.
        max_document_bytes: what is larger goes to quarantine unread; > 0.
        dedup: `exact`, `minhash`, or None.
    """

    policy: str
    key: bytes = field(repr=False)
    columns: Columns = field(default_factory=Columns)
    licences: tuple[str, ...] | None = None
    opt_out: OptOut | None = None
    model: Path | None = None
    tier: str = "full"
    engine: str = "auto"
    timeout_s: float = 10.0
    max_document_bytes: int = 32 << 20
    dedup: str | None = None

    def facts(self, detector_fingerprint: str, policy_fingerprint: str) -> dict[str, Any]:
        """What must be the same for a run to go on; JSON. The key is not in it, nor is anything of it."""
        opted_out = (
            None
            if self.opt_out is None
            else digest([sorted(self.opt_out.repositories), sorted(self.opt_out.owners)])
        )
        return {
            "form": FORM,
            "goldsmith": __version__,
            "detector": detector_fingerprint,
            "policy": policy_fingerprint,
            "columns": {name: getattr(self.columns, name) for name in Columns.__slots__},
            "licences": None if self.licences is None else digest(sorted(self.licences)),
            "opt_out": opted_out,
            "dedup": self.dedup,
            "timeout_s": self.timeout_s,
            "max_document_bytes": self.max_document_bytes,
        }

    def filters(self) -> list[Step]:
        """The steps before anything is looked for: what is counted, what is not wanted, what cannot be masked."""
        steps: list[Step] = [count_languages]
        if self.opt_out is not None:
            steps.append(leave_out_opted_out(self.opt_out))
        if self.licences is not None:
            steps.append(keep_licences(self.licences))
        return [*steps, quarantine_unmaskable(self.max_document_bytes)]

    def masking(self, guard: Guard) -> Step:
        """The step that finds and masks. Loads the detector: once a process."""
        return find_and_mask(self.detector(), self.masker(), guard)

    def detector(self) -> Detector:
        """Load the detector. Addresses spelt in words count here: who masks would rather mask one too many."""
        from goldsmith.pii.detector import Detector

        return Detector(
            model=self.model,
            engine=self.engine,  # type: ignore[arg-type]
            tier=self.tier,  # type: ignore[arg-type]
            spelt_emails=True,
        )

    def detector_fingerprint(self) -> str:
        """Names rules and model, so that a run does not go on with others."""
        return self.detector().fingerprint

    def masker(self) -> Masks:
        """Make the masker."""
        from goldsmith.pii.masks import Masker, MaskKey, MaskPolicy

        return Masker(MaskPolicy.model_validate_json(self.policy), MaskKey(self.key))


def digest(value: Sequence[Any]) -> str:
    """Names a value; JSON, 16 hex digits."""
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:16]
