import ast
import json
import pickle
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from itertools import product

import pytest
from ruamel.yaml import YAML

from goldsmith.domain.errors import Conflict, InvalidInput, NotFound
from goldsmith.pii.finding import Finding
from goldsmith.pii.masks import Action, Masker, MaskKey, Scope, load_policy, shipped_policies
from goldsmith.pii.masks.draw import Draw
from goldsmith.pii.masks.operators import OPERATORS
from goldsmith.pii.masks.operators.ip_address import kind_of_address
from goldsmith.pii.masks.people import BACKS, FIT, FRONTS, GIVEN, family_number
from goldsmith.pii.masks.policy import LabelRule
from goldsmith.pii.taxonomy import CATEGORIES

KEY = MaskKey(b"a key for tests of masks")
DEFAULT = load_policy()
SECRET = "tr0ub4dor&3"
BODY = ["MIIB" + "aB3/" * 15, "q+9Z" * 16, "Zm9v" * 7 + "=="]
ARMOUR = ("-----BEGIN " + "RSA PRIVATE KEY-----", "-----END " + "RSA PRIVATE KEY-----")


def policy_with(**changes):
    actions = {label: LabelRule.model_validate(action) for label, action in changes.pop("labels", {}).items()}
    return DEFAULT.model_copy(update={"labels": {**DEFAULT.labels, **actions}, **changes})


def find(data, value, label, kind="kind", confidence=1.0, nth=0):
    start = [match.start() for match in re.finditer(re.escape(value), data)][nth]
    return Finding(start, start + len(value), label, kind, "why", confidence)


def mask(data, *findings, policy=DEFAULT, key=KEY, file="a.py", repository="o/r"):
    return Masker(policy, key).mask(data, findings, file=file, repository=repository)


def masked_value(value, label, **options):
    data = b"(" + value.encode() + b")"
    return mask(data, Finding(1, len(data) - 1, label, "kind", "why"), **options).data[1:-1].decode()


