"""Tokens made for tests: the forms as the providers' pages state them, in words of this file and not of the rules.

A line of the table is `provider.kind: part part ...`. A part is `'literal'`, or an alphabet and a count such as `B36`
for 36 characters of base 62. Literals are written in two pieces where a scanner could take the line for a leak; tokens
exist at run time only.
"""

from __future__ import annotations

import base64
import json
import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

_DIGITS, _LOWER, _UPPER = string.digits, string.ascii_lowercase, string.ascii_uppercase
ALPHABETS = {
    "D": _DIGITS,  # digits
    "H": "0123456789abcdef",  # hex
    "L": _DIGITS + _LOWER,  # lower-case base 36
    "U": _DIGITS + _UPPER,  # upper-case base 36
    "T": _UPPER + "234567",  # base 32
    "A": _LOWER + _UPPER,  # letters
    "B": _DIGITS + _LOWER + _UPPER,  # base 62
    "S": _DIGITS + _LOWER + _UPPER + "+/",  # standard base 64
    "W": _DIGITS + _LOWER + _UPPER + "-_",  # web-safe base 64
    "Q": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",  # Bech32
}

TABLE = """
github.classic: 'ghp_' B36
github.oauth: 'gho_' B36
github.user: 'ghu_' B36
github.server: 'ghs_' B36
github.refresh: 'ghr_' B76
github.fine_grained: 'github_pat_' B22 '_' B59
gitlab.personal: 'glpat-' W20
gitlab.routable: 'glpat-' W40 '.' L2 L7
gitlab.deploy: 'gldt-' W20
gitlab.runner: 'glrt-' W20
gitlab.job: 'glcbt-' H2 '_' W20
gitlab.trigger: 'glptt-' H40
gitlab.feed: 'glft-' W20
gitlab.mail: 'glimt-' W25
gitlab.agent: 'glagent-' W50
gitlab.oauth: 'gloas-' W64
gitlab.scim: 'glsoat-' W20
gitlab.flags: 'glffct-' W20
gitlab.registration: 'GR13' '48941' W20
bitbucket.app: 'ATBB' B32
atlassian.api: 'ATAT' 'T3' W186
circleci.personal: 'CCIPAT_' B22 '_' H40
buildkite.user: 'bkua_' H40
harness.personal: 'pat.' W22 '.' H24 '.' B20
octopus.key: 'API-' U26
artifactory.key: 'AKCp' B69
sonarqube.user: 'squ_' H40
sourcegraph.personal: 'sgp_' H16 '_' H40
infracost.key: 'ico-' B32
prefect.key: 'pnu_' B36
npm.access: 'npm_' B36
pypi.upload: 'pypi-' 'AgEIcHlwaS5vcmc' W150
rubygems.key: 'rubygems_' H48
nuget.key: 'oy2' L43
crates.token: 'cio' B32
docker.personal: 'dckr_pat_' W27
clojars.deploy: 'CLOJARS_' L60
sentry.user: 'sntryu_' H64
grafana.cloud: 'glc_' S120
grafana.account: 'glsa_' B32 '_' H8
aws.long: 'AK' 'IA' T16
aws.session: 'AS' 'IA' T16
aws.bedrock: 'ABSK' S120
aws.marketplace: 'amzn.mws.' UUID
google.api: 'AI' 'za' W35
google.secret: 'GOCSPX-' W28
google.access: 'ya29.' W120
azure.entra: W3 D1 'Q~' W34
azure.devops: B76 'AZDO' B4
azure.storage: S76 '+ASt' S6 '=='
azure.storage_connection: 'AccountKey=' S86 '=='
azure.functions: W44 'AzFu' W6 '=='
azure.bus: S33 '+ASb' S6 '='
alibaba.id: 'LTAI' B20
tencent.id: 'AKID' B32
yandex.key: 'AQVN' W36
digitalocean.personal: 'dop_v1_' H64
digitalocean.oauth: 'doo_v1_' H64
heroku.key: 'HRKU-AA' W58
cloudflare.origin: 'v1.0-' H24 '-' H146
cloudflare.user: 'cfut_' B40 H8
fly.access: 'fo1_' W43
fly.macaroon: 'fm2_' S160
netlify.personal: 'nfp_' B36
vercel.personal: 'vcp_' B56
render.key: 'rnd_' B32
supabase.personal: 'sbp_' H40
supabase.secret: 'sb_secret_' W31
planetscale.token: 'pscale_tkn_' W43
planetscale.password: 'pscale_pw_' W43
neon.key: 'napi_' L64
databricks.personal: 'dapi' H32
databricks.suffixed: 'dapi' H32 '-' D1
clickhouse.key: '4b1d' B38
tailscale.auth: 'tskey-auth-' B16 '-' B32
slack.bot: 'xo' 'xb-' D12 '-' D13 '-' B24
slack.user: 'xo' 'xp-' D12 '-' D12 '-' D13 '-' H32
slack.app: 'xap' 'p-' D1 '-' U11 '-' D13 '-' H64
slack.config: 'xo' 'xe.xoxp-1-' B163
slack.refresh: 'xo' 'xe-1-' B146
slack.workspace: 'xo' 'xa-2-' D12 '-' D12 '-' D12 '-' H32
slack.legacy: 'xo' 'xs-' D10 '-' D10 '-' D12 '-' H32
slack.webhook: 'https://hooks.sl' 'ack.com/services/T' U10 '/B' U10 '/' B24
discord.bot: MNO W23 '.' W6 '.' W38
discord.older_bot: MNO W23 '.' W6 '.' W27
discord.webhook: 'https://discord.com/api/web' 'hooks/' D18 '/' W68
telegram.bot: D10 ':AA' W33
twilio.key: 'S' 'K' H32
sendgrid.key: 'S' 'G.' W22 '.' W43
mailgun.key: 'key' '-' H32
mailchimp.key: H32 '-us' D2
brevo.key: 'xkeysib-' H64 '-' B16
resend.key: 're_' B8 '_' B24
facebook.user: 'EAAC' B120
instagram.user: 'IGQV' W130
twitter.bearer: 'AAAAAAAAAAAAAAAAAAAAA' B90
stripe.live: 'sk' '_live_' B24
stripe.long: 'sk' '_live_' B99
stripe.test: 'sk' '_test_' B24
stripe.restricted: 'rk' '_live_' B24
stripe.hook: 'whsec_' B32
square.access: 'sq0' 'atp-' W22
square.secret: 'sq0' 'csp-' W43
square.newer: 'EAAA' W60
braintree.access: 'access_token$production$' L16 '$' H32
plaid.access: 'access-sandbox-' UUID
razorpay.key: 'rzp_live_' B14
paystack.secret: 'sk' '_live_' H40
flutterwave.secret: 'FLWSECK_TEST-' H32 '-X'
easypost.key: 'EZAK' B54
duffel.live: 'duffel_live_' W43
shippo.live: 'shippo_live_' H40
shopify.admin: 'shpat_' H32
shopify.custom: 'shpca_' H32
shopify.private: 'shppa_' H32
shopify.shared: 'shpss_' H32
woocommerce.key: 'ck_' H40
maxmind.key: B6 '_' B29 '_mmk'
openai.older: 'sk-' B20 'T3Blbk' 'FJ' B20
openai.project: 'sk-proj-' W74 'T3Blbk' 'FJ' W74
openai.account: 'sk-svcacct-' W58 'T3Blbk' 'FJ' W58
openai.admin: 'sk-admin-' W74 'T3Blbk' 'FJ' W74
openai.short_project: 'sk-proj-' B48
anthropic.api: 'sk-ant-' 'api03-' W93 'AA'
anthropic.admin: 'sk-ant-' 'admin01-' W93 'AA'
huggingface.user: 'hf_' A34
replicate.token: 'r8_' B37
groq.key: 'gsk_' B52
perplexity.key: 'pplx-' B48
xai.key: 'xai-' B80
openrouter.key: 'sk-or-' 'v1-' H64
deepseek.key: 'sk-' H32
nvidia.key: 'nvapi-' W64
langsmith.personal: 'lsv2_pt_' H32 '_' H10
langfuse.secret: 'sk-lf-' UUID
pinecone.key: 'pcsk_' B6 '_' B63
tavily.key: 'tvly-' B32
jina.key: 'jina_' B60
cerebras.key: 'csk-' L48
firecrawl.key: 'fc-' H32
elevenlabs.key: 'sk_' H48
vault.service: 'hvs.' W95
vault.batch: 'hvb.' W150
terraform.token: B14 '.atlasv1.' W67
onepassword.secret: 'A3-' U6 '-' U11 '-' U5 '-' U5 '-' U5
doppler.personal: 'dp.pt.' B43
doppler.service: 'dp.st.' B43
doppler.named: 'dp.st.prd.' B43
infisical.service: 'st.' H24 '.' H32 '.' H32
pulumi.access: 'pul-' H40
age.secret: 'AGE-SECRET-KEY-1' Q58
newrelic.user: 'NRAK-' U27
newrelic.browser: 'NRJS-' H19
honeycomb.ingest: 'hcaik_' L58
dynatrace.api: 'dt0c01.' T24 '.' T64
axiom.token: 'xaat-' UUID
launchdarkly.sdk: 'sdk-' UUID
posthog.personal: 'phx_' B43
postman.key: 'PMAK-' H24 '-' H34
readme.key: 'rdme_' L70
apify.key: 'apify_api_' B36
notion.token: 'ntn_' D11 B35
notion.older: 'secret_' B43
linear.key: 'lin_api_' B40
airtable.personal: 'pat' B14 '.' H64
asana.personal: '1/' D16 ':' H32
clickup.token: 'pk_' D8 '_' U32
figma.personal: 'figd_' W40
typeform.personal: 'tfp_' W59
hubspot.private: 'pat-na1-' UUID
salesforce.access: '00D' B12 '!' B96
trello.token: 'ATTA' H72
dropbox.short: 'sl.' W135
adobe.secret: 'p8e-' W32
frameio.token: 'fio-u-' W64
mapbox.secret: 'sk.ey' 'J' W80 '.' W22
jwt.signed: JWT
"""

