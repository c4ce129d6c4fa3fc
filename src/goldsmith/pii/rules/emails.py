"""Email addresses, told from all else in code that has an at sign."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from goldsmith.pii.finding import Finding
from goldsmith.pii.rules.context import (
    follows_template,
    is_attribution,
    is_example_domain,
    is_example_person,
    line_before,
)
from goldsmith.pii.rules.obfuscated_emails import BRACKETED_ANCHORS, find_obfuscated
from goldsmith.pii.scan.recogniser import Anchor, Hit, Recogniser

_ADDRESS = Anchor(
    r'[0-9A-Za-z_+"\x80-\xff-]@[0-9A-Za-z\x80-\xff][0-9A-Za-z\x80-\xff-]{0,62}\.[0-9A-Za-z\x80-\xff]'
)

_LOCAL = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.%+-" + bytes(range(0x80, 0x100))
_MAX_LOCAL_BYTES = 64
"""RFC 5321, section 4.5.3.1.1."""


def _domain(foreign: bytes, top: bytes) -> re.Pattern[bytes]:
    edge, inner = rb"[0-9A-Za-z" + foreign + rb"]", rb"[0-9A-Za-z" + foreign + rb"-]"
    label = edge + rb"(?:" + inner + rb"{0,61}" + edge + rb")?"
    return re.compile(
        rb"(?:" + label + rb"\.){1,8}(?:xn--[0-9A-Za-z-]{2,59}|[A-Za-z]{2,24}|" + top + rb")(?![0-9A-Za-z])"
    )


_DOMAINS = (_domain(rb"\x80-\xdf", rb"[\x80-\xdf]{4,48}"), _domain(rb"\x80-\xff", rb"[\x80-\xff]{6,36}"))
"""Without and with letters of three bytes. The first ends where Chinese or Japanese text goes on without a space."""
_MAX_DOMAIN_BYTES = 255
_QUOTED = re.compile(rb"[0-9A-Za-z][0-9A-Za-z ._+-]{0,62}")
_PERCENT = re.compile(rb".*%(?:[0-9A-Fa-f]{2}|[sdv])", re.DOTALL)
_ESCAPED = (b"\\n", b"\\r", b"\\t")
_USER_INFO = re.compile(rb"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,20})://[^\s/?#\"'<>]{0,200}\Z")
_FILLED_IN = b"$}\\"
"""What before a local part says that it is filled in, or no local part at all."""

_NOT_TOP_LEVEL = frozenset(
    b"png jpg jpeg gif svg webp bmp ico avif pdf css scss sass less js mjs cjs jsx ts mts cts tsx vue"
    b" svelte json jsonc json5 yml yaml toml xml html htm xhtml php asp aspx jsp cfg conf ini env lock log"
    b" txt rst csv tsv sql db sqlite exe dll dylib jar war ear aar whl egg gz tgz bz tbz xz txz zst bz2 rar"
    b" 7z tar deb rpm apk dmg iso img bin patch diff orig bak tmp swp pem crt cer der pfx csr pub asc sig"
    b" java class scala groovy gradle kt kts py pyc pyi pyx rb hs hpp cpp cxx cc hxx cs vb fs fsx go mod"
    b" sum lua tcl asm proto thrift map min ttf woff woff2 eot otf mp3 mp4 wav ogg avi webm mkv service"
    b" socket timer target mount automount slice scope path swap device self this super prototype length"
    b" value values key keys items item attr attrs props prop data ref refs node nodes get set shape dot"
    b" mean size type dtype reshape transpose flatten copy bool int str float eval call apply bind exports"
    b" module func function method field fields obj args kwargs init main index inc lib git sln csproj"
    b" ipynb md rmd tex bib sty cls".split()
)
"""What stands behind the last dot of file names, units and attributes. Some are countries too, where mail is rare."""

_COMMON_TOP_LEVEL = frozenset(
    b"com org net edu gov mil int info biz io dev app ai co me de uk fr nl se no dk fi es it pt pl cz ch at be eu us ca"
    b" au nz jp cn kr tw hk in br mx ar cl ru ua tr il za ie gr hu ro".split()
)


def find_emails(data: bytes, hits: Sequence[Hit]) -> Iterator[Finding]:
    """Email addresses in a document, by start.

    Not one: remotes of version control (`git@host:owner/repository`), user information in a URL, package pins and
    scopes, decorators, units, image names, matrix products, and addresses made in part of a variable.
    """
    seen = 0
    for hit in hits:
        if hit.anchor > 0:
            found = find_obfuscated(data, hit.end, seen)
        else:
            at = data.rfind(b"@", max(0, hit.end - 68), hit.end)
            found = _at(data, at, seen)
        if found is not None:
            seen = found.end
            yield found


def _at(data: bytes, at: int, seen: int) -> Finding | None:
    """The address around an at sign that begins at `seen` or later."""
    end = _domain_end(data, at + 1)
    if end is None:
        return None
    start = _local_start(data, at, seen)
    if start is None or _is_part_of_code(data, start, at, end):
        return None
    return _finding(data, start, at, end)


def _finding(data: bytes, start: int, at: int, end: int) -> Finding:
    local, domain = data[start:at], data[at + 1 : end]
    kind = "fediverse_handle" if data[start - 1 : start] == b"@" else "email"
    if is_example_domain(domain) or is_example_person(local.strip(b'"')):
        return Finding(start, end, "EMAIL_EXAMPLE", kind, "is an email address of nobody")
    if is_attribution(data, start):
        return Finding(start, end, "EMAIL_LICENSE", kind, "is an email address in an attribution")
    return Finding(start, end, "EMAIL", kind, "is an email address")


def _domain_end(data: bytes, start: int) -> int | None:
    window = data[start : start + _MAX_DOMAIN_BYTES]
    match = _DOMAINS[0].match(window) or _DOMAINS[1].match(window)
    if match is None or not _is_text(match[0]):
        return None
    labels = match[0].split(b".")
    # `me@example.com.json` is a file, named after an address.
    while len(labels) > 1 and labels[-1].lower() in _NOT_TOP_LEVEL:
        labels.pop()
    top = labels[-1]
    if len(labels) < 2 or len(top) < 2 or not _is_host(labels):
        return None
    end = start + sum(map(len, labels)) + len(labels) - 1
    # In Perl's documentation E<gt> is the sign >.
    return end - 1 if top.endswith(b"E") and data.startswith(b"<gt>", end) else end


def _is_text(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_host(labels: list[bytes]) -> bool:
    """Whether the labels may be a host with mail: `2x.png`, `v1.x` and `1.2.beta` are none."""
    first, top = labels[0], labels[-1].removesuffix(b"E")
    if top[:1].isdigit() or top not in (top.lower(), top.upper(), top.capitalize()):
        return False
    if first.isdigit() and labels[1][:1].isdigit() and len(labels) > 2:
        return False
    is_version = all(label.lstrip(b"vV").isdigit() for label in labels[:-1])
    return not is_version or (len(labels) == 2 and len(first) >= 2 and top in _COMMON_TOP_LEVEL)


def _local_start(data: bytes, at: int, seen: int) -> int | None:
    first = max(seen, at - _MAX_LOCAL_BYTES - 1)
    window = data[first:at]
    if window.endswith(b'"'):
        return _quoted_start(data, at, seen)
    start = at - (len(window) - len(window.rstrip(_LOCAL)))
    if not data[start : at + 2].isascii():
        start = _script_start(data, start, at)
    escaped = _PERCENT.match(data, start, at)
    if escaped is not None:
        start = escaped.end()
    if data[start - 1 : start + 1] in _ESCAPED and start > seen:
        start += 1
    while start < at and data[start] in b".-+%\xe2\x80\x9c\x9d\xc2\xab":
        start += 1
    while start < at and data[start] & 0xC0 == 0x80:
        start += 1  # the rest of a sign whose first byte is no part of an address
    if start >= at or at - start > _MAX_LOCAL_BYTES:
        return None
    # O'Brien. Before other letters the quote opens a string.
    if data[start - 2 : start] in (b"O'", b"o'", b"D'", b"d'") and start - 2 >= seen:
        is_name = start == 2 or not (data[start - 3 : start - 2].isalnum() or data[start - 3] in b"'_")
        start -= 2 if is_name and data[start : start + 1].isalpha() else 0
    return start


def _script_start(data: bytes, start: int, at: int) -> int:
    """Where the local part begins: before it may stand a word of a script that has no spaces between words.

    Latin, Greek and Cyrillic letters have two bytes; those of three belong to the local part only if the domain has
    some too. Bytes of another encoding do not.
    """
    local = data[start:at]
    try:
        local.decode()
        first_foreign = 0xE0 if data[at + 1] < 0xE0 else 0x100
    except UnicodeDecodeError:
        first_foreign = 0x80
    foreign = max((place for place, byte in enumerate(local) if byte >= first_foreign), default=-1)
    if foreign < 0:
        return start
    is_utf8 = first_foreign > 0x80
    return start + foreign + ((3 if local[foreign] < 0xF0 else 4) if is_utf8 else 1)


def _quoted_start(data: bytes, at: int, seen: int) -> int | None:
    opening = data.rfind(b'"', max(seen, at - _MAX_LOCAL_BYTES - 2), at - 1)
    if opening < 0 or not _QUOTED.fullmatch(data, opening + 1, at - 1):
        return None
    return None if data[opening - 1 : opening].isalnum() and opening else opening


def _is_part_of_code(data: bytes, start: int, at: int, end: int) -> bool:
    local, following = data[start:at], data[end : end + 2]
    before = data[start - 1 : start] if start else b""
    if (before and before in _FILLED_IN) or data[at - 1] in b".%" or b".." in local:
        return True
    if local.lower() in (b"git", b"hg", b"svn") and (
        following[:1] in (b":", b"/") or b"git" in data[at + 1 : end]
    ):
        return True
    if (
        following[:1] in (b"(", b"[")
        and data[at + 1 : end].rpartition(b".")[2].lower() not in _COMMON_TOP_LEVEL
    ):
        return True  # A matrix product with a call: `a@b.dot(c)`.
    if follows_template(data, start):
        return True
    user_info = _USER_INFO.search(line_before(data, start)[-220:])
    return user_info is not None and user_info["scheme"].lower() not in (b"mailto", b"xmpp")


EMAILS: Recogniser[Finding] = Recogniser("email", (_ADDRESS, *BRACKETED_ANCHORS), find_emails)
"""EMAIL, EMAIL_LICENSE, EMAIL_EXAMPLE."""