@pytest.mark.parametrize(
    ("label", "value", "form"),
    [
        ("NAME", "Tom Okafor", r"[A-Z][a-z]+ [A-Z][a-z]+"),
        ("NAME", "TOM OKAFOR", r"[A-Z]+ [A-Z]+"),
        ("NAME", "tom okafor", r"[a-z]+ [a-z]+"),
        ("NAME", "Okafor, Tom", r"[A-Z][a-z]+, [A-Z][a-z]+"),
        ("NAME", "T. J. Okafor", r"[A-Z]\. [A-Z]\. [A-Z][a-z]+"),
        ("NAME", "Mary-Ann van Dyk Jr.", r"[A-Z][a-z]+-[A-Z][a-z]+ van [A-Z][a-z]+ Jr\."),
        ("NAME", "Élodie", r"[A-Z][a-z]+"),
        ("NAME", "Andr\\u00e9 O'Neil", r"[A-Z][a-z]+ [A-Z][a-z]+"),
        ("NAME", "J&ouml;rg&nbsp;Lind", r"[A-Z][a-z]+&nbsp;[A-Z][a-z]+"),
        ("NAME", "山田 太郎", r"[A-Z][a-z]+ [A-Z][a-z]+"),
        ("EMAIL", "t.okafor@corp.io", r"[a-z]+\.[a-z]+[0-9]{2}@example\.(com|net|org)"),
        ("EMAIL", "tom (at) corp.io", r"[a-z]+\.[a-z]+[0-9]{2} \(at\) example\.(com|net|org)"),
        ("EMAIL", "tom%40corp.io", r"[a-z]+\.[a-z]+[0-9]{2}%40example\.(com|net|org)"),
        ("USERNAME", "@tokafor", r"@[a-z]+[0-9]{3}"),
        ("USERNAME", "TOKAFOR", r"[A-Z]+[0-9]{3}"),
        ("IP_ADDRESS", "20.30.40.50", r"(192\.0\.2|198\.51\.100|203\.0\.113)\.[0-9]+"),
        ("IP_ADDRESS", "20-30-40-50", r"(192-0-2|198-51-100|203-0-113)-[0-9]+"),
        ("IP_ADDRESS", r"20\.30\.40\.50", r"(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.[0-9]+"),
        ("IP_ADDRESS", "2a02:26f0::1", r"2001:db8(:[0-9a-f]{1,4}){2}::[0-9a-f]{1,4}"),
        ("ID", "123456789012", r"[1-9][0-9]{11}"),
        ("ID", "corp-logs-bucket-7", r"[a-z][a-z0-9]{3}-[a-z0-9]{4}-[a-z0-9]{6}-[a-z0-9]+"),
    ],
)
def test_a_mask_has_the_form_of_its_value(label, value, form):
    new = masked_value(value, label)
    assert re.fullmatch(form, new)
    assert masked_value(new, label) == new


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("q1w2e3r4t5y6u7i8o9p0", r"[a-z][a-z0-9]{12}example"),
        ("AKXA" + "Q1W2E3R4T5Y6U7I8", r"[A-Z][A-Z0-9]{12}EXAMPLE"),
        ("0123456789abcdef" * 2, r"[0-9a-f]{24}deadbeef"),
        ("a1B2.c3D4-e5_F6/g7+h8==", r"[A-Za-z]\w{3}\.\w{4}-\w{2}_\w+example"),
        ("48151623", r"[1-9][0-9]{7}"),
        ("1234", r"[1-9][0-9]{5}"),
        ("pässwörd", r"\w{9}example"),
    ],
)
def test_a_secret_keeps_its_shape_where_a_policy_wants_it(value, form):
    policy = policy_with(labels={"KEY": "mask"})
    new = masked_value(value, "KEY", policy=policy)
    assert re.fullmatch(form, new, re.ASCII)
    assert masked_value(new, "KEY", policy=policy) == new
    assert OPERATORS["KEY"].is_mask(new)
    # The check is no ornament: with another character it is no mask.
    assert not OPERATORS["KEY"].is_mask(("b" if new[0] != "b" else "c") + new[1:])


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("NAME", "Tom Okafor"),
        ("NAME", f"{GIVEN[0]} Okafor"),
        ("NAME", "J. R."),
        ("EMAIL", "tom@corp.io"),
        ("EMAIL", "tom@example.com"),
        ("USERNAME", "tokafor"),
        ("USERNAME", f"{FRONTS[0]}{BACKS[0]}1"),
        ("IP_ADDRESS", "192.0.3.1"),
        ("KEY", "my-own-example"),
        ("KEY", "12345678"),
        ("KEY", ""),
    ],
)
def test_what_is_no_mask_is_not_taken_for_one(label, value):
    assert not OPERATORS[label].is_mask(value)


def test_every_category_has_an_operator():
    assert set(OPERATORS) == set(CATEGORIES)


def test_names_of_nobody_are_read_in_one_way_only():
    assert len(set(GIVEN)) == len(GIVEN)
    families = [front + back for front, back in product(FRONTS, BACKS)]
    assert [family_number(family) for family in families] == list(range(len(families)))
    assert len(BACKS) % FIT == 0
    assert not {name.lower() for name in GIVEN} & set(families)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("10.1.2.3", "ipv4_private"),
        ("100.64.0.1", "ipv4_private"),
        ("127.0.0.1", "ipv4_loopback"),
        ("169.254.1.1", "ipv4_link_local"),
        ("8.8.8.8", "ipv4_public_dns"),
        ("192.0.2.7", "ipv4_documentation"),
        ("224.0.0.1", "ipv4_multicast"),
        ("0.0.0.0", "ipv4_unspecified"),
        ("255.255.255.0", "ipv4_netmask"),
        ("20.30.40.50", "ipv4"),
        ("::1", "ipv6_loopback"),
        ("fd00::1", "ipv6_private"),
        ("fe80::1", "ipv6_link_local"),
        ("2001:4860:4860:0:0:0:0:8888", "ipv6_public_dns"),
        ("2001:DB8::1", "ipv6_documentation"),
        ("ff02::1", "ipv6_multicast"),
        ("2a02:26f0::1", "ipv6"),
        ("::ffff:10.0.0.1", "ipv6_private"),
        ("1.2.3", None),
        ("1.2.3.400", None),
    ],
)
def test_what_an_address_leads_to(value, kind):
    assert kind_of_address(value) == kind
    is_masked = kind in {None, "ipv4", "ipv6"}
    assert (masked_value(value, "IP_ADDRESS") != value) == is_masked


