"""Planting: exact offsets, no overlap, determinism, and harmless windows that stay harmless."""

from __future__ import annotations

import ipaddress
from collections import Counter
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.pii.planting import (
    CodeWindow,
    NameStock,
    Passage,
    PlantedWindow,
    Planter,
    library,
    machines,
    markup,
    plant,
    secrets,
)
from goldsmith.pii.planting.clean import Screen
from goldsmith.pii.planting.names import draw_person, part_of
from goldsmith.pii.planting.slots import DRAWN, PERSONAL, filler
from goldsmith.pii.planting.syntax import framed, spelled
from goldsmith.pii.taxonomy import CATEGORIES, CATEGORY_OF, LABELS

SYLLABLES = ("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "za")
STOCK = NameStock(
    {
        "one": (
            tuple((a + b).title() for a in SYLLABLES for b in SYLLABLES),
            tuple((a + b + "ner").title() for a in SYLLABLES for b in SYLLABLES),
        ),
        "two": (("Zoë", "Åse", "Ludvík", "Ana"), ("Sørby", "Ñandú", "Łaski", "Ok")),
        "three": (("明", "花子"), ("山田", "佐藤")),
    },
    frozenset({"three"}),
)
CODE = "\n".join(
    f"def step_{n}(values):\n    total = {n}\n    return total + len(values)\n" for n in range(8)
)
WINDOWS = tuple(
    CodeWindow(text, language, f"ours:file{n}", line=1 + 40 * (n % 2))
    for n, (language, text) in enumerate(
        [("Python", CODE)] * 4
        + [("C", "/*\n * Adds.\n */\nint add(int a, int b) {\n    return a + b;\n}\n" * 5)] * 4
        + [("JSON", '{\n  "sizes": [\n    1,\n    2\n  ],\n  "depth": 3\n}\n' * 6)] * 4
        + [("Markdown", "# Steps\n\nRun the steps one by one.\n\n" * 10)] * 4
    )
)


@pytest.fixture(scope="module")
def planted() -> list[PlantedWindow]:
    return list(plant(WINDOWS, STOCK, Random(5), 700))


def test_a_slot_becomes_a_span_of_exactly_its_value() -> None:
    template = "x = '‹NAME.1›'  # ‹word› «‹EMAIL.1›¦‹IP›»\n⟦2-3:- ‹USERNAME›\n⟧"
    values: list[tuple[str, str]] = []

    def fill(slot: markup.Slot, scope: markup.Scope) -> markup.Value:
        value = filler(STOCK)(slot, scope)
        if value.label:
            values.append((value.text, value.label))
        return value

    for seed in range(200):
        values.clear()
        passage = markup.render(template, fill, Random(seed))
        assert [(passage.text[mark.start : mark.end], mark.label) for mark in passage.marks] == values


@given(st.integers(0, 2**32), st.sampled_from(sorted([*PERSONAL, *DRAWN])))
def test_framing_moves_spans_with_their_values(seed: int, slot: str) -> None:
    passage = markup.render(f"one\n\n  two ‹{slot}›, three\nfour", filler(STOCK), Random(seed))
    for result in (
        framed(passage, "/*", "    * ", "*/"),
        framed(passage, "", "# ", ""),
        framed(passage, "", "", ""),
    ):
        lines = [
            line for mark in passage.marks for line in passage.text[mark.start : mark.end].split("\n") if line
        ]
        assert [result.text[mark.start : mark.end] for mark in result.marks] == lines


def test_one_number_is_one_person_and_one_handle() -> None:
    passage = markup.render("‹NAME.1› ‹NAME_LICENSE.1› ‹USERNAME.1› ‹MENTION.1›", filler(STOCK), Random(1))
    name, licence, handle, mention = (passage.text[mark.start : mark.end] for mark in passage.marks)
    assert name == licence
    assert mention == f"@{handle}"


@pytest.mark.parametrize("broken", ["«a¦b", "a»", "⟦2-3:a", "⟧", "a¦b", "«a⟧", "⟦1-2:a»", "‹no_such_slot›"])
def test_a_broken_template_is_refused(broken: str) -> None:
    with pytest.raises(markup.TemplateBroken):
        markup.render(broken, filler(STOCK), Random(0))


FILES = ("comments", "skeletons", *library.DOCUMENT_FILES)


@pytest.mark.parametrize("file", FILES)
def test_every_template_renders_and_leaves_no_mark_behind(file: str) -> None:
    for every in library.sections(file).values():
        for template in every:
            for seed in range(3):
                passage = markup.render(template, filler(STOCK), Random(seed))
                assert not set(passage.text) & set("‹›«»¦⟦⟧"), template
                assert {mark.label for mark in passage.marks} <= set(LABELS)


def test_every_fact_renders_in_every_language() -> None:
    facts = [line for lines in library.sections("facts").values() for line in lines]
    assert all(" | " in line for line in facts)
    for line in facts:
        names, _, value = line.partition(" | ")
        assert all(name.strip() == name.strip().lower() for name in names.split(";"))
        markup.render(value, filler(STOCK), Random(0))


@pytest.mark.parametrize("section", ["head-negative", "comment-negative", "doc-negative"])
def test_negative_templates_hold_no_pii(section: str) -> None:
    for template in library.sections("comments")[section]:
        assert not markup.render(template, filler(STOCK), Random(3)).marks


def test_negative_facts_hold_no_pii() -> None:
    for line in library.sections("facts")["negative"]:
        assert not markup.render(line, filler(STOCK), Random(3)).marks


def test_windows_are_sound(planted: list[PlantedWindow]) -> None:
    assert len(planted) == 700
    for window in planted:
        text, marks = window.passage.text, window.passage.marks
        assert 240 <= len(text) <= 1_500
        assert set(window.covers) <= set(CATEGORIES)
        for mark in marks:
            value = text[mark.start : mark.end]
            assert value
            assert value == value.strip()
            assert CATEGORY_OF[mark.label] in window.covers
            if mark.label == "IP_ADDRESS":
                ipaddress.ip_address(value)
            if mark.label.startswith("EMAIL"):
                assert value.count("@") == 1
            if mark.label.startswith(("NAME", "EMAIL", "USERNAME", "IP", "ID")):
                assert "\n" not in value
                assert not {value[0], value[-1]} & set("\"'`<>,;=") or mark.label == "NAME"
        for one, other in pairwise(marks):
            assert one.end <= other.start


def test_the_mix_is_that_of_real_code(planted: list[PlantedWindow]) -> None:
    bare = sum(not window.passage.marks for window in planted) / len(planted)
    assert 0.25 < bare < 0.55
    few = sum(len(window.passage.marks) <= 3 for window in planted) / len(planted)
    assert few > 0.55
    counts = Counter(CATEGORY_OF[mark.label] for window in planted for mark in window.passage.marks)
    assert all(counts[category] > 20 for category in CATEGORIES)


def test_the_code_itself_stays(planted: list[PlantedWindow]) -> None:
    sources = {f"planted:{window.source}#L{window.line}": window for window in WINDOWS}
    for window in planted:
        if window.source in sources:
            rest = iter(window.passage.text.split("\n"))
            for line in sources[window.source].text.split("\n"):
                if line.strip():
                    assert any(one.startswith(line) for one in rest), line


def test_equal_seeds_make_equal_windows() -> None:
    first, second = (list(plant(WINDOWS, STOCK, Random(9), 60)) for _ in range(2))
    assert first == second
    assert first != list(plant(WINDOWS, STOCK, Random(10), 60))


def test_the_parts_share_no_name_and_no_source(planted: list[PlantedWindow]) -> None:
    train, test = STOCK.part("train"), STOCK.part("test")
    for group in test.groups:
        for one, other in zip(train.groups[group], test.groups[group], strict=True):
            assert not set(one) & set(other)
    parts: dict[str, set[str]] = {}
    for window in planted:
        if ":ours:" in window.source:
            parts.setdefault(window.source.partition("#")[0], set()).add(window.part)
    assert all(len(one) == 1 for one in parts.values())
    assert {window.part for window in planted} == {"train", "test"}


def test_the_test_part_is_about_a_seventh() -> None:
    share = sum(part_of(f"name {n}") == "test" for n in range(20_000)) / 20_000
    assert 0.14 < share < 0.16


def test_rows_have_the_shape_of_training_files(planted: list[PlantedWindow]) -> None:
    row = next(window for window in planted if window.passage.marks).row()
    assert row["kind"] == "planted"
    assert str(row["source"]).startswith("planted:")
    assert set(row) == {"text", "spans", "covers", "source", "kind", "language", "part"}


def test_a_handle_in_an_address_or_a_path_says_so() -> None:
    text = "see https://github.com/nolira and /home/nolira"
    marks = tuple(markup.Mark(at, at + 6, "USERNAME") for at in (text.find("nolira"), text.rfind("nolira")))
    row = PlantedWindow(Passage(text, marks), CATEGORIES, "Text", "planted:x#L1", "train").row()
    assert [span["where"] for span in row["spans"]] == ["url", "path"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("// thanks to Bake Linerner for the idea", "NAME"),
        ("// see Bake Kelner", "NAME"),
        ("# J. K. Morel knows", "NAME"),
        ("// 山田", "NAME"),
        ("send to a.b@mail.net", "EMAIL"),
        ("# TODO(bake): later", "USERNAME"),
        ("see @bakeli", "USERNAME"),
        ("path = '/home/bake/x'", "USERNAME"),
        ("password = 'bakeline'", "PASSWORD"),
        ("token = 'a1b2c3d4e5f6a7b8c9d0e1f2'", "KEY"),
        ("bucket = x", "ID"),
        ("bind 10.1.2.3", "IP_ADDRESS"),
        ("bind fe80::1:2", "IP_ADDRESS"),
    ],
)
def test_the_screen_drops_what_resembles_pii(text: str, category: str) -> None:
    assert category not in Screen(STOCK).covered(text)


