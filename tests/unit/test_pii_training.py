"""Training: what is learned from what, the parts it is made of, and the command."""

from __future__ import annotations

import gzip
import itertools
import json
import sys
from dataclasses import replace
from functools import partial
from random import Random

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from goldsmith.cli.pii_scan import add_scan
from goldsmith.cli.pii_train import add_train
from goldsmith.corpus.languages import by_path
from goldsmith.corpus.writers import open_writer
from goldsmith.domain.errors import GoldsmithError, InvalidInput, NotFound, Unavailable
from goldsmith.pii.evaluation import GoldInvalid, Marked, Window
from goldsmith.pii.model import model_file
from goldsmith.pii.model.classifier import Classifier
from goldsmith.pii.model.features import FIELDS, N_BUCKETS, Features
from goldsmith.pii.model.model_file import Part
from goldsmith.pii.taxonomy import CATEGORIES, CATEGORY_OF

for package in ("onnx", "scipy", "sklearn"):
    pytest.importorskip(package)

from goldsmith.pii.training import fit, network, onnx_graph, thresholds, train, trees  # noqa: E402
from goldsmith.pii.training.card import as_markdown  # noqa: E402
from goldsmith.pii.training.data import read_data  # noqa: E402
from goldsmith.pii.training.examples import PEOPLE_KIND, SECRETS, Examples, examples  # noqa: E402

ALL = frozenset(CATEGORIES)
LETTERS = model_file.read(None).letters


# --- examples: which class a candidate teaches


def window(text: str, *spans: tuple[str, str], covers=ALL, source: str = "") -> Window:
    """A window with spans (value, label), each where the value first stands."""
    marked = (Marked(text.index(value), text.index(value) + len(value), label) for value, label in spans)
    return Window(text, tuple(sorted(marked)), covers, source)


def classes_of(given: Window, kind) -> dict[str, str | None]:
    some = examples([given], kind, LETTERS)
    return {
        given.text[start:end]: None if one < 0 else kind.labels[one]
        for start, end, one in zip(some.starts, some.ends, some.classes, strict=True)
    }


def test_a_candidate_gets_the_label_of_the_span_it_is():
    text = "日本 password = 'hunter22'\ntoken: 'other-one'\n"
    taught = classes_of(window(text, ("hunter22", "PASSWORD")), SECRETS)
    assert (taught["hunter22"], taught["other-one"]) == ("PASSWORD", "")


def test_of_candidates_for_one_span_the_best_one_stands_for_it():
    taught = classes_of(window("# by Jane Mary Quux Roe\n", ("Jane Mary Quux Roe", "NAME")), PEOPLE_KIND)
    assert taught["Jane Mary Quux Roe"] == "NAME"
    others = {label for value, label in taught.items() if value != "Jane Mary Quux Roe"}
    assert others
    assert others <= {"", None}  # a part of it is no name, and most of it says nothing


@pytest.mark.parametrize(
    ("spans", "covers", "label"),
    [
        ([("hunter22", "KEY")], ALL, "KEY"),
        ([("hunter22", "USERNAME")], ALL, ""),  # a value of another kind is no secret
        ([("hunter22", "AMBIGUOUS")], ALL, None),
        ([], ALL, ""),
        ([], frozenset({"PASSWORD", "KEY"}), None),  # an id, perhaps: nobody looked for ids
        ([("hunter22", "PASSWORD")], frozenset({"PASSWORD"}), "PASSWORD"),
    ],
)
def test_what_nobody_can_say_teaches_nothing(spans, covers, label):
    taught = classes_of(window("password = 'hunter22'", *spans, covers=covers), SECRETS)
    assert taught == {"hunter22": label}


def test_windows_that_cover_nothing_of_a_kind_are_passed_over():
    text = "password = 'hunter22'"
    both = [window(text, covers=frozenset({"NAME"})), window(text, ("hunter22", "PASSWORD"))]
    assert set(examples(both, SECRETS, LETTERS).windows.tolist()) == {1}


# --- the network


RNG_SEED = 5


