"""Keys in their armour, whole, on one line, joined from strings, encrypted, and cut off."""

from __future__ import annotations

import base64
from random import Random

import pytest

from goldsmith.pii.rules.armoured_keys import ARMOURED_KEYS
from goldsmith.pii.scan.engine import check
from goldsmith.pii.scan.scanner import Scanner

_DASHES = "-" * 5


@pytest.fixture(scope="module")
def find(tmp_path_factory):
    scanner = Scanner([ARMOURED_KEYS], cache_dir=tmp_path_factory.mktemp("anchors"))
    return lambda data: list(ARMOURED_KEYS.find(data, scanner.hits(data)[0]))


def _frame(edge: str, kind: str) -> str:
    return f"{_DASHES}{edge} {kind}PRIVATE" + f" KEY{' BLOCK' if kind == 'PGP ' else ''}{_DASHES}"


def _lines(seed: int, size: int = 320, width: int = 64) -> list[str]:
    body = base64.b64encode(Random(seed).randbytes(size)).decode()
    return [body[at : at + width] for at in range(0, len(body), width)]


def _block(kind: str, seed: int = 1, headers: tuple[str, ...] = ()) -> str:
    return "\n".join([_frame("BEGIN", kind), *headers, *_lines(seed), _frame("END", kind)])


def _blob(kind: str, size: int, seed: int = 2) -> str:
    parts = (kind.encode(), Random(seed).randbytes(size))
    return base64.b64encode(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).decode()


_KINDS = ("RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED ", "PGP ", "")
_ENCRYPTED = ("Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF", "")


def test_anchors_are_read_alike_by_the_engines():
    check(ARMOURED_KEYS.anchors)


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize(
    ("before", "after"), [("", ""), ("x = '''", "'''\n"), ("cat > k <<E\n", "\nE\n"), ("é\n", "\né")]
)
def test_a_block_is_found_from_its_first_dash_to_its_last(kind, before, after, find):
    block = _block(kind)
    (found,) = find((before + block + after).encode())
    start = len(before.encode())
    assert (found.start, found.end, found.label) == (start, start + len(block), "KEY")


@pytest.mark.parametrize(
    "spell",
    [
        lambda block: block.replace("\n", "\\n"),
        lambda block: block.replace("\n", "\\r\\n"),
        lambda block: block.replace("\n", "\r\n"),
        lambda block: block.replace("\n", "\n      "),
        lambda block: block.replace("\n", '\\n" +\n    "'),
        lambda block: block.replace("\n", "\\n' .\n    '"),
        lambda block: block.replace("\n", "\\n\\\n"),
        lambda block: block.replace("\n", "\n# "),
        lambda block: block.replace("\n", "\n> "),
        lambda block: block.replace("\n", "%0A"),
        lambda block: block.replace("\n", " "),
    ],
)
def test_spellings_of_line_ends(spell, find):
    block = spell(_block("RSA "))
    (found,) = find(f'key = "{block}"\n'.encode())
    assert (found.start, found.end) == (7, 7 + len(block))


def test_headers_of_an_encrypted_key(find):
    block = _block("RSA ", headers=_ENCRYPTED)
    (found,) = find(block.encode())
    assert (found.start, found.end) == (0, len(block))


@pytest.mark.parametrize("kept", [2, 3, 5])
def test_a_block_without_its_end(kept, find):
    cut = "\n".join(_block("RSA ").split("\n")[:kept])
    (found,) = find(f"{cut}\n\nand the rest was lost.\n".encode())
    assert (found.start, found.end) == (0, len(cut))


def test_a_cut_block_does_not_run_into_the_next(find):
    cut = "\n".join(_block("RSA ").split("\n")[:4])
    data = f"{cut}\n{_block('EC ', 3)}\n"
    assert [(one.start, one.end) for one in find(data.encode())] == [
        (0, len(cut)),
        (len(cut) + 1, len(data) - 1),
    ]


@pytest.mark.parametrize(
    "text",
    [
        _frame("BEGIN", "RSA ") + "\n...\n" + _frame("END", "RSA "),
        _frame("BEGIN", "RSA ") + "\nMIIE\n",
        f'if line.startswith("{_frame("BEGIN", "")}"):',
        _frame("BEGIN", "") + "\n" + "x" * 64 + "\n" + _frame("END", ""),
        _frame("BEGIN", "") + "\\n${PRIVATE_KEY_FROM_THE_STORE}\\n" + _frame("END", ""),
        f"{_DASHES}BEGIN CERTIFICATE{_DASHES}\n"
        + "\n".join(_lines(5))
        + f"\n{_DASHES}END CERTIFICATE{_DASHES}",
        "ssh-rsa AAAA...",
        "AAAABBBBCCCCDDDDEEEEFFFFGGGGHHHHIIIIJJJJKKKKLLLLMMMM",
    ],
)
def test_no_key(text, find):
    assert not find(text.encode())


@pytest.mark.parametrize(
    ("kind", "size"),
    [
        ("ssh-rsa", 270), ("ssh-rsa", 530), ("ssh-ed25519", 32), ("ssh-dss", 400), ("ecdsa-sha2-nistp256", 80),
        ("ecdsa-sha2-nistp521", 150), ("sk-ssh-ed25519@openssh.com", 40),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "text", ["{}", "{} me@host\n", 'public_key = "{} me@host"', "no-pty {} x\n", "- {}\n"]
)
def test_public_keys_with_their_type(kind, size, text, find):
    key = f"{kind} {_blob(kind, size)}"
    (found,) = find(text.format(key).encode())
    start = text.index("{}")
    assert (found.start, found.end, found.kind) == (start, start + len(key), "ssh_public_key")


def test_a_public_key_without_its_type(find):
    blob = _blob("ssh-rsa", 270)
    (found,) = find(f"host: {blob}\n".encode())
    assert (found.start, found.end) == (6, 6 + len(blob))


def test_a_file_of_putty(find):
    lines = "\n".join(_lines(6))
    text = f"PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: x\nPublic-Lines: 2\n{_blob('ssh-rsa', 60)}\n"
    text += f"Private-Lines: 7\n{lines}\nPrivate-MAC: {'0123456789' * 4}"
    (found,) = find(f"{text}\n".encode())
    assert (found.start, found.end, found.kind) == (0, len(text), "putty_private_key")


def test_a_block_in_base_64(find):
    encoded = base64.b64encode(_block("RSA ").encode()).decode()
    (found,) = find(f"client-key-data: {encoded}\n".encode())
    assert (found.start, found.end) == (17, 17 + len(encoded))
    certificate = base64.b64encode(_block("RSA ").replace("RSA PRIVATE KEY", "CERTIFICATE").encode()).decode()
    assert not find(f"client-certificate-data: {certificate}\n".encode())


def test_many_openings_cost_a_window_each(find):
    data = (_frame("BEGIN", "RSA ") + "\n" + "A" * 64 + "\n").encode() * 3000
    assert not find(data)
