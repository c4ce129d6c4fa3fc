"""Secrets and personal data in a short text that somebody wrote: a prompt, a completion, a comment.

For a warning beside a text field and for a gate before delivery: the detector's rules, in the text as it stands, and
of what they find what should not be there. Names of people and user names are often meant; dummies, private addresses
and ids lead to nobody.

    for one in find(prompt):
        print(one.label, one.start, one.end, one.why)
"""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from goldsmith.domain.errors import TooLarge
from goldsmith.pii.finding import Finding

if TYPE_CHECKING:
    from goldsmith.pii.detector import Detector

__all__ = ["MAX_CHARS", "Finding", "find"]

MAX_CHARS = 100_000

_LABELS = frozenset(("EMAIL", "EMAIL_LICENSE", "KEY", "PASSWORD"))
_PUBLIC_ADDRESSES = frozenset(("ipv4", "ipv6"))
_one_at_a_time = threading.Lock()


def find(text: str) -> tuple[Finding, ...]:
    """Find emails, public IP addresses, keys and passwords.

    Args:
        text: at most MAX_CHARS code points.

    Returns:
        findings by start, which do not intersect; spans in code points, without quotes or port.

    Raises:
        TooLarge: the text is longer.

    Cost: linear in the text, whatever it holds; half a second more the first time. Threads wait for each other.
    """
    if len(text) > MAX_CHARS:
        raise TooLarge(
            f"A text of {len(text):,} characters is too long to look for secrets in; {MAX_CHARS:,} is the most.",
            hint="Check it in parts.",
            limit=MAX_CHARS,
        )
    data = text.encode("utf-8", "surrogatepass")
    with _one_at_a_time:
        found = _detector().detect(data)
    wanted = [one for one in found if one.label in _LABELS or _is_somebodys_address(data, one)]
    if len(data) == len(text) or not wanted:
        return tuple(wanted)
    # At every byte, how many characters have begun before it: a byte that does not continue one begins one.
    begun = list(accumulate((byte & 0xC0 != 0x80 for byte in data), initial=0))
    return tuple(replace(one, start=begun[one.start], end=begun[one.end]) for one in wanted)


def _is_somebodys_address(data: bytes, one: Finding) -> bool:
    if one.kind not in _PUBLIC_ADDRESSES:
        return False
    numbers = data[one.start : one.end].split(b".")
    # 1.2.3.4, 4.3.2.1 and 5.5.5.5 are what people write who want no address.
    steps = {int(second) - int(first) for first, second in pairwise(numbers)} if len(numbers) == 4 else set()
    return one.kind != "ipv4" or len(steps) > 1 or abs(steps.pop()) > 1


@cache
def _detector() -> Detector:
    # Imported when first asked: a server starts without the matcher.
    from goldsmith.pii.detector import Detector

    return Detector(tier="rules")