_PART = re.compile(r"'([^']*)'|([A-Z]+)(\d*)")


@dataclass(frozen=True)
class Made:
    """A token and how it was put together: literal and drawn pieces in turn, each with its alphabet or an empty one."""

    name: str
    pieces: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The whole token."""
        return "".join(text for text, _ in self.pieces)


def rows() -> Iterator[tuple[str, str]]:
    """Names and forms of the table."""
    for line in TABLE.strip().splitlines():
        name, _, form = line.partition(": ")
        yield name, form


def make(name: str, form: str, rng: Random) -> Made:
    """Draw a token of a form."""
    pieces: list[tuple[str, str]] = []
    for literal, alphabet, count in _PART.findall(form):
        if not alphabet:
            pieces.append((literal, ""))
        elif alphabet == "UUID":
            hexes = "".join(rng.choices(ALPHABETS["H"], k=32))
            text = "-".join((hexes[:8], hexes[8:12], hexes[12:16], hexes[16:20], hexes[20:]))
            pieces.append((text, "H"))
        elif alphabet == "MNO":
            pieces.append((rng.choice("MNO"), ""))
        elif alphabet == "JWT":
            pieces.append((_jwt(rng), "W"))
        else:
            pieces.append((_draw(alphabet, int(count), rng), alphabet))
    return Made(name, tuple(pieces))


def _draw(alphabet: str, count: int, rng: Random) -> str:
    drawn = rng.choices(ALPHABETS[alphabet], k=count)
    # A sign at an end would be another token's border.
    for at in (0, -1):
        while drawn[at] in "-_":
            drawn[at] = rng.choice(ALPHABETS[alphabet])
    return "".join(drawn)


def _jwt(rng: Random) -> str:
    header = {"alg": rng.choice(("HS256", "RS256", "ES256")), "typ": "JWT"}
    claims = {"sub": str(rng.randrange(10**9)), "iat": rng.randrange(15 * 10**8, 18 * 10**8)}
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in (header, claims)] + [
        rng.randbytes(32)
    ]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


EMBEDDINGS: dict[str, str] = {
    "python": 'import os\n\napi_token = "{}"\n',
    "javascript": "const client = new Client({{ auth: '{}' }});\n",
    "go": 'package main\n\nvar credential = "{}"\n',
    "java": 'private static final String TOKEN = "{}";\n',
    "ruby": "client.token = '{}'\n",
    "php": "$config['token'] = '{}';\n",
    "rust": 'let token: &str = "{}";\n',
    "csharp": 'var token = @"{}";\n',
    "shell": "export SERVICE_TOKEN={}\n",
    "dotenv": "DEBUG=0\nSERVICE_TOKEN={}\nPORT=80\n",
    "yaml": "service:\n  token: {}\n  port: 80\n",
    "json": '{{"service": {{"token": "{}"}}}}\n',
    "escaped_json": 'body = "{{\\"token\\":\\"{}\\"}}"\n',
    "xml": "<add><token>{}</token></add>\n",
    "toml": "[service]\ntoken = '{}'\n",
    "ini": "[service]\r\ntoken={}\r\nport=80\r\n",
    "header": "curl -H 'Authorization: Bearer {}' https://service.invalid/v1\n",
    "own_header": 'req.Header.Set("X-Service-Token", "{}")\n',
    "query": "GET https://service.invalid/v1?token={}&page=2\n",
    "markdown": "Use `{}` to sign in.\n",
    "comment": "# old one: {}, revoked\n",
    "csv": "id,token,owner\n7,{},nobody\n",
    "escape": 'echo "a\\n{}\\n"\n',
    "alone": "{}",
    "at_start": "{}\nnext line\n",
    "at_end": "first line\n{}",
    "non_ascii": "clé « {} » größer\n",
}
"""Where tokens stand. Braces are doubled for `str.format`."""


def embed(text: str, place: str) -> tuple[bytes, int, int]:
    """A document with the token, and the token's place in bytes."""
    before, _, after = EMBEDDINGS[place].partition("{}")
    head = before.replace("{{", "{").replace("}}", "}").encode()
    return (
        head + text.encode() + after.replace("{{", "{").replace("}}", "}").encode(),
        len(head),
        len(head) + len(text.encode()),
    )


