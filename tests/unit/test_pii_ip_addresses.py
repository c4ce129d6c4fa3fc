"""IP addresses: what is one, what only looks like one, and which kind it is."""

from __future__ import annotations

import ipaddress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.pii.rules.ip_addresses import IP_ADDRESSES
from goldsmith.pii.rules.ip_kinds import parse_ipv4
from goldsmith.pii.scan.scanner import Scanner

SCANNER = Scanner([IP_ADDRESSES], "re2")


def find(text: str | bytes):
    data = text.encode() if isinstance(text, str) else text
    return list(IP_ADDRESSES.find(data, SCANNER.hits(data)[0]))


def marked(text: str) -> list[str]:
    return [text.encode()[one.start : one.end].decode() for one in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("81.2.69.142", ["81.2.69.142"]),
        ("host 81.2.69.142:8080, gate 10.0.0.0/8.", ["81.2.69.142", "10.0.0.0"]),
        ("http://81.2.69.142/path ssh root@81.2.69.143", ["81.2.69.142", "81.2.69.143"]),
        ("server=81.2.69.142;backup=/81.2.69.143:53", ["81.2.69.142", "81.2.69.143"]),
        ("81.2.69.142-81.2.69.150", ["81.2.69.142", "81.2.69.150"]),
        ("bind: 0.0.0.0 mask 255.255.255.0", ["0.0.0.0", "255.255.255.0"]),
        ("allow 1.2.3.4, 5.6.7.8", ["1.2.3.4", "5.6.7.8"]),
        ("1.2.3.4 5.6.7.8 9.10.11.12", ["1.2.3.4", "5.6.7.8", "9.10.11.12"]),
        ("81.2.69.142.nip.io 5.0.0.10.in-addr.arpa", ["81.2.69.142", "5.0.0.10"]),
        ("localhost/127.0.0.1", ["127.0.0.1"]),
        ("It is 81.2.69.142.", ["81.2.69.142"]),
        ("服务器81.2.69.142。", ["81.2.69.142"]),
        ("fe80::1ff:fe23:4567:890a%eth0", ["fe80::1ff:fe23:4567:890a"]),
        ("http://[2001:db8::1]:8080/ and [::1]:80, '::1'", ["2001:db8::1", "::1", "::1"]),
        ("ssh jo@2a01:4f8:c0c::17", ["2a01:4f8:c0c::17"]),
        ("2A01:04F8:0C0C:0000:0000:0000:0000:0017", ["2A01:04F8:0C0C:0000:0000:0000:0000:0017"]),
        ("net 2001:db8::/32, fc00::/7, ::/0.", ["2001:db8::", "fc00::", "::"]),
        ("::ffff:81.2.69.142", ["::ffff:81.2.69.142"]),
        ("64:ff9b::81.2.69.142/96", ["64:ff9b::81.2.69.142"]),
        ("name::ffff:81.2.69.142", ["81.2.69.142"]),
        ("unspecified IPv6 :: and listen [::]:443", ["::", "::"]),
        ("2a01:4f8::1.", ["2a01:4f8::1"]),
    ],
)
def test_finds(text, expected):
    assert marked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "version 2.53.0.2",
        'version="1.6.9.1"',
        "FFMPEG_VERSION=12.1.14.0",
        "<lib.version>2.13.4.1</lib.version>",
        'AssemblyVersion("1.2.3.4")',
        "v1.2.3.4 ver. 1.2.3.4 release 1.2.3.4",
        "pip install thing==1.2.3.4 'other>=2.3.4.5' 'third ~= 1.0.2.3'",
        "lib-1.2.3.4.tar.gz lib_1.2.3.4 1.2.3.4-beta 1.2.3.4.dev0",
        "https://cdn.inbox.dev/lib/1.2.3.4/lib.js",
        'Version="1.0.0.0" "4.0.0.0"',
        "Chrome/104.0.0.0 Safari",
        "OID 1.3.101.112 and 1.3.6.1.4.1.311 and oid = '2.5.29.15'",
        "Section 5.2.3.1, RFC 7540 8.1.2.4, § 4.3.2.1",
        "// 5.2.1.1. Append the result",
        '<path d="m0 1.52-.87 2.83-2.12 3.51.98.32 2.03.5 3.11.5"/>',
        "256.1.1.1 1.1.1.256 01.2.3.4 1.2.3 1.2.3.4.5",
        "ip81.2.69.142 81.2.69.142x",
        "at 12:34:56 on 2024:01:02 10:20:30:40",
        "MAC 00:1b:44:11:3a:b7 EUI 00:1b:44:ff:fe:11:3a:b7",
        "fingerprint 16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48",
        "std::cout << add::bed(); Face::Dead a::b x = ::abs(1)",
        "values[::-1] + a[1::2] + a[::2] + a[::1] + a[0::10]",
        "cdef float64_t[:, ::1] X, const int[::1] y",
        "arn:aws:iam::123456789012:role/x arn:aws:s3:::bucket",
        "f :: Int -> Int; addr :: Address; host ::String",
        "Status :: 5 - Production, Python :: 3",
        "example::\n\n    code",
        "0001020: 00 1f::",
        "gggg:hhhh::1234 12345:db8::1 2001::db8::1 fe80::1text text2001:db8::1",
        "::ffff:256.0.0.1",
        "a:b:c:d ratio 1:2:3:4 sha256:ab:cd",
    ],
)
def test_leaves(text):
    assert marked(text) == []


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("81.2.69.142", "ipv4"),
        ("10.1.2.3", "ipv4_private"),
        ("172.31.0.1", "ipv4_private"),
        ("172.32.0.1", "ipv4"),
        ("192.168.0.1", "ipv4_private"),
        ("100.64.0.1", "ipv4_private"),
        ("127.0.0.53", "ipv4_loopback"),
        ("0.0.0.0", "ipv4_unspecified"),
        ("169.254.169.254", "ipv4_link_local"),
        ("255.255.240.0", "ipv4_netmask"),
        ("224.0.0.251", "ipv4_multicast"),
        ("203.0.113.9", "ipv4_documentation"),
        ("8.8.8.8", "ipv4_public_dns"),
        ("1.1.1.1", "ipv4_public_dns"),
        ("2a01:4f8::1", "ipv6"),
        ("::1", "ipv6_loopback"),
        ("fe80::1", "ipv6_link_local"),
        ("fd12:3456::1", "ipv6_private"),
        ("ff02::1", "ipv6_multicast"),
        ("2001:db8::1", "ipv6_documentation"),
        ("2606:4700:4700::1111", "ipv6_public_dns"),
        ("::ffff:10.0.0.1", "ipv6_private"),
    ],
)
def test_kinds(value, kind):
    (one,) = find(f"addr: {value}")
    assert (one.label, one.kind) == ("IP_ADDRESS", kind)


