"""What a piece of real code is free of, as far as can be told cheaply.

A window is used for a category only where nothing in it resembles that category: the screens below are wide on
purpose and drop many innocent windows. What they let through remains as a risk: a name both of whose parts no
list has, a single given name in prose, a name in lower case; a weak password under an unusual identifier; a
handle without @. The labels are wrong there, and training has to bear it.
"""

from __future__ import annotations

import re

from goldsmith.pii.planting.names import NameStock
from goldsmith.pii.taxonomy import CATEGORIES

# Notices of organisations are everywhere, and are what a tagger has to leave alone.
_NOTICE_OF_ORGANISATION = re.compile(
    r"(?im)^[^\n@<]*\b(?:copyright|\(c\)|©)[^\n@<]*\b(?:inc|llc|ltd|gmbh|corp|corporation|foundation|authors|project"
    r"|group|university|affiliates|contributors|software|microsoft|google|facebook|oracle|nvidia|intel)\b[^\n@<]*$"
)
_PERSONAL_LINE = re.compile(
    r"(?i)\b(?:copyright|\(c\)|©|author|maintain|contribut|written by|created by|thanks|thank you|credit|kudos"
    r"|courtesy|reported by|suggested by|patch by|signed-off|reviewed|acked|cc:|from:|by (?-i:[A-Z][a-z]+)|et al"
    r"|ported by|copyleft|regards|sincerely)"
)
_LETTERS = r"a-z\u00c0-\u024f"
_INITIALS = re.compile(rf"\b[A-Z]\.(?: ?[A-Z]\.)* ?[A-Z][{_LETTERS}]{{2,}}")
_CAPITALISED = re.compile(rf"\b[A-Z][{_LETTERS}]+(?: [A-Z]\.?)?(?:[ ,-]+[A-Z][{_LETTERS}]+)+")
_NAME_VALUE = re.compile(
    r"(?i)name[\"']?\s*[:=,(]+\s*[\"'](?-i:[A-Z])[a-z]+[\"' ]|(?:hello|hi|dear),? (?-i:[A-Z])[a-z]+"
)
_WORD = re.compile(rf"[A-Z][{_LETTERS}]+")
_NATIVE = re.compile(r"[\u0370-\u1fff\u2e80-\uffdc]{2}")
_EMAIL = re.compile(r"[\w.+-]@[\w-]+|\w[ (<\[]+at[ )>\]]+\w+[ (<\[]+dot|mailto:", re.IGNORECASE)
_HANDLE = re.compile(
    r"(?<![\w.])@[A-Za-z][\w-]*(?![\w(./-])|(?i:todo|fixme|xxx|note|hack|bug)\s?\(\w+\)|github\.com[/:]|gitlab\.com[/:]"
    r"|bitbucket\.org|/home/\w|/Users/\w|[Uu]sers\\|twitter|login[\"']?\s*[:=]\s*[\"']\w|://\w+[:@]|\w+@\w|travis-ci\."
    r"|\buser_?(?:name|id)?[\"']?\s*(?::=|[:=>])\s*[\"']\w|npmjs\.com/~|gist\.|linkedin|\bnick\b|\$Id"
)
_DECORATOR = re.compile(r"^\s*@[A-Za-z]", re.MULTILINE)
_IP = re.compile(
    r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])|(?<![\w:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{1,4}(?![\w:])|::1\b"
)
_SECRET_WORD = re.compile(
    r"(?i)pass(?:w|phrase|\b)|pwd|secret|token|api_?key|credential|auth|private|\bkey\b|[_-]key|bearer|signature|ssh-"
    r"|begin "
)
_QUOTED = re.compile(
    r"[\"'`](?=[^\"'`\s]*[A-Za-z0-9])[^\"'`\s]{3,}[\"'`]|[=:]\s*[^\s\"'<({\[$%]{4,}\s*$", re.MULTILINE
)
_LONG = re.compile(r"(?<![\w/+-])(?=[\w/+=-]*\d)(?=[\w/+=-]*[A-Za-z])[\w/+=-]{20,}")
_PASSWORD_WORD = re.compile(
    r"(?i)pass(?:w|phrase|\b)|pwd|secret|credential|://[^/\s]*:[^/\s]*@|identified by|\blogin\b"
)
_CLOUD = re.compile(
    r"(?i)\barn:|s3:|gs:|bucket|account|client_?id|app_?id|project_?id|tenant|amazonaws|googleusercontent|\d{12}|vpc-|ami-"
    r"|subnet"
)


class Screen:
    """Says which categories real code is free of.

    Args:
        stock: known names; two capitalised words are harmless where none of them is known.
    """

    def __init__(self, stock: NameStock) -> None:
        self._known = frozenset(
            word.casefold()
            for names in stock.groups.values()
            for part in names
            for name in part
            for word in name.split()
        )

    def covered(self, text: str) -> tuple[str, ...]:
        """Return the categories nothing in a window resembles.

        Args:
            text: a window of source code.
        """
        has_secret_word = bool(_SECRET_WORD.search(text))
        prose = _NOTICE_OF_ORGANISATION.sub("", text)
        is_personal = bool(_PERSONAL_LINE.search(prose))
        suspicions = {
            "NAME": is_personal or self._may_name(prose),
            "EMAIL": _EMAIL.search(text),
            "USERNAME": is_personal or _HANDLE.search(_DECORATOR.sub(" ", text)),
            "PASSWORD": _PASSWORD_WORD.search(text) and _QUOTED.search(text),
            "KEY": _LONG.search(text) if has_secret_word else "PRIVATE KEY" in text or "ssh-rsa" in text,
            "ID": _CLOUD.search(text),
            "IP_ADDRESS": _IP.search(text),
        }
        return tuple(category for category in CATEGORIES if not suspicions[category])

    def _may_name(self, text: str) -> bool:
        if _INITIALS.search(text) or _NAME_VALUE.search(text) or _NATIVE.search(text):
            return True
        return any(
            word.casefold() in self._known
            for found in _CAPITALISED.findall(text)
            for word in _WORD.findall(found)
        )
