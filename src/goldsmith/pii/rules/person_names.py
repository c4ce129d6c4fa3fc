"""What reads like a person's name: two to five capitalised words, and no company, project or phrase."""

from __future__ import annotations

import re

from goldsmith.pii.candidates.common_words import COMMON_WORDS

_CAPITAL = rb"(?:[A-Z]|\xc3[\x80-\x9e]|[\xc4\xc5][\x80-\xbf])"
_SMALL = rb"(?:[a-z]|[\xc3-\xc9][\x80-\xbf])"
_ONE = rb"(?:(?:O'|D'|Mc|Mac|De|Di|La|Le|Van|O\xe2\x80\x99)?" + _CAPITAL + _SMALL + rb"{1,20})"
_WORD = _ONE + rb"(?:-" + _ONE + rb"){0,3}"
_INITIAL = rb"(?:[A-Z]\.(?:-?[A-Z]\.){0,2}|[A-Z](?= [A-Z]))"
_PARTICLE = rb"(?:(?:van|von|de|la|der|den|del|della|di|da|dos|du|bin|ibn|al|el|ter|zu|af|av|Mc|O') ){1,3}"
NAME = re.compile(
    rb"(?:"
    + _WORD
    + rb"|"
    + _INITIAL
    + rb")(?: (?:"
    + _PARTICLE
    + rb")?(?:"
    + _WORD
    + rb"|"
    + _INITIAL
    + rb")){1,4}"
)
"""The form alone."""

_NO_PERSON = frozenset(
    b"the microsystems innovation innovations assembler all and any inc ltd llc llp gmbh corp corporation"
    b" company co limited foundation project team authors author contributors developers group university"
    b" universitat institute institut college school department laboratory laboratories lab labs software"
    b" systems system technologies technology technical solutions services association consortium research"
    b" center centre open source free license licence licenses public general rights reserved copyright apache"
    b" mozilla google microsoft facebook amazon apple intel nvidia oracle ibm red hat linux gnu bsd mit python"
    b" java javascript node github gitlab version standard international organization organisation committee"
    b" community working networks network computing computer science sciences engineering media studio studios"
    b" games interactive digital online web data cloud security holdings partners industries press publishing"
    b" national federal government ministry agency council society club club's bank trust notice file files"
    b" based under see this that your you our my his her their use using used not note please new old first"
    b" last name names email full some other example sample test user users admin none unknown various many"
    b" also january february march april may june july august september october november december monday"
    b" tuesday wednesday thursday friday saturday sunday united states of north south east west kingdom america"
    b" europe china germany france regents board trustees fellows members holder holders owner owners"
    b" maintainer maintainers editor editors claude copilot bot dependabot renovate actions code cc by thanks"
    b" from".split()
)
_COMPANY_BEHIND = re.compile(
    rb",? ?(?:and|&)? ?(?:Inc|Ltd|LLC|LLP|L\.L\.C|GmbH|Corp|Co\.|Company|Limited|AG\b|S\.?A\.?\b"
    rb"|B\.?V\b|AB\b|Oy\b|Pty|Foundation|Project|Team|Group|Authors|Contributors|Developers|University|Institute|Software|Systems|Technologies|Labs)"
)
_EXAMPLE = re.compile(
    rb"(?:John|Jane|Joe|Jon|Max|Erika|Juan|Jean|Alice|Bob|Foo|Test|Some|Your|First|Firstname|Full|My|Author)"
    rb" (?:[A-Z]\.? )?(?:Doe|Smith|Public|Mustermann|P\xc3\xa9rez|Dupont|Bar|User|One|Name|Last|Lastname|Author"
    rb"|Example)"
)


def is_person(data: bytes, start: int, end: int) -> bool:
    """Whether what has the form of a name is no company, project, month or phrase of common words."""
    words = [word.strip(b".,'").lower() for word in data[start:end].split()]
    if any(word in _NO_PERSON for word in words) or _COMPANY_BEHIND.match(data, end):
        return False
    long = [word for word in words if len(word) > 2]
    return bool(long) and not all(word in COMMON_WORDS for word in long)


def is_example_name(name: bytes) -> bool:
    """Whether the name is nobody's: `John Doe`, `Your Name`."""
    return _EXAMPLE.fullmatch(name) is not None