def toy(n: int) -> tuple[Features, np.ndarray]:
    """Rows whose class follows from one n-gram and one number, with others that say nothing."""
    rng = np.random.default_rng(RNG_SEED)
    indices = {field: rng.integers(100, 160, (n, 4)).astype(np.int32) for field in FIELDS}
    numbers = rng.standard_normal((n, 6)).astype(np.float32)
    telling = rng.integers(0, 2, n)
    indices["key"][:, 0] = np.where(telling, 77, 78)
    indices["left"][n // 2 :] = 0  # a field may be empty
    return Features(indices, numbers), telling + (numbers[:, 2] > 0.5)


def forward(net: network.Network, seen: Features) -> np.ndarray:
    """The network by the book, from its weights as they are kept: half precision for the table."""
    table = net.table.astype(np.float16).astype(np.float32)
    parts = []
    for rows in seen.indices.values():
        n = np.maximum((rows > 0).sum(axis=1, keepdims=True), 1)
        parts.append(table[rows].sum(axis=1) / np.sqrt(n))
    value = np.concatenate([*parts, (seen.numbers - net.mean) / net.scale], axis=1)
    for position, (weights, bias) in enumerate(net.layers):
        value = value @ weights + bias
        if position < len(net.layers) - 1:
            value = np.maximum(value, 0)
    shifted = np.exp(value - value.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


@pytest.fixture(scope="module")
def learned():
    seen, classes = toy(1500)
    shape = network.Shape(dimensions=4, hidden=(16, 8), rate=1e-2)
    some = Features({field: rows[:1000] for field, rows in seen.indices.items()}, seen.numbers[:1000])
    arguments = (network.bags(some.indices), some.numbers, classes[:1000], np.ones(1000, np.float32), 3)
    nets = [
        network.train(*arguments, shape=replace(shape, epochs=epochs), seed=seed)
        for epochs, seed in ((30, 1), (2, 2), (2, 2), (2, 3))
    ]
    return seen, classes, nets


def test_a_network_learns_what_can_be_learned(learned):
    seen, classes, (net, *_) = learned
    said = forward(net, seen).argmax(axis=1)
    assert (said[1000:] == classes[1000:]).mean() > 0.8
    assert (net.table[0] == 0).all()


def test_the_seed_decides(learned):
    _, _, (_, one, same, other) = learned
    assert (one.table == same.table).all()
    assert all((a[0] == b[0]).all() for a, b in zip(one.layers, same.layers, strict=True))
    assert (one.layers[0][0] != other.layers[0][0]).any()


def test_a_row_that_weighs_nothing_teaches_nothing():
    seen, classes = toy(512)
    shape = network.Shape(dimensions=2, hidden=(8, 4), epochs=2)
    weights = np.ones(512, np.float32)
    weights[::3] = 0
    nets = []
    for wrong in (classes, np.where(weights == 0, 2 - classes, classes)):
        arguments = (network.bags(seen.indices), seen.numbers, wrong, weights, 3)
        nets.append(network.train(*arguments, shape=shape, seed=0))
    assert np.allclose(nets[0].layers[0][0], nets[1].layers[0][0], atol=1e-6)


def test_gradients_agree_with_differences():
    n, n_classes = 7, 3
    seen, classes = toy(n)
    shape = network.Shape(dimensions=3, hidden=(6, 5), dropout=0, word_dropout=0)
    rng = np.random.default_rng(1)
    sizes = (len(FIELDS) * 3 + 6, *shape.hidden, n_classes)
    parameters = [rng.standard_normal((N_BUCKETS, 3)) * 0.3]
    for before, after in itertools.pairwise(sizes):
        parameters += [rng.standard_normal((before, after)) * 0.3, rng.standard_normal(after) * 0.1]
    weights = rng.random(n) + 0.2
    numbers = seen.numbers.astype(np.float64)
    fields = network.bags(seen.indices)

    def loss() -> float:
        value = np.concatenate([one @ parameters[0] for one in fields.values()] + [numbers], axis=1)
        for layer in range(3):
            value = value @ parameters[1 + 2 * layer] + parameters[2 + 2 * layer]
            value = np.maximum(value, 0) if layer < 2 else value
        logs = value - np.log(np.exp(value).sum(axis=1, keepdims=True))
        wanted = np.full((n, n_classes), 0.03 / n_classes)
        wanted[np.arange(n), classes] += 0.97
        return float(-(wanted * logs).sum(axis=1) @ weights / weights.sum())

    found = network._gradients(parameters, fields, numbers, classes, weights, shape, rng)
    for position, (parameter, gradient) in enumerate(zip(parameters, found, strict=True)):
        where = np.argwhere(gradient != 0)
        assert len(where), position
        for at in map(tuple, rng.permutation(where)[:6]):
            if position == 0 and at[0] == 0:
                continue
            kept, step = parameter[at], 1e-5
            parameter[at] = kept + step
            above = loss()
            parameter[at] = kept - step
            numerical = (above - loss()) / (2 * step)
            parameter[at] = kept
            assert gradient[at] == pytest.approx(numerical, rel=1e-3, abs=1e-6), (position, at)


# --- trees and the graph


@pytest.fixture
def fitted(monkeypatch):
    """What scikit-learn fitted while trees were trained."""
    kept = []
    inner = trees._attributes

    def keep(model, n_classes):
        kept.append(model)
        return inner(model, n_classes)

    monkeypatch.setattr(trees, "_attributes", keep)
    return kept


def test_the_graph_says_what_numpy_and_scikit_learn_say(learned, fitted):
    seen, classes, nets = learned
    grown = trees.train(seen.numbers, classes, np.ones(len(classes), np.float32), 3, seed=0, rounds=25)
    by_trees = fitted[0].predict_proba(seen.numbers)
    by_nets = [forward(net, seen) for net in nets]
    for some, with_trees in (([0], False), ([0, 2], False), ([0], True), ([0, 1, 2], True)):
        graph = onnx_graph.build([nets[i] for i in some], grown if with_trees else None, 3, 6)
        told = Classifier(Part(graph, ("", "KEY", "ID"), {}), LETTERS).of_features(seen)
        expected = np.mean([by_nets[i] for i in some], axis=0)
        if with_trees:
            expected = (expected + by_trees) / 2
        assert told.shape == (1500, 3)
        assert np.abs(told - expected).max() < 1e-4
        assert np.abs(told.sum(axis=1) - 1).max() < 1e-5


@pytest.mark.parametrize(("present", "n_classes"), [((0, 1), 2), ((0, 2), 3), ((0, 1, 3), 4), ((0, 1, 2), 3)])
def test_trees_know_classes_that_do_not_occur(learned, fitted, present, n_classes):
    seen, classes, nets = learned
    mine = np.array(present)[np.minimum(classes, len(present) - 1)]
    grown = trees.train(seen.numbers, mine, np.ones(len(mine), np.float32), n_classes, seed=0, rounds=15)
    expected = np.zeros((len(mine), n_classes))
    expected[:, list(present)] = fitted[0].predict_proba(seen.numbers)
    # A network that has no opinion, so that what is left is the trees'.
    net = replace(
        nets[0],
        layers=(*nets[0].layers[:2], (np.zeros((8, n_classes), np.float32), np.zeros(n_classes, np.float32))),
    )
    graph = onnx_graph.build([net], grown, n_classes, 6)
    told = Classifier(Part(graph, ("",) * n_classes, {}), LETTERS).of_features(seen)
    assert np.abs(told * 2 - 1 / n_classes - expected).max() < 2e-4


# --- thresholds


def judged(*said: tuple[float, str], kind=SECRETS, covers=ALL):
    """Gold windows, candidates and probabilities: one candidate a window, said with what gold is."""
    label = "PASSWORD" if kind is SECRETS else "NAME"
    gold = [
        Window("abcdefgh", (Marked(0, 4, one),) if one else (), covers, f"a:r{i}:x")
        for i, (_, one) in enumerate(said)
    ]
    n = len(said)
    probabilities = np.zeros((n, len(kind.labels)), np.float32)
    probabilities[:, kind.labels.index(label)] = [p for p, _ in said]
    probabilities[:, 0] = 1 - probabilities.sum(axis=1)
    nothing = Features({}, np.zeros((n, 0), np.float32))
    places = np.arange(n), np.zeros(n, np.int64), np.full(n, 4)
    return gold, Examples(nothing, np.zeros(n, np.int64), *places), probabilities


def chosen(gold, some, said, kind=SECRETS):
    return thresholds.choose(gold, [np.arange(len(said))], some, said, kind)


def test_each_group_of_windows_has_its_say():
    # The many are best at 0.8 and lose little below; the few have nothing above 0.5.
    gold, some, said = judged(*[(0.9, "PASSWORD")] * 400, *[(0.6, "")] * 40, *[(0.5, "PASSWORD")] * 30)
    together = [np.arange(len(said))]
    apart = [np.arange(440), np.arange(440, 470)]
    assert thresholds.choose(gold, together, some, said, SECRETS)["PASSWORD"] > 0.6
    assert thresholds.choose(gold, apart, some, said, SECRETS)["PASSWORD"] <= 0.5


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ([(0.8, "PASSWORD")] * 40 + [(0.6, "")] * 40, 0.6, 0.8),
        ([(0.5, "PASSWORD")] * 40 + [(0.45, "")] * 10, 0.45, 0.5),
        ([(0.3, "PASSWORD")] * 40, 0.5, 0.5),
        ([(0.8, "PASSWORD")] * 19 + [(0.6, "")] * 40, 0.5, 0.5),  # too few spans to choose by
        ([], 0.5, 0.5),
        # what nobody could say is no false alarm, and what is said below asks for no change
        ([(0.45, "PASSWORD")] * 40 + [(0.6, "AMBIGUOUS")] * 40, 0.4, 0.45),
    ],
)
def test_a_threshold_is_where_f1_is_best(said, low, high):
    found = chosen(*judged(*said))
    assert set(found) == {"KEY", "PASSWORD", "ID"}
    assert low <= found["PASSWORD"] <= high
    assert found["KEY"] == 0.5


