"""What stands around a value, on bytes: an attribution, a placeholder, a template, a digest.

All rules ask these questions, so that one place gives one answer. Every one looks at a bounded window.
"""

from __future__ import annotations

import re

_LINE_BYTES = 240
"""How far a line is followed. Longer ones are generated, and tell nothing more."""

_TOP_BYTES = 3072
"""Where the header of a file may stand."""

_NOTICE = re.compile(
    rb"copyright|copyleft|\(c\) ?[12]\d{3}|\xc2\xa9|@(?:author|copyright)|licen[sc]ed|all rights reserved",
    re.IGNORECASE,
)
"""A notice in itself, wherever it stands."""

_CREDIT = re.compile(
    rb"\bauthors?\b|_author\b|\bmaintain(?:er|ed)s?\b|\bcontribut(?:or|ed)s?\b|\bsigned-off-by\b|\bco-authored-by\b"
    rb"|\b(?:written|created|developed|ported|modified|based on|thanks|courtesy)\b.{0,40}\b(?:by|to|of)\b"
    rb"|\bcredits?\b",
    re.IGNORECASE,
)
"""A credit if it stands at the top of a file."""

_EXAMPLE_DOMAIN = re.compile(
    # RFC 2606, RFC 6761, RFC 6762, and what people write who want no domain.
    rb"(?:^|.*\.)(?:example|test|invalid|localhost|local|localdomain|internal|lan|tld|corp|home|intranet)"
    rb"|(?:.*[.-])?(?:examples?|exmample|exemple|beispiel|ejemplo|domain|mydomain|yourdomain|some-?domain|anydomain"
    rb"|company|mycompany|yourcompany|acme|contoso|fabrikam|northwind|foo|bar|foobar|baz|qux|blah?|test|tests|testing"
    rb"|testdomain|sample|samples|email|mail|host|hostname|localhost|server|site|website|mysite|yoursite|user|abc|xyz"
    rb"|asdf|xxx+|aaa+|[a-z]|nowhere|somewhere|dummy|fake|placeholder|org|your-?[a-z]*|my-?(?:org|app|host|server))"
    rb"\.(?:(?:co|com|org|net|ac)\.[a-z]{2}|[a-z]{2,12})(?:\.key)?"
    rb"|.*\bexample\.(?:[a-z]{2,6})(?:\.[a-z]{2,4})?",
    re.IGNORECASE,
)

_EXAMPLE_PERSON = re.compile(
    rb"(?:the|my|your?|an?|some|another|other|new|old|first|second|un)?[._-]?"
    rb"(?:test(?:er|ing|s)?|user(?:name|id)?|admin|administrator|root|example|sample|demo|dummy|fake|foo(?:bar)?|bar|baz"
    rb"|qux|blah?|me|you|someone|somebody|anyone|nobody|noone|name|e?mail|address|email[._-]?address|login|account|local"
    rb"|guest|person|people|recipient|sender|from|to|john|jane|joe|johndoe|janedoe|john[._-]doe|jane[._-]doe|joe[._-]doe"
    rb"|j[._-]?doe|john[._-]?smith|jane[._-]?smith|j[._-]?smith|max[._-]?mustermann|mustermann|jean[._-]?dupont"
    rb"|alice|bob|first[._-]?last|first[._-]?name(?:[._-]?last[._-]?name)?|last[._-]?name|realm|testrealm"
    rb"|abc|xyz|asdf?|qwerty|xxx+|aaa+|[a-z])"
    rb"[._+-]?(?:user|name|test|email|mail|example|realm)?[._+-]?\d{0,6}",
    re.IGNORECASE,
)

_TEMPLATE_BEFORE = re.compile(rb"(?:[$#]\{?[A-Za-z_]\w{0,40}|\}|%[sdv])[._+-]?\Z")
_TEMPLATE = re.compile(
    rb"\$\{|#\{|\$\(|\{\{|\{[A-Za-z_][\w.]{0,40}\}|<[^<>\s]{1,60}>|%\(|%[sdv](?![0-9A-Za-z])|%[A-Za-z_]{2,40}%|\A\$[A-Za-z_]"
)
_UUID = re.compile(rb"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_DIGEST_BYTES = frozenset({32, 40, 56, 64, 96, 128})
"""Hex digits of MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512."""
_HEX = re.compile(rb"[0-9a-f]+|[0-9A-F]+")
_INTEGRITY_BEFORE = re.compile(
    rb"(?:sha(?:1|224|256|384|512)|md5|h1|blake2b|blake3)[-:=][\"']?\Z|(?:integrity|checksum|digest|resolved)\W{1,5}\Z",
    re.IGNORECASE,
)


def line_before(data: bytes, start: int) -> bytes:
    """The line up to the place, at most 240 bytes of it."""
    first = max(0, start - _LINE_BYTES)
    return data[max(first, data.rfind(b"\n", first, start) + 1) : start]


def line_after(data: bytes, end: int) -> bytes:
    """The line from the place on, at most 240 bytes of it."""
    last = min(len(data), end + _LINE_BYTES)
    found = data.find(b"\n", end, last)
    return data[end : last if found < 0 else found]


def is_attribution(data: bytes, start: int) -> bool:
    """Whether the place stands in a copyright notice, or in a credit at the top of the file (`_LICENSE`)."""
    before = line_before(data, start)
    if _NOTICE.search(before):
        return True
    return start <= _TOP_BYTES and _CREDIT.search(before) is not None


def is_example_domain(domain: bytes) -> bool:
    """Whether a host name leads nowhere: reserved, of one's own network, or a dummy such as `foo.com`."""
    return _EXAMPLE_DOMAIN.fullmatch(domain) is not None


def is_example_person(handle: bytes) -> bool:
    """Whether a handle or the local part of an address names nobody: `john.doe`, `test42`, `your-name`."""
    return _EXAMPLE_PERSON.fullmatch(handle) is not None


def is_template(value: bytes) -> bool:
    """Whether a value is filled in from elsewhere: `${PASS}`, `{{ token }}`, `<your key>`, `%s`."""
    return _TEMPLATE.search(value) is not None


def follows_template(data: bytes, start: int) -> bool:
    """Whether what begins at the place goes on from a variable: `${user}.x`, `$USER`."""
    return _TEMPLATE_BEFORE.search(data[max(0, start - 48) : start]) is not None


def is_uuid(value: bytes) -> bool:
    """Whether the value is a UUID, which names a thing and no person."""
    return _UUID.fullmatch(value) is not None


def is_digest(value: bytes) -> bool:
    """Whether the value is as long as a common digest in hexadecimal, in one case."""
    return len(value) in _DIGEST_BYTES and _HEX.fullmatch(value) is not None


def follows_integrity(data: bytes, start: int) -> bool:
    """Whether the place stands behind `sha512-`, `integrity: ` and the like, as in lock files."""
    return _INTEGRITY_BEFORE.search(data[max(0, start - 24) : start]) is not None
