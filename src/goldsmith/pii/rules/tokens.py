"""Tokens that carry their issuer's mark, and keys in their armour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from goldsmith.pii.finding import Finding
from goldsmith.pii.rules.placeholders import entropy_bits, is_dummy

_LEAST_ENTROPY = 2.5
"""Bits a character of what follows the mark: random base 32 and base 62 have 3.2 and more at 16 characters."""
_LEAST_ARMOUR = 64
"""Characters of Base64 in the shortest private key (Ed25519, PKCS #8)."""

# The issuers' published forms. `(?<!...)` and possessive runs (`++`) keep the search linear.
_START, _END = r"(?<![A-Za-z0-9_-])", r"(?![A-Za-z0-9_-])"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    name: str
    pattern: re.Pattern[str]


def _token(kind: str, name: str, mark: str, rest: str) -> _Token:
    return _Token(kind, name, re.compile(f"{_START}(?:{mark})(?P<rest>{rest}){_END}"))


_TOKENS = (
    _token("aws_access_key_id", "an AWS access key id", "AKIA|ASIA|ABIA|ACCA", "[A-Z2-7]{16}"),
    _token("github_token", "a GitHub token", "gh[pousr]_", "[A-Za-z0-9]{36,255}+"),
    _token("github_token", "a GitHub token", "github_pat_", "[A-Za-z0-9_]{60,255}+"),
    _token(
        "gitlab_token",
        "a GitLab token",
        "gl(?:pat|ptt|dt|rt|soat|cbt|ft|imt|agent)-",
        "[A-Za-z0-9_-]{20,255}+",
    ),
    _token("slack_token", "a Slack token", "xox[abeoprs]-|xapp-|xoxe.xox[bp]-", "[A-Za-z0-9-]{10,255}+"),
    _token("stripe_key", "a Stripe secret key", "[sr]k_(?:live|test)_", "[A-Za-z0-9]{16,255}+"),
    _token("stripe_key", "a Stripe webhook secret", "whsec_", "[A-Za-z0-9]{24,255}+"),
    _token("google_api_key", "a Google API key", "AIza", "[A-Za-z0-9_-]{35}"),
    _token("openai_key", "an OpenAI key", "sk-(?:proj|svcacct|admin|None)-", "[A-Za-z0-9_-]{20,255}+"),
    _token("openai_key", "an OpenAI key", "sk-", "[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}|[A-Za-z0-9]{48}"),
    _token("anthropic_key", "an Anthropic key", "sk-ant-", "[A-Za-z0-9_-]{20,255}+"),
    _token("huggingface_token", "a Hugging Face token", "hf_", "[A-Za-z0-9]{30,40}+"),
    _token("npm_token", "an npm token", "npm_", "[A-Za-z0-9]{36}"),
    _token("pypi_token", "a PyPI token", "pypi-AgE", "[A-Za-z0-9_-]{50,1000}+"),
    _token(
        "jwt",
        "a JSON web token",
        "eyJ",
        r"[A-Za-z0-9_-]{10,4000}+\.eyJ[A-Za-z0-9_-]{10,8000}+\.[A-Za-z0-9_-]{10,4000}+",
    ),
)
_SLACK_HOOK = re.compile(r"https://hooks\.slack\.com/services/T\w{6,20}+/B\w{6,20}+/(?P<rest>\w{20,40}+)")
_SSH_PUBLIC = re.compile(
    r"(?<![\w-])(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d{3}) {1,4}(?P<rest>AAAA[A-Za-z0-9+/]{40,4000}+={0,3})"
)
_ARMOUR = re.compile(r"-----(?P<end>BEGIN|END) (?P<what>[A-Z0-9 ]{0,40})PRIVATE KEY(?: BLOCK)?-----")
_BODY = re.compile(r"(?:(?:\s|\\[rn]|[\"'+,])*+[A-Za-z0-9+/]{16,}+={0,2})*+")
"""What follows a BEGIN line whose END line is missing."""
_BASE64 = re.compile(r"[A-Za-z0-9+/]{16,}+")


def find_tokens(text: str) -> Iterator[Finding]:
    """Tokens known by their form, dummies left out. Cost: linear."""
    for token in _TOKENS:
        for match in token.pattern.finditer(text):
            rest = match["rest"]
            if entropy_bits(rest) >= _LEAST_ENTROPY and not is_dummy(rest):
                why = f"has the form of {token.name}"
                yield Finding(*_trimmed(text, match), "KEY", token.kind, why)
    for match in _SLACK_HOOK.finditer(text):
        if not is_dummy(match["rest"]) and entropy_bits(match["rest"]) >= _LEAST_ENTROPY:
            yield Finding(*match.span(), "KEY", "slack_webhook", "has the form of a Slack webhook's address")


def _trimmed(text: str, match: re.Match[str]) -> tuple[int, int]:
    # A dash may be part of a token, but not its last character.
    end = match.end()
    while text[end - 1] == "-":
        end -= 1
    return match.start(), end


def find_armoured_keys(text: str) -> Iterator[Finding]:
    """Private keys between BEGIN and END lines, cut-off ones included, and public SSH keys. Cost: linear."""
    for match in _SSH_PUBLIC.finditer(text):
        if entropy_bits(match["rest"]) >= _LEAST_ENTROPY:
            yield Finding(*match.span(), "KEY", "ssh_public_key", "has the form of an SSH public key")
    markers = list(_ARMOUR.finditer(text))
    for at, marker in enumerate(markers):
        if marker["end"] != "BEGIN":
            continue
        following = markers[at + 1] if at + 1 < len(markers) else None
        if following and following["end"] == "END":
            body_end, end = following.start(), following.end()
        else:
            limit = following.start() if following else len(text)
            body = _BODY.match(text, marker.end(), limit)
            body_end = end = body.end() if body else marker.end()
        if sum(map(len, _BASE64.findall(text, marker.end(), body_end))) < _LEAST_ARMOUR:
            continue
        is_ssh = marker["what"].startswith("OPENSSH")
        kind = "ssh_private_key" if is_ssh else "private_key"
        why = f"is {'an SSH' if is_ssh else 'a'} private key between its BEGIN and END lines"
        yield Finding(marker.start(), marker.end() + len(text[marker.end() : end].rstrip()), "KEY", kind, why)