def test_windows_that_do_not_cover_a_category_say_nothing_about_it():
    gold, some, said = judged(*[(0.8, "PASSWORD")] * 40, *[(0.9, "")] * 200)
    blind = [replace(one, covers=frozenset({"KEY"})) if not one.spans else one for one in gold]
    assert chosen(gold, some, said)["PASSWORD"] <= 0.8
    assert chosen(blind, some, said)["PASSWORD"] == pytest.approx(0.8)


def test_labels_of_a_category_share_it_but_dummies_must_be_sure():
    found = chosen(*judged(*[(0.7, "NAME")] * 40, *[(0.4, "")] * 9, kind=PEOPLE_KIND), PEOPLE_KIND)
    assert 0.4 < found["NAME"] == found["NAME_LICENSE"] <= 0.7
    assert found["NAME_EXAMPLE"] == found["USERNAME_EXAMPLE"] == 0.9


# --- data


TEXT = "# Author: Jane Roe\npassword = 'hunter22'\n"
NAMES = [{"start": 10, "end": 18, "category": "NAME"}]


def lines(path, *rows: object):
    data = b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def exported(number: int, **more) -> dict:
    """A row of a campaign's dataset, as storage gives it to the writer."""
    return {
        "document_id": number,
        "repository": f"https://git.example/o/r{number}",
        "path": "src/a.py",
        "language": "Python",
        "licences": ["MIT"],
        "encoding": "utf-8",
        "notes": [],
        "sha256": "0" * 64,
        "text": TEXT.encode(),
        "spans": [
            {
                "start": 10,
                "end": 18,
                "category": "NAME",
                "subcategory": "NAME_LICENSE",
                "confidence": 0.9,
                "support": 2,
                "candidates": [],
            }
        ],
        "complete": True,
        "simulated": False,
        "provenance": {"items": [1], "answers": [1], "workers": 1},
        **more,
    }


