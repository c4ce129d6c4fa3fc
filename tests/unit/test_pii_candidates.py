"""What is shown to the model: for each kind of place what is found there, and what only resembles it."""

from __future__ import annotations

from random import Random

import pytest

from goldsmith.pii.candidates import people, secret_values
from goldsmith.pii.candidates.common_words import COMMON_WORDS
from goldsmith.pii.candidates.people import PEOPLE
from goldsmith.pii.candidates.secret_values import MAX_VALUE_BYTES, SECRET_VALUES
from goldsmith.pii.model.features import N_KINDS
from goldsmith.pii.scan.scanner import Scanner

SCANNER = Scanner((PEOPLE, SECRET_VALUES))
# Random in form, made here.
RANDOM = "".join(Random(7).choices("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ", k=24))
TOKEN = "".join(a + b for a, b in zip(RANDOM[::2], "2837465928374659", strict=False)) + RANDOM[:6]


def found_in(text: str, recogniser=PEOPLE) -> dict[str, int]:
    data = text.encode()
    hits = dict(zip((PEOPLE, SECRET_VALUES), SCANNER.hits(data), strict=True))[recogniser]
    return {data[start:end].decode(): kind for start, end, kind in recogniser.find(data, hits)}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("WORDS", "# by Jane Roe\n", "Jane Roe"),
        ("WORDS", "// Åsa Öberg wrote this", "Åsa Öberg"),
        ("WORDS", "# J. R. R. Tolkien\n", "J. R. R. Tolkien"),
        ("WORDS", "# Jane Q. Roe\n", "Jane Q. Roe"),
        ("WORDS", "# Ludwig van Beethoven\n", "Ludwig van Beethoven"),
        ("WORDS", "# Module by Jane Roe's team", "Jane Roe"),
        ("WORDS", "* Copyright (c) 2020 Jane Roe", "Jane Roe"),
        ("CUED", " @author jane roe\n", "jane roe"),
        ("CUED", "author = 'jane roe'", "jane roe"),
        ("CUED", '{"name": "jane roe"}', "jane roe"),
        ("CUED", "authors: jane roe and john doe", "john doe"),
        ("BEFORE_EMAIL", "jane roe <jane@corp.example>", "jane roe"),
        ("MENTION", "thanks to @jane_roe for this", "@jane_roe"),
        ("MENTION", "(@jane-roe)", "@jane-roe"),
        ("TODO", "# TODO(jroe): mend", "jroe"),
        ("TODO", "// FIXME (jroe) mend", "jroe"),
        ("KEYED", "user = 'jroe'", "jroe"),
        ("KEYED", "login: jroe", "jroe"),
        ("KEYED", 'DB_USERNAME="jroe42"', "jroe42"),
        ("PATH", "/home/jroe/src", "jroe"),
        ("PATH", r"C:\Users\jroe\x", "jroe"),
        ("PATH", "https://jroe:pw@host/", "jroe"),
        ("PATH", "ssh jroe@host", "jroe"),
    ],
)
def test_people(kind, text, value):
    assert found_in(text).get(value) == getattr(people, kind)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("WORDS", "The Quick Start Guide"),
        ("WORDS", "Content Type"),
        ("WORDS", "from foo import Bar"),
        ("WORDS", "getValue(JaneRoe)"),
        ("CUED", "def authors(self):"),
        ("BEFORE_EMAIL", "send it to jane@corp.example"),
        ("MENTION", " @param x"),
        ("MENTION", "@Override\npublic void run()"),
        ("MENTION", "mail jane@corp.example"),
        ("MENTION", "@app.route('/')"),
        ("TODO", "# TODO: mend"),
        ("KEYED", "for user in users:"),
        ("PATH", "https://host:8080/x"),
        ("PATH", "/usr/home"),
    ],
)
def test_what_resembles_people(kind, text):
    assert getattr(people, kind) not in found_in(text).values()


