"""The labels of personal data in code, and the category each belongs to.

After BigCode's annotation guidelines (StarCoder, 2023, doi:10.48550/arXiv.2305.06161, section 4): seven categories;
names, emails and user names have two more labels, for an attribution at the top of a file and for a dummy.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

AMBIGUOUS = "AMBIGUOUS"
"""The label of a span where labels of two categories intersect. It has no category."""

_WITH_SUBCATEGORIES = ("NAME", "EMAIL", "USERNAME")
_PLAIN = ("PASSWORD", "KEY", "ID", "IP_ADDRESS")

CATEGORIES: tuple[str, ...] = (*_WITH_SUBCATEGORIES, *_PLAIN)
"""The seven categories, by their plain label."""

SUBCATEGORIES = ("LICENSE", "EXAMPLE")

CATEGORY_OF: Mapping[str, str] = MappingProxyType(
    {
        **{category: category for category in CATEGORIES},
        **{f"{category}_{part}": category for category in _WITH_SUBCATEGORIES for part in SUBCATEGORIES},
    }
)
"""The category of each label: `CATEGORY_OF["EMAIL_LICENSE"]` is `EMAIL`."""

LABELS: tuple[str, ...] = tuple(CATEGORY_OF)
