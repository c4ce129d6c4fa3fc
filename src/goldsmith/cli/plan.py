"""`goldsmith plan`: cost, time and quality of a campaign before it starts."""

from __future__ import annotations

import json
import os
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from goldsmith.cli.progress import Bars
from goldsmith.domain.errors import InvalidInput

_out = Console()
_err = Console(stderr=True)
_WIDTH = 48

_HELP = """Know cost, time and quality of a campaign of marks before it starts.

Simulated people take quizzes, label and validate in memory; what an answer leads to is decided by the same code as
in a real campaign. Each policy runs with several seeds: the intervals hold another run nine times in ten, if the
assumptions do. They are printed with the result. Nothing is stored, and no server is needed.

Policies: `fixed-5` asks five people each time; `dynamic-3-5@0.90` asks three, and up to five until it is 90 % sure;
`+prelabel` behind either lets a model suggest marks first. Without --policy: fixed 3, fixed 5, and dynamic 3 to 5
at four confidences.

Examples:

    goldsmith plan code-pii --workers 200 --items 1000

    goldsmith plan code-pii --workers 200 --items 1000 --countries IN,PH,VN --budget 3000 --want-f1 0.98 --prelabel

    goldsmith plan my-recipe.yaml --workers 50 --items 300 --seconds annotate=60 --seconds validate=20

    goldsmith plan code-pii --preset article --json
"""


def add_plan_command(app: typer.Typer) -> None:
    """Add the command to the application."""

    @app.command(help=_HELP)
    def plan(
        recipe: Annotated[
            str, typer.Argument(help="A shipped recipe (code-pii), or a YAML file.")
        ] = "code-pii",
        workers: Annotated[
            int | None, typer.Option(help="People who join; some fail the quizzes. Needed without --preset.")
        ] = None,
        items: Annotated[
            int | None,
            typer.Option(help="Chunks to mark, each in every category. Needed without --preset."),
        ] = None,
        countries: Annotated[
            str | None,
            typer.Option(
                help="Where people live: PL,IN,BR. Default: every country with a known price level."
            ),
        ] = None,
        budget: Annotated[
            str | None, typer.Option(help="What may be spent, in the recipe's currency. Default: no limit.")
        ] = None,
        want_f1: Annotated[
            float | None, typer.Option("--want-f1", help="Mark the cheapest policy that reaches this F1.")
        ] = None,
        policy: Annotated[
            list[str] | None, typer.Option(help="A policy to try, such as dynamic-3-5@0.90 (repeatable).")
        ] = None,
        prelabel: Annotated[
            bool, typer.Option("--prelabel", help="Try the usual policies with a model's suggestions, too.")
        ] = False,
        seeds: Annotated[int, typer.Option(min=1, help="Runs of each policy; 1 gives no intervals.")] = 5,
        seconds: Annotated[
            list[str] | None,
            typer.Option(
                metavar="STAGE=S",
                help="Seconds of a task at a stage, an average person's median (repeatable). Default: the recipe's.",
            ),
        ] = None,
        hours_a_day: Annotated[
            float | None, typer.Option(help="Active hours a day, the median person's. Default: 1.5.")
        ] = None,
        arrival_days: Annotated[
            float | None, typer.Option(help="Days until a person joins, on average. Default: 1; 0: at once.")
        ] = None,
        quizzes: Annotated[
            int | None, typer.Option(min=1, help="Categories a person learns. Default: all.")
        ] = None,
        goldens: Annotated[
            int, typer.Option(min=0, help="Goldens there are at each stage whose recipe mixes them in.")
        ] = 0,
        rules: Annotated[
            bool, typer.Option("--rules/--no-rules", help="Play the recipe's rules on the simulated people.")
        ] = True,
        preset: Annotated[
            str | None,
            typer.Option(
                help="Plan a campaign that was run: `article` is BigCode's, 12,000 chunks and 1,399 people."
            ),
        ] = None,
        whole: Annotated[
            bool,
            typer.Option(
                "--whole",
                help="Simulate every chunk and person. Default: large campaigns are tried at a fraction of their size.",
            ),
        ] = False,
        html: Annotated[Path | None, typer.Option(help="Write a report with a chart to this file.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print the whole plan as JSON, last.")] = False,
    ) -> None:
        asked = {
            "workers": workers,
            "chunks": items,
            "countries": None if countries is None else tuple(countries.split(",")),
            "budget": _money(budget),
            "wanted_f1": want_f1,
            "policies": tuple(policy) if policy else None,
            "prelabel": prelabel,
            "seeds": seeds,
            "seconds": _seconds(seconds),
            "goldens": goldens,
            "rules": rules,
            "whole": whole,
        }
        habits = {"hours_a_day": hours_a_day, "arrival_days": arrival_days, "quizzes": quizzes}
        found = _run(recipe, preset, _given(asked), _given(habits))
        _show(found)
        if html is not None:
            from goldsmith.app.forecast_report import write_report

            write_report(found, html)
            _out.print(f"Look at: {html}", soft_wrap=True)
        if as_json:
            _out.print(json.dumps(found), soft_wrap=True, highlight=False)