def test_same_value_same_mask_within_the_scope():
    places = [("o/r", "a.py"), ("o/r", "b.py"), ("o/s", "a.py")]

    def masks(scope):
        policy = policy_with(scope=scope)
        return [
            masked_value("t.okafor@corp.io", "EMAIL", policy=policy, repository=repository, file=file)
            for repository, file in places
        ]

    in_file, in_repository, in_corpus = map(masks, (Scope.FILE, Scope.REPOSITORY, Scope.CORPUS))
    assert len(set(in_file)) == 3
    assert in_repository[0] == in_repository[1] != in_repository[2]
    assert len(set(in_corpus)) == 1
    assert masked_value("T.Okafor@Corp.IO", "EMAIL") == masked_value("t.okafor@corp.io", "EMAIL")
    assert masked_value("t.okafor@corp dot io", "EMAIL") == masked_value("t.okafor@corp.io", "EMAIL")
    assert masked_value("@tokafor", "USERNAME") == "@" + masked_value("tokafor", "USERNAME")
    assert masked_value("2a02:26f0:0::1", "IP_ADDRESS") == masked_value("2A02:26f0::1", "IP_ADDRESS")


def test_another_key_gives_other_masks():
    other = MaskKey(b"another key for tests")
    assert masked_value("tom@corp.io", "EMAIL") != masked_value("tom@corp.io", "EMAIL", key=other)


def test_masks_never_change():
    """Corpora masked by different versions go together only while this holds."""
    new = [
        masked_value(*case)
        for case in (("Tom Okafor", "NAME"), ("tom@corp.io", "EMAIL"), ("4815162342", "ID"))
    ]
    assert new == ["Janek Haddlethorpe", "gita.dunhurst66@example.com", "7106266991"]


@pytest.mark.parametrize(
    ("before", "after", "token"),
    [
        ('x = "', '"', "<PASSWORD>"),
        ("x = '", "'", "<PASSWORD>"),
        (r'x = "{\"p\": \"', r'\"}"', "<PASSWORD>"),
        ("export X=", "\n", "PASSWORD_MASKED"),
        ('<add key="p" value="', '"/>', "PASSWORD_MASKED"),
        ("<p>", "</p>", "PASSWORD_MASKED"),
        ('"postgres://app:', '@db/x"', "PASSWORD_MASKED"),
        ("", "", "PASSWORD_MASKED"),
        ('if a < b: p = "', '"', "<PASSWORD>"),
    ],
)
def test_the_token_fits_its_place(before, after, token):
    data = (before + SECRET + after).encode()
    masked = mask(data, find(data, SECRET.encode(), "PASSWORD"))
    assert masked.data.decode() == before + token + after


def pem(line):
    return "\n".join(line.format(part) for part in (ARMOUR[0], *BODY, ARMOUR[1]))


def test_a_block_of_a_key_keeps_its_lines_and_their_frame():
    lines = (ARMOUR[0], *BODY, ARMOUR[1])
    program = "KEY = (\n" + "\n".join(f'    "{line}\\n"' for line in lines) + "\n)\nNEXT = 1\n"
    data = program.encode()
    finding = Finding(data.index(b"-----B"), data.index(b"KEY-----", 60) + 8, "KEY", "private_key", "why")
    masked = mask(data, finding)
    assert masked.data.count(b"\n") == data.count(b"\n")
    assert ast.literal_eval(ast.parse(masked.data).body[0].value) == "KEY_MASKED" + "\n" * len(lines)
    (one,) = masked.replacements
    again = mask(masked.data, Finding(one.new_start, one.new_end, "KEY", "private_key", "why"))
    assert again.data == masked.data
    assert not any(part.encode() in masked.data for part in BODY)


def test_a_block_in_yaml_still_parses():
    data = ("key: |\n" + pem("  {}") + "\nnext: 1\n").encode()
    start = data.index(b"-----B")
    masked = mask(data, Finding(start, data.index(b"\nnext"), "KEY", "private_key", "why"))
    assert YAML(typ="safe").load(masked.data)["next"] == 1
    assert masked.data.startswith(b"key: |\n  KEY_MASKED\n")


