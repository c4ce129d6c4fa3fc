"""Tokens that their provider's form gives away.

The tables in `providers` say what the forms are; here an anchor's hit is verified: the whole form from its first byte
to its last, borders on both sides, and a drawn part that looks drawn. A failed checksum lowers the confidence alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goldsmith.pii.finding import Finding
from goldsmith.pii.rules.context import line_before
from goldsmith.pii.rules.providers.borders import begins_alone, ends_alone
from goldsmith.pii.rules.providers.clouds import CLOUDS
from goldsmith.pii.rules.providers.code_hosts import CODE_HOSTS
from goldsmith.pii.rules.providers.form import MOST_BYTES, Template, TokenForm
from goldsmith.pii.rules.providers.messaging import MESSAGING
from goldsmith.pii.rules.providers.models import MODELS
from goldsmith.pii.rules.providers.operations import OPERATIONS
from goldsmith.pii.rules.providers.payments import PAYMENTS
from goldsmith.pii.rules.providers.products import PRODUCTS
from goldsmith.pii.rules.providers.randomness import is_drawn
from goldsmith.pii.scan.recogniser import Anchor, Hit, Recogniser

FORMS: tuple[TokenForm, ...] = (*CODE_HOSTS, *CLOUDS, *MESSAGING, *PAYMENTS, *MODELS, *OPERATIONS, *PRODUCTS)
"""All forms, by family."""

_UNPROVEN = 0.9
"""Confidence where a checksum does not hold: an example, a test, or a typing error."""
_NEAR_BYTES = 96
"""How far before a token the word is looked for that it needs."""


def _by_anchor() -> dict[str, list[tuple[TokenForm, Template]]]:
    found: dict[str, list[tuple[TokenForm, Template]]] = {}
    for form in FORMS:
        for template in form.spellings:
            found.setdefault(template.anchor, []).append((form, template))
    return found


_ANCHORED = _by_anchor()
_ROWS = tuple(map(tuple, _ANCHORED.values()))


def find_provider_tokens(data: bytes, hits: Sequence[Hit]) -> Iterator[Finding]:
    """Tokens in a document, by start, without intersections.

    Cost: 2 µs a hit and form, 20 µs a token.
    """
    found: list[Finding] = []
    seen = 0
    for end, anchor in hits:
        if end <= seen:
            continue
        tokens = [
            token for form, template in _ROWS[anchor] if (token := _verified(data, end, form, template))
        ]
        if tokens:
            best = max(tokens, key=lambda token: token.end - token.start)
            found.append(best)
            seen = best.end
    seen = 0
    for token in sorted(found, key=lambda token: (token.start, -token.end)):
        if token.start >= seen:
            yield token
            seen = token.end


def _verified(data: bytes, hit_end: int, form: TokenForm, template: Template) -> Finding | None:
    pivot = hit_end - template.anchor_bytes
    least, most = template.before_bytes
    for before in range(most, least - 1, -1):
        start = pivot - before
        if start < 0 or not begins_alone(data, start, template.borders[0]):
            continue  # Asked first: a run that holds its own mark again and again would cost its square.
        match = template.pattern.match(data, start, min(len(data), start + MOST_BYTES))
        if match is None:
            continue
        at, end = match.span(1)
        if end < hit_end or not ends_alone(data, end, template.borders[1]):
            continue
        return _finding(data, at, end, form, template)
    return None


def _finding(data: bytes, start: int, end: int, form: TokenForm, template: Template) -> Finding | None:
    value = data[start:end]
    drawn, bits = template.drawn
    if drawn and not is_drawn(template.drawn_part(value), bits):
        return None
    if form.near and not _is_near(data, start, form.near):
        return None
    confidence = 1.0 if form.check is None or form.check(value) else _UNPROVEN
    return Finding(start, end, form.label, form.name, form.why, confidence)


def _is_near(data: bytes, start: int, words: Sequence[str]) -> bool:
    before = line_before(data, start)[-_NEAR_BYTES:].lower()
    return any(word.encode() in before for word in words)


PROVIDER_TOKENS: Recogniser[Finding] = Recogniser(
    "provider_token", tuple(Anchor(expression) for expression in _ANCHORED), find_provider_tokens
)
"""KEY, and ID for the identifiers that providers give beside their keys."""
