"""Tokens of providers: every form on its own, the common ones as documents have them, and what only looks like one."""

from __future__ import annotations

import base64
import zlib
from itertools import pairwise
from random import Random

import pytest
from tests.provider_fixtures import EMBEDDINGS, NEAR_MISSES, embed, make, rows

from goldsmith.pii.finding import Finding
from goldsmith.pii.rules.carried_secrets import CARRIED_SECRETS
from goldsmith.pii.rules.named_tokens import NAMED_TOKENS
from goldsmith.pii.rules.provider_tokens import FORMS, PROVIDER_TOKENS
from goldsmith.pii.rules.providers.checksums import (
    decodes_to_json,
    has_crc32_tail,
    has_gitlab_crc,
    has_jwt_header,
    has_macaroon_header,
    is_aws_id,
    is_snowflake_token,
)
from goldsmith.pii.rules.providers.form import Run, Template, TokenForm, characters, parse
from goldsmith.pii.rules.providers.named import NAMED, NamedForm
from goldsmith.pii.rules.providers.randomness import is_drawn
from goldsmith.pii.scan.engine import check
from goldsmith.pii.scan.recogniser import Recogniser
from goldsmith.pii.scan.scanner import Scanner
from goldsmith.pii.taxonomy import LABELS

_FORMS = {form.name: form for form in FORMS}
_NAMED = {form.name: form for form in NAMED}
_TABLE = dict(rows())


@pytest.fixture(scope="module")
def scanners(tmp_path_factory):
    folder = tmp_path_factory.mktemp("anchors")
    recognisers = (PROVIDER_TOKENS, NAMED_TOKENS, CARRIED_SECRETS)
    return {one.name: (one, Scanner([one], cache_dir=folder)) for one in recognisers}


@pytest.fixture(scope="module")
def find(scanners):
    def found(data: bytes, recogniser: Recogniser[Finding] = PROVIDER_TOKENS) -> list[Finding]:
        _, scanner = scanners[recogniser.name]
        (hits,) = scanner.hits(data)
        return list(recogniser.find(data, hits))

    return found


def _draw(template: Template, rng: Random) -> tuple[str, str]:
    """A token of a template, and the context that the template has before it."""
    parts = []
    for piece in template.pieces:
        if isinstance(piece, str):
            parts.append(piece)
        else:
            count = piece.least if piece.most is None else rng.randint(piece.least, piece.most)
            parts.append(_letters(piece, count, rng))
    return "".join(parts[template.value :]), "".join(parts[: template.value])


def _letters(run: Run, count: int, rng: Random) -> str:
    drawn = rng.choices(characters(run.alphabet).decode(), k=count)
    inner = [char for char in characters(run.alphabet).decode() if char.isalnum()] or ["="]
    for at in (0, -1) if drawn else ():
        drawn[at] = drawn[at] if drawn[at].isalnum() else rng.choice(inner)
    return "".join(drawn)


def _document(form: TokenForm, context: str, token: str) -> tuple[bytes, int]:
    near = f"{form.near[0]} " if form.near else ""
    head = f'line one\nx = "{near}{context}'.encode()
    return head + token.encode() + b'"\n', len(head)


# Every row of the tables.


def test_names_of_forms_are_unique():
    assert len(_FORMS) == len(FORMS)
    assert len({form.provider for form in FORMS}) > 150


@pytest.mark.parametrize("form", FORMS, ids=list(_FORMS))
def test_a_form_says_what_it_is_and_where_that_is_written(form):
    assert form.source and form.noun and form.label in LABELS
    assert form.provider in form.why
    assert isinstance(form.templates, tuple) and isinstance(form.near, tuple)
    assert all(word == word.lower() for word in form.near)


def test_anchors_are_read_alike_by_the_engines_and_long_enough():
    check(PROVIDER_TOKENS.anchors)
    check(NAMED_TOKENS.anchors)
    check(CARRIED_SECRETS.anchors)
    assert all(template.anchor_bytes >= 6 for form in FORMS for template in form.spellings)


@pytest.mark.parametrize("form", FORMS, ids=list(_FORMS))
def test_every_spelling_is_found_whole(form, find):
    rng = Random(form.name)
    for template in form.spellings:
        for _ in range(4):
            token, context = _draw(template, rng)
            data, start = _document(form, context, token)
            found = [one for one in find(data) if one.start <= start < one.end]
            assert found, (template.expression, token)
            assert found[0].end == start + len(token)


@pytest.mark.parametrize("form", FORMS, ids=list(_FORMS))
def test_no_spelling_is_found_in_dummies_and_longer_words(form, find):
    rng = Random(form.name)
    for template in form.spellings:
        token, _ = _draw(template, rng)
        dummy = "".join(piece if isinstance(piece, str) else "x" * piece.least for piece in template.pieces)
        if any(isinstance(piece, Run) and piece.alphabet != "pad" for piece in template.pieces):
            assert not find(_document(form, "", dummy)[0]), dummy
        if template.value == 0 and isinstance(template.pieces[0], str) and template.pieces[0][0].isalnum():
            data, start = _document(form, "", f"abc{token}")
            assert not [one for one in find(data) if one.start == start + 3], token


