"""The shipped price levels, files of them, and the commands over them."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from goldsmith.bootstrap.commands import Commands
from goldsmith.cli.app import build
from goldsmith.domain.errors import InvalidInput, NotFound
from goldsmith.pay.country_table import country_table, rate_for
from goldsmith.pay.price_level_file import (
    PriceLevelsInvalid,
    changes,
    read_price_levels,
    shipped_levels,
    shipped_text,
)

D = Decimal
APP = build(Commands())
SCRIPT = Path(__file__).parents[2] / "scripts" / "refresh_price_levels.py"

#: Where 7.30 $ buys at least what 16.50 $ buys in the United States.
OPEN_AT_7_30 = {
    "AZ", "BH", "BR", "CO", "EC", "EG", "GT", "ID", "IN", "JO", "LB", "MD", "MY", "NI", "PH", "PK", "RO", "SV",
    "TH", "TR", "UA", "VN", "ZA",
}  # fmt: skip


def with_row(*rows, at=None):
    """The shipped file with rows added, or one line (from 1) replaced."""
    lines = shipped_text().splitlines()
    if at is None:
        lines += rows
    else:
        lines[at - 1 : at] = rows
    return "\n".join(lines) + "\n"


def test_the_23_countries():
    table = country_table(shipped_levels(), D("7.30"), D("16.50"))
    assert len(table) == 74
    opened = {one.level.country for one in table if one.is_open}
    assert opened == OPEN_AT_7_30
    assert len(opened) == 23
    assert {one.level.country for one in table if one.level.ratio <= D("0.4424")} == opened


def test_the_table_agrees_with_itself():
    table = country_table(shipped_levels(), D("7.30"), D("16.50"))
    assert [one.worth_usd for one in table] == sorted((one.worth_usd for one in table), reverse=True)
    for one in table:
        assert one.is_open == (one.worth_usd >= D("16.50")) == (one.needs_usd <= D("7.30"))


def test_local_money():
    levels = shipped_levels()
    assert levels.get("in").local(D("7.30")) == D("611.22")
    assert str(levels.get("JP").local(D("7.30"))) == "1098"
    assert str(levels.get("KW").local(D("7.30"))) == "2.231"
    assert levels.local(D("7.30"), "EUR", "FR") == (D("7.30"), "EUR")
    assert levels.local(D("10"), "EUR", "GB") == (D("8.42"), "GBP")
    assert levels.local(D("10"), "XXX", "GB") is None
    assert levels.local(D("10"), "USD", "VE") is None
    assert levels.usd(D("0.92413"), "EUR") == 1


def test_a_country_without_facts():
    assert "VE" not in shipped_levels()
    with pytest.raises(NotFound, match="'VE'"):
        shipped_levels().get("VE")


def test_the_rate_for_countries():
    rate, levels = rate_for(shipped_levels(), ["IN", "fr", "PL", "IN"], D("16.50"))
    assert rate == D("12.17")
    assert [level.country for level in levels] == ["FR", "PL", "IN"]
    with pytest.raises(InvalidInput, match="No country"):
        rate_for(shipped_levels(), [], D("16.50"))


GOOD = "XA,XAA,Somewhere,XAC,2024,2,4,0.5000"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("xa,XAA,Somewhere,XAC,2024,2,4,0.5000", "country must be two capital letters"),
        ("XA,XA,Somewhere,XAC,2024,2,4,0.5000", "iso3 must be three"),
        ("XA,XAA, ,XAC,2024,2,4,0.5000", "name must be"),
        ("XA,XAA,Somewhere,pesos,2024,2,4,0.5000", "currency must be"),
        ("XA,XAA,Somewhere,XAC,24,2,4,0.5000", "ppp_year must be a year"),
        ("XA,XAA,Somewhere,XAC,1980,2,4,0.5000", "ppp_year must lie in 1990"),
        ("XA,XAA,Somewhere,XAC,2024,two,4,0.5000", "ppp_lcu_per_intl_usd must be a number over 0"),
        ("XA,XAA,Somewhere,XAC,2024,2,0,0.5000", "fx_lcu_per_usd must be a number over 0"),
        ("XA,XAA,Somewhere,XAC,2024,NaN,4,0.5000", "ppp_lcu_per_intl_usd must be a number over 0"),
        ("XA,XAA,Somewhere,XAC,2024,2,4,0.5", "four digits"),
        ("XA,XAA,Somewhere,XAC,2024,2,4,0.5100", "but ppp / fx is 0.5000"),
        ("XA,XAA,Somewhere,EUR,2024,2,4,0.5000", "fx_lcu_per_usd of EUR is 4, but 0.92413 in line 4"),
        ("FR,XAA,Somewhere,XAC,2024,2,4,0.5000", "FR was in line"),
        ("XA,FRA,Somewhere,XAC,2024,2,4,0.5000", "FRA was in line"),
        ("XA,XAA,Somewhere,XAC,2024,2,4,0.5000,more", "more values than columns"),
        ("XA,XAA,Somewhere", "currency must be"),
    ],
)
def test_a_wrong_row_is_named(row, reason):
    assert len(read_price_levels(with_row(GOOD))) == 75
    with pytest.raises(PriceLevelsInvalid, match=reason) as caught:
        read_price_levels(with_row(row))
    assert [problem["line"] for problem in caught.value.context["problems"]] == [76]


def test_all_wrong_rows_are_named_at_once():
    with pytest.raises(PriceLevelsInvalid, match=r"line 76.*line 77"):
        read_price_levels(with_row("a", "b"))


def test_other_columns_and_a_missing_base_are_refused():
    with pytest.raises(PriceLevelsInvalid, match="line 1: the columns"):
        read_price_levels("country,ratio\nFR,0.7\n")
    with pytest.raises(PriceLevelsInvalid, match="line 1: the columns"):
        read_price_levels("")
    header = shipped_text().splitlines()[0]
    with pytest.raises(PriceLevelsInvalid, match="no row for US"):
        read_price_levels(f"{header}\n{GOOD}\n")


def test_what_changed():
    old = shipped_levels()
    assert changes(old, old) == []
    line = 1 + next(n for n, text in enumerate(shipped_text().splitlines()) if text.startswith("BR,"))
    new = read_price_levels(with_row("BR,BRA,Brazil,BRL,2025,2.6,5.65275,0.4600", GOOD, at=line))
    assert changes(old, new) == [
        "BR Brazil: year 2024 -> 2025, factor 2.48732 -> 2.6, ratio 0.4400 -> 0.4600 (+4.5 %)",
        "XA Somewhere: new, ratio 0.5000",
    ]
    assert changes(new, old)[1] == "XA Somewhere: left out, ratio was 0.5000"


def refresh(*arguments):
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_the_script_says_what_would_change(tmp_path):
    file = tmp_path / "new.csv"
    file.write_text(with_row(GOOD))
    before = shipped_text()
    code, out, _ = refresh(str(file), "--check")
    assert (code, out) == (0, "XA Somewhere: new, ratio 0.5000\n75 countries, 1 would change.\n")
    assert shipped_text() == before


def test_the_script_refuses_bad_rows(tmp_path):
    file = tmp_path / "new.csv"
    file.write_text(with_row("XA,XAA,Somewhere,XAC,2024,2,4,0.5100"))
    code, _, err = refresh(str(file))
    assert code == 1
    assert "line 76: price_level_ratio is 0.5100, but ppp / fx is 0.5000" in err
    code, _, err = refresh(str(tmp_path / "none.csv"))
    assert code == 1
    assert "cannot be read" in err


def test_the_script_writes(tmp_path, monkeypatch, capsys):
    monkeypatch.syspath_prepend(str(SCRIPT.parent))
    import refresh_price_levels

    target, file = tmp_path / "levels.csv", tmp_path / "new.csv"
    target.write_text(shipped_text())
    file.write_text(with_row(GOOD).replace("\n", "\r\n"), newline="")
    assert refresh_price_levels.main([str(file)], target=target) == 0
    assert target.read_text() == with_row(GOOD)
    assert capsys.readouterr().out.endswith("75 countries, 1 changed.\n")


def run(*arguments):
    return CliRunner().invoke(APP, ["pay", *arguments])


def test_the_command_countries_as_json():
    result = run("countries", "--rate", "7.30", "--target", "16.50", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert {one["country"] for one in told["open_countries"]} == OPEN_AT_7_30
    assert len(told["open_countries"]) == 23
    assert len(told["closed_countries"]) == 51
    assert told["highest_ratio"] == 0.4424
    brazil = next(one for one in told["open_countries"] if one["country"] == "BR")
    assert brazil == {
        "country": "BR", "price_level_ratio": 0.44, "worth_usd": 16.59, "name": "Brazil", "currency": "BRL",
        "local_amount": 41.27, "needs_usd": 7.26,
    }  # fmt: skip


def test_the_command_countries_as_a_table():
    result = run("countries", "--rate", "7.30")
    assert result.exit_code == 0
    assert "in 23 of 74 countries" in " ".join(result.output.split())
    assert "41.27 BRL" in result.output
    assert "World Bank" in result.output


def test_a_rate_that_opens_nothing():
    result = run("countries", "--rate", "0.50")
    assert "in 0 of 74 countries" in " ".join(result.output.split())
    assert "none" in result.output


def test_the_command_rate():
    result = run("rate", "--countries", "FR, pl,IN", "--json")
    told = json.loads(result.output)
    assert told["rate_usd"] == 12.17
    assert [one["country"] for one in told["countries"]] == ["FR", "PL", "IN"]
    assert "France decides" in run("rate", "--countries", "FR,PL").output


@pytest.mark.parametrize("amount", ["0", "-1", "x", "NaN", "1e9"])
def test_an_impossible_rate_is_a_usage_error(amount):
    result = run("countries", f"--rate={amount}")
    assert result.exit_code == 2
    assert "7.30" in result.output


def test_an_unknown_country_says_what_to_do():
    result = run("rate", "--countries", "FR,XX")
    assert isinstance(result.exception, NotFound)
    assert "'XX'" in str(result.exception)
    assert isinstance(run("rate", "--countries", " , ").exception, InvalidInput)