@given(st.text("0123456789.", max_size=16))
def test_reads_ipv4_as_the_standard_library_does(value):
    try:
        expected = tuple(ipaddress.IPv4Address(value).packed)
    except ValueError:
        expected = None
    assert parse_ipv4(value.encode()) == expected


PUBLIC = st.ip_addresses(v=4).filter(lambda address: int(address) >> 24 >= 10)
AROUND = st.sampled_from(
    [(" ", " "), ('"', '"'), ("//", "/x"), ("(", ")"), ("ip=", "\n"), ("", ""), ("@", ":80"), ("[", "]")]
)


@given(address=PUBLIC, around=AROUND)
def test_finds_any_ipv4(address, around):
    assert marked(f"{around[0]}{address}{around[1]}") == [str(address)]


ROUTED = st.ip_addresses(v=6).filter(
    lambda address: int(address) >> 124 and any(map(str.isdigit, str(address)))
)


@given(
    address=ROUTED,
    around=st.sampled_from([" ", '"', "\n"]),
)
def test_finds_any_ipv6(address, around):
    for form in (address.compressed, address.exploded, address.exploded.upper()):
        assert marked(f"{around}{form}{around}") == [form]


@given(
    st.lists(
        st.sampled_from(
            [b"1", b".", b":", b"::", b"fe80", b"/", b"[", b"]", b" ", b"10.0.0.1", b"v", b"\xff"]
        )
    ).map(b"".join)
)
def test_findings_are_sorted_apart_and_addresses(data):
    found = find(data)
    assert all(first.end <= second.start for first, second in pairwise(found))
    for one in found:
        ipaddress.ip_address(data[one.start : one.end].decode())
