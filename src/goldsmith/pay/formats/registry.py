"""Forms of payout files by name. A new one is a file, its test and one line here, or an entry point elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points
from types import MappingProxyType

from goldsmith.domain.errors import Conflict, InvalidInput, NotFound
from goldsmith.pay.formats.bank_csv import BANK_CSV
from goldsmith.pay.formats.mass_payout_csv import MASS_PAYOUT_CSV
from goldsmith.pay.formats.payout_line import PayoutFormat

GROUP = "goldsmith.payout_formats"
"""The entry-point group: `name = "package.module:FORMAT"`, a PayoutFormat of that name."""

BUILT_IN: Mapping[str, PayoutFormat] = MappingProxyType(
    {form.name: form for form in (BANK_CSV, MASS_PAYOUT_CSV)}
)


def names() -> list[str]:
    """All names that `payout_format` knows, sorted; loads nothing."""
    return sorted({*BUILT_IN, *(point.name for point in entry_points(group=GROUP))})


def payout_format(name: str) -> PayoutFormat:
    """Find the form of this name.

    Raises:
        NotFound: no package offers the name.
        Conflict: a package offers a built-in name, or two packages offer the same.
        InvalidInput: what the package offers cannot be imported, or is no PayoutFormat of that name.
    """
    points = list(entry_points(group=GROUP, name=name))
    if len(points) + (name in BUILT_IN) > 1:
        offers = ", ".join(point.value for point in points)
        raise Conflict(
            f"The payout format {name} is offered more than once: {offers}.",
            hint="Uninstall one of the packages, or rename the entry point.",
        )
    if name in BUILT_IN:
        return BUILT_IN[name]
    if not points:
        raise NotFound(f"There is no payout format {name}.", hint=f"Choose one of {', '.join(names())}.")
    try:
        found = points[0].load()
    except (ImportError, AttributeError) as error:
        raise InvalidInput(
            f"The payout format {name} ({points[0].value}) cannot be imported: {error}",
            hint="Repair or uninstall the package that offers it.",
        ) from error
    if not isinstance(found, PayoutFormat) or found.name != name:
        raise InvalidInput(f"{points[0].value} is not a PayoutFormat named {name}.")
    return found
