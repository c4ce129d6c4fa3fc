"""What a row of the tables says of a kind of token, and how its template becomes expressions.

A template spells a token out: what stands in braces is drawn, all else is literal.

    {b62:36}      36 characters of base 62
    {d:10-13}     10 to 13 digits
    {b64u:20+}    20 or more characters of URL-safe base 64
    {live|test}   one of the words; the template stands for one template a word
    ^             where the anchor begins, if not at the template's beginning; a second one, where it ends
    <             what stands before it is context and not of the token
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from typing import Any

import re2

ALPHABETS = {
    "d": "0-9",
    "hex": "0-9a-f",
    "HEX": "0-9A-F",
    "hexi": "0-9A-Fa-f",
    "hexh": "0-9a-h",
    "b32": "A-Z2-7",
    "up": "0-9A-Z",
    "low": "0-9a-z",
    "alpha": "A-Za-z",
    "b62": "0-9A-Za-z",
    "w": "0-9A-Za-z_",
    "lowu": "0-9a-z_-",
    "b64u": "0-9A-Za-z_-",
    "b64": "0-9A-Za-z+/",
    "b64e": "0-9A-Za-z+/=",
    "b64ue": "0-9A-Za-z_=-",
    "b64d": "0-9A-Za-z_.-",
    "b64de": "0-9A-Za-z_=.-",
    "b64a": "0-9A-Za-z+/=_-",
    "b62h": "0-9A-Za-z-",
    "pad": "=",
    "pct": "0-9A-Za-z%",
    "azure": "0-9A-Za-z_~.-",
    "bech": "02-9AC-HJ-NP-Z",
    "mno": "MNO",
}
"""Characters by name, as ranges. `bech` is Bech32 without its case (BIP 173)."""

MOST_BYTES = 16_384
"""The longest token looked for."""

_ANCHOR_DRAWN = 16
"""So many drawn characters are in an anchor: enough to be rare, few enough to be cheap."""

_PIECE = re.compile(r"\{(\w+):(\d+)(?:-(\d+)|(\+))?\}|([^{}^<]+)|([\^<])")
_WORDS = re.compile(r"\{([^{}:]*\|[^{}:]*)\}")
_UUID = "{hexi:8}-{hexi:4}-{hexi:4}-{hexi:4}-{hexi:12}"


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one alphabet.

    Attributes:
        alphabet: a name of `ALPHABETS`.
        least, most: how many; `most` is None where nothing bounds them.
    """

    alphabet: str
    least: int
    most: int | None

    @property
    def expression(self) -> str:
        """The run in the words of both engines."""
        many = f"{self.least}" if self.least == self.most else f"{self.least},{self.most or ''}"
        return f"[{ALPHABETS[self.alphabet]}]{{{many}}}"


@dataclass(frozen=True)
class Template:
    """One way to spell a token.

    Attributes:
        pieces: literals and runs, in order.
        pivot: the piece at which the anchor begins.
        pivot_end: one past its last piece; None leaves that to the number of drawn characters.
        value: the piece at which the token begins.
    """

    pieces: tuple[str | Run, ...]
    pivot: int
    pivot_end: int | None
    value: int

    @cached_property
    def anchor(self) -> str:
        """An expression of one length, met in every token of the form."""
        return "".join(piece if isinstance(piece, str) else piece.expression for piece in self._anchor_pieces)

    @cached_property
    def anchor_bytes(self) -> int:
        """How long the anchor's matches are."""
        return sum(_least(piece) for piece in self._anchor_raw)

    @cached_property
    def _anchor_raw(self) -> tuple[str | Run, ...]:
        if self.pivot_end is not None:
            return self.pieces[self.pivot : self.pivot_end]
        taken: list[str | Run] = []
        left = _ANCHOR_DRAWN
        for piece in self.pieces[self.pivot :]:
            if isinstance(piece, str):
                taken.append(piece)
                continue
            n = min(left, piece.least)
            if n:
                taken.append(Run(piece.alphabet, n, n))
            left -= n
            if n < piece.least or piece.least != piece.most or not left:
                break
        return tuple(taken)

    @property
    def _anchor_pieces(self) -> tuple[str | Run, ...]:
        return tuple(_escaped(piece) if isinstance(piece, str) else piece for piece in self._anchor_raw)

    @cached_property
    def before_bytes(self) -> tuple[int, int]:
        """How many bytes of the token stand before its anchor, at least and at most."""
        before = self.pieces[: self.pivot]
        most = [len(piece) if isinstance(piece, str) else piece.most for piece in before]
        assert all(n is not None for n in most), "An unbounded run before the anchor."
        return sum(map(_least, before)), sum(n or 0 for n in most)

    @cached_property
    def least_bytes(self) -> int:
        """The shortest token with its context."""
        return sum(map(_least, self.pieces))

    @cached_property
    def expression(self) -> str:
        """What verifies a token; its group is the token without context."""
        parts = [_escaped(piece) if isinstance(piece, str) else piece.expression for piece in self.pieces]
        return "".join(parts[: self.value]) + "(" + "".join(parts[self.value :]) + ")"

    @cached_property
    def drawn(self) -> tuple[int, float]:
        """How many characters are drawn at least, and how many bits one of them has in the mean."""
        runs = [
            piece for piece in self.pieces[self.value :] if isinstance(piece, Run) and piece.alphabet != "pad"
        ]
        n = sum(run.least for run in runs)
        bits = sum(run.least * math.log2(len(characters(run.alphabet))) for run in runs)
        return n, bits / n if n else 0.0

    def drawn_part(self, token: bytes) -> bytes:
        """What of a token is drawn: all of it without its literals of three and more characters."""
        for piece in self.pieces[self.value :]:
            if isinstance(piece, str) and len(piece) > 2:
                token = token.replace(piece.encode(), b"", 1)
        return token

    @cached_property
    def borders(self) -> tuple[frozenset[int], frozenset[int]]:
        """Bytes that may not stand before the token, and not behind it: with them it were another word."""
        return _border(self.pieces[self.value], b""), _border(self.pieces[-1], b"-")

    @property
    def pattern(self) -> Any:
        """The compiled expression. Cost: 20 µs, once a process."""
        return _compiled(self.expression)