def test_documents_of_many_forms_still_parse():
    values = [
        (b"tom.okafor@corp.io", "EMAIL"),
        (b"Tom Okafor", "NAME"),
        (b"20.30.40.50", "IP_ADDRESS"),
        (SECRET.replace("&", "").encode(), "PASSWORD"),
        (b"123456789012", "ID"),
    ]

    def masked(document):
        findings = [find(document, value, label) for value, label in values if value in document]
        assert len(findings) == len(values)
        new = mask(document, *findings).data
        assert not any(value in new for value, _ in values)
        return new

    fields = b'"tom.okafor@corp.io", "Tom Okafor", "20.30.40.50", "tr0ub4dor3", '
    json.loads(masked(b"[" + fields + b"123456789012]"))
    ast.parse(masked(b"x = [" + fields + b"123456789012]"))
    ElementTree.fromstring(
        masked(
            b"<a mail='tom.okafor@corp.io' pass='tr0ub4dor3'><!-- Tom Okafor --><id>123456789012</id>20.30.40.50</a>"
        )
    )
    script = masked(
        b"# Tom Okafor\nP=tr0ub4dor3\nM=tom.okafor@corp.io I=123456789012\nprintf %s,%s $P 20.30.40.50"
    )
    run = subprocess.run(["sh", "-c", script.decode()], capture_output=True, check=True, text=True)
    assert run.stdout.startswith("PASSWORD_MASKED,")


def test_a_bare_number_stays_a_number():
    data = b'{"pin": 48151623, "word": "48151623"}'
    masked = mask(data, find(data, b"48151623", "PASSWORD"), find(data, b"48151623", "PASSWORD", nth=1))
    loaded = json.loads(masked.data)
    assert isinstance(loaded["pin"], int)
    assert loaded["pin"] != 48151623
    assert loaded["word"] == "<PASSWORD>"


def test_findings_that_intersect_are_one():
    data = b"x = tom.okafor@corp.io;"
    email, name = find(data, b"tom.okafor@corp.io", "EMAIL"), find(data, b"tom.okafor", "NAME")
    masked = mask(data, email, name)
    assert masked.data == b"x = AMBIGUOUS_MASKED;"
    (one,) = masked.replacements
    assert (one.label, one.kind, one.action) == ("AMBIGUOUS", "kind", Action.TOKEN)
    # What is kept does not join in.
    licence = find(data, b"tom.okafor", "NAME_LICENSE")
    assert b"@example." in mask(data, email, licence).data
    assert mask(data, email, licence).kept == ()
    # What drops a document does so in whatever company.
    assert mask(data, email, name, policy=policy_with(labels={"NAME": "drop"})).dropped_by == "NAME"
    # Of one category the strictest action.
    policy = policy_with(labels={"EMAIL": "token", "EMAIL_EXAMPLE": "mask"})
    assert (
        mask(data, email, find(data, b"okafor@corp.io", "EMAIL_EXAMPLE"), policy=policy).data
        == b"x = EMAIL_MASKED;"
    )


def test_findings_that_touch_stay_apart_and_nothing_comes_between():
    data = b"Tom Okafort@corp.io" + SECRET.encode()
    findings = (
        Finding(0, 10, "NAME", "name", "why"),
        Finding(10, 19, "EMAIL", "email", "why"),
        Finding(19, len(data), "PASSWORD", "x", "why"),
    )
    masked = mask(data, *findings)
    assert re.fullmatch(rb"\w+ \w+\.\w+@example\.\w{3}PASSWORD_MASKED", masked.data)
    assert masked.replacements[0].new_start == 0
    assert masked.replacements[-1].new_end == len(masked.data)
    ends = [(one.new_start, one.new_end) for one in masked.replacements]
    assert [end for _, end in ends[:-1]] == [start for start, _ in ends[1:]]


def test_a_finding_that_cuts_a_code_point_is_widened():
    data = "x=é山é".encode()
    masked = mask(data, Finding(3, 6, "PASSWORD", "x", "why"))
    assert masked.data == "x=PASSWORD_MASKEDé".encode()
    assert (masked.replacements[0].start, masked.replacements[0].end) == (2, 7)


