"""Secrets and personal data in short texts: what is found, what is not, and that no text makes the search long.

Tokens are put together here, so that no scanner takes this file for a leak.
"""

import base64
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.domain.errors import TooLarge
from goldsmith.pii.text import MAX_CHARS, find

R36 = "q7Vw2Zx9Lk4Tn8Bc1Rf6Yd3Hs5Jg0Mp7Ua2E"
R59 = (R36 + R36[::-1])[:59]
R20 = "Zx9Lk4Tn8Bc1Rf6Yd3Hs"
BASE64 = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7Vd0Yk3p9Lq2W"
BLOB = base64.b64encode(b"\0\0\0\x07ssh-rsa\0\0\0\x03\1\0\1" + base64.b64decode(BASE64)).decode()
JWT = ".".join(["eyJ" + "hbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "eyJ" + "zdWIiOiI5ODQxMjc3NTAxIn0", R36])

FOUND = [
    ("email", "mail to {} please", "ada.lovelace+work@analytical-engines.co.uk"),
    ("email", "<{}>.", "müller@firma.de"),
    ("email", "mailto:{}?subject=hi", "grace_1@mail.corp.io"),
    ("ipv4", "connect to {}:8080", "52.14.201.77"),
    ("ipv4", "ssh root@{}", "185.199.108.153"),
    ("ipv4", "http://{}/index", "93.184.216.34"),
    ("ipv4", "HOST={}\n", "93.184.216.34"),
    ("ipv4", "The address is {}.", "93.184.216.34"),
    ("ipv6", "[{}]:443", "2a00:1450:4001:82a::200e"),
    ("ipv6", "at {}, mostly", "2607:f8b0:4005:805:0:0:0:200e"),
    ("aws_access_key_id", "id = {}", "AKI" + "AQ7VW2ZX6LK4TNBCR"),
    ("github_personal_access_token", "GH={} ", "gh" + "p_" + R36),
    ("github_fine_grained_token", '"{}"', "github_" + "pat_" + R36[:22] + "_" + R59),
    ("gitlab_personal_access_token", "token {}", "glp" + "at-" + R20),
    ("slack_bot_token", "{}", "xo" + "xb-9841277501-" + R20),
    (
        "slack_webhook",
        "post to {}",
        "https://hooks.slack" + ".com/services/T0Q7VW2ZX/B9LK4TN8B/" + R20 + "Qa9x",
    ),
    ("stripe_secret_key", "stripe: {}", "sk_" + "live_" + R20 + "a1B2"),
    ("google_api_key", "key={}&x=1", "AI" + "za" + R36[:35]),
    ("openai_project_key", "{}", "sk-" + "proj-" + R36 + R20),
    ("openai_key", "{}", "sk-" + R20 + "T3Blbk" + "FJ" + R20),
    ("anthropic_api_key", "{}", "sk-" + "ant-api03-" + (R59 + R36)[:93] + "AA"),
    ("hugging_face_access_token", "login {}", "h" + "f_" + R36[:34]),
    ("npm_access_token", "_authToken={}", "np" + "m_" + R36),
    ("pypi_upload_token", "password = {}", "pypi" + "-AgEIcHlwaS5vcmc" + R59 + "A"),
    ("json_web_token", "Authorization: Bearer {}", JWT),
    (
        "private_key",
        "key:\n{}\n",
        f"-----BEGIN RSA PRIVATE KEY-----\n{BASE64}\n{BASE64}\n-----END RSA PRIVATE KEY-----",
    ),
    (
        "private_key",
        'k = "{}"',
        f"-----BEGIN PRIVATE KEY-----\\n{BASE64}\\n{BASE64}\\n-----END PRIVATE KEY-----",
    ),
    (
        "ssh_private_key",
        "{}",
        f"-----BEGIN OPENSSH PRIVATE KEY-----\n{BASE64}\n{BASE64}\n-----END OPENSSH PRIVATE KEY-----",
    ),
    ("private_key", "{}\n\nand so on in prose", f"-----BEGIN EC PRIVATE KEY-----\n{BASE64}\n{BASE64}"),
    ("ssh_public_key", "{} me@laptop", "ssh-rsa " + BLOB),
    ("assigned_password", 'password = "{}"', "hunter2!"),
    ("assigned_password", "db_password: str = '{}'", "Tr0ub4dor"),
    ("assigned_password", '{{"passwd": "{}"}}', "s3cr3t-Pa55"),
    ("assigned_password", "DB_PASSWORD={}\n", "k9Qm2vXz"),
    ("assigned_password", "self.pwd='{}'", "p@ss w0rd".replace(" ", "")),
    ("assigned_key", 'api_key="{}"', R20),
    ("assigned_key", "API_TOKEN={}", R36),
    ("assigned_key", 'client_secret: "{}",', "9f86d081884c7d659a2feaa0c55ad015"),
    ("assigned_key", "config['secret'] = '{}'", R20),
    ("bearer_token", "-H 'Authorization: Bearer {}'", R20),
    ("basic_credentials", "Authorization: Basic {}", base64.b64encode(b"app:k9Qm2vXz").decode()),
    ("url_password", "postgresql://app:{}@db.corp.io:5432/x", "k9Qm2vXz"),
]
LABELS = {"email": "EMAIL", "ipv4": "IP_ADDRESS", "ipv6": "IP_ADDRESS"}
LABELS |= {"assigned_password": "PASSWORD", "url_password": "PASSWORD"}

NOTHING = [
    "",
    "user@example.com and a@mail.example.org, x@foo.test, root@localhost, you@yourdomain.com",
    "your.name@gmail.com",
    "git@github.com:owner/repository.git",
    "https://user:password@host.corp.io/path and https://me@host.corp.io",
    "icon@2x.png, left@right.sum(axis=0), pkg@1.2.3, @app.route",
    "127.0.0.1 10.0.0.8 192.168.1.1 172.16.4.4 169.254.1.1 0.0.0.0 255.255.255.255 224.0.0.1",
    "192.0.2.7 198.51.100.4 203.0.113.9 8.8.8.8 1.1.1.1 1.2.3.4 5.5.5.5 999.1.1.1 52.014.3.1",
    "version 52.14.201.77, v52.14.201.77, numpy==52.14.201.77, Chrome/91.0.4472.124, lib-52.14.201.77.tar.gz",
    'Version: "52.14.201.77"; OID 52.14.201.77.5 and 1.3.6.1.4.1.311',
    "::1 fe80::1 2001:db8::1 3fff::1 std::cout 12:30:45 00:1a:2b:3c:4d:5e a::b beef::cafe",
    "AKI" + "AIOSFODNN7EXAMPLE",
    "gh" + "p_" + "x" * 36,
    "gh" + "p_short",
    "sk-" + "proj-your-key-here-your-key-here",
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY----- stands before a key and nothing that looks like one follows in this sentence",
    "-----BEGIN PUBLIC KEY-----\n" + BASE64 + "\n-----END PUBLIC KEY-----",
    'password = "changeme"; passwd="<your password>"; pwd = "${DB_PASS}"; password="{{ vault.pass }}"',
    'password: "required", password = "Password", "password": "string", pass = "******"',
    "password = getpass(); password = config.password; token = self.token; secret = os.environ['SECRET_1']",
    "password = hash_password(x1); password = user_password2; password: bcrypt",
    'api_key="your-key-here-12345"; API_KEY = "INSERT_KEY_HERE_123456"; token="xxxxxxxxxxxxxxxxxxxx1"',
    'api_key = "123e4567-e89b-12d3-a456-426614174000"',
    'secret = "prod/database/login-2"; secret_name="q7Vw2Zx9Lk4Tn8Bc1Rf6"; token_type = "q7Vw2Zx9Lk4Tn8Bc1Rf6"',
    'password_hash = "5f4dcc3b5aa765d61d8327deb882cf99"; sha256: "q7Vw2Zx9Lk4Tn8Bc1Rf6Yd3Hs5Jg0Mp7Ua2E"',
    "Authorization: Bearer ${env.API_TOKEN}; Bearer <token>; bearer of bad news since 2024",
    "Basic " + base64.b64encode(b"user:password").decode() + " and basic understanding of Basic AAAAAAAAAAAA",
    'password="#{db_pass1}"; passphrase: "passphrase1"; password_encryption = "scram-sha-256"',
    '"contentVersion": "1.0.0.0"; NAMESPACE_OID, "1.3.6.1"; Specifier("== 52.2.3.0")',
    "Tokens: 1024 in, 2048 out. Passwords need 8-20 characters. max_tokens=4096000000000000",
    '"integrity": "sha512-q7Vw2Zx9Lk4Tn8Bc1Rf6Yd3Hs5Jg0Mp7Ua2Eq7Vw2Zx9Lk4Tn8Bc1Rf6Yd3Hs5Jg0Mp7Ua2E=="',
]  # fmt: skip


@pytest.mark.parametrize(("kind", "frame", "value"), FOUND)
def test_found_with_exact_borders(kind, frame, value):
    for before in ("", "🎉é𝒳 "):
        text = before + frame.replace("{{", "{").replace("}}", "}").replace("{}", value)
        (one,) = find(text)
        assert text[one.start : one.end] == value
        assert (one.kind, one.label) == (kind, LABELS.get(kind, "KEY"))
        assert value not in one.why
        assert value not in repr(one)


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_to_find(text):
    assert [(one.kind, text[one.start : one.end]) for one in find(text)] == []


def test_several_in_one_text_in_order():
    text = f"Ask ada@corp.io at 52.14.201.77; password='k9Qm2vXz', api_key='{R20}'."
    assert [one.kind for one in find(text)] == ["email", "ipv4", "assigned_password", "assigned_key"]


def test_the_more_certain_rule_names_a_value():
    (one,) = find('api_key = "gh' + f'p_{R36}"')
    assert one.kind == "github_personal_access_token"
    (one,) = find("redis://cache:k9Qm2vXz@mail.corp.io")
    assert one.kind == "url_password"


def test_two_private_keys_are_two_findings():
    block = f"-----BEGIN PRIVATE KEY-----\n{BASE64}\n{BASE64}\n-----END PRIVATE KEY-----"
    assert len(find(f"{block}\n{block}")) == 2


def test_names_ids_and_dummies_are_not_asked_for():
    assert (
        find(
            "@author Grace Hopper, TODO(ghopper): arn:aws:iam::" + "92930" + "7065333:role/x for john@doe.com"
        )
        == ()
    )


def test_threads_may_ask_at_once():
    texts = [f"mail ada{number}@corp.io é" for number in range(64)]
    with ThreadPoolExecutor(8) as pool:
        assert [(one.start, one.end) for (one,) in pool.map(find, texts)] == [
            (5, len(text) - 2) for text in texts
        ]


def test_the_module_loads_no_matcher_before_it_is_asked():
    program = "import sys, goldsmith.pii.text; print(*{'hyperscan', 're2', 'onnxruntime', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == ""


def test_a_text_too_long_is_refused():
    with pytest.raises(TooLarge) as refused:
        find("a" * (MAX_CHARS + 1))
    assert refused.value.context == {"limit": MAX_CHARS}


HOSTILE = [
    "a",
    "a.",
    "a@",
    "@",
    "1.",
    "1",
    "a:",
    ":",
    "eyJ",
    "eyJa.",
    "eyJaaaaaaaaaaaaa.eyJaaaaaaaaaaaaa.",
    "gh" + "p_",
    "sk-",
    "xoxb-",
    "-----BEGIN PRIVATE KEY-----",
    "-----END PRIVATE KEY-----",
    "-----BEGIN ",
    "ssh-rsa AAAA",
    "password",
    "password:",
    "password=",
    "password = ",
    'password="',
    "password: a[",
    "token = '",
    "bearer ",
    "bearer a",
    "http://",
    "a://b:",
    "a://b:ccc",
    "://",
    "<",
    "${",
    "%(",
    "[",
    "\\n",
    " ",
    "\n",
    "=",
    "-",
    "_",
    "é",
    "a_",
    "a-",
    "a1-",
    "AKIA",
    "1:",
    "2a00:",
    "password" + " " * 8,
    "secret.a",
    "2001:db8:",
    "1.1.1.1.",
    "a@b.",
    "a@b-",
    "\ud800",
]


@pytest.mark.parametrize("seed", HOSTILE)
def test_no_text_makes_the_search_long(seed):
    # A pattern that is not linear would run for hours over these; the suite's time limit is the test.
    for text in (seed * MAX_CHARS, "x" + seed * MAX_CHARS, seed * (MAX_CHARS - 40) + "!"):
        find(text[:MAX_CHARS])


PIECES = [frame.replace("{}", value) for _, frame, value in FOUND] + NOTHING + HOSTILE


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=12))
def test_findings_are_ordered_apart_and_inside(pieces):
    text = "".join(pieces)
    found = find(text)
    ends = [0]
    for one in found:
        assert ends[-1] <= one.start < one.end <= len(text)
        ends.append(one.end)
    assert find(text) == found


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_text_in_front_only_shifts(front):
    text = "mail ada@corp.io"
    lead = front + "\n\n" + "." + " \n"
    behind = [one for one in find(lead + text) if one.start >= len(lead)]
    assert [(one.start - len(lead), one.end - len(lead)) for one in behind] == [(5, 16)]
