"""The model at work: letters, windows, features, the file it is kept in, and judging."""

from __future__ import annotations

import json
import zipfile

import numpy as np
import pytest

from goldsmith.domain.errors import InvalidInput
from goldsmith.pii.model import features, letters, model_file, windows
from goldsmith.pii.model.classifier import Classifier
from goldsmith.pii.model.features import FIELDS, N_BUCKETS, N_KINDS
from goldsmith.pii.model.model_file import Part
from goldsmith.pii.model.windows import HEAD, LEFT, RIGHT, TAIL, VALUE, Candidate

LETTERS = letters.fit(
    {"header": 9, "value": 7, "string": 5, "number": 5, "handler": 3, "return": 3, "other": 1}
)


def place(text: str, value: str, kind: int = 0) -> tuple[bytes, list[Candidate]]:
    """A document with one candidate, where `value` first stands."""
    data, sought = text.encode(), value.encode()
    start = data.index(sought)
    return data, [Candidate(start, start + len(sought), kind)]


def seen(*places: tuple[bytes, list[Candidate]]) -> features.Features:
    return features.compute(windows.cut(places), LETTERS)


def surprise(word: str, **more: np.ndarray) -> tuple[float, float, float, float]:
    codes = np.frombuffer(word.encode().ljust(24, b"\0"), np.uint8)[None]
    keep = more.get("keep", (codes != 0))
    return tuple(float(one[0]) for one in LETTERS.surprise(codes, keep))


def test_words_surprise_less_than_noise():
    common, noise = surprise("header"), surprise("xqzjvk")
    assert all(a < b for a, b in zip(common[:3], noise[:3], strict=True))
    assert common[1] >= common[0] >= common[2]  # the worst four letters, the mean, the best four
    assert common[3] == 7  # six letters and the end of the word


@pytest.mark.parametrize(
    ("a", "b"), [("header", "HEADER"), ("value-value", "value_value"), ("value1", "value ")]
)
def test_case_and_kind_of_border_do_not_matter(a, b):
    assert surprise(a) == surprise(b)


def test_a_word_does_not_depend_on_the_word_before():
    alone, after = surprise("header"), surprise("value header")
    assert after[3] == alone[3] + surprise("value")[3]
    total = surprise("value")[0] * surprise("value")[3] + alone[0] * alone[3]
    assert after[0] * after[3] == pytest.approx(total, rel=1e-5)


def test_without_letters_nothing_surprises():
    assert surprise("0123 456") == (0, 0, 0, 0)
    with pytest.raises(ValueError, match="no words"):
        letters.fit({})


CUT = [
    # document, candidate, left, value, right, length
    ("key = hunter2;", "hunter2", b"key = ", b"hunter2", b";", 7),
    ("hunter2", "hunter2", b"", b"hunter2", b"", 7),
    ("é = ünter2ß", "ünter2ß", "é = ".encode(), "ünter2ß".encode(), b"", 9),
    ("a" * 300 + "secret" + "b" * 300, "secret", b"a" * LEFT, b"secret", b"b" * RIGHT, 6),
    ("=" + "x" * VALUE + ";", "x" * VALUE, b"=", b"x" * VALUE, b";", VALUE),
    ("=" + "x" * 60 + "y" * 60 + ";", "x" * 60 + "y" * 60, b"=", b"x" * HEAD + b"y" * TAIL, b";", 120),
]


@pytest.mark.parametrize(("text", "value", "left", "kept", "right", "length"), CUT)
def test_windows(text, value, left, kept, right, length):
    cut = windows.cut([place(text, value, 3)])
    assert len(cut) == 1
    assert cut.left.tobytes() == left.rjust(LEFT, b"\0")
    assert cut.value.tobytes() == kept.ljust(VALUE, b"\0")
    assert cut.right.tobytes() == right.ljust(RIGHT, b"\0")
    assert (cut.lengths[0], cut.kinds[0], cut.repeats[0]) == (length, 3, 1)


def test_repeats_count_near_the_value_and_no_further_than_four():
    for n, expected in ((1, 1), (3, 3), (9, 4)):
        assert windows.cut([place("secret " * n, "secret")]).repeats[0] == expected
    assert windows.cut([place("secret" + " " * 5000 + "secret", "secret")]).repeats[0] == 1


MASKS = [
    # what stands before the value, the last identifier, the one before it
    ("password = ", "password", ""),
    ("db_password=", "db_password", ""),
    ("config.api-key: ", "config.api-key", ""),
    ("set password ", "password", "set"),
    ('os.environ["TOKEN"] = "', "TOKEN", "os.environ"),
    ("other = 1\npassword = ", "password", ""),
    ("password =\n", "", ""),
    ("= ", "", ""),
    ("", "", ""),
]


