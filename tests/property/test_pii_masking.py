from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goldsmith.pii.detector import Detector
from goldsmith.pii.finding import Finding
from goldsmith.pii.masks import Action, Masker, MaskKey, load_policy
from goldsmith.pii.masks.draw import Draw
from goldsmith.pii.masks.operators import OPERATORS
from goldsmith.pii.masks.policy import MASKED_LABELS, LabelRule

KEY = MaskKey(b"a key for tests of masks")
DEFAULT = load_policy()
DIGESTS = st.binary(min_size=32, max_size=32)
VALUES = st.one_of(
    st.text(max_size=40),
    st.text("abcXYZ019 .-_:@\\\n\"'/", max_size=40),
    st.text("0123456789", min_size=1, max_size=24),
    st.text("0123456789abcdef", min_size=1, max_size=70),
    st.lists(
        st.sampled_from(["J", "Q.", "van", "Jr", "O'Neil", "élodie", "LI", "e", "\\n", "&nbsp;", "x1"])
    ).map(" ".join),
    st.emails(),
    st.ip_addresses().map(str),
    st.binary(max_size=20).map(lambda data: data.decode("utf-8", "surrogateescape")),
)
PIECES = st.one_of(
    st.sampled_from(
        rb"""" ' <a href= > https:// github.com/ \n + @ # <KEY> PASSWORD_MASKED 42 1.2.3.4 foo.bar/ """.split()
    ),
    st.sampled_from([b" ", b"\n", b"\r\n", b"\x00", "\u20ac".encode(), b"\xff\xc3"]),
    st.emails().map(str.encode),
    st.ip_addresses().map(lambda address: str(address).encode()),
    st.text(max_size=8).map(lambda text: text.encode()),
    st.binary(max_size=6),
)
DOCUMENTS = st.lists(PIECES, min_size=1, max_size=30).map(b"".join).filter(len)
ACTIONS = st.fixed_dictionaries(
    {
        label: st.sampled_from([action for action in Action if action is not Action.DROP])
        for label in MASKED_LABELS
    }
)


@st.composite
def policies(draw):
    actions = draw(ACTIONS)
    if actions["AMBIGUOUS"] is Action.MASK:
        actions["AMBIGUOUS"] = Action.TOKEN
    rules = {label: LabelRule(action=action, min_confidence=0.3) for label, action in actions.items()}
    policy = draw(st.sampled_from([DEFAULT, load_policy("bigcode")]))
    urls = draw(st.booleans())
    return policy.model_copy(update={"labels": rules, "keep_usernames_in_urls": urls})