def _border(piece: str | Run, more: bytes) -> frozenset[int]:
    word = characters("w") + more
    return frozenset(
        word + (b"" if isinstance(piece, str) or piece.alphabet == "pad" else characters(piece.alphabet))
    )


@cache
def characters(alphabet: str) -> bytes:
    """The characters of an alphabet."""
    member = re.compile(f"[{ALPHABETS[alphabet]}]")
    return bytes(code for code in range(128) if member.match(chr(code)))


def _least(piece: str | Run) -> int:
    return len(piece) if isinstance(piece, str) else piece.least


def _escaped(literal: str) -> str:
    return "".join(
        char if char.isalnum() or char in "_- :=/,;&@!%~<>\"'" else "\\" + char for char in literal
    )


@cache
def _compiled(expression: str) -> Any:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    return re2.compile(expression.encode("latin-1"), options)


def parse(template: str) -> tuple[Template, ...]:
    """Read a template, one result a choice of words.

    Raises:
        ValueError: it has an alphabet or a sign that is none.
    """
    template = template.replace("{uuid}", _UUID)
    parts = _WORDS.split(template)
    choices = [part.split("|") if index % 2 else [part] for index, part in enumerate(parts)]
    return tuple(_parse_one("".join(words)) for words in product(*choices))


def _parse_one(template: str) -> Template:
    pieces: list[str | Run] = []
    pivots: list[int] = []
    value = at = 0
    while at < len(template):
        match = _PIECE.match(template, at)
        if match is None or (match[1] and match[1] not in ALPHABETS):
            raise ValueError(f"The template {template!r} cannot be read from {template[at:]!r} on.")
        alphabet, least, most, open_end, literal, sign = match.groups()
        if literal:
            pieces.append(literal)
        elif sign == "^":
            pivots.append(len(pieces))
        elif sign == "<":
            value = len(pieces)
        else:
            pieces.append(Run(alphabet, int(least), None if open_end else int(most or least)))
        at = match.end()
    if len(pivots) > 2:
        raise ValueError(f"The template {template!r} has more than two signs ^.")
    pivot_end = pivots[1] if len(pivots) == 2 else None
    return Template(tuple(pieces), pivots[0] if pivots else 0, pivot_end, value)


@dataclass(frozen=True)
class TokenForm:
    """A kind of token that its form gives away.

    Attributes:
        provider: who issues it, as the provider writes itself: "GitHub".
        noun: what it is: "personal access token".
        templates: its spellings; see the module.
        source: where the form is documented: a provider's page, or a rule set as a source of fact.
        check: a checksum or another proof inside the token; a failed one lowers the confidence only.
        near: ASCII words in lower case, one of which must stand before it in the line; empty where the form is enough.
        label: of the taxonomy.
    """

    provider: str
    noun: str
    templates: tuple[str, ...]
    source: str
    check: Callable[[bytes], bool] | None = None
    near: tuple[str, ...] = ()
    label: str = "KEY"

    @property
    def name(self) -> str:
        """Unique among the forms: `github_personal_access_token`."""
        return re.sub(r"[^a-z0-9]+", "_", f"{self.provider} {self.noun}".lower()).strip("_")

    @property
    def why(self) -> str:
        """What gave it away, for a person."""
        article = "an" if self.provider[0] in "AEIOUaeiou" or self.provider[:3] in ("npm", "xAI") else "a"
        return f"has the form of {article} {self.provider} {self.noun}"

    @cached_property
    def spellings(self) -> tuple[Template, ...]:
        """The templates, read."""
        return tuple(one for template in self.templates for one in parse(template))