@pytest.mark.parametrize("template", ["{nothing:3}", "{b62}", "a^b^c^{d:3}", "{"])
def test_a_template_that_says_nothing_is_refused(template):
    with pytest.raises(ValueError, match="template"):
        parse(template)


# Common providers, from a table of their own, in documents.


@pytest.mark.parametrize("name", _TABLE)
def test_a_token_is_found_wherever_it_stands(name, find):
    rng = Random(name)
    missed = []
    for place in EMBEDDINGS:
        made = make(name, _TABLE[name], rng)
        data, start, end = embed(made.text, place)
        if not any(one.start < end and start < one.end for one in find(data)):
            missed.append((place, made.text))
    assert not missed


@pytest.mark.parametrize("name", _TABLE)
def test_borders_are_exact(name, find):
    made = make(name, _TABLE[name], Random(name))
    context = len(made.pieces[0][0]) if made.pieces[0][0].endswith("=") else 0
    data, start, end = embed(made.text, "python")
    assert [(one.start, one.end) for one in find(data)] == [(start + context, end)]


_SHORTER_FORM_EXISTS = {
    "google.access", "grafana.cloud", "slack.user", "slack.legacy", "stripe.long", "sendgrid.key",
}  # fmt: skip
"""Kinds that are issued in several lengths: cut, they may be another kind."""


@pytest.mark.parametrize("fault", NEAR_MISSES)
def test_what_only_looks_like_a_token_is_left(fault, find):
    rng = Random(fault)
    false = []
    for name, form in rows():
        if name in _SHORTER_FORM_EXISTS and fault in ("too short", "foreign sign"):
            continue
        spoilt = NEAR_MISSES[fault](make(name, form, rng), rng)
        if spoilt is not None:
            data, start, end = embed(spoilt, rng.choice(list(EMBEDDINGS)))
            false += [(name, spoilt, one.kind) for one in find(data) if one.start < end and start < one.end]
    assert not false


def test_a_document_with_many_tokens_has_them_all_in_order(find):
    rng = Random(11)
    tokens = [make(name, form, rng).text for name, form in rows() for _ in range(3)]
    data = "\n".join(f"key_{at} = {token!r}" for at, token in enumerate(tokens)).encode()
    found = find(data)
    assert len(found) >= 0.999 * len(tokens)
    assert all(one.end <= following.start for one, following in pairwise(found))


def test_both_engines_meet_the_same_anchors(scanners):
    other = Scanner([PROVIDER_TOKENS, NAMED_TOKENS, CARRIED_SECRETS], "re2")
    rng = Random(13)
    for name, form in rows():
        data, _, _ = embed(make(name, form, rng).text, rng.choice(list(EMBEDDINGS)))
        assert other.hits(data) == [scanner.hits(data)[0] for _, scanner in scanners.values()]


# Checksums.