def _spoil_mark(made: Made, rng: Random) -> str | None:
    at = next(
        (at for at, (text, kind) in enumerate(made.pieces) if not kind and any(map(str.isalnum, text))), None
    )
    if at is None:
        return None
    mark = made.pieces[at][0]
    places = [place for place, char in enumerate(mark) if char.isalnum()]
    # The last letters tell kinds of one provider apart; another one of them is no near-miss.
    place = places[0]
    other = rng.choice([char for char in "qwzjkvQWZJKV7" if char.lower() != mark[place].lower()])
    spoilt = mark[:place] + other + mark[place + 1 :]
    return _with(made, at, spoilt)


def _with(made: Made, at: int, text: str) -> str:
    return "".join(text if index == at else piece for index, (piece, _) in enumerate(made.pieces))


def _longest(made: Made) -> int:
    return max(range(len(made.pieces)), key=lambda at: len(made.pieces[at][0]) if made.pieces[at][1] else -1)


def _bodies(make_body: Callable[[str], str]) -> Callable[[Made, Random], str | None]:
    def spoil(made: Made, _: Random) -> str | None:
        return "".join(make_body(text) if kind else text for text, kind in made.pieces)

    return spoil


def _words(text: str) -> str:
    return ("your_token_goes_here_" * 20)[: len(text)]


