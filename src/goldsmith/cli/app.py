"""The command `goldsmith`: parse, call the runtime, show."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from goldsmith import __version__
from goldsmith.cli.mask import add_mask_command
from goldsmith.cli.pay import pay_app
from goldsmith.cli.pii import pii_app
from goldsmith.cli.plan import add_plan_command
from goldsmith.cli.progress import Bars
from goldsmith.cli.runtime import Runtime, UpOptions


class Demo(StrEnum):
    """What a demo shows."""

    PII = "pii"
    SFT = "sft"


class Comparisons(StrEnum):
    """Files of comparisons that can be read."""

    ALPACAEVAL = "alpacaeval"
    FASTCHAT = "fastchat"
    ARENA_HARD = "arena-hard"


_out = Console()
_err = Console(stderr=True)

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="FOLDER",
        help="The data folder: database, uploads, exports. Default: $GOLDSMITH_DATA, else your user data folder.",
    ),
]
Campaign = Annotated[
    int, typer.Option("--campaign", "-c", help="The campaign's number; `goldsmith campaigns` lists them.")
]
Licence = Annotated[
    str | None,
    typer.Option(help="SPDX licence you vouch for where the source states none, for example PSF-2.0."),
]


Prelabel = Annotated[
    str | None,
    typer.Option(
        metavar="MODEL",
        help="Let a detector suggest marks: `default`, `rules` (no model), or a file that `goldsmith pii train` wrote.",
    ),
]


def build(runtime: Runtime) -> typer.Typer:
    """The application over a runtime."""
    app = typer.Typer(
        name="goldsmith",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
        context_settings={"help_option_names": ["-h", "--help"]},
        help="People and models together make gold-standard data for code models.\n\n"
        "Start with `goldsmith demo` or `goldsmith demo sft` to see a whole campaign, or with "
        "`goldsmith up --recipe code-pii PATH` to run one on your own code.",
    )

    @app.callback(invoke_without_command=True)
    def _main(
        version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
    ) -> None:
        if version:
            _out.print(f"goldsmith {__version__}")
            raise typer.Exit

    for add in (_serve_commands, _data_commands, _evaluation_commands, _care_commands):
        add(app, runtime)
    app.add_typer(pii_app(), name="pii")
    app.add_typer(pay_app(), name="pay")
    add_mask_command(app)
    add_plan_command(app)
    return app


def _serve_commands(app: typer.Typer, runtime: Runtime) -> None:
    @app.command()
    def up(
        sources: Annotated[
            list[str] | None,
            typer.Argument(
                metavar="[PATH]...",
                help="With --recipe: folders, git repositories, archives, Parquet or JSONL (code-pii), or "
                "documentation (code-sft; also python:standard-library and python:packages) to import on the way.",
            ),
        ] = None,
        recipe: Annotated[
            str | None,
            typer.Option(help="Create a campaign: a shipped recipe (code-pii, code-sft) or a YAML file."),
        ] = None,
        title: Annotated[str | None, typer.Option(help="Title of that campaign.")] = None,
        licence: Licence = None,
        prelabel: Prelabel = None,
        data: Data = None,
        port: Annotated[int, typer.Option(help="TCP port; 0 chooses a free one.")] = 8000,
        host: Annotated[
            str, typer.Option(help="Address to listen on. Put a TLS proxy before it if others can reach it.")
        ] = "127.0.0.1",
        root: Annotated[
            list[Path] | None,
            typer.Option(
                help="Folder from which owners may import in the browser (repeatable). Default: none."
            ),
        ] = None,
        ready_file: Annotated[
            Path | None, typer.Option(help="Write {url, owner_link} here once it answers.")
        ] = None,
        worker: Annotated[bool, typer.Option(help="Run a job worker beside the server.")] = True,
    ) -> None:
        """Serve Goldsmith at http://127.0.0.1:8000 and print the owner's link.

        Examples:
            goldsmith up

            goldsmith up --recipe code-pii ~/src/my-repository

            goldsmith up --recipe code-pii the-stack/*.parquet --title "The Stack, sample"

            goldsmith up --recipe code-pii --prelabel default ~/src/my-repository
        """
        options = UpOptions(
            data=data,
            host=host,
            port=port,
            roots=root or [],
            recipe=recipe,
            sources=sources or [],
            licence=licence,
            title=title,
            prelabel=prelabel,
            ready_file=ready_file,
            with_worker=worker,
        )
        if sources and not recipe:
            raise typer.BadParameter("name a recipe for these sources: --recipe code-pii", param_hint="PATH")
        if prelabel and not recipe:
            raise typer.BadParameter(
                "name a recipe that wants suggestions: --recipe code-pii", param_hint="--prelabel"
            )
        runtime.up(options, _show_started)

    @app.command()
    def worker(
        data: Data = None,
        concurrency: Annotated[int, typer.Option(min=1, max=64, help="Jobs at a time.")] = 2,
        parent: Annotated[int | None, typer.Option(hidden=True)] = None,
    ) -> None:
        """Run jobs (ingest, aggregate, export). `goldsmith up` runs one already; add more for large imports."""
        runtime.worker(data, concurrency=concurrency, parent=parent)

    @app.command()
    def link(
        data: Data = None,
        url: Annotated[str, typer.Option(help="Address of the server.")] = "http://127.0.0.1:8000",
    ) -> None:
        """Print a new one-time login link for the owner."""
        _out.print(runtime.link(data, url.rstrip("/")), soft_wrap=True)

    @app.command()
    def demo(
        what: Annotated[
            Demo,
            typer.Argument(help="pii: marks in code by a crowd. sft: coding tasks by experts and models."),
        ] = Demo.PII,
        out: Annotated[
            Path | None,
            typer.Option(help="Folder for report, dataset and summary. Default: demo-out, or demo-sft-out."),
        ] = None,
        seed: Annotated[int, typer.Option(help="The same seed gives the same people and the same code.")] = 7,
        chunks: Annotated[
            int | None, typer.Option(min=1, help="pii: chunks of code, about. Default: a 2-minute demo.")
        ] = None,
        points: Annotated[
            int | None, typer.Option(min=1, help="sft: data points wanted. Default: a 5-minute demo.")
        ] = None,
        workers: Annotated[int | None, typer.Option(min=6, help="Simulated workers.")] = None,
        prelabel: Prelabel = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON, last.")] = False,
    ) -> None:
        """Run a whole campaign on material that is on every machine, with simulated people.

        A real server, a real database, a real model and sandbox, and the public HTTP API; only the people are
        simulated.

        `goldsmith demo` (pii) marks personal data that was planted in Python's standard library: report.html,
        dataset.jsonl, dataset.parquet, summary.json.

        `goldsmith demo sft` turns documentation into reviewed, evaluated and delivered coding tasks in eight
        languages: dataset, README.md (its card), evaluation.html, gate.json, comparisons, summary.json.
        """
        out = out or Path("demo-sft-out" if what is Demo.SFT else "demo-out")
        with Bars(_err) as bars:
            if what is Demo.SFT:
                summary = runtime.demo_sft(out, seed=seed, points=points, experts=workers, on_progress=bars)
            else:
                summary = runtime.demo(
                    out, seed=seed, chunks=chunks, workers=workers, prelabel=prelabel, on_progress=bars
                )
        _show_summary(summary, out, _SFT_FILES if what is Demo.SFT else _PII_FILES)
        if as_json:
            _out.print(json.dumps(summary), soft_wrap=True, highlight=False)


def _evaluation_commands(app: typer.Typer, runtime: Runtime) -> None:
    @app.command()
    def evaluate(
        file: Annotated[
            Path, typer.Argument(metavar="FILE", help="Annotations or judgments of another tool.")
        ],
        form: Annotated[Comparisons, typer.Option("--format", help="Whose form the file has.")],
        out: Annotated[Path, typer.Option(help="Where to write the report.")] = Path("evaluation.html"),
        subject: Annotated[
            str | None, typer.Option(help="The model to measure. Default: the one compared most.")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print all that was measured as JSON.")] = False,
    ) -> None:
        """Report on side-by-side comparisons in a file of AlpacaEval, FastChat or Arena-Hard v2.

        Win rates with intervals over prompts, position and length bias, ratings: the report of a campaign.
        """
        measured = runtime.evaluate(file, form=form.value, subject=subject, out=out)
        for words in measured["skipped"][:5]:
            _err.print(f"Left out: {words}")
        for words in measured["conclusions"]:
            _out.print(words)
        _out.print(f"Look at: {out}", soft_wrap=True)
        if as_json:
            _out.print(json.dumps(measured["evaluation"]), soft_wrap=True, highlight=False)


def _data_commands(app: typer.Typer, runtime: Runtime) -> None:
    @app.command()
    def campaigns(data: Data = None) -> None:
        """List the campaigns."""
        table = Table("", "campaign", "recipe", "state", "files", "items", "finished", "workers", box=None)
        rows = runtime.campaigns(data)
        for row in rows:
            facts = [row["title"], row["recipe_key"], row["state"].lower()]
            counts = [row["documents"], row["items"], row["items_finished"], row["workers"]]
            table.add_row(str(row["id"]), *facts, *(f"{count:,}" for count in counts))
        if rows:
            _out.print(table)
        else:
            _out.print("There are no campaigns yet. Create one: goldsmith up --recipe code-pii PATH")

    @app.command(name="import")
    def import_(
        source: Annotated[
            str, typer.Argument(metavar="PATH", help="Folder, git repository, archive, Parquet or JSONL.")
        ],
        campaign: Campaign,
        licence: Licence = None,
        data: Data = None,
    ) -> None:
        """Import code into a campaign, through its licence gate, and wait until it is in.

        Importing the same source again adds only what is new.
        """
        with Bars(_err) as bars:
            counts = runtime.import_source(data, campaign, source, licence=licence, on_progress=bars)
        if "sections" in counts:
            _out.print(
                f"{counts['sections']:,} new sections came in and made {counts['problems']:,} problems; "
                f"{counts['refused']:,} documents were refused (the campaign's Sources page says why)."
            )
            return
        _out.print(
            f"{counts['documents']:,} files came in as {counts['chunks']:,} chunks; "
            f"{counts['known']:,} were there before, {counts['refused']:,} were refused "
            "(the campaign's Sources page says why)."
        )

    @app.command()
    def export(
        out: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write; .jsonl or .parquet.")],
        campaign: Campaign,
        content: Annotated[
            str, typer.Option(help="dataset: one row a file, aggregated. answers: one row an answer.")
        ] = "dataset",
        aggregate: Annotated[
            bool, typer.Option(help="Aggregate first, so that the newest answers are in.")
        ] = True,
        data: Data = None,
    ) -> None:
        """Write a campaign's dataset (or raw answers) to a file that `datasets.load_dataset` opens."""
        form = out.suffix.lstrip(".")
        if form not in ("jsonl", "parquet"):
            raise typer.BadParameter("name a file that ends in .jsonl or .parquet", param_hint="FILE")
        with Bars(_err) as bars:
            result = runtime.export(
                data, campaign, content=content, form=form, out=out, aggregate=aggregate, on_progress=bars
            )
        _out.print(f"{result['rows']:,} rows, {result['bytes'] / 1e6:.1f} MB, in {out}")


def _care_commands(app: typer.Typer, runtime: Runtime) -> None:
    @app.command()
    def doctor(data: Data = None) -> None:
        """Look at everything that could be wrong, and say what to do about it."""
        findings = runtime.doctor(data)
        table = Table("", "what", "found", box=None)
        marks = {True: "[green]ok[/]", False: "[red]no[/]", None: "[yellow]--[/]"}
        for finding in findings:
            table.add_row(marks[finding.ok], finding.what, finding.words)
        _out.print(table)
        if any(finding.ok is False for finding in findings):
            raise typer.Exit(1)

    @app.command()
    def backup(
        to: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the backup.")],
        data: Data = None,
    ) -> None:
        """Write a consistent backup of the embedded database, also while the server runs."""
        runtime.backup(data, to)
        _out.print(f"{to}: {to.stat().st_size / 1e6:.1f} MB")

    @app.command()
    def restore(
        source: Annotated[
            Path, typer.Argument(metavar="FILE", exists=True, help="A file written by `backup`.")
        ],
        data: Data = None,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    ) -> None:
        """Replace the embedded database by a backup. What is there now is lost."""
        if not yes:
            typer.confirm("This replaces everything in the database by the backup. Go on?", abort=True)
        runtime.restore(data, source)
        _out.print("The backup is in place.")


def _show_started(url: str, owner_link: str, campaign_id: int | None) -> None:
    lines = [
        f"Goldsmith serves at [bold]{url}[/]",
        "",
        "Sign in as the owner (this link works once):",
        f"[bold]{owner_link}[/]",
    ]
    if campaign_id is not None:
        lines.append(f"\nCampaign {campaign_id} was created; its sources are being imported.")
    lines.append("\nCtrl+C stops it. Data is kept. `goldsmith link` prints another link.")
    if _out.is_terminal:
        _out.print(Panel("\n".join(lines), title="Goldsmith", expand=False))
    else:
        _out.print("\n".join(lines), soft_wrap=True)


_PII_FILES = ("report.html", "dataset.parquet", "dataset.jsonl", "summary.json")
_SFT_FILES = ("evaluation.html", "README.md", "dataset.parquet", "dataset.jsonl", "summary.json")


def _show_summary(summary: dict[str, Any], out: Path, names: tuple[str, ...]) -> None:
    table = Table("", "", box=None, show_header=False)
    for key, value in summary.items():
        if isinstance(value, list) and key == "languages":
            table.add_row(key, ", ".join(value))
        if isinstance(value, bool | int | float | str):
            table.add_row(
                key.replace("_", " "),
                ("yes" if value else "no")
                if isinstance(value, bool)
                else f"{value:,.3f}"
                if isinstance(value, float)
                else f"{value:,}"
                if isinstance(value, int)
                else value,
            )
    _out.print(table)
    for words in summary.get("shortfalls", []):
        _out.print(f"Falls short: {words}")
    _out.print("Look at: " + "  ".join(str(out / name) for name in names), soft_wrap=True)