def _base(number: int, digits: str) -> str:
    return (_base(number // len(digits), digits) if number >= len(digits) else "") + digits[
        number % len(digits)
    ]


def _url64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def test_checksums_hold_for_what_issuers_make():
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    drawn = "".join(Random(1).choices(digits, k=30))
    tail = _base(zlib.crc32(drawn.encode()), digits).rjust(6, "0")
    assert has_crc32_tail(f"ghp_{drawn}{tail}".encode())
    assert not has_crc32_tail(f"ghp_{drawn[::-1]}{tail}".encode())
    head = f"glpat-{drawn}.01"
    crc = _base(zlib.crc32(head.encode()), "0123456789abcdefghijklmnopqrstuvwxyz").rjust(7, "0")
    assert has_gitlab_crc(f"{head}{crc}".encode())
    assert not has_gitlab_crc(f"{head}0000000".encode())
    macaroon = b"\x02\x01\x08pypi.org\x02" + Random(2).randbytes(120)
    assert has_macaroon_header(b"pypi-" + _url64(macaroon))
    assert not has_macaroon_header(b"pypi-" + _url64(b"\x01" + macaroon))
    assert has_jwt_header(_url64(b'{"alg":"HS256"}') + b".e30.x")
    assert not has_jwt_header(_url64(b'{"typ":"JWT"}') + b".e30.x")
    assert not has_jwt_header(b"eyJ_not_base64.e30.x")
    assert decodes_to_json(b"glc_" + _url64(b'{"o":"1"}'))
    assert is_snowflake_token(_url64(b"123456789012345678") + b".aaaaaa.b")
    assert is_aws_id(b"AKIA" + b"ABCDEFGHIJKLMN27") and not is_aws_id(b"AKIA" + b"ABCDEFGHIJKLMN18")


def test_a_failed_checksum_lowers_the_confidence_alone(find):
    made = make("github.classic", _TABLE["github.classic"], Random(5))
    (found,) = find(embed(made.text, "python")[0])
    assert found.label == "KEY" and found.confidence < 1.0


@pytest.mark.parametrize(
    ("value", "is_so"),
    [
        (b"Zk3v9QpLw0aT7xYc", True),
        (b"aaaaaaaaaaaaaaaa", False),
        (b"abcabcabcabcabca", False),
        (b"0123456789ABCDEF", False),
        (b"Zk3vEXAMPLE7xYc2", False),
        (b"your_api_key_her", False),
        (b"thisisnotatokenbutsentences", False),
    ],
)
def test_drawn_values_are_told_from_typed_ones(value, is_so):
    assert is_drawn(value, 5.95) is is_so


# Names beside what has no form.


@pytest.mark.parametrize("form", NAMED, ids=list(_NAMED))
def test_a_name_gives_a_plain_token_away(form: NamedForm, find):
    rng = Random(form.name)
    assert form.source
    for template in form.spellings:
        token, _ = _draw(template, rng)
        also = form.also[0].strip("=_") if form.also else ""
        name = form.names[0]
        for line in (
            f'{name}_{also}_api_key = "{token}"',
            f"{name.upper()}-{also}-TOKEN: {token}",
            f"'{name}{also}Secret' => '{token}',",
        ):
            data = f"one\n{line}\n".encode()
            start = data.index(token.encode())
            assert [(one.start, one.end) for one in find(data, NAMED_TOKENS)] == [
                (start, start + len(token))
            ], line


@pytest.mark.parametrize(
    "line",
    [
        '{name}_commit_sha = "{token}"',
        '{name}_key_hash: {token}',
        'unknown_api_key = "{token}"',
        '{name}_api_key = "{token}0"',
        '{name}_api_key = "abcd{token}"',
        '{name}_app_id = "{token}"',
        '{name}_api_key = "deadbeefdeadbeefdeadbeefdeadbeef"',
        '{name}_api_key = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
    ],
)  # fmt: skip
def test_plain_digits_without_their_name_are_left(line, find):
    token = "".join(Random(3).choices("0123456789abcdef", k=32))
    assert not find(line.format(name="datadog", token=token).encode(), NAMED_TOKENS)


# What carries a secret.

_WORD, _DRAWN = "Tr0ub4dor-3", "Zk3v9QpLw0aT7xYcB2nM"


@pytest.mark.parametrize(
    ("text", "value", "label"),
    [
        (f"postgres://app:{_WORD}@db.internal:5432/app", _WORD, "PASSWORD"),
        (f"mongodb+srv://app:{_WORD}@cluster0.mongodb.net/x", _WORD, "PASSWORD"),
        (f"jdbc:mysql://app:{_WORD}@db/x", _WORD, "PASSWORD"),
        (f"redis://:{_WORD}@cache:6379/0", _WORD, "PASSWORD"),
        (f"https://x-access-token:{_DRAWN}@github.com/a/b.git", _DRAWN, "KEY"),
        (f"https://oauth2:{_DRAWN}@gitlab.com/a/b.git", _DRAWN, "KEY"),
        (f"git clone https://{_DRAWN}@github.com/a/b", _DRAWN, "KEY"),
        (f"Authorization: Bearer {_DRAWN}", _DRAWN, "KEY"),
        (f"'authorization': 'token {_DRAWN}'", _DRAWN, "KEY"),
        (f"curl -u admin:{_WORD} https://host/", _WORD, "PASSWORD"),
        ("Authorization: Basic " + base64.b64encode(f"me:{_WORD}".encode()).decode(), None, "KEY"),
    ],
)
def test_carried_secrets(text, value, label, find):
    (found,) = find(text.encode(), CARRIED_SECRETS)
    assert found.label == label
    if value is not None:
        assert text[found.start : found.end] == value


@pytest.mark.parametrize(
    "text",
    [
        "postgres://user:password@localhost/db",
        "postgres://${USER}:${PASS}@host/db",
        "postgres://app:{password}@host/db",
        "https://user:<token>@github.com/a",
        "http://host:8080/path@2",
        "Authorization: Bearer ${env.TOKEN_OF_SERVICE}",
        "Authorization: Bearer {{access_token_value}}",
        "Authorization: Bearer your_access_token_here",
        "Authorization: Bearer xxxxxxxxxxxxxxxxxxxxxxxx",
        "a basic description of authentication",
        "Authorization: Basic " + base64.b64encode(b"user:password").decode(),
        "curl -u $USER:$PASS https://host/",
        "image: registry/app:tag@sha256:abc",
    ],
)
def test_templates_and_dummies_are_not_carried(text, find):
    assert not find(text.encode(), CARRIED_SECRETS)
