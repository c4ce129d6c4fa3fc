"""Email addresses: what is one, what only has an at sign, and which label it gets."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.pii.rules.emails import EMAILS
from goldsmith.pii.rules.obfuscated_emails import SPELT_EMAILS
from goldsmith.pii.scan.scanner import Scanner

RECOGNISERS = (EMAILS, SPELT_EMAILS)
SCANNER = Scanner(RECOGNISERS, "re2")


def find(text: str | bytes):
    data = text.encode() if isinstance(text, str) else text
    hits = SCANNER.hits(data)
    return [
        one for recogniser, own in zip(RECOGNISERS, hits, strict=True) for one in recogniser.find(data, own)
    ]


def marked(text: str) -> list[str]:
    return [text.encode()[one.start : one.end].decode() for one in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to jo.verne@inbox.dev.", ["jo.verne@inbox.dev"]),
        ("jo@inbox.dev", ["jo@inbox.dev"]),
        ("<jo.verne+list@mail.inbox.co.uk>", ["jo.verne+list@mail.inbox.co.uk"]),
        ("[mail](mailto:jo_verne-1@inbox.dev?subject=hi)", ["jo_verne-1@inbox.dev"]),
        ("mailto://jo.verne@inbox.dev", ["jo.verne@inbox.dev"]),
        ("**jo.verne@inbox.dev**, _pia@inbox.dev_", ["jo.verne@inbox.dev", "_pia@inbox.dev"]),
        ("<email>jo.verne@inbox.dev</email>", ["jo.verne@inbox.dev"]),
        ("to=jo@inbox.dev;pia@inbox.dev,max@inbox.dev", ["jo@inbox.dev", "pia@inbox.dev", "max@inbox.dev"]),
        ("'jo@163.com' \"pia@sub.126.com\"", ["jo@163.com", "pia@sub.126.com"]),
        ("JO.VERNE@INBOX.DEV", ["JO.VERNE@INBOX.DEV"]),
        ("O'Neil: o'neil@inbox.ie", ["o'neil@inbox.ie"]),
        ("b'jo@inbox.dev'", ["jo@inbox.dev"]),
        ('"jo verne"@inbox.dev', ['"jo verne"@inbox.dev']),
        (r'"To:\njo@inbox.dev\r\n"', ["jo@inbox.dev"]),
        ("?next=%2Fhome%3Fmail%3Djo@inbox.dev", ["jo@inbox.dev"]),
        (
            "https://inbox.dev/users/jo.verne@inbox.dev/mails?cc=pia@inbox.dev",
            ["jo.verne@inbox.dev", "pia@inbox.dev"],
        ),
        ("curl -u jo.verne@inbox.dev:$PASS https://inbox.dev", ["jo.verne@inbox.dev"]),
        ("jö.müller@büro.de und jo@xn--bro-hoa.de", ["jö.müller@büro.de", "jo@xn--bro-hoa.de"]),
        ("иван@почта.рф", ["иван@почта.рф"]),
        ("用户@例子.广告", ["用户@例子.广告"]),
        ("邮箱jo.verne@inbox.dev请联系", ["jo.verne@inbox.dev"]),
        ("メール：jo.verne@inbox.dev。", ["jo.verne@inbox.dev"]),
        ("иван@почта.рф。请", ["иван@почта.рф"]),
        ("jo.verne@inbox.dev，或看inbox.cn", ["jo.verne@inbox.dev"]),
        ("jo.verne@inbox.dev(work)", ["jo.verne@inbox.dev"]),
        ("jo.verne@inbox.com.json", ["jo.verne@inbox.com"]),
        ("j***e@inbox.dev", ["e@inbox.dev"]),
        ("follow @jo@social.inbox.dev", ["jo@social.inbox.dev"]),
        ("Jo Verne E<lt>jo@inbox.orgE<gt>", ["jo@inbox.org"]),
        ("jo [at] inbox [dot] dev", ["jo [at] inbox [dot] dev"]),
        ("<jo.verne(at)inbox.dev>", ["jo.verne(at)inbox.dev"]),
        ("jo{AT}inbox.dev", ["jo{AT}inbox.dev"]),
        ("mail jo dot verne at inbox dot dev now", ["jo dot verne at inbox dot dev"]),
    ],
)
def test_finds(text, expected):
    assert marked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "git clone git@github.com:owner/repo.git",
        "ssh://git@gitlab.inbox.dev/owner/repo",
        "url = https://jo:pass@inbox.dev/path",
        "ftp://jo@files.inbox.dev/",
        "postgres://app:app@db.inbox.dev:5432/app",
        '"@scope/package.core": "^1.2.3"',
        "npm install left-pad@1.2.3 @scope/pkg@4.5.6-beta.rc",
        "uses: actions/checkout@v4.2.2",
        "go install inbox.dev/tool@v0.1.2",
        "src=icon@2x.png, icon@3x.jpeg",
        "patches/lib@1.11.13.patch",
        "systemctl start getty@tty1.service unit@.service",
        "@decorator.with_name\ndef f(): ...",
        "@Override public @NonNull java.lang.String",
        "@import url(x.css); @media (min-width: 2.5em)",
        r"\foo@bar.baz",
        "implementation 'group:artifact:1.0@aar'",
        "y = a@b.sum() + w@x.T[0]",
        "memcpy@@GLIBC_2.2.5 foo@plt",
        '"text"@en , "Text"@de-CH .',
        "jo@localhost jo@inbox",
        "f'{name}@inbox.dev' \"${user}@inbox.dev\" '#{user}@inbox.dev' %s@inbox.dev $USER@inbox.dev",
        r"[a-z0-9]+@inbox\.dev",
        "write to info@inbox.",
        "jo.@inbox.dev jo..verne@inbox.dev",
        "look at inbox.dev and arrive at the dot com boom",
        "if (at > this.at) a[at] = b[at].com",
        "'root'@'localhost' `app`@`%`",
        "XaB@cD.eFgH",
    ],
)
def test_leaves(text):
    assert marked(text) == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("jo.verne@inbox.dev", "EMAIL"),
        ("jo@v0.dev", "EMAIL"),
        ("jo@163.com", "EMAIL"),
        ("Contact: jo.verne@mail.inbox.dev", "EMAIL"),
        ("# Copyright (c) 2019 Jo Verne <jo@inbox.dev>", "EMAIL_LICENSE"),
        (" * @author Jo Verne <jo@inbox.dev>", "EMAIL_LICENSE"),
        ('authors = [{ name = "Jo", email = "jo@inbox.dev" }]', "EMAIL_LICENSE"),
        ("Signed-off-by: Jo Verne <jo@inbox.dev>", "EMAIL_LICENSE"),
        ("# Author: Jo Verne <jo at inbox dot dev>", "EMAIL_LICENSE"),
        ("x = 1\n" * 1000 + "author: jo@inbox.dev", "EMAIL"),
        ("x = 1\n" * 1000 + "// Copyright 2019 jo@inbox.dev", "EMAIL_LICENSE"),
        ("jo@example.com", "EMAIL_EXAMPLE"),
        ("jo@mail.example.co.uk", "EMAIL_EXAMPLE"),
        ("jo@inbox.test", "EMAIL_EXAMPLE"),
        ("jo@host.invalid", "EMAIL_EXAMPLE"),
        ("john.doe@inbox.dev", "EMAIL_EXAMPLE"),
        ("user42@inbox.dev", "EMAIL_EXAMPLE"),
        ("your-name@inbox.dev", "EMAIL_EXAMPLE"),
        ("foo@bar.com", "EMAIL_EXAMPLE"),
        ("me [at] example [dot] org", "EMAIL_EXAMPLE"),
        ("author: john.doe@example.com", "EMAIL_EXAMPLE"),
    ],
)
def test_labels(text, label):
    assert [one.label for one in find(text)] == [label]


WORD = st.from_regex(r"[a-z][a-z0-9]{1,9}", fullmatch=True)
ADDRESS = st.builds(
    lambda locals_, domain, top: f"{'.'.join(locals_)}@{domain}.{top}",
    st.lists(WORD, min_size=1, max_size=3),
    WORD,
    st.sampled_from(["com", "org", "dev", "de", "co.uk", "io"]),
)
AROUND = st.sampled_from(
    [(" ", " "), ('"', '"'), ("<", ">"), ("(", ")"), ("mailto:", "\n"), ("", ""), ("\t", ","), ("=", ";")]
)


@given(address=ADDRESS, around=AROUND)
def test_the_span_is_the_address_wherever_it_stands(address, around):
    before, after = around
    assert marked(before + address + after) == [address]


PARTS = ["@", ".", "a", "%41", '"', "é", "你", "。", "“", " [at] ", " dot ", "com", "-", "\\n", "рф"]


@given(text=st.lists(st.sampled_from(PARTS)).map("".join), cut=st.integers(0, 3))
def test_findings_are_sorted_apart_and_of_whole_letters(text, cut):
    data = text.encode()[cut:]
    for recogniser, hits in zip(RECOGNISERS, SCANNER.hits(data), strict=True):
        found = list(recogniser.find(data, hits))
        assert all(first.end <= second.start for first, second in pairwise(found))
        assert all(data[one.start : one.end].decode() for one in found)
