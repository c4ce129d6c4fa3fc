"""The lists of words in `templates/words.txt`: single words, or whole lines where the section says so."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@cache
def _sections() -> dict[str, tuple[str, ...]]:
    text = (files(__package__) / "templates" / "words.txt").read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for section in text.removeprefix("=== ").split("\n=== "):
        head, _, body = section.partition("\n")
        name = head.removesuffix(" lines")
        found[name] = tuple(body.splitlines() if name != head else body.split())
    return found


def listed(section: str) -> tuple[str, ...]:
    """Return the words of a section."""
    return _sections()[section]


def tongues() -> tuple[str, ...]:
    """Return the tongues of which there are names, `<tongue> given` and `<tongue> family`."""
    return tuple(name.removesuffix(" given") for name in _sections() if name.endswith(" given"))


WORDS = listed("words")
NOUNS = listed("nouns")
VERBS = listed("verbs")
ADJECTIVES = listed("adjectives")
TRADES = listed("trades")