def test_invalid_utf_8_around_and_inside_is_no_matter():
    data = b"\xff\xc3 \x80tom@corp.io\xff \xe2\x82"
    masked = mask(data, Finding(4, 16, "EMAIL", "email", "why"))
    assert masked.data.startswith(b"\xff\xc3 \x80")
    assert masked.data.endswith(b" \xe2\x82")
    masked.data[4:-3].decode("ascii")


@pytest.mark.parametrize("span", [(-1, 2), (2, 2), (3, 2), (0, 9)])
def test_a_finding_outside_the_document_is_refused(span):
    with pytest.raises(InvalidInput, match="does not lie in a document of 8 bytes"):
        mask(b"12345678", Finding(*span, "KEY", "x", "why"))


def test_an_unknown_label_is_refused():
    with pytest.raises(InvalidInput, match="no label 'PHONE'"):
        mask(b"12345678", Finding(0, 2, "PHONE", "x", "why"))


def test_user_names_in_urls_stay():
    data = b"https://github.com/tokafor/x import 'github.com/tokafor/y' git@github.com:tokafor/z"
    data += b" /home/tokafor TODO(tokafor)"
    findings = [find(data, b"tokafor", "USERNAME", nth=nth) for nth in range(5)]
    masked = mask(data, *findings)
    assert masked.data.count(b"tokafor") == 3
    assert [one.reason for one in masked.kept] == ["url"] * 3
    assert len(masked.replacements) == 2
    assert b"tokafor" not in mask(data, *findings, policy=policy_with(keep_usernames_in_urls=False)).data
    dropping = policy_with(labels={"USERNAME": "drop"})
    assert mask(data, *findings[:3], policy=dropping).data == data
    assert mask(data, *findings, policy=dropping).dropped_by == "USERNAME"


def test_what_a_policy_allows_stays():
    allow = DEFAULT.allow.model_copy(
        update={"values": frozenset({"Tom Okafor"}), "domains": frozenset({"corp.io"})}
    )
    policy = policy_with(allow=allow, keep_kinds=frozenset({"dummy"}))
    assert masked_value("Tom Okafor", "NAME", policy=policy) == "Tom Okafor"
    assert masked_value("a@dev.Corp.io", "EMAIL", policy=policy) == "a@dev.Corp.io"
    assert masked_value("a@notcorp.io", "EMAIL", policy=policy) != "a@notcorp.io"
    data = SECRET.encode()
    kept = mask(data, find(data, data, "PASSWORD", kind="dummy"), policy=policy)
    assert (kept.data, kept.kept[0].reason) == (data, "kind")


def test_nothing_to_do_gives_the_same_object():
    data = b"x" * 100
    assert mask(data).data is data
    assert mask(data, Finding(0, 5, "NAME_LICENSE", "name", "why")).data is data


def test_the_account_says_all_but_the_value():
    data = b"\n\nx = 'tom@corp.io'\n# Tom Okafor\ny = 'tom@corp.io'"
    masked = mask(
        data,
        find(data, b"tom@corp.io", "EMAIL", "email", 0.9),
        find(data, b"Tom Okafor", "NAME_LICENSE"),
        find(data, b"tom@corp.io", "EMAIL", "email", 0.8, nth=1),
    )
    one, two = masked.replacements
    assert (one.line, two.line, masked.kept[0].line) == (3, 5, 4)
    assert (one.label, one.kind, one.confidence, one.action, one.value_bytes) == (
        "EMAIL",
        "email",
        0.9,
        "mask",
        11,
    )
    assert one.value_hash == two.value_hash
    assert re.fullmatch("[0-9a-f]{16}", one.value_hash)
    (kept,) = masked.kept
    assert masked.data[kept.new_start : kept.new_end] == b"Tom Okafor"
    assert "corp" not in repr(masked.replacements)
    elsewhere = mask(data, find(data, b"tom@corp.io", "EMAIL"), repository="other", file="z")
    assert elsewhere.replacements[0].value_hash == one.value_hash


def test_a_masker_travels_to_other_processes():
    data = b"Tom Okafor"
    findings = [Finding(0, 10, "NAME", "name", "why")]
    there = pickle.loads(pickle.dumps(Masker(DEFAULT, KEY)))
    assert there.mask(data, findings, file="a.py", repository="o/r") == mask(data, *findings)


