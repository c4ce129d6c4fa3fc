"""Passwords as people make them, and keys as machines make them; all drawn, none in use anywhere we know.

The forms of providers are put together from parts, so that no scanner takes this file for a leak.
"""

from __future__ import annotations

import base64
import string
from random import Random

from goldsmith.pii.planting.names import Person
from goldsmith.pii.planting.words import NOUNS, WORDS, listed

_UPPER_DIGITS = string.ascii_uppercase + string.digits
_LOWER_DIGITS = string.ascii_lowercase + string.digits
_BASE62 = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"
_PUNCTUATION = "!#%&*+-.=?@^_~"
_LEET = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"})


def letters(rng: Random, length: int, alphabet: str = _BASE62) -> str:
    """Draw so many letters."""
    return "".join(rng.choices(alphabet, k=length))


def draw_password(person: Person, rng: Random) -> str:
    """Make a password without quotes, backslashes, spaces, `$`, and braces: it can stand in any string."""
    one, two, noun = rng.choice(WORDS), rng.choice(WORDS), rng.choice(NOUNS)
    mark, number = (
        rng.choice(_PUNCTUATION),
        rng.choice((rng.randint(1, 99), rng.randint(100, 9999), rng.randint(1960, 2026))),
    )
    roll = rng.random()
    if roll < 0.2:
        return rng.choice(listed("weak passwords"))
    if roll < 0.5:
        return rng.choice(
            (
                f"{one.title()}{number}{mark}",
                f"{one}{number}",
                f"{one}{mark}{two}{number}",
                f"{person.given.split()[0].lower()}{number}" if person.given.isascii() else f"{one}{number}",
                f"{one.title()}{two.title()}{number}",
                f"{one}_{noun}",
                f"{noun}{number}{mark}",
                f"{person.ascii_family}{mark}{number}",
                f"my{one}pw",
                f"{one}pass",
                f"{one}123",
                f"{one.upper()}{number}",
                f"{number}{one}",
                f"{mark}{one.title()}{mark}{number}",
                f"{one}-{two}",
                f"{noun}-pw-{number}",
                f"{one}{mark}{mark}{two}",
            )
        )
    if roll < 0.62:
        return f"{one}{rng.choice(('', '_', '-', '!'))}{two}".translate(_LEET).title() + rng.choice(
            ("", "!", str(number))
        )
    if roll < 0.7:
        glue = rng.choice(("-", ".", "_", ""))
        return glue.join(rng.sample(WORDS, rng.randint(3, 5)))
    if roll < 0.76:
        return letters(rng, rng.randint(4, 7), _LOWER_DIGITS)
    if roll < 0.86:
        return letters(rng, rng.choice((8, 10, 12, 14, 16, 20, 24)), _BASE62)
    # the first letter is not a mark, which some syntax would take for its own
    return rng.choice(_BASE62) + letters(rng, rng.randint(7, 19), _BASE62 + _PUNCTUATION)


def draw_hard_password(rng: Random, marks: str) -> str:
    """Make a password with more marks than `draw_password` gives, for places whose syntax bears them."""
    length = rng.randint(7, 18)
    inner = letters(rng, length, _BASE62 + marks * 2)
    return rng.choice(_BASE62) + inner + rng.choice(marks) + rng.choice(_BASE62 + "!")


def base64_of(rng: Random, size: int, *, url: bool = False) -> str:
    """Draw bytes, in base64."""
    data = rng.randbytes(size)
    return (base64.urlsafe_b64encode(data).rstrip(b"=") if url else base64.b64encode(data)).decode()


def hex_of(rng: Random, size: int) -> str:
    """Draw so many hexadecimal digits."""
    return letters(rng, size, _HEX)


def draw_jwt(rng: Random) -> str:
    """Make three base64 parts as a signed token has; the first is the usual header."""
    header = (
        base64.urlsafe_b64encode(rng.choice((b'{"alg":"HS256","typ":"JWT"}', b'{"typ":"JWT","alg":"RS256"}')))
        .rstrip(b"=")
        .decode()
    )
    claims = base64.urlsafe_b64encode(
        b'{"sub":"'
        + hex_of(rng, rng.choice((8, 12, 24))).encode()
        + b'","iat":%d}' % rng.randint(14 * 10**8, 19 * 10**8)
    )
    return f"{header}.{claims.rstrip(b'=').decode()}.{base64_of(rng, rng.choice((32, 32, 64)), url=True)}"


