"""Which findings are left alone, and why."""

from __future__ import annotations

from goldsmith.pii.masks.operators import OPERATORS
from goldsmith.pii.masks.operators.ip_address import kind_of_address
from goldsmith.pii.masks.policy import Action, MaskPolicy
from goldsmith.pii.masks.spans import Place, category_of
from goldsmith.pii.masks.tokens import TokenWriter

_KNOWN_AS: dict[str, tuple[str, ...]] = {
    "NAME": ("NAME", "EMAIL", "USERNAME"),
    "EMAIL": ("EMAIL", "USERNAME", "NAME"),
    "USERNAME": ("USERNAME", "NAME", "EMAIL"),
    "IP_ADDRESS": ("IP_ADDRESS",),
    "KEY": ("KEY", "EMAIL", "USERNAME", "IP_ADDRESS"),
    "PASSWORD": ("PASSWORD", "EMAIL", "USERNAME", "IP_ADDRESS"),
    "ID": ("ID", "EMAIL", "USERNAME", "IP_ADDRESS"),
}
"""Whose masks are known when they are found under a category: a second look may see a name where the first saw a user.

A given name alone is a mask of a name, but none of a password. The digits of an address are no mask of a number.
"""


def why_left(place: Place, value: str, policy: MaskPolicy, tokens: TokenWriter) -> str | None:
    """Why a finding is left alone, by itself; None where it is not. The reasons are those of `Replacement`."""
    rule = policy.labels[place.label]
    if rule.action is Action.KEEP:
        return "policy"
    if place.confidence < rule.min_confidence:
        return "confidence"
    category = category_of(place.label)
    if place.kind in policy.keep_kinds:
        return "kind"
    if category == "IP_ADDRESS" and kind_of_address(value) in policy.keep_kinds:
        return "kind"
    if value in policy.allow.values or (category == "EMAIL" and _is_allowed_email(value, policy)):
        return "allowed"
    if tokens.is_token(value) or any(
        OPERATORS[other].is_mask(value) for other in _KNOWN_AS.get(category, ())
    ):
        return "masked"
    return None


def _is_allowed_email(value: str, policy: MaskPolicy) -> bool:
    labels = value.rpartition("@")[2].lower().split(".")
    return any(".".join(labels[at:]) in policy.allow.domains for at in range(len(labels)))
