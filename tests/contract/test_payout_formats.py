"""Every form of payout files: whole, exact, without formulas, and found by its name."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal
from importlib.metadata import EntryPoint

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.domain.errors import Conflict, InvalidInput, NotFound
from goldsmith.pay.formats import registry
from goldsmith.pay.formats.payout_line import PayoutFormat, PayoutLine
from goldsmith.pay.formats.registry import BUILT_IN, names, payout_format

FORMS = sorted(names())
LINE = PayoutLine(
    "goldsmith-1", "Ada Lovelace", "DE89370400440532013000", "COBADEFF", Decimal("12.30"), "EUR", "March"
)
lines = st.lists(
    st.builds(
        PayoutLine,
        reference=st.from_regex(r"goldsmith-[1-9][0-9]{0,9}", fullmatch=True),
        holder=st.text(min_size=1, max_size=30).filter(lambda text: "\0" not in text),
        address=st.from_regex(r"[a-z0-9]{1,10}@lab\.example", fullmatch=True),
        bank=st.text(max_size=20).filter(lambda text: "\0" not in text),
        amount=st.decimals("0.01", "99999999.99", places=2),
        currency=st.sampled_from(["USD", "EUR", "INR"]),
        note=st.text(max_size=30).filter(lambda text: "\0" not in text),
    ),
    unique_by=lambda line: line.reference,
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_says_what_it_is(name: str) -> None:
    form = payout_format(name)
    assert form.name == name
    assert form.title
    assert form.kind in ("bank", "email")
    assert form.extension.isalnum()
    assert form.most >= 1


@pytest.mark.parametrize("name", FORMS)
@given(lines=lines)
def test_every_payout_is_in_the_file_once_with_its_amount(name: str, lines: list[PayoutLine]) -> None:
    form = payout_format(name)
    text = form.write(lines)
    assert text == form.write(lines)
    rows = list(csv.reader(io.StringIO(text)))
    for line in lines:
        (row,) = [row for row in rows if line.reference in row]
        assert f"{line.amount:f}" in row
        assert line.address in row
        assert line.currency in row


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t"])
def test_no_cell_is_a_formula(name: str, begin: str) -> None:
    evil = begin + "HYPERLINK(1)"
    text = payout_format(name).write([replace(LINE, holder=evil, bank=evil, note=evil)])
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_unknown_names_are_refused_with_those_there_are() -> None:
    with pytest.raises(NotFound) as error:
        payout_format("pigeon")
    assert error.value.hint == "Choose one of bank-csv, mass-payout-csv."


PIGEON = PayoutFormat("pigeon", "By pigeon", "bank", "text/plain", "txt", lambda _: "coo")


def offer(monkeypatch: pytest.MonkeyPatch, *points: tuple[str, str]) -> None:
    made = [EntryPoint(name, value, registry.GROUP) for name, value in points]

    def entry_points(*, group: str, name: str | None = None) -> list[EntryPoint]:
        return [point for point in made if point.group == group and name in (None, point.name)]

    monkeypatch.setattr(registry, "entry_points", entry_points)


def test_a_package_offers_a_form(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, ("pigeon", f"{__name__}:PIGEON"))
    assert "pigeon" in names()
    assert payout_format("pigeon") is PIGEON


@pytest.mark.parametrize(
    ("points", "error"),
    [
        ([("bank-csv", f"{__name__}:PIGEON")], Conflict),
        ([("pigeon", f"{__name__}:PIGEON"), ("pigeon", "other:PIGEON")], Conflict),
        ([("pigeon", "nowhere.at.all:X")], InvalidInput),
        ([("pigeon", f"{__name__}:LINE")], InvalidInput),
        ([("dove", f"{__name__}:PIGEON")], InvalidInput),
    ],
)
def test_faulty_offers_are_refused(
    monkeypatch: pytest.MonkeyPatch, points: list[tuple[str, str]], error: type[Exception]
) -> None:
    offer(monkeypatch, *points)
    with pytest.raises(error):
        payout_format(points[0][0])


def test_built_in_names_are_their_keys() -> None:
    assert all(form.name == name for name, form in BUILT_IN.items())
