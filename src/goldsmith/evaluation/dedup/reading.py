"""A prompt read word by word: names, numbers, negations and the words left when small talk is set aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from goldsmith.evaluation.dedup import words
from goldsmith.evaluation.dedup.technologies import names, technology

Kind = Literal["word", "number", "technology", "identifier", "operator"]
Knows = Callable[[str], bool]
"""Is this a word of the language? Unknown ones may be typing errors."""

_FENCE = re.compile(r"(```|~~~)[^\n]*\n(.*?)(?:\1|\Z)", re.DOTALL)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": ",", "…": ".", "`": "`"})
_PHRASES = re.compile(
    r"\b(?:" + "|".join(f"(?P<p{i}>{pattern})" for i, (pattern, _) in enumerate(words.PHRASES)) + r")\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"""(?P<technology>(?<![\w])(?:[Cc]\+\+|[CcFf]\#|\.NET|[Nn]ode\.js|[Rr]eact\.js|[Vv]ue\.js|[Nn]ext\.js|[Dd]3\.js
            |[Dd]ata\.table|scikit-learn|(?:SHA|sha)-\d+|PL/SQL)(?![\w]))
      | (?P<number>\d[\d,_]*(?:\.\d+)?(?![\w.]*[A-Za-z_]\w*\()(?=[^\w]|[A-Za-z%]{1,3}\b|$))
      | (?P<name>[A-Za-z_$][\w$]*(?:(?:\.|::|->)[A-Za-z_$][\w$]*)*(?:\(\))?(?:'[a-z]+)?)
      | (?P<operator>[<>=!]=|<>|[<>=+*/^%&|])
      | (?P<stop>[.!?;\n]+|[,:()]|\s-\s)
      | (?P<other>[^\W_]+)""",
    re.VERBOSE,
)
_IDENTIFIER = re.compile(r"\w_\w|[a-z][A-Z]|[a-zA-Z]\d|\w\.\w|::|->|\(\)|\$")
_CLOSERS = ("es", "s", "ed", "ing", "er", "ly")
LETTERS = re.compile(r"(?<![\w.$])[A-Za-z]+(?![\w$(])")
_VOWEL = re.compile(r"[aeiouy]")


@dataclass(frozen=True, slots=True)
class Token:
    """One word that may count.

    Attributes:
        key: what is compared: folded, and of a plain word its stem.
        raw: as written.
        kind: of what sort it is.
        clause: which clause of the text, from 0.
        sentence: which sentence of the text, from 0.
        is_filler: it says nothing of which task it is.
        negated: 0 where no negation reaches it, 1 for the first word after one, then 2 and 3.
        binder: the preposition, comparison or number just before it, or "".
    """

    key: str
    raw: str
    kind: Kind
    clause: int
    sentence: int
    is_filler: bool
    negated: int = 0
    binder: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text for comparison.

    Attributes:
        tokens: all words in order.
        code: what stands in fences, without spaces.
        shingles: pairs of words, for verbatim comparison.
        prose: what the tokens were read from.
        lowers: all its words of letters, folded.
        unknown: those of them that the vocabulary lacks.
    """

    tokens: tuple[Token, ...]
    code: str
    shingles: frozenset[str]
    prose: str
    lowers: frozenset[str]
    unknown: frozenset[str]

    @property
    def content(self) -> tuple[Token, ...]:
        """The tokens that say which task it is."""
        return tuple(token for token in self.tokens if not token.is_filler)


def read(text: str, knows: Knows | None = None) -> Reading:
    """Read a prompt.

    Args:
        text: any language and length; English lists apply.
        knows: a vocabulary, to tell misspelt words from others; without one every word outside our lists is unknown.

    Cost: about 100 µs for 40 words.
    """
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    code = "".join("".join(match[2].split()) for match in _FENCE.finditer(text))
    prose = _keep_hyphenated(_FENCE.sub("\n", text).replace("'", ""))
    return read_prose(re.sub(r"(?<=[A-Za-z])-(?=[A-Za-z])", " ", prose), code, knows)


def read_prose(prose: str, code: str, knows: Knows | None) -> Reading:
    """Read what `read` cleaned."""
    lowers = frozenset(match[0].lower() for match in LETTERS.finditer(prose))
    unknown = frozenset(word for word in lowers if len(word) > 2 and not is_known(word, knows))
    phrased = _PHRASES.sub(_phrase, prose)
    return Reading(tuple(_tokens(phrased)), code, _shingles(phrased), prose, lowers, unknown)


def stem(word: str) -> str:
    """A word without plural, -ed, -ing and final e: "sorted", "sorts" and "sorting" are "sort"."""
    for ending, put in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if not word.endswith(ending) or word.endswith(("ss", "us", "is")):
            continue
        body = word[: -len(ending)] + put
        if ending == "es" and not body.endswith(("s", "x", "z", "ch", "sh", "o")):
            continue
        if len(body) >= 3 and _VOWEL.search(body):
            word = body
            if ending in ("ing", "ed") and len(body) > 3 and body[-1] == body[-2] and body[-1] not in "ls":
                word = body[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


@lru_cache(maxsize=65_536)
def key_of(lower: str) -> str:
    """What a lower-case word is compared by: its stem in American spelling."""
    lower = re.sub(r"is(e|ed|es|ing|ation|er)$", r"iz\1", lower) if len(lower) > 6 else lower
    return stem({"colour": "color", "behaviour": "behavior", "centre": "center"}.get(lower, lower))


def _lines_by_key(groups: Iterable[Iterable[str]]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for line, group in enumerate(groups):
        for word in group:
            found.setdefault(key_of(word), set()).add(line)
    return {key: frozenset(lines) for key, lines in found.items()}


_SENSES = _lines_by_key(words.SYNONYMS)
_CHOICES = _lines_by_key(words.OPPOSITES)
_LIKE: tuple[frozenset[str], ...] = tuple(frozenset(map(key_of, group)) for group in words.SYNONYMS)


def senses(key: str) -> frozenset[int]:
    """The lines of synonyms that a key stands in."""
    return _SENSES.get(key, frozenset())


@lru_cache(maxsize=65_536)
def choices(key: str) -> frozenset[int]:
    """The lines of opposites that a key, or a synonym of it, stands in."""
    keys = {key}.union(*(_LIKE[line] for line in _SENSES.get(key, ())))
    return frozenset(line for one in keys for line in _CHOICES.get(one, ()))


_FILLERS = words.FILLERS | words.PERSONAL
GUIDES = frozenset(
    word
    for word in words.all_words(
        _FILLERS,
        words.NEGATIONS,
        words.DEMANDS,
        words.WISHES,
        words.BINDERS,
        words.QUANTITIES,
        words.NUMBER_WORDS,
        names(),
    )
    if len(word) > 3
)
"""Words that steer how the others are read: misspelt, they are repaired before anything else."""
_LISTED = GUIDES | words.all_words(
    _FILLERS, words.NEGATIONS, words.JARGON, words.ROLES, words.STYLE, *words.SYNONYMS, *words.OPPOSITES
)


@lru_cache(maxsize=262_144)
def is_known(word: str, knows: Knows | None) -> bool:
    """The word, or the word without a common ending, is in the vocabulary or in our lists."""
    forms = {word}
    for end in _CLOSERS:
        # A short rest is no evidence: "sored" is not from "sore", nor "lits" from "lit".
        if word.endswith(end) and len(word) - len(end) >= 4:
            forms |= {word[: -len(end)], f"{word[: -len(end)]}e"}
    return any(form in _LISTED or (knows is not None and knows(form)) for form in forms)


def _keep_hyphenated(text: str) -> str:
    return re.sub(r"(?i)scikit-learn", "sklearn", re.sub(r"(?i)objective-c\b", "objectivec", text))


def _phrase(match: re.Match[str]) -> str:
    return f" {words.PHRASES[int((match.lastgroup or 'p0')[1:])][1]} "


def _shingles(prose: str) -> frozenset[str]:
    found = [match[0].lower() for match in re.finditer(r"\w+|[<>=]=?|[+#]+", prose)]
    return frozenset(f"{a} {b}" for a, b in pairwise(found)) or frozenset(found)


def _tokens(prose: str) -> list[Token]:
    found: list[Token] = []
    matches = list(_TOKEN.finditer(prose))
    clause, sentence, starts, binder, reach = 0, 0, True, "", 0
    for at, match in enumerate(matches):
        raw = match[0]
        if match.lastgroup == "stop":
            clause, starts, binder, reach = clause + 1, True, "", 0
            sentence += raw[0] in ".!?;\n"
            continue
        before = matches[at - 1][0].lower() if at else ""
        after = matches[at + 1][0].lower() if at + 1 < len(matches) else ""
        token = _token(
            match,
            (clause, sentence),
            before,
            after,
            starts=starts,
            binder=binder,
            negated=4 - reach if reach > 0 else 0,
        )
        found.append(token)
        lower, starts = raw.lower(), False
        if lower in words.NEGATIONS:
            reach = 3
        elif lower in words.SCOPE_ENDS:
            reach = 0
        elif not token.is_filler:
            reach -= 1
        if lower in words.BINDERS or token.kind == "number":
            binder = token.key if token.kind == "number" else lower
        elif not token.is_filler:
            binder = ""
    return found


def _token(
    match: re.Match[str],
    place: tuple[int, int],
    before: str,
    after: str,
    *,
    starts: bool,
    binder: str,
    negated: int,
) -> Token:
    raw, lower = match[0], match[0].lower()
    kind: Kind = "word"
    key, is_filler = lower, False
    name = technology(raw, before, after, starts=starts)
    if name is not None:
        kind, key = "technology", name
    elif match.lastgroup == "number" or lower in words.NUMBER_WORDS:
        kind, key = "number", _number(words.NUMBER_WORDS.get(lower, lower))
    elif match.lastgroup == "operator":
        kind = "operator"
    elif lower in _FILLERS or (lower.endswith("s") and lower[:-1] in _FILLERS):
        key, is_filler = key_of(lower), lower not in words.NEGATIONS
    elif lower in words.NEGATIONS:
        key, is_filler = "not", True
    elif _IDENTIFIER.search(raw) and not (raw.isalpha() and lower in _LISTED):
        kind, key = "identifier", re.sub(r"\W|_", "", lower)
    else:
        key = key_of(lower)
    return Token(key, raw, kind, *place, is_filler, 0 if is_filler else negated, "" if is_filler else binder)


def _number(text: str) -> str:
    plain = text.replace(",", "").replace("_", "")
    value = float(plain)
    return f"{value:.15g}"