def draw_provider_token(rng: Random) -> str:
    """Make a token in the form of a provider."""
    r = rng
    forms = (
        lambda: "AK" + "IA" + letters(r, 16, string.ascii_uppercase + "234567"),
        lambda: "AS" + "IA" + letters(r, 16, string.ascii_uppercase + "234567"),
        lambda: f"gh{r.choice('pousr')}_" + letters(r, 36),
        lambda: "github" + "_pat_" + letters(r, 22) + "_" + letters(r, 59),
        lambda: "gl" + "pat-" + letters(r, 20, _BASE62 + "-_"),
        lambda: (
            "xo"
            + f"x{r.choice('bpa')}-{r.randint(10**11, 10**12)}-{r.randint(10**11, 10**12)}-"
            + letters(r, 24)
        ),
        lambda: "sk" + f"_{r.choice(('live', 'test'))}_" + letters(r, r.choice((24, 24, 99))),
        lambda: "pk" + f"_{r.choice(('live', 'test'))}_" + letters(r, 24),
        lambda: "AI" + "za" + letters(r, 35, _BASE62 + "-_"),
        lambda: "SG" + "." + letters(r, 22, _BASE62 + "-_") + "." + letters(r, 43, _BASE62 + "-_"),
        lambda: "s" + "k-" + letters(r, 20) + "T3Blbk" + "FJ" + letters(r, 20),
        lambda: "s" + "k-proj-" + letters(r, 48, _BASE62 + "-_"),
        lambda: "s" + "k-ant-api03-" + letters(r, 93, _BASE62 + "-_") + "AA",
        lambda: "np" + "m_" + letters(r, 36),
        lambda: "py" + "pi-AgEIcHlwaS5vcmc" + letters(r, 70, _BASE62 + "-_"),
        lambda: "h" + "f_" + letters(r, 34, string.ascii_letters),
        lambda: "S" + "K" + hex_of(r, 32),
        lambda: "A" + "C" + hex_of(r, 32),
        lambda: "key" + "-" + hex_of(r, 32),
        lambda: "dop" + "_v1_" + hex_of(r, 64),
        lambda: f"{r.randint(10**8, 10**10)}:AA" + letters(r, 33, _BASE62 + "-_"),
        lambda: letters(r, 24, _BASE62) + "." + letters(r, 6) + "." + letters(r, 27, _BASE62 + "-_"),
        lambda: "sq0" + f"atp-{letters(r, 22, _BASE62 + '-_')}",
        lambda: "shp" + f"at_{hex_of(r, 32)}",
        lambda: "glsa" + f"_{letters(r, 32)}_{hex_of(r, 8)}",
        lambda: "hv" + "s." + letters(r, 24),
        lambda: "EAAC" + letters(r, 120),
        lambda: "ya" + "29." + letters(r, 68, _BASE62 + "-_"),
        lambda: f"{hex_of(r, 32)}-us{r.randint(1, 20)}",
        lambda: "lin" + "_api_" + letters(r, 40),
        lambda: "rk" + "_live_" + letters(r, 24),
        lambda: "figd" + "_" + letters(r, 40, _BASE62 + "-_"),
        lambda: "dckr" + "_pat_" + letters(r, 27, _BASE62 + "-_"),
        lambda: "secret" + "_" + letters(r, 43),
        lambda: "NRAK" + "-" + letters(r, 27, _UPPER_DIGITS),
    )
    return r.choice(forms)()


def draw_key(rng: Random) -> str:
    """Make a key of any form."""
    roll = rng.random()
    if roll < 0.3:
        return draw_provider_token(rng)
    if roll < 0.5:
        digits = hex_of(rng, rng.choice((16, 20, 24, 32, 32, 32, 40, 40, 48, 56, 64, 64, 128)))
        return digits.upper() if rng.random() < 0.1 else digits
    if roll < 0.62:
        return base64_of(rng, rng.choice((12, 16, 20, 24, 32, 32, 48, 64)))
    if roll < 0.84:
        return letters(rng, rng.choice((16, 20, 22, 24, 27, 28, 30, 32, 32, 36, 40, 40, 43, 50, 64, 86)))
    if roll < 0.88:
        return letters(rng, rng.choice((16, 20, 32, 52)), string.ascii_uppercase + "234567")
    if roll < 0.93:
        return letters(rng, rng.choice((24, 32, 40, 43)), _BASE62 + "-_")
    if roll < 0.96:
        return letters(rng, rng.choice((20, 24, 32, 50)), _LOWER_DIGITS)
    return draw_jwt(rng)


def draw_ssh_key(rng: Random) -> str:
    """Make the public key of an SSH pair: type and blob, in the form of its type."""
    kind, size = rng.choice(
        (
            ("ssh-ed25519", 32),
            ("ssh-rsa", 257),
            ("ssh-rsa", 385),
            ("ecdsa-sha2-nistp256", 65),
            ("ssh-dss", 400),
        )
    )
    blob = b"".join(len(part).to_bytes(4, "big") + part for part in (kind.encode(), rng.randbytes(size)))
    return f"{kind} {base64.b64encode(blob).decode()}"


def draw_pem(rng: Random, *, escaped: bool = False) -> str:
    """Make a private key in armour, four to fourteen lines, whole with its frame."""
    kind = rng.choice(("RSA ", "RSA ", "", "EC ", "OPENSSH ", "DSA "))
    body = base64_of(rng, rng.choice((120, 180, 240, 330, 480)))
    rows = [body[at : at + 64] for at in range(0, len(body), 64)]
    frame = [f"-----BEGIN {kind}PRIVATE" + " KEY-----", *rows, f"-----END {kind}PRIVATE" + " KEY-----"]
    return ("\\n" if escaped else "\n").join(frame)


def draw_basic(person: Person, rng: Random) -> str:
    """Make what follows `Basic ` in a header: user and password in base64."""
    pair = f"{rng.choice(('admin', 'user', 'api', person.ascii_given))}:{draw_password(person, rng)}"
    return base64.b64encode(pair.encode()).decode()
