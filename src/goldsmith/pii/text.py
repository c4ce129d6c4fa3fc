"""Secrets and personal data in a short text that somebody wrote: a prompt, a completion, a comment.

For a warning beside a text field and for a gate before delivery: rules alone, in the text as it stands. Names of
people and user names are not looked for here; their forms give nothing away.

    for one in find(prompt):
        print(one.label, one.start, one.end, one.why)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from goldsmith.domain.errors import TooLarge
from goldsmith.pii.finding import Finding
from goldsmith.pii.rules.addresses import find_emails, find_ip_addresses
from goldsmith.pii.rules.assignments import find_assigned, find_credentials
from goldsmith.pii.rules.tokens import find_armoured_keys, find_tokens

__all__ = ["MAX_CHARS", "Finding", "find"]

MAX_CHARS = 100_000

_RULES: tuple[Callable[[str], Iterator[Finding]], ...] = (
    find_armoured_keys,
    find_tokens,
    find_credentials,
    find_assigned,
    find_emails,
    find_ip_addresses,
)
"""By trust: of findings that intersect, the one of the earlier rule stays, and of the same rule the longer one."""


def find(text: str) -> tuple[Finding, ...]:
    """Find emails, public IP addresses, keys and passwords.

    Args:
        text: at most MAX_CHARS code points.

    Returns:
        findings by start, which do not intersect; spans in code points, without quotes or port.

    Raises:
        TooLarge: the text is longer.

    Cost: linear in the text, whatever it holds.
    """
    if len(text) > MAX_CHARS:
        raise TooLarge(
            f"A text of {len(text):,} characters is too long to look for secrets in; {MAX_CHARS:,} is the most.",
            hint="Check it in parts.",
            limit=MAX_CHARS,
        )
    ranked = [(rank, one.start - one.end, one) for rank, rule in enumerate(_RULES) for one in rule(text)]
    taken = bytearray(len(text))
    kept = []
    for _, _, one in sorted(ranked):
        # One byte a character: a look at the two ends is not enough, for a shorter span may lie inside.
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\x01" * (one.end - one.start)
            kept.append(one)
    return tuple(sorted(kept))
