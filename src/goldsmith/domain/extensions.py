"""What other packages add: things by name, built in or offered through an entry point."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Generic, TypeVar

from goldsmith.domain.errors import Conflict, InvalidInput, NotFound

T = TypeVar("T")


class Registry(Generic[T]):
    """Things of one kind by name.

    Args:
        noun: what they are, as a person says it ("aggregator").
        group: of the entry points: `name = "package.module:thing"`.
        built_in: name → thing of the house.
        is_one: whether a loaded thing is of the kind.
        kind: what it has to be, for the message ("a function").
    """

    def __init__(
        self, noun: str, group: str, built_in: Mapping[str, T], is_one: Callable[[Any], bool], kind: str
    ) -> None:
        self.group = group
        self._noun = noun
        self._built_in = built_in
        self._is_one = is_one
        self._kind = kind

    def offered(self) -> tuple[EntryPoint, ...]:
        """What other packages offer."""
        return _offered(self.group, tuple(sys.path))

    def names(self) -> list[str]:
        """All names that `find` knows, sorted; loads nothing."""
        return sorted({*self._built_in, *(point.name for point in self.offered())})

    def find(self, name: str) -> T:
        """The thing of this name.

        Raises:
            NotFound: no package offers the name.
            Conflict: a package offers a built-in name, or two packages offer the same.
            InvalidInput: what the package offers cannot be imported, or is of another kind.
        """
        points = [point for point in self.offered() if point.name == name]
        if len(points) + (name in self._built_in) > 1:
            offers = ", ".join(point.value for point in points)
            raise Conflict(
                f"The {self._noun} {name} is offered more than once: {offers}.",
                hint="Uninstall one of the packages, or rename the entry point.",
            )
        if name in self._built_in:
            return self._built_in[name]
        if not points:
            raise NotFound(
                f"There is no {self._noun} {name}.", hint=f"Choose one of {', '.join(self.names())}."
            )
        return self._loaded(points[0])

    def _loaded(self, point: EntryPoint) -> T:
        try:
            found = point.load()
        except (ImportError, AttributeError) as error:
            raise InvalidInput(
                f"The {self._noun} {point.name} ({point.value}) cannot be imported: {error}",
                hint="Repair or uninstall the package that offers it.",
            ) from error
        if not self._is_one(found):
            raise InvalidInput(f"The {self._noun} {point.name} ({point.value}) is not {self._kind}.")
        one: T = found
        return one


@cache
def _offered(group: str, _path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """Read once for a path: it takes a look at every installed package."""
    return tuple(entry_points(group=group))