SECRETS = [
    ("UNQUOTED", "password = hunter22", "hunter22"),
    ("UNQUOTED", f"aws_secret_access_key={TOKEN}", TOKEN),
    ("UNQUOTED", "spring.datasource.password: hunter22", "hunter22"),
    ("QUOTED", "password: 'hunter 22'", "hunter 22"),
    ("QUOTED", 'DB_PASS="hunter22"', "hunter22"),
    ("QUOTED", '{"client_secret": "x1y2-z3"}', "x1y2-z3"),
    ("QUOTED", 'define("AUTH_KEY", "put, (this)! }{ away");', "put, (this)! }{ away"),
    ("IN_URL", "postgres://jroe:pa55w0rd@host/db", "pa55w0rd"),
    ("IN_URL", "curl -u jroe:pa55w0rd host", "pa55w0rd"),
    ("IN_HEADER", f"Authorization: Bearer {TOKEN}", TOKEN),
    ("IN_HEADER", f'-H "Authorization: Basic {TOKEN}="', f"{TOKEN}="),
    ("RUN", f"x {TOKEN} y", TOKEN),
    ("PART", f"api_key=key:{TOKEN}", TOKEN),
    ("PART", "token: 'app=hunter22'", "hunter22"),
    ("ARGUMENT", "mysql --password hunter22 x", "hunter22"),
    ("ARGUMENT", "IDENTIFIED BY 'hunter22'", "hunter22"),
]


@pytest.mark.parametrize(("kind", "text", "value"), SECRETS)
def test_secrets(kind, text, value):
    assert found_in(text, SECRET_VALUES).get(value) == getattr(secret_values, kind)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("UNQUOTED", "keyboard = qwertyuiop"),
        ("UNQUOTED", "passenger = 12345"),
        ("UNQUOTED", "password  # the word"),
        ("QUOTED", "password = ''"),
        ("QUOTED", 'password = "hunter22'),
        ("IN_URL", "https://host:8080/x"),
        ("IN_HEADER", "the bearer of news"),
        ("RUN", "the_quick_brown_fox_jumps_over"),
        ("RUN", "a" * 40),
        ("RUN", "v1.2.3"),
        ("PART", "password = hunter22"),
        ("ARGUMENT", "def password(self):"),
    ],
)
def test_what_resembles_secrets(kind, text):
    assert getattr(secret_values, kind) not in found_in(text, SECRET_VALUES).values()


@pytest.mark.parametrize("recogniser", [PEOPLE, SECRET_VALUES])
def test_candidates_lie_in_the_document_each_once_by_start(recogniser):
    texts = [text for _, text, _ in SECRETS] + ["@author jane roe", "Jane Roe <j@x.example>", "/home/jroe/a"]
    rng = Random(3)
    for _ in range(40):
        data = "\n".join(rng.choices(texts, k=20)).encode()[rng.randrange(9) : -rng.randrange(1, 9)]
        hits = dict(zip((PEOPLE, SECRET_VALUES), SCANNER.hits(data), strict=True))[recogniser]
        found = list(recogniser.find(data, hits))
        assert found
        assert [one[:2] for one in found] == sorted({one[:2] for one in found})
        assert all(0 <= start < end <= len(data) and 0 <= kind < N_KINDS for start, end, kind in found)


@pytest.mark.parametrize("recogniser", [PEOPLE, SECRET_VALUES])
@pytest.mark.parametrize(
    "piece",
    [
        b"password",
        b"password=",
        b"key='",
        b"Jane Roe ",
        b"Jane ",
        b"author: ",
        b"aB3",
        b"://a:",
        b" <a@",
        b"@a ",
    ],
)
def test_hostile_documents_take_linear_time(recogniser, piece):
    # Not timed: 100 kB of hits would take hours if the work at a hit grew with the document.
    data = piece * (100_000 // len(piece))
    hits = dict(zip((PEOPLE, SECRET_VALUES), SCANNER.hits(data), strict=True))[recogniser]
    assert all(end - start <= MAX_VALUE_BYTES + 2 for start, end, _ in recogniser.find(data, hits))


def test_bytes_that_are_no_text_do_no_harm():
    data = bytes(range(256)) * 200 + b"password = \xff\xfe\x00 author: \xc3 Jane\xe2\x80"
    for recogniser, hits in zip((PEOPLE, SECRET_VALUES), SCANNER.hits(data), strict=True):
        list(recogniser.find(data, hits))


def test_common_words_are_words_and_no_given_names():
    assert len(COMMON_WORDS) > 4_000
    assert all(word.isalpha() and word == word.lower() for word in COMMON_WORDS)
    assert {b"the", b"value", b"return", b"license"} <= COMMON_WORDS
    assert not {b"jane", b"john", b"maria"} & COMMON_WORDS
