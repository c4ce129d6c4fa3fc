"""Values that only stand for a secret: dummies, types, words and names of other values."""

from __future__ import annotations

import re

_STAND_IN = re.compile(
    rb"change[-_ ]?(?:me|this|it)|\byour[-_ ]?|[-_]your[-_]|\b(?:my|some|the)[-_ ]?(?:password|secret|token|key|api)\b"
    rb"|example|place_?holder|dummy|redacted|sample(?:\b|_)|todo(?:\b|_)|fixme|required|\binsert(?:\b|_)|\breplace|\bfake"
    rb"|x{4}|\*{3}|\.{3}"
    rb"|\xe2\x80[\xa6\xa2]|0{8}|\A\d*12345678\d*\Z|abcdef(?:gh|12)|deadbeef|lorem|foo[-_]?bar",
    re.IGNORECASE,
)
_SECRET = rb"(?:pass(?:word|wd|phrase|code)?|pwd|pw|secret|token|key|credentials?)"
_NO_VALUE = re.compile(
    # Types and words of languages, what a form says of its field, "password" in other languages, and the name itself.
    rb"\$?(?:string|str|text|bytes?|boolean|bool|int(?:eger)?|float|number|(?:var)?char|object|array|list|dict|map|mixed"
    rb"|unknown|any|void|none|null|nil|nothing|undefined|true|false|yes|no|on|off|var|let|const|function|async|await"
    rb"|return|self|this|new|not|hidden|required|optional|default|values?|inherit|input|e?mail|label|field|prompt|plain"
    rb"|bcrypt|argon2i?d?|scrypt|md5|sha\d{0,3}|base64|hex|raw|basic|bearer|digest|oauth2?|jwt|header|cookie|query|body"
    rb"|path|file|env|type|name|empty|disabled|enabled|auto|always|never|admin|root|user(?:name)?|guest|login|test"
    rb"|passwort|kennwort|wachtwoord|mot[-_ ]?de[-_ ]?passe|senha|heslo|salasana|parola|sifre|haslo|kata[-_ ]?sandi"
    rb"|(?:(?:new|old|current|confirm|repeat|reset|forgot|invalid|user|db|hashed|access|refresh|api|auth|client|get|set"
    rb"|enter|the|test)[-_ ]?)?" + _SECRET + rb"s?[-_]?\d{0,3})(?:[!?:.]|\\[nt]){0,20}",
    re.IGNORECASE,
)
_NAME_OF_VALUE = re.compile(
    rb"[A-Za-z_$@][\w$]*+(?:(?:\.|->|::|\?\.)[\w$]++)++|[A-Za-z]++_\w*+|_\w++|[a-z]++(?:[A-Z][a-z]*+)++\d{0,2}+"
)
_WORDS = re.compile(rb"[A-Za-z]++\d{0,2}+(?:[-_/. :@+,&=#]{1,2}+(?:[A-Za-z]++\d{0,3}+|\d{1,3}+))++[.:!?/]?+")
_CAMEL_WORDS = re.compile(rb"(?:[A-Z]{0,5}+[a-z]{2,}+\d{0,3}+)++[A-Z]{0,5}+|[A-Z][a-z]++\d{0,2}+")
_PLACE = re.compile(
    rb"[\w.+-]{0,20}://|\A(?:\.{0,2}|~)/|\A[A-Za-z]:\\"
    rb"|\.(?:json|ya?ml|pem|key|crt|cer|txt|py|js|ts|go|rb|php|html?|xml|conf|properties|env|md)\Z"
)


def is_dummy(value: bytes) -> bool:
    """Whether the value says that it is none: `changeme`, `your-key-here`, `xxxx`, `string`, `password123`."""
    return _STAND_IN.search(value) is not None or _NO_VALUE.fullmatch(value) is not None


def is_name_of_value(value: bytes) -> bool:
    """Whether the value, without quotes, names another one: `config.password`, `self->token`, `user_password2`."""
    return _NAME_OF_VALUE.fullmatch(value) is not None


def is_words(value: bytes) -> bool:
    """Whether the value is made of words with a number here and there: `prod/database/login-2`, `AccessToken2`."""
    return _WORDS.fullmatch(value) is not None or _CAMEL_WORDS.fullmatch(value) is not None


def is_place(value: bytes) -> bool:
    """Whether the value is a URL, a path or a file's name."""
    return _PLACE.search(value) is not None