def _run(recipe: str, preset: str | None, asked: dict[str, Any], habits: dict[str, Any]) -> dict[str, Any]:
    from dataclasses import replace

    from goldsmith.app.forecast_runs import Request, request_of_preset, run
    from goldsmith.planner.assumptions import Habits
    from goldsmith.recipes.loader import find_recipe, load_recipe

    if preset is not None:
        wanted, request = request_of_preset(preset, **asked)
        if wanted != recipe:
            raise InvalidInput(f"The preset {preset} is of {wanted}, not of {recipe}.")
        request = replace(request, habits=replace(request.habits, **habits))
    else:
        if missing := [option for key, option in _NEEDED.items() if key not in asked]:
            raise InvalidInput(
                f"A plan needs {' and '.join(missing)}.",
                hint="For example: goldsmith plan code-pii --workers 200 --items 1000",
            )
        request = Request(**asked, habits=Habits(**habits))
    with Bars(_err) as bars:
        return run(load_recipe(find_recipe(recipe)), request, processes=os.cpu_count() or 1, on_progress=bars)


_NEEDED = {"workers": "--workers", "chunks": "--items"}


def _given(options: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in options.items() if value is not None}


def _money(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise typer.BadParameter(f"{text!r} is no amount of money", param_hint="--budget") from None
    if not amount.is_finite() or amount <= 0:
        raise typer.BadParameter("a budget is more than 0", param_hint="--budget")
    return amount


def _seconds(options: list[str] | None) -> dict[str, float] | None:
    if not options:
        return None
    found = {}
    for option in options:
        stage, _, number = option.partition("=")
        try:
            found[stage.strip()] = float(number)
        except ValueError:
            raise typer.BadParameter(
                f"{option!r} is not of the form annotate=60", param_hint="--seconds"
            ) from None
    return found


def _show(found: dict[str, Any]) -> None:
    head = (
        f"{found['recipe']}: {found['chunks']:,} chunks ({found['items']:,} items), {found['workers']:,} people who "
        f"join, {found['seeds']} runs of each policy. All people are simulated."
    )
    _out.print(head, soft_wrap=True)
    table = Table(box=None, padding=(0, 1))
    table.add_column("")
    table.add_column("policy", no_wrap=True)
    for title in ("F1", found["currency"], "person-hours", "days", "labels", "checks"):
        table.add_column(title, justify="right", no_wrap=True)
    for one in found["policies"]:
        is_best = one["name"] == found["cheapest"]
        table.add_row(
            "*" if is_best else "",
            one["name"].replace("+", "\n+"),
            _number(one["f1"], ".3f"),
            _number(one["cost"], ",.0f"),
            _number(one["person_hours"], ",.0f"),
            _number(one["days"], ".1f"),
            f"{one['labels']['mean']:,.0f}",
            f"{one['validations']['mean']:,.0f}",
            style="bold" if is_best else None,
        )
    _out.print(table)
    _chart(found)
    _rules(found)
    for words in found["findings"]:
        _out.print(f"- {words}", soft_wrap=True)
    _out.print("\nThis takes for granted:")
    for row in found["assumptions"]:
        _out.print(f"  {row['what']}: {row['value']}", soft_wrap=True, highlight=False)


def _rules(found: dict[str, Any]) -> None:
    if not found["rules"]:
        return
    _out.print("\nWhat the rules did, a run, on average over the policies:", soft_wrap=True)
    table = Table(box=None, padding=(0, 1))
    table.add_column("rule")
    for title in ("hits", "people"):
        table.add_column(title, justify="right", no_wrap=True)
    for one in found["rules"]:
        table.add_row(one["name"], f"{one['hits']:,.2f}", f"{one['people']:,.2f}")
    _out.print(table)
    _out.print()


def _number(one: dict[str, Any] | None, form: str) -> str:
    """The mean, and under it between what another run would lie."""
    if one is None:
        return "-"
    text = format(one["mean"], form)
    return text if one["low"] is None else f"{text}\n[dim]{one['low']:{form}}–{one['high']:{form}}[/]"


def _chart(found: dict[str, Any]) -> None:
    """Cost against F1, a line a policy: the bar is the cost, the number behind it the F1."""
    rows = [one for one in found["policies"] if one["f1"] is not None]
    most = max((one["cost"]["mean"] for one in rows), default=0.0)
    if not rows or not most:
        return
    _out.print(
        f"\nCost in {found['currency']}, and the F1 it buys; the cheapest that reaches the wanted F1 has a *.",
        soft_wrap=True,
    )
    for one in sorted(rows, key=lambda one: one["cost"]["mean"]):
        bar = "█" * max(1, round(_WIDTH * one["cost"]["mean"] / most))
        mark = "*" if one["name"] == found["cheapest"] else " "
        _out.print(
            f"{mark} {one['name']:<26} {bar} {one['cost']['mean']:,.0f}  F1 {one['f1']['mean']:.3f}",
            highlight=False,
            soft_wrap=True,
        )