def export(path, *rows):
    writer = open_writer(path, content="dataset", form="parquet" if path.suffix == ".parquet" else "jsonl")
    writer.write(rows)
    writer.close(complete=True)
    return path


def test_gold_windows_and_planted_ones(tmp_path):
    place = {"start": 32, "end": 40, "category": "USERNAME", "where": "url"}
    file = lines(
        tmp_path / "gold.jsonl.gz",
        {"text": TEXT, "spans": NAMES, "covers": ["NAME"], "source": "made:o/r:a/b.rb#L3"},
        {"text": TEXT, "spans": [place], "source": "planted:p:a.txt", "language": "Lua", "part": "train"},
        {"text": TEXT, "spans": NAMES, "source": "planted:q:a.txt", "part": "test"},
        {"text": TEXT, "spans": NAMES, "covers": ["NAME"], "source": "made:other:c"},
        {"text": "x", "spans": []},
    )
    data = read_data([file], by_path)
    assert data.languages == ("Ruby", "Lua", "unknown")
    assert data.test_languages == ("Text",)
    assert [one.source for one in data.test] == ["planted:q:a.txt"]
    assert data.windows[1].spans == (Marked(32, 40, "AMBIGUOUS"),)  # nobody agrees on those
    (facts,) = data.files
    assert (facts.form, facts.rows, facts.windows, facts.test, facts.repeated) == ("gold", 5, 3, 1, 1)
    assert len(facts.sha256) == 64


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_exports(tmp_path, form):
    both = {"category": "AMBIGUOUS", "subcategory": "AMBIGUOUS", "candidates": ["EMAIL", "USERNAME_EXAMPLE"]}
    ambiguous = exported(2)["spans"][0] | both
    rows = [
        exported(1),
        exported(2, spans=[ambiguous], simulated=True, language=None, text=TEXT.encode() + b"#"),
        exported(3, complete=False),
    ]
    data = read_data([export(tmp_path / f"dataset.{form}", *rows)], by_path)
    assert [one.source for one in data.windows] == [
        f"export:https_//git.example/o/r{i}:src/a.py" for i in (1, 2)
    ]
    assert [one.repository for one in data.windows] == [
        "https_//git.example/o/r1",
        "https_//git.example/o/r2",
    ]
    assert data.windows[0].spans == (Marked(10, 18, "NAME_LICENSE"),)
    assert data.windows[1].spans == (Marked(10, 18, "AMBIGUOUS"),)
    assert {one.covers for one in data.windows} == {frozenset({"NAME", "EMAIL", "USERNAME"})}
    assert data.languages == ("Python", "Python")
    (facts,) = data.files
    assert (facts.form, facts.rows, facts.incomplete, facts.simulated) == ("export", 3, 1, 1)
    assert facts.covers == ("EMAIL", "NAME", "USERNAME")
    assert facts.licences == {"MIT": 3}