@pytest.mark.parametrize(("before", "key", "other"), MASKS)
def test_the_identifiers_before_a_value(before, key, other):
    left = windows.cut([place(before + "VALUE", "VALUE")]).left
    masks = features._key_masks(left)
    assert [left[mask].tobytes().decode() for mask in masks] == [key, other]


def test_shapes_of_features():
    found = seen(place("password = 'hunter2'", "hunter2"), place("# by Jane Roe", "Jane Roe"))
    assert tuple(found.indices) == FIELDS
    for rows in found.indices.values():
        assert rows.shape[0] == 2
        assert rows.dtype == np.int32
        assert 0 <= rows.min() <= rows.max() < N_BUCKETS
    assert found.numbers.shape[0] == 2
    assert found.numbers.dtype == np.float32


ODD = {
    "one byte": place("x", "x"),
    "at the start": place("hunter2 = 1", "hunter2"),
    "at the end": place("x = hunter2", "hunter2"),
    "long": place("k = " + "Ab1" * 1000, "Ab1" * 1000),
    "no letters": place("pin = 000000", "000000"),
    "multi-byte": place("名前 = 山田太郎", "山田太郎"),
    "not UTF-8": (b"k = \xff\xfe\x00\x80;", [Candidate(4, 8, 1)]),
    "blanks": place("k = '    '", "    "),
    "NUL": (b"\0\0\0\0\0", [Candidate(1, 4, 2)]),
    "last kind": place("@jane", "@jane", N_KINDS - 1),
}


@pytest.mark.parametrize("name", ODD)
def test_numbers_are_numbers_whatever_stands_there(name):
    found = seen(ODD[name])
    assert np.isfinite(found.numbers).all()
    assert np.abs(found.numbers).max() < 50


def test_a_candidate_does_not_depend_on_the_others():
    places = [*ODD.values(), *(place(f"{before}VALUE;", "VALUE") for before, _, _ in MASKS)]
    together, backwards = seen(*places), seen(*places[::-1])
    for index, one in enumerate(places):
        alone = seen(one)
        for batch, at in ((together, index), (backwards, len(places) - 1 - index)):
            assert (batch.numbers[at] == alone.numbers[0]).all()
            assert all((batch.indices[field][at] == alone.indices[field][0]).all() for field in FIELDS)


def test_only_the_window_matters():
    text = "x" * 50 + "\npassword = hunter2\n" + "y" * 200
    near = seen(place(" " * 400 + text, "hunter2"))
    far = seen(place("password = 1\n" + " " * 400 + text + "token", "hunter2"))
    assert (near.numbers == far.numbers).all()


def numbers_that_differ(a: str, b: str) -> int:
    one = seen(place(f"key = '{a}'", a), place(f"key = '{b}'", b)).numbers
    return int((one[0] != one[1]).sum())


def test_what_numbers_tell_apart():
    assert numbers_that_differ("header", "qzxvjk") >= 3  # letters
    assert numbers_that_differ("abcdef", "ABCDEF") >= 2  # case
    assert numbers_that_differ("aaaaaa", "abcdef") >= 2  # entropy
    assert numbers_that_differ("qwerty", "qwe/ty") >= 2  # marks
    assert numbers_that_differ("hunter2", "hunter2") == 0


def test_entropy_is_shannons():
    values = np.frombuffer(b"aaaaaaaa" + b"abababab" + b"abcdefgh" + b"aab\0\0\0\0\0", np.uint8).reshape(4, 8)
    inside = values != 0
    found = features._entropy(values, inside, inside.sum(axis=1).astype(np.float32))
    assert found == pytest.approx([0, 1, 3, 0.9183], abs=1e-4)


def graph() -> bytes:
    """A graph that is as sure of the one label as the share of capitals in the value."""
    onnx = pytest.importorskip("onnx")
    helper, kinds = onnx.helper, onnx.TensorProto
    share = features.compute(windows.cut([place("A", "A"), place("a", "a")]), LETTERS).numbers
    column = int(np.flatnonzero((share[0] == 1) & (share[1] == 0))[0])
    inputs = [helper.make_tensor_value_info(field, kinds.INT32, ["n", None]) for field in FIELDS]
    inputs.append(helper.make_tensor_value_info("numbers", kinds.FLOAT, ["n", share.shape[1]]))
    nodes = [
        helper.make_node("Gather", ["numbers", "column"], ["is"], axis=1),
        helper.make_node("Sub", ["one", "is"], ["not"]),
        helper.make_node("Concat", ["not", "is"], ["probabilities"], axis=1),
    ]
    constants = [
        onnx.numpy_helper.from_array(np.array([column]), "column"),
        onnx.numpy_helper.from_array(np.ones((1, 1), np.float32), "one"),
    ]
    outputs = [helper.make_tensor_value_info("probabilities", kinds.FLOAT, ["n", 2])]
    made = helper.make_graph(nodes, "test", inputs, outputs, constants)
    return helper.make_model(
        made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8
    ).SerializeToString()


