"""One operator a category: a value to another of the same form, that leads to nobody and is known for a mask."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from goldsmith.pii.masks.draw import Draw
from goldsmith.pii.masks.operators.email import EmailOperator
from goldsmith.pii.masks.operators.ip_address import IpAddressOperator
from goldsmith.pii.masks.operators.name import NameOperator
from goldsmith.pii.masks.operators.secret import SecretOperator
from goldsmith.pii.masks.operators.username import UsernameOperator


class Operator(Protocol):
    """What a category's values are masked with. All methods are pure and take any text, also what is no such value.

    A mask depends on the draw, and on the value in its outer form alone: case, number of words, separators.
    """

    def normal(self, value: str) -> str:
        """What values with the same meaning have in common; they get the same draw."""
        ...

    def mask(self, value: str, draw: Draw) -> str:
        """Another value of this form: printable ASCII, and separators of the value's own; `is_mask` knows it."""
        ...

    def is_mask(self, value: str) -> bool:
        """Whether the value is a mask, by its look alone: without key or table."""
        ...


_SECRET = SecretOperator()

OPERATORS: Mapping[str, Operator] = MappingProxyType(
    {
        "NAME": NameOperator(),
        "EMAIL": EmailOperator(),
        "USERNAME": UsernameOperator(),
        "IP_ADDRESS": IpAddressOperator(),
        "PASSWORD": _SECRET,
        "KEY": _SECRET,
        "ID": _SECRET,
    }
)
"""By category."""