FAULTS = [
    (lambda path: path, NotFound, "cannot be read"),
    (lambda path: path.mkdir() or path, NotFound, "cannot be read"),
    (lambda path: lines(path), GoldInvalid, "no window"),
    (lambda path: lines(path, {"text": "x", "spans": []}, b"{"), GoldInvalid, "Line 2"),
    (lambda path: lines(path, b"", {"text": "x"}), GoldInvalid, "Line 2 .* no list `spans`"),
    (lambda path: lines(path, {"text": "x", "spans": [3]}), GoldInvalid, "Line 1 .* not an object"),
    (
        lambda path: lines(path, {"text": "x", "spans": NAMES, "complete": True}),
        GoldInvalid,
        "Line 1 .* outside the text",
    ),
    (
        lambda path: lines(path, *[{"text": TEXT, "spans": NAMES, "complete": False}] * 3),
        InvalidInput,
        "none of its 3 rows is complete",
    ),
    (lambda path: lines(path, {"answer_id": 1, "text": "x", "spans": []}), GoldsmithError, "another export"),
    (lambda path: lines(path, {"messages": []}), InvalidInput, "another export"),
    (lambda path: path.write_bytes(gzip.compress(b"x" * 999)[:-9]) and path, InvalidInput, "damaged"),
    (lambda path: path.write_bytes(b"PAR1" + b"\0" * 99) and path, InvalidInput, "damaged"),
    (
        lambda path: lines(path, {"text": TEXT, "spans": [{"start": 0, "end": 1, "category": "COLOUR"}]}),
        GoldInvalid,
        "no category 'COLOUR'",
    ),
]