@st.composite
def documents_with_findings(draw, *, apart=False):
    data = draw(DOCUMENTS)
    borders = st.integers(0, len(data))
    pairs = draw(st.lists(st.tuples(borders, borders), max_size=8))
    if apart:
        ends = sorted({end for pair in pairs for end in pair})
        pairs = list(pairwise(ends))
    spans = [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    return data, [
        Finding(*span, draw(st.sampled_from(MASKED_LABELS)), "kind", "why", draw(st.sampled_from([0.2, 0.9])))
        for span in spans
    ]


def mask(data, findings, policy=DEFAULT, file="a.py", repository="o/r"):
    return Masker(policy, KEY).mask(data, findings, file=file, repository=repository)


def found_again(masked):
    """What a detector would report in the masked document, were it as good as the first time."""
    places = sorted((one.new_start, one.new_end, one.label) for one in (*masked.replacements, *masked.kept))
    return [Finding(*place, "kind", "why", 0.9) for place in places]


@pytest.mark.parametrize("category", OPERATORS)
@given(VALUES, DIGESTS)
def test_a_mask_is_known_for_one_and_safe_to_write(category, value, digest):
    operator = OPERATORS[category]
    new = operator.mask(value, Draw(digest))
    assert new
    assert operator.is_mask(new)
    assert new == operator.mask(value, Draw(digest))
    assert new.isascii()
    # Whatever could end a string or begin a tag was in the value.
    for char in "\"'`\\<>&\n\r;,(){}[]$#%":
        assert new.count(char) <= value.count(char)


@pytest.mark.parametrize("category", OPERATORS)
@given(VALUES, DIGESTS)
def test_equal_values_have_one_normal_form(category, value, digest):
    operator = OPERATORS[category]
    assert operator.normal(operator.normal(value)) == operator.normal(value)


@given(documents_with_findings(), policies())
def test_nothing_outside_the_findings_is_touched(document, policy):
    data, findings = document
    masked = mask(data, findings, policy)
    assert masked.data.count(b"\n") == data.count(b"\n")
    old = new = 0
    for one in masked.replacements:
        assert data[old : one.start] == masked.data[new : one.new_start]
        old, new = one.end, one.new_end
    assert data[old:] == masked.data[new:]
    # Widened to whole code points, a place reaches at most three bytes further.
    for one in masked.replacements:
        covered = set(range(one.start, one.end))
        asked = {place for found in findings for place in range(found.start - 3, found.end + 3)}
        assert covered <= asked
    for one in masked.kept:
        assert data[one.start : one.end] == masked.data[one.new_start : one.new_end]


@given(documents_with_findings(apart=True), policies())
def test_masking_twice_is_masking_once(document, policy):
    data, findings = document
    once = mask(data, findings, policy)
    again = [
        found
        for found, one in zip(
            found_again(once),
            sorted((*once.replacements, *once.kept), key=lambda one: one.new_start),
            strict=True,
        )
        # What was kept for its doubtfulness alone would not be, were it found more surely.
        if one.reason != "confidence"
    ]
    twice = mask(once.data, again, policy)
    assert twice.data == once.data
    assert twice.replacements == ()


@given(documents_with_findings(), policies())
def test_intersecting_findings_come_to_rest(document, policy):
    data, findings = document
    once = mask(data, findings, policy)
    changed = [
        Finding(one.new_start, one.new_end, one.label, one.kind, "why", one.confidence)
        for one in once.replacements
    ]
    assert mask(once.data, changed, policy).data == once.data


@given(documents_with_findings(), policies(), st.randoms(use_true_random=False))
def test_the_order_of_findings_does_not_matter(document, policy, random):
    data, findings = document
    shuffled = list(findings)
    random.shuffle(shuffled)
    assert mask(data, shuffled + findings, policy) == mask(data, findings, policy)


@given(st.lists(st.tuples(st.emails(), DOCUMENTS), min_size=2, max_size=6))
def test_a_value_has_one_mask_wherever_it_stands(pairs):
    """Order and company of documents have no say: each is masked by itself, and alone comes to the same."""
    email = pairs[0][0].encode()
    policy = DEFAULT.model_copy(update={"allow": DEFAULT.allow.model_copy(update={"domains": frozenset()})})
    masks = set()
    for _, around in pairs:
        data = around + b" " + email + b" " + around
        start = len(around) + 1
        masked = mask(data, [Finding(start, start + len(email), "EMAIL", "email", "why")], policy)
        (one,) = masked.replacements
        masks.add(masked.data[one.new_start : one.new_end])
    assert len(masks) == 1


@given(documents_with_findings())
def test_a_dropped_document_has_no_bytes(document):
    data, findings = document
    rules = {label: LabelRule(action=Action.DROP) for label in MASKED_LABELS}
    policy = DEFAULT.model_copy(
        update={
            "labels": rules,
            "keep_usernames_in_urls": False,
            "keep_kinds": frozenset(),
            "allow": type(DEFAULT.allow)(),
        }
    )
    masked = mask(data, findings, policy)
    if masked.replacements:
        assert masked.data is None
        assert masked.dropped_by == masked.replacements[0].label
        assert {one.action for one in masked.replacements} == {Action.DROP}
        assert {one.new_start for one in (*masked.replacements, *masked.kept)} == {None}
    else:
        assert masked.data == data


def lines_with_secrets():
    names = st.sampled_from(["Tom Okafor", "Mary-Ann van Dyk", "J. R. Hart"])
    token = st.text("abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789", min_size=36, max_size=36)
    word = st.text("abcdefghkmnpqrstuvwxyzABCDEFGH23456789!%+", min_size=8, max_size=14)
    return st.one_of(
        st.builds("# by {} <{}>".format, names, st.emails()),
        st.builds("contact = '{}'".format, st.emails()),
        st.builds("host = '{}'  # {}".format, st.ip_addresses(), st.ip_addresses(v=4)),
        st.builds("TOKEN = 'gh{}_{}'".format, st.sampled_from("pousr"), token),
        st.builds("password: {}".format, word),
        st.builds('password = "{}"'.format, word),
        st.builds("export API_KEY={}".format, token),
        st.builds("<add key='password' value='{}'/>".format, word),
        st.builds("url = 'postgres://{}:{}@db.internal/x'".format, st.sampled_from(["app", "ed"]), word),
        st.text(max_size=30),
    )


DETECTOR = Detector(tier="rules")


@settings(deadline=None)
@given(st.lists(lines_with_secrets(), max_size=12).map("\n".join), policies())
@example('password = "ab1!cd2?ef"\nexport TOKEN=q1w2e3r4t5y6u7i8o9p0\n', DEFAULT)
def test_with_the_detector_masking_comes_to_rest_and_finds_no_more(text, policy):
    data = text.encode()
    findings = DETECTOR.detect(data)
    once = mask(data, findings, policy)
    again = DETECTOR.detect(once.data)
    assert len(again) <= len(findings)
    assert mask(once.data, again, policy).data == once.data


def test_a_confidence_below_the_policy_is_left_alone():
    policy = DEFAULT.model_copy(
        update={"labels": DEFAULT.labels | {"NAME": LabelRule(action=Action.MASK, min_confidence=0.6)}}
    )
    finding = Finding(0, 9, "NAME", "name", "why", 0.5)
    assert mask(b"Tom Okafor", [finding], policy).data == b"Tom Okafor"
    assert mask(b"Tom Okafor", [replace(finding, confidence=0.6)], policy).data != b"Tom Okafor"
