"""Secrets by the names they are assigned to: what is one, what is none, and where its borders are."""

from __future__ import annotations

import pytest

from goldsmith.pii.finding import Finding
from goldsmith.pii.rules.assigned_secrets import ASSIGNED_SECRETS
from goldsmith.pii.rules.assignments import says
from goldsmith.pii.scan.engine import check
from goldsmith.pii.scan.scanner import Scanner

WORD, MIXED, LONG = "hunter2!", "k9Qm2vXz", "Zx9Lk4Tn8Bc1Rf6Yd3HsQ0vW"

FOUND = [
    ("PASSWORD", 'password = "{}"', WORD),
    ("PASSWORD", "  password: '{}',", "correcthorse"),
    ("PASSWORD", '"dbPassword": "{}"', MIXED),
    ("PASSWORD", '{{\\"passwd\\":\\"{}\\"}}', MIXED),
    ("PASSWORD", "passphrase := `{}`", MIXED),
    ("PASSWORD", "db_pass: str = '{}'", MIXED),
    ("PASSWORD", 'const password: string = "{}"', MIXED),
    ("PASSWORD", "$config['admin_pwd'] => '{}'", MIXED),
    ("PASSWORD", "user.setPassword(\"{}\");", "tigerlily"),
    ("PASSWORD", 'password = new String("{}")', MIXED),
    ("PASSWORD", "<password>{}</password>", MIXED),
    ("PASSWORD", 'if (password == "{}")', "opensesame"),
    ("PASSWORD", "CREATE USER app IDENTIFIED BY '{}'", MIXED),
    ("PASSWORD", "mysql --password={} -u root", MIXED),
    ("PASSWORD", "mysql --password {} -u root", MIXED),
    ("PASSWORD", "DB_PASSWORD={}\n", MIXED),
    ("PASSWORD", "export MYSQL_ROOT_PASSWORD={}", "wordpressdb"),
    ("PASSWORD", "    password: {}\n", "grafana-7"),
    ("PASSWORD", "db.password = {}\n", MIXED),
    ("PASSWORD", 'testPasswordOld = "{}"', MIXED),
    ("KEY", 'api_key="{}"', LONG),
    ("KEY", "API_TOKEN={}", LONG),
    ("KEY", "'x-api-key': '{}'", LONG),
    ("KEY", "clientSecret: aws.String(\"{}\")", LONG),
    ("KEY", "secret_key_base: {}\n", "9f86d081884c7d659a2feaa0c55ad015"),
    ("KEY", 'JWT_SECRET =\n    "{}"', LONG),
    ("KEY", "https://host/?private_token={}&x=1", LONG),
    ("KEY", '"key": "{}"', LONG),
    ("KEY", "const totpSecret = '{}'", "JBSWYZDPEHPKMXPQRSTU"),
    ("KEY", "set_token('{}')", LONG),
]  # fmt: skip

NOTHING = [
    "password = getpass()",
    "password = config.password",
    "password: hashedPassword\n",
    "password=password)",
    "password: string;",
    'password: "required|min:8"',
    'password = "${DB_PASS}"',
    'password: "{{ vault.pass }}"',
    'password = "%(password)s"',
    'password="<your password>"',
    "PASSWORD=$PASSWORD",
    "password: !vault |",
    "password: /run/secrets/db\n",
    "password: 123456\n",
    '"LABEL_PASSWORD": "Wachtwoord"',
    '"LABEL_PASSWORD": "Введите"',
    '"MANDATORY_PASSWORD": "Please enter a password"',
    "password_hash = '5f4dcc3b5aa765d61d8327deb882cf99'",
    "password_encryption = scram-sha-256\n",
    'token_type = "Zx9Lk4Tn8Bc1Rf6Yd3HsQ0vW"',
    'next_token = "Zx9Lk4Tn8Bc1Rf6Yd3HsQ0vW"',
    'public_key = "Zx9Lk4Tn8Bc1Rf6Yd3HsQ0vW"',
    'api_key = "your-api-key-goes-here-1234"',
    'api_key = "123e4567-e89b-12d3-a456-426614174000"',
    'secret = "prod/database/login-2"',
    'secret = "arn:aws:secretsmanager:us-east-1"',
    'token = "https://host/oauth2/token/1"',
    'api_key = "0123456789abcdef0123456789"',
    'TOKEN = os.environ["TOKEN_1"]',
    "token = tokens[1]",
    "token = make_token_for_user_1(x)",
    "'pageToken'],\n    path='v1/{+parent}/repositories1234'",
    '"token", "user_name_1234567890ab": 1',
    "keyboard = 'Zx9Lk4Tn8Bc1Rf6Yd3HsQ0vW'",
    "def login(password):\n    open('somepath1')",
    "password: hash.toString('ascii1')",
    "passwords must have 8-20 characters",
]


@pytest.fixture(scope="module")
def find(tmp_path_factory):
    scanner = Scanner([ASSIGNED_SECRETS], cache_dir=tmp_path_factory.mktemp("anchors"))

    def found(text: str) -> list[Finding]:
        data = text.encode()
        (hits,) = scanner.hits(data)
        return list(ASSIGNED_SECRETS.find(data, hits))

    return found


@pytest.mark.parametrize(("label", "frame", "value"), FOUND)
def test_found_with_exact_borders(label, frame, value, find):
    for before in ("", "x = 1\n"):
        text = before + frame.replace("{{", "{").replace("}}", "}").replace("{}", value)
        (one,) = find(text)
        assert (one.label, text[one.start : one.end]) == (label, value)
        assert value not in one.why
        assert 0 < one.confidence < 1


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_to_find(text, find):
    assert [text[one.start : one.end] for one in find(text)] == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (b"password", "PASSWORD"), (b"DB_PASSWORD", "PASSWORD"), (b"userPass2", "PASSWORD"),
        (b"pgpassword", "PASSWORD"),
        (b"password_confirmation", "PASSWORD"), (b"client_secret", "KEY"), (b"accessTokenProd", "KEY"),
        (b"x-api-key", "KEY"), (b"key", "WEAK_KEY"), (b"auth", "WEAK_KEY"), (b"password_hash", None),
        (b"foreign_key", None), (b"compass", None), (b"token_count", None), (b"", None), (b"test", None),
    ],
)  # fmt: skip
def test_what_a_name_says(name, said):
    assert says(name) == said


def test_two_values_of_one_line(find):
    text = f"{{ password: '{MIXED}', api_key: '{LONG}' }}"
    assert [text[one.start : one.end] for one in find(text)] == [MIXED, LONG]


def test_anchors_are_read_alike_by_every_engine():
    check(ASSIGNED_SECRETS.anchors)