@pytest.mark.parametrize(("make", "error", "message"), FAULTS)
def test_a_file_that_cannot_be_used_says_why(tmp_path, make, error, message):
    path = make(tmp_path / "data.jsonl")
    with pytest.raises(error, match=message) as told:
        read_data([path], by_path)
    assert str(path) in told.value.detail
    assert told.value.hint


# --- the whole


_SYLLABLES = ("ka", "lo", "mi", "ren", "sol", "ta", "vin", "zu", "bre", "dor")
_TITLES = ("Quick Tour", "Final Report", "Sample Module", "Data Layer", "Render Pass", "Widget Board")


def made(n: int, seed: int = 1) -> list[dict]:
    """Windows of twelve repositories that teach one thing of each kind."""
    rng = Random(seed)
    rows = []
    for i in range(n):
        first, last = ("".join(rng.choices(_SYLLABLES, k=2)).title() for _ in range(2))
        secret = "".join(rng.choices("abcdefghjkmnpqrstuvwxyz23456789", k=rng.randint(8, 12)))
        parts = (
            (f"# {rng.choice(('Author', 'Maintainer', 'Written by'))}: ", f"{first} {last}", "NAME"),
            ("\n# Title: ", f"{first} {rng.choice(_TITLES)}", None),
            ("\n# see also ", f"{rng.choice(_TITLES)} of {last}", None),
            (f"\n{rng.choice(('db', 'root', 'smtp'))}_password = '", secret, "PASSWORD"),
            ("'\ntoken_type = '", rng.choice(("bearer", "opaque", "refresh")), None),
            ("'\nkey = '", rng.choice(("name", "width", "colour", "first_item")), None),
        )
        text, spans = "", []
        for before, value, label in parts:
            text += before
            if label:
                spans.append({"start": len(text), "end": len(text) + len(value), "category": label})
            text += value
        rows.append({"text": text + "'\n", "spans": spans, "source": f"made:o/r{i % 12}:src/{i}.py"})
    return rows


@pytest.fixture
def quick(monkeypatch):
    """Trees that are grown for a short time: what is tested here is not how good they are."""
    monkeypatch.setattr(fit, "Options", partial(fit.Options, rounds={"secrets": 12, "people": 12}))


def run(*words: object):
    app = typer.Typer()
    add_train(app)
    add_scan(app)
    return CliRunner().invoke(app, [str(word) for word in words])


def test_a_model_trained_by_the_command_works(tmp_path, quick):
    rows = made(100)
    gold, more = lines(tmp_path / "gold.jsonl.gz", *rows[:70]), lines(tmp_path / "more.jsonl", *rows[70:])
    out = tmp_path / "models" / "mine.gsm"
    done = run("train", "--data", gold, more, "--out", out, "--json")
    assert done.exit_code == 0, done.output
    facts = json.loads(done.stdout)
    assert facts["windows"] == {"labelled": 100, "planted": 0, "repositories": 12}
    assert facts["spans"] == {"NAME": {"labelled": 100}, "PASSWORD": {"labelled": 100}}
    assert facts["held_out"]["f1"]["NAME"] > 0.9
    assert facts["held_out"]["precision"]["PASSWORD"] > 0.9
    assert facts["held_out"]["languages"]["Python"]["windows"] == 100
    assert facts["bytes"] == out.stat().st_size
    for said in (
        "reading",
        "secrets: fold 1 of 3",
        "people: all windows",
        "measuring",
        "left",
        "mine.card.md",
    ):
        assert said in done.stderr
    card = (out.parent / "mine.card.md").read_text()
    for said in (
        "# Model card: mine",
        "gold.jsonl.gz",
        "12 repositories",
        "| NAME | 100 |",
        "| Python | 100 |",
    ):
        assert said in card

    code = tmp_path / "code.py"
    code.write_text("# Title: Kalo Quick Tour\n# Author: Dormi Talo\nsmtp_password = 'q7wnt4xkz2'\n")
    found = run("scan", code, "--model", out, "--format", "json", "--show-values", "--exit-zero", "--jobs", 1)
    assert found.exit_code == 0, found.output
    assert "Dormi Talo" in found.stdout
    assert "q7wnt4xkz2" in found.stdout
    assert "Quick Tour" not in found.stdout

    again = tmp_path / "mine.gsm"
    assert run("train", "--data", gold, "--data", more, "--out", again).exit_code == 0
    assert again.read_bytes() == out.read_bytes()