def _shorten(made: Made, _: Random) -> str | None:
    at = _longest(made)
    return _with(made, at, made.pieces[at][0][: max(4, len(made.pieces[at][0]) // 3)])


def _foreign_sign(made: Made, rng: Random) -> str | None:
    at = _longest(made)
    text = made.pieces[at][0]
    place = len(text) // 2 if len(text) < 60 else len(text) // 4
    return _with(made, at, text[:place] + rng.choice("!*#^") + text[place + 1 :])


def _with_example(made: Made, _: Random) -> str | None:
    at = _longest(made)
    text = made.pieces[at][0]
    return _with(made, at, text[:-7] + "EXAMPLE") if len(text) >= 14 else None


NEAR_MISSES: dict[str, Callable[[Made, Random], str | None]] = {
    "other mark": _spoil_mark,
    "all x": _bodies(lambda text: "x" * len(text)),
    "all X": _bodies(lambda text: "X" * len(text)),
    "one digit": _bodies(lambda text: "0" * len(text)),
    "two letters": _bodies(lambda text: ("ab" * len(text))[: len(text)]),
    "a row": _bodies(lambda text: ("abcdef0123456789" * len(text))[: len(text)]),
    "words": _bodies(_words),
    "too short": _shorten,
    "foreign sign": _foreign_sign,
    "example": _with_example,
    "inside a word": lambda made, _: (
        f"abc{made.text}xyz" if made.pieces[0][1] == "" and made.name != "jwt.signed" else None
    ),
    "template": lambda made, _: made.pieces[0][0] + "${TOKEN}" if not made.pieces[0][1] else None,
    "stars": _bodies(lambda text: "*" * len(text)),
    "dots": _bodies(lambda text: text[:4] + "..."),
}
"""What is not a token, by what is wrong with it. None where the form has no such fault."""
