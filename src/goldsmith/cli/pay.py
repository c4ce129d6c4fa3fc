"""The commands `goldsmith pay ...`: which countries a rate is fair in, and which rate countries need.

What they need is imported when they run: the help text is to show at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from goldsmith.pay.country_table import CountryPay

_SOURCES = (
    "Price levels: World Bank PA.NUS.PPP. Exchange rates: The Economist, July 2024, CC BY 4.0. "
    "Countries without facts are not listed."
)


def _money(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 < value <= 1_000_000:
        raise typer.BadParameter(f"{text!r} is not an amount over 0, such as 7.30")
    return value


Target = Annotated[
    Decimal,
    typer.Option(
        parser=_money,
        metavar="USD",
        help="What an hour is to buy, in US $ in the United States.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, amounts as numbers.")]
_DEFAULT_TARGET: Any = "16.50"


def pay_app() -> typer.Typer:
    """The group `pay`."""
    app = typer.Typer(
        name="pay",
        no_args_is_help=True,
        rich_markup_mode="markdown",
        help="Plan fair pay: what an hourly rate is worth in a country.\n\n"
        "A dollar goes further where prices are lower. A country's price level ratio says how far (the United "
        "States are 1): an hour at 7.30 $ buys in Brazil (0.4400) what 16.59 $ buy in the United States.",
    )
    _add_countries(app)
    _add_rate(app)
    return app


def _add_countries(app: typer.Typer) -> None:
    @app.command()
    def countries(
        rate: Annotated[
            Decimal, typer.Option(parser=_money, metavar="USD", help="The nominal rate, in US $ an hour.")
        ],
        target: Target = _DEFAULT_TARGET,
        print_json: AsJson = False,
    ) -> None:
        """List the countries where an hourly rate buys at least the target, and those where it does not.

        A country is open where its price level ratio is at most RATE / TARGET. Ratios have four digits and are
        compared exactly. The local amount is the rate in local money at the stored exchange rate.

        Examples:
            goldsmith pay countries --rate 7.30

            goldsmith pay countries --rate 9 --target 15 --json
        """
        from goldsmith.domain.purchasing_power import highest_ratio
        from goldsmith.pay.country_table import country_table
        from goldsmith.pay.price_level_file import shipped_levels

        table = country_table(shipped_levels(), rate, target)
        opened = [one for one in table if one.is_open]
        closed = [one for one in table if not one.is_open]
        limit = highest_ratio(rate, target)
        if print_json:
            _print_json(
                {
                    "rate_usd": float(rate),
                    "target_usd": float(target),
                    "highest_ratio": float(limit),
                    "open_countries": [_facts(one) for one in opened],
                    "closed_countries": [_facts(one) for one in closed],
                }
            )
            return
        out = _console()
        out.print(
            f"{rate} $ an hour buys what {target} $ buy in the United States where the price level ratio is at most "
            f"{limit}: in {len(opened)} of {len(table)} countries.",
            soft_wrap=True,
        )
        _print_table(out, "Open", opened)
        _print_table(out, "Closed: the rate is worth less than the target there", closed)
        out.print(_SOURCES, soft_wrap=True)


def _add_rate(app: typer.Typer) -> None:
    @app.command()
    def rate(
        countries: Annotated[
            str,
            typer.Option(
                metavar="CODES", help="Two-letter codes (ISO 3166-1) with commas between: FR,PL,IN."
            ),
        ],
        target: Target = _DEFAULT_TARGET,
        print_json: AsJson = False,
    ) -> None:
        """Say which hourly rate buys at least the target in all the countries named.

        The country with the highest prices decides. Rounded up to whole cents.

        Examples:
            goldsmith pay rate --countries FR,PL,IN

            goldsmith pay rate --countries BR,CO --target 15 --json
        """
        from goldsmith.domain.purchasing_power import rate_needed, worth_usd
        from goldsmith.pay.country_table import rate_for
        from goldsmith.pay.price_level_file import shipped_levels

        codes = [code for code in countries.split(",") if code.strip()]
        needed, levels = rate_for(shipped_levels(), codes, target)
        if print_json:
            facts = [
                {
                    "country": level.country,
                    "name": level.name,
                    "price_level_ratio": float(level.ratio),
                    "needs_usd": float(rate_needed(target, [level.ratio])),
                    "worth_usd": float(worth_usd(needed, level.ratio)),
                }
                for level in levels
            ]
            _print_json({"rate_usd": float(needed), "target_usd": float(target), "countries": facts})
            return
        out = _console()
        out.print(
            f"{needed} $ an hour. {levels[0].name} decides: its price level ratio is {levels[0].ratio}.",
            soft_wrap=True,
        )
        table = Table("", "country", "ratio", "needs alone, US $", "worth at this rate, US $", box=None)
        for column in table.columns[2:]:
            column.justify = "right"
        for level in levels:
            alone = rate_needed(target, [level.ratio])
            table.add_row(
                level.country, level.name, str(level.ratio), str(alone), str(worth_usd(needed, level.ratio))
            )
        out.print(table)


def _facts(one: CountryPay) -> dict[str, object]:
    return {
        "country": one.level.country,
        "price_level_ratio": float(one.level.ratio),
        "worth_usd": float(one.worth_usd),
        "name": one.level.name,
        "currency": one.level.currency,
        "local_amount": float(one.local),
        "needs_usd": float(one.needs_usd),
    }


def _print_table(out: Console, title: str, rows: Iterable[CountryPay]) -> None:
    table = Table("", "country", "ratio", "worth, US $", "local amount", "needs, US $", box=None)
    for column in table.columns[2:]:
        column.justify = "right"
    for one in rows:
        table.add_row(
            one.level.country,
            one.level.name,
            str(one.level.ratio),
            str(one.worth_usd),
            f"{one.local:,} {one.level.currency}",
            str(one.needs_usd),
        )
    out.print(f"\n[bold]{title}[/]")
    out.print(table if table.row_count else "none", highlight=False)


def _console() -> Console:
    """Standard output, as it is now."""
    return Console(highlight=False)


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