@pytest.mark.parametrize(
    "text",
    [
        "int main(void) { return Gaussian Blur; }",
        " * Copyright (c) 2021, Amber Labs, Inc. and affiliates.",
        "@property\ndef size(self): ...",
        "version = '1.2.3'",
        CODE,
    ],
)
def test_the_screen_keeps_what_is_harmless(text: str) -> None:
    assert Screen(STOCK).covered(text) == CATEGORIES


def test_code_full_of_pii_is_not_planted_into() -> None:
    text = "password = 'bakeline'\n# by Bake Linerner <a@b.net>, see @bakeli, 10.1.2.3, bucket\n" * 6
    assert Planter(STOCK).into_code(CodeWindow(text, "Python", "ours:x"), Random(0)) is None


def test_no_code_at_all_still_makes_windows() -> None:
    assert len(list(plant((), STOCK, Random(1), 20))) == 20


@given(st.integers(0, 2**32))
def test_values_fit_where_they_are_put(seed: int) -> None:
    rng = Random(seed)
    person = draw_person(STOCK, rng)
    assert person.ascii_given.isascii()
    assert person.ascii_given
    password = secrets.draw_password(person, rng)
    assert not set(password) & set("\"'\\ ${}`\n")
    ipaddress.ip_address(machines.draw_ip(rng))
    assert "\n" not in secrets.draw_key(rng)


def test_identifiers_are_spelled_in_every_case() -> None:
    cases = spelled("smtp host name")
    assert cases["camel"] == "smtpHostName"
    assert cases["CONST"] == "SMTP_HOST_NAME"
    assert cases["kebab"] == "smtp-host-name"