def test_the_key_comes_from_the_environment_or_a_file_and_is_shown_nowhere(tmp_path):
    secret = "0123456789abcdef"
    key = MaskKey.from_env({"GOLDSMITH_MASK_KEY": f" {secret}\n"})
    path = tmp_path / "key"
    key.save(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert MaskKey.from_file(path) == key
    assert secret not in repr(key)
    assert secret not in str(vars(Masker(DEFAULT, key)))
    with pytest.raises(Conflict, match="There is a file"):
        key.save(path)
    with pytest.raises(NotFound, match="GOLDSMITH_MASK_KEY is not set"):
        MaskKey.from_env({})
    with pytest.raises(NotFound, match="cannot be read"):
        MaskKey.from_file(tmp_path / "none")
    with pytest.raises(InvalidInput, match="16 bytes or more"):
        MaskKey(b"short")


def test_a_wrong_key_is_known_by_its_check():
    one, other = MaskKey.generate(), MaskKey.generate()
    assert re.fullmatch("[0-9a-f]{16}", one.check)
    one.require(one.check)
    with pytest.raises(Conflict, match="another mask key"):
        other.require(one.check)
    assert MaskKey(b"k" * 64).check != MaskKey(b"k" * 65).check


def test_draws_do_not_run_out():
    draw = Draw(b"\x01" * 32)
    text = draw.text("ab", 2000)
    assert text == Draw(b"\x01" * 32).text("ab", 2000)
    assert 900 < text.count("a") < 1100


@pytest.mark.parametrize("name", shipped_policies())
def test_shipped_policies_load(name):
    policy = load_policy(name)
    assert policy.policy == name
    assert load_policy(shipped_policies()[name]).fingerprint == policy.fingerprint


def test_the_fingerprint_follows_what_a_policy_says():
    assert policy_with(scope=Scope.CORPUS).fingerprint != DEFAULT.fingerprint
    assert policy_with(labels={"KEY": "drop"}).fingerprint != DEFAULT.fingerprint
    assert load_policy("bigcode").fingerprint != DEFAULT.fingerprint


def test_bigcode_keeps_user_names():
    policy = load_policy("bigcode")
    assert masked_value("tokafor", "USERNAME", policy=policy) == "tokafor"
    assert masked_value("Tom Okafor", "NAME", policy=policy) == "<NAME>"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("KEY: token", "KEY: shred", 17, "Input should be 'keep', 'mask', 'token' or 'drop'"),
        ("scope: repository", "scope: galaxy", 4, "Input should be 'file', 'repository' or 'corpus'"),
        ("  ID: {action: mask, min_confidence: 0.7}\n", "", 6, "missing: ID"),
        ("KEY: token", "KEY: token\n  PHONE: mask", 6, "no such label: PHONE"),
        ("min_confidence: 0.7", "min_confidence: 7", 13, "less than or equal to 1"),
        ("AMBIGUOUS: token", "AMBIGUOUS: mask", 6, "AMBIGUOUS has no form"),
        ("version: 1", "version: 1\nsalt: 3", 4, "Extra inputs are not permitted"),
        ('bare: "{category}_MASKED"', 'bare: "MASKED"', 48, "write {category} in it"),
        ('quoted: "<{category}>"', "quoted: '\"{category}'", 47, "a token has no quotes"),
        ("localhost]", "'*.corp.io']", 44, "is no domain"),
        ("version: 1", "version: [1", 3, ""),
    ],
)
def test_every_problem_of_a_policy_names_its_line(tmp_path, old, new, line, message):
    text = shipped_policies()["default"].read_text()
    assert old in text
    path = tmp_path / "p.yaml"
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(InvalidInput) as error:
        load_policy(path)
    assert message in error.value.detail
    if message:
        assert f"p.yaml, line {line}" in error.value.detail


def test_what_is_no_policy_is_refused(tmp_path):
    with pytest.raises(NotFound, match=r"one of: bigcode, default\."):
        load_policy("nothing")
    for content in (b"", b"- a", b"\xff\xfe"):
        path = tmp_path / "p.yaml"
        path.write_bytes(content)
        with pytest.raises(InvalidInput, match=r"p\.yaml, line 1"):
            load_policy(path)
