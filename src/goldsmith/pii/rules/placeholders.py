"""Values that only stand for a secret: templates, dummies, and what has too little surprise in it."""

from __future__ import annotations

import math
import re
from collections import Counter

_TEMPLATE = re.compile(
    r"""\$\{ | \#\{ | \$\( | \{\{ | <[^>]{1,80}> | %\( | %s\b | %[A-Za-z_]{1,60}% | ^\$[A-Za-z_] | ^\{[\w.]{0,60}\}$
      | \benviron\b | \bprocess\.env\b | \bgetenv\b | \benv\[ | \benv\( | ^env[.:] | ^vault: | ^arn: | ^!\w""",
    re.VERBOSE,
)
_DUMMY = re.compile(
    r"""change[-_ ]?(?:me|this|it) | \byour[-_ ]?|[-_]your[-_] | \bmy[-_ ]?(?:password|secret|token|key|api) | example
      | placeholder | dummy | redacted | \bsample(?:\b|_) | \btodo(?:\b|_) | fixme | \binsert(?:\b|_)
      | \breplace | \bfake
      | x{4} | \*{3} | \.{3} | \u2026 | 0{8} | 12345678 | abcdef(?:gh|12) | deadbeef | lorem | foo[-_]?bar
      | ^(?:pass|pwd|passwd|password|passphrase|secret|token|string|none|null|nil|undefined|true|false|test
           |admin|root|user|guest|hidden|required|optional|default|value)[-_]?\d{0,3}(?:!|\\[nt]){0,20}$""",
    re.VERBOSE | re.IGNORECASE,
)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_template(value: str) -> bool:
    """Whether the value is filled in from elsewhere: `${PASS}`, `<your key>`, `{{ token }}`, `os.environ[...]`."""
    return _TEMPLATE.search(value) is not None


def is_dummy(value: str) -> bool:
    """Whether the value says that it is none: `changeme`, `your-key-here`, `xxxx`, `password123`."""
    return _DUMMY.search(value) is not None


def is_uuid(value: str) -> bool:
    """Whether the value is a UUID, which names a thing and is no key by the taxonomy."""
    return _UUID.fullmatch(value) is not None


def entropy_bits(value: str) -> float:
    """Shannon entropy of the value's characters, in bits a character: 0 for "aaaa", 4 for 16 different ones."""
    n = len(value)
    return -sum(count / n * math.log2(count / n) for count in Counter(value).values())


def n_character_classes(value: str) -> int:
    """How many of lower case, upper case, digits and others occur, 0 to 4."""
    tests = (str.islower, str.isupper, str.isdigit, lambda char: not char.isalnum())
    return sum(any(map(test, value)) for test in tests)