def test_planted_windows_help_and_are_measured_apart(tmp_path, quick):
    rows = made(120, seed=2)
    for i, row in enumerate(rows[36:]):
        row |= {"source": f"planted:p{i % 9}:a.py", "part": "test" if i % 9 == 0 else "train"}
    data = read_data([lines(tmp_path / "a.jsonl", *rows)], by_path)
    trained = train.train(data, LETTERS, fit.Options(seed=4), name="both")
    assert trained.facts["windows"] == {"labelled": 36, "planted": 74, "repositories": 12}
    assert trained.facts["held_out"]["on"] == "labelled"
    assert trained.facts["held_out"]["windows"] == 36
    assert trained.facts["planted_test"]["windows"] == 10
    assert trained.facts["planted_test"]["f1"]["NAME"] > 0.9
    assert len(trained.folds) == fit.N_FOLDS
    json.dumps(trained.facts)
    train.write(trained, tmp_path / "m.gsm", seconds=61)
    card = (tmp_path / "m.card.md").read_text()
    assert "Planted windows kept for a test" in card
    assert "1 min 1 s" in card
    worth = [{"what": "all of it", "f1": {"NAME": 0.9371, "ID": None}}]
    card = as_markdown(
        {**trained.facts, "letters": {"mb": 60, "packages": 7}}, size=1, seconds=1, worth=worth
    )
    assert "| all of it | – | – | 0.937 | – | – | – |" in card
    assert "60 MB of permissive code of 7 packages" in card


def test_folds_are_by_repository():
    one = window("x", source="a:o/r:x.py")
    assert fit.fold_of(one) == fit.fold_of(window("y", source="b:o/r:y.py"))
    folds = {fit.fold_of(window("x", source=f"a:r{i}:x")) for i in range(30)}
    assert folds == set(range(fit.N_FOLDS))


@pytest.mark.parametrize("category", ["NAME", "PASSWORD"])
def test_too_little_of_a_kind_is_said_before_training(tmp_path, category):
    rows = made(60)
    for row in rows[20:]:
        row["spans"] = [one for one in row["spans"] if CATEGORY_OF[one["category"]] != category]
    done = run("train", "--data", lines(tmp_path / "a.jsonl", *rows), "--out", tmp_path / "m.gsm")
    assert isinstance(done.exception, InvalidInput)
    assert category in done.exception.detail
    assert "20 in 12 repositories" in done.exception.detail
    assert not (tmp_path / "m.gsm").exists()


def test_one_repository_is_too_few(tmp_path):
    rows = [row | {"source": "made:o/r:a.py"} for row in made(60)]
    done = run("train", "--data", lines(tmp_path / "a.jsonl", *rows), "--out", tmp_path / "m.gsm")
    assert isinstance(done.exception, InvalidInput)
    assert "60 in 1 repository." in done.exception.detail


def test_a_place_that_cannot_be_written_is_said_first(tmp_path):
    (tmp_path / "file").write_text("")
    for out, message in ((tmp_path, "is a folder"), (tmp_path / "file" / "m.gsm", "cannot be written")):
        done = run("train", "--data", tmp_path / "not there", "--out", out)
        assert isinstance(done.exception, InvalidInput)
        assert message in done.exception.detail


def test_without_the_extra_the_command_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    done = run("train", "--data", tmp_path / "a", "--out", tmp_path / "m.gsm")
    assert isinstance(done.exception, Unavailable)
    assert "onnx" in done.exception.detail
    assert "goldsmith[train]" in (done.exception.hint or "")


def test_a_file_of_planted_windows_must_hold_some(tmp_path):
    gold = lines(tmp_path / "a.jsonl", *made(3))
    done = run("train", "--data", gold, "--planted", gold, "--out", tmp_path / "m.gsm")
    assert isinstance(done.exception, InvalidInput)
    assert "no planted windows" in done.exception.detail
