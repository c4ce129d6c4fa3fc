"""How grave a finding is by its label, in SARIF's words (section 3.27.10)."""

from __future__ import annotations

from enum import IntEnum

SECRETS = ("KEY", "PASSWORD")


class Level(IntEnum):
    """From what one may know to what one has to act on."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """As SARIF writes it."""
        return self.name.lower()


def level_of(label: str) -> Level:
    """Secrets are errors, placeholders and attributions notes, other personal data warnings."""
    if label.endswith(("_EXAMPLE", "_LICENSE")):
        return Level.NOTE
    return Level.ERROR if label in SECRETS else Level.WARNING