def test_judging_keeps_order_over_batches():
    classifier = Classifier(Part(graph(), ("", "NAME"), {"NAME": 0.5}), LETTERS)
    data = b"Ab cd Ef " * 150
    some = [Candidate(i, i + 2, 0) for i in range(0, len(data), 3)]
    places = [(data, some), (b"nothing", []), (data[3:], [Candidate(0, 2, 0)]), (data, some[:300])]
    judged = list(classifier.judge(places))
    assert [(one.document, one.start, one.end) for one in judged] == [
        (document, one.start, one.end) for document, (_, found) in enumerate(places) for one in found
    ]
    for one in judged:
        is_capital = places[one.document][0][one.start : one.start + 1].isupper()
        assert (one.label, one.reported) == ("NAME", is_capital)
        assert one.confidence == (0.5 if is_capital else 0)
    assert not list(classifier.judge([(b"nothing", [])]))


def test_the_threshold_of_a_label_decides():
    for threshold, reported in ((0.3, True), (1.1, False)):
        classifier = Classifier(Part(graph(), ("", "NAME"), {"NAME": threshold}), LETTERS)
        (one,) = classifier.judge([place("A", "A")])
        assert one.reported is reported


def test_a_graph_that_is_none_is_refused():
    with pytest.raises(InvalidInput, match="cannot be opened"):
        Classifier(Part(b"no graph", ("", "NAME"), {}), LETTERS)


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "deep" / "my.gsm"
    parts = {
        "secrets": Part(b"first", ("", "KEY"), {"KEY": 0.4}),
        "people": Part(b"second", ("", "NAME"), {"NAME": 0.6}),
    }
    model_file.write(path, name="mine", parts=parts, letters=LETTERS, card={"rows": 3})
    return path, parts


def test_a_model_comes_back_as_it_was(written):
    path, parts = written
    found = model_file.read(path)
    assert (found.name, dict(found.card), dict(found.parts)) == ("mine", {"rows": 3}, parts)
    assert (found.letters.surprises == LETTERS.surprises).all()
    assert [one.name for one in path.parent.iterdir()] == ["my.gsm"]
    before = path.read_bytes()
    model_file.write(path, name="mine", parts=parts, letters=LETTERS, card={"rows": 3})
    assert path.read_bytes() == before


def test_the_fingerprint_follows_the_content(written):
    path, parts = written
    before = model_file.read(path).fingerprint
    assert len(before) == 16
    changed = {**parts, "people": Part(b"second", ("", "NAME"), {"NAME": 0.61})}
    model_file.write(path, name="mine", parts=changed, letters=LETTERS, card={"rows": 3})
    assert model_file.read(path).fingerprint != before


def rewritten(path, **entries: bytes | None) -> None:
    with zipfile.ZipFile(path) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    found |= {name.replace("_", "."): content for name, content in entries.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in found.items():
            if content is not None:
                archive.writestr(name, content)


def manifest(path, **changes) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return json.dumps(json.loads(archive.read("manifest.json")) | changes).encode()


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda path: path.unlink(), "Cannot read"),
        (lambda path: path.write_bytes(b""), "not a model, or is damaged"),
        (lambda path: path.write_bytes(b"PK\x03\x04" + b"\0" * 99), "damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[:-40]), "damaged"),
        (lambda path: rewritten(path, manifest_json=None), "damaged"),
        (lambda path: rewritten(path, manifest_json=b"{"), "damaged"),
        (lambda path: rewritten(path, letters_u8=b"\0" * 100), "cut short"),
        (lambda path: rewritten(path, secrets_onnx=None), "damaged"),
        (lambda path: rewritten(path, manifest_json=manifest(path, format=2)), "another version"),
        (lambda path: rewritten(path, manifest_json=manifest(path, features="0:1")), "another version"),
    ],
)
def test_a_model_that_cannot_be_used_says_why(written, harm, message):
    path, _ = written
    harm(path)
    with pytest.raises(InvalidInput, match=message) as told:
        model_file.read(path)
    assert str(path) in told.value.detail
    assert "goldsmith pii train" in (told.value.hint or "")


def test_the_model_in_the_package():
    found = model_file.read(None)
    assert set(found.parts) == {"secrets", "people"}
    for part in found.parts.values():
        assert part.labels[0] == ""
        assert set(part.thresholds) == set(part.labels[1:])
        assert all(0 < threshold < 1 for threshold in part.thresholds.values())
