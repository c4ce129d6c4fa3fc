"""Read a file of price levels; every wrong row is named with its line and the reason. Sources: PRICE_LEVELS.md."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files

from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.purchasing_power import RATIO_QUANTUM
from goldsmith.pay.price_level import PriceLevel, PriceLevels

COLUMNS = (
    "country",
    "iso3",
    "name",
    "currency",
    "ppp_year",
    "ppp_lcu_per_intl_usd",
    "fx_lcu_per_usd",
    "price_level_ratio",
)
FILE_NAME = "price_levels.csv"
BASE = "US"
"""The country whose ratio is 1."""
FIRST_YEAR, LAST_YEAR = 1990, 2100
"""PA.NUS.PPP begins in 1990."""
MAX_CHARS = 1_000_000

_SHAPES = {
    "country": (r"[A-Z]{2}", "two capital letters (ISO 3166-1 alpha-2)"),
    "iso3": (r"[A-Z]{3}", "three capital letters (ISO 3166-1 alpha-3)"),
    "name": (r"\S.*", "the country's name"),
    "currency": (r"[A-Z]{3}", "three capital letters (ISO 4217)"),
    "ppp_year": (r"[12]\d{3}", "a year of four digits"),
    "price_level_ratio": (r"\d+\.\d{4}", "a number with four digits after the point"),
}


class PriceLevelsInvalid(InvalidInput):
    """A file of price levels has wrong rows; `context["problems"]` lists {line, message}."""

    code = "price_levels_invalid"


@dataclass(slots=True)
class _Reading:
    """What was read so far."""

    levels: list[PriceLevel] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    rates: dict[str, tuple[Decimal, int]] = field(default_factory=dict)


@cache
def shipped_levels() -> PriceLevels:
    """The price levels that come with Goldsmith."""
    return read_price_levels(shipped_text())


def shipped_text() -> str:
    """The shipped file as it is."""
    return files("goldsmith.pay").joinpath(FILE_NAME).read_text(encoding="utf-8")


def read_price_levels(text: str) -> PriceLevels:
    """Read the text of a CSV file with the columns of PRICE_LEVELS.md.

    Raises:
        PriceLevelsInvalid: the header differs, a row is wrong, or the United States are missing.
    """
    if len(text) > MAX_CHARS:
        raise _invalid([(1, f"the file has more than {MAX_CHARS:,} characters")])
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), restkey="", restval="")
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise _invalid([(1, f"the columns must be {','.join(COLUMNS)}")])
    reading, problems = _Reading(), []
    try:
        for row in rows:
            try:
                _read_row(reading, row, rows.line_num)
            except ValueError as error:
                problems.append((rows.line_num, str(error)))
    except csv.Error as error:
        problems.append((rows.line_num, str(error)))
    if BASE not in reading.lines and not problems:
        problems.append((rows.line_num, f"there is no row for {BASE}, whose ratio is 1"))
    if problems:
        raise _invalid(problems)
    return PriceLevels(reading.levels)


def _read_row(reading: _Reading, row: Mapping[str, str], line: int) -> None:
    """Check one row and add it; a ValueError says what is wrong with it."""
    if "" in row:
        raise ValueError("there are more values than columns")
    for name, (shape, words) in _SHAPES.items():
        if not re.fullmatch(shape, row[name], re.ASCII if name != "name" else 0):
            raise ValueError(f"{name} must be {words}, not {row[name]!r}")
    level = _level(row)
    for key in (level.country, level.iso3):
        if key in reading.lines:
            raise ValueError(f"{key} was in line {reading.lines[key]} already")
    rate, since = reading.rates.get(level.currency, (level.fx, line))
    if rate != level.fx:
        raise ValueError(f"fx_lcu_per_usd of {level.currency} is {level.fx}, but {rate} in line {since}")
    reading.lines |= {level.country: line, level.iso3: line}
    reading.rates.setdefault(level.currency, (level.fx, line))
    reading.levels.append(level)


def _level(row: Mapping[str, str]) -> PriceLevel:
    year = int(row["ppp_year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"ppp_year must lie in {FIRST_YEAR} to {LAST_YEAR}, not {year}")
    ppp, fx, ratio = (_positive(row, name) for name in COLUMNS[5:])
    # The factor is published with six digits, so the last digit of the ratio may differ by one.
    if abs(ppp / fx - ratio) > RATIO_QUANTUM:
        exact = (ppp / fx).quantize(RATIO_QUANTUM)
        raise ValueError(f"price_level_ratio is {ratio}, but ppp / fx is {exact}")
    if row["country"] == BASE and ratio != 1:
        raise ValueError(f"price_level_ratio of {BASE} must be 1.0000, not {ratio}")
    return PriceLevel(
        row["country"], row["iso3"], row["name"].strip(), row["currency"], year, ppp=ppp, fx=fx, ratio=ratio
    )


def _positive(row: Mapping[str, str], name: str) -> Decimal:
    try:
        value = Decimal(row[name])
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value <= 0:
        raise ValueError(f"{name} must be a number over 0, not {row[name]!r}")
    return value


def changes(old: PriceLevels, new: PriceLevels) -> list[str]:
    """What differs between two tables, one sentence a country, by code."""
    before, after = ({level.country: level for level in levels} for levels in (old, new))
    lines = []
    for code in sorted({*before, *after}):
        was, now = before.get(code), after.get(code)
        if was is None and now is not None:
            lines.append(f"{code} {now.name}: new, ratio {now.ratio}")
        elif now is None and was is not None:
            lines.append(f"{code} {was.name}: left out, ratio was {was.ratio}")
        elif was is not None and now is not None and was != now:
            lines.append(f"{code} {now.name}: {', '.join(_differences(was, now))}")
    return lines


def _differences(was: PriceLevel, now: PriceLevel) -> list[str]:
    values: tuple[tuple[str, Callable[[PriceLevel], object]], ...] = (
        ("code", lambda level: level.iso3),
        ("name", lambda level: level.name),
        ("currency", lambda level: level.currency),
        ("year", lambda level: level.ppp_year),
        ("factor", lambda level: level.ppp),
        ("exchange rate", lambda level: level.fx),
    )
    found = [f"{what} {of(was)} -> {of(now)}" for what, of in values if of(was) != of(now)]
    if was.ratio != now.ratio:
        by = (now.ratio / was.ratio - 1) * 100
        found.append(f"ratio {was.ratio} -> {now.ratio} ({by:+.1f} %)")
    return found


def _invalid(problems: list[tuple[int, str]]) -> PriceLevelsInvalid:
    shown = "; ".join(f"line {line}: {message}" for line, message in problems[:20])
    more = f"; and {len(problems) - 20} more" if len(problems) > 20 else ""
    return PriceLevelsInvalid(
        f"The price levels are refused. {shown}{more}.",
        hint="Mend the lines; PRICE_LEVELS.md says what each column means.",
        problems=[{"line": line, "message": message} for line, message in problems],
    )
