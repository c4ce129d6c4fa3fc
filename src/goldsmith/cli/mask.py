"""`goldsmith mask`: a corpus in, the same corpus without personal data out."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from goldsmith.cli.progress import Bars

if TYPE_CHECKING:
    from goldsmith.corpus.masking.jobs import Engine
    from goldsmith.corpus.masking.plan import Plan
    from goldsmith.corpus.masking.run import Result


class EngineName(StrEnum):
    """What a run runs on."""

    LOCAL = "local"
    SPARK = "spark"


class Dedup(StrEnum):
    """How duplicates are found."""

    EXACT = "exact"
    MINHASH = "minhash"


_out = Console()
_err = Console(stderr=True)
_COLUMN = "Default: the usual names, The Stack's first."


def add_mask_command(app: typer.Typer) -> None:
    """Add the command. What it needs is loaded when it runs."""

    @app.command()
    def mask(
        source: Annotated[
            Path,
            typer.Argument(
                metavar="IN",
                help="Parquet or JSON Lines (also .gz, .zst), a file or a folder; or a folder of source files.",
            ),
        ],
        out: Annotated[
            Path, typer.Argument(metavar="OUT", help="A new folder (for one file: a folder or a file).")
        ],
        policy: Annotated[
            str | None,
            typer.Option(
                help="What to do with each label: a YAML file, or a shipped policy (default, bigcode)."
            ),
        ] = None,
        key_file: Annotated[
            Path | None, typer.Option(help="File with the mask key. Default: $GOLDSMITH_MASK_KEY.")
        ] = None,
        engine: Annotated[EngineName, typer.Option(help="Processes of this machine, or a Spark cluster.")] = (
            EngineName.LOCAL
        ),
        workers: Annotated[
            int | None, typer.Option(min=1, max=4096, help="Shards at a time. Default: one a core.")
        ] = None,
        master: Annotated[
            str | None,
            typer.Option(help="spark: the cluster, as in spark://host:7077. Default: Spark's own settings."),
        ] = None,
        content_column: Annotated[
            str | None, typer.Option(help=f"Column of the documents. {_COLUMN}")
        ] = None,
        path_column: Annotated[str | None, typer.Option(help=f"Column of their paths. {_COLUMN}")] = None,
        repository_column: Annotated[
            str | None, typer.Option(help=f"Column of their repositories. {_COLUMN}")
        ] = None,
        language_column: Annotated[
            str | None, typer.Option(help=f"Column of their languages. {_COLUMN}")
        ] = None,
        licence_column: Annotated[
            str | None, typer.Option(help=f"Column of their licences. {_COLUMN}")
        ] = None,
        licences: Annotated[
            str,
            typer.Option(
                help="Keep documents under these: permissive, any, or SPDX ids with commas between."
            ),
        ] = "any",
        opt_out: Annotated[
            Path | None,
            typer.Option(help="Leave out what belongs to these: owner/name, owner/* or owner, one a line."),
        ] = None,
        dedup: Annotated[
            Dedup | None,
            typer.Option(help="Leave out repeated documents: the same bytes, or nearly the same words."),
        ] = None,
        model: Annotated[
            Path | None,
            typer.Option(help="A model of `goldsmith pii train`. Default: the one in the package."),
        ] = None,
        rules_only: Annotated[
            bool, typer.Option("--rules-only", help="Leave out what only the model finds; faster.")
        ] = False,
        timeout_s: Annotated[
            float, typer.Option(min=0.1, help="Processor seconds a document may take, for each started 8 MB.")
        ] = 10.0,
        max_document_mb: Annotated[
            int, typer.Option(min=1, max=1024, help="Larger documents go to quarantine unread.")
        ] = 32,
        report: Annotated[bool, typer.Option(help="Write report.html and report.json.")] = True,
        strict: Annotated[
            bool, typer.Option("--strict", help="Exit with 1 if anything went to quarantine.")
        ] = False,
        restart: Annotated[
            bool, typer.Option("--restart", help="Forget an earlier run to OUT and what it wrote.")
        ] = False,
    ) -> None:
        """Mask personal data and secrets in a corpus of any size.

        The output has the same files, rows and columns; only the documents differ, and only where something was
        found. OUT/_goldsmith holds the findings (never the values), the quarantine and the report.

        Interrupted? Run the same command again: it goes on where it stopped, and the output is the same to the byte.

        Examples:
            goldsmith mask the-stack/ masked/

            goldsmith mask ~/src/project masked/ --policy bigcode --opt-out left-us.txt
        """
        from goldsmith.corpus.masking.columns import Columns

        columns = Columns(content_column, path_column, repository_column, language_column, licence_column)
        plan = _plan(
            policy=policy, key_file=key_file, columns=columns, licences=licences, opt_out=opt_out,
            dedup=None if dedup is None else dedup.value, model=model, is_full=not rules_only, timeout_s=timeout_s,
            max_document_mb=max_document_mb,
        )  # fmt: skip
        result = _run(source, out, plan, _engine(engine, workers, master), restart=restart)
        if report:
            _report(result)
        _show(result, has_report=report)
        if strict and (result.failures or result.quarantined):
            raise typer.Exit(1)


def _plan(
    *,
    policy: str | None,
    key_file: Path | None,
    columns: object,
    licences: str,
    opt_out: Path | None,
    dedup: str | None,
    model: Path | None,
    is_full: bool,
    timeout_s: float,
    max_document_mb: int,
) -> Plan:
    from goldsmith.corpus.masking.columns import Columns
    from goldsmith.corpus.masking.filters import allowed_licences, read_opt_out
    from goldsmith.corpus.masking.plan import Plan
    from goldsmith.pii.masks import MaskKey, load_policy

    key = MaskKey.from_env(os.environ) if key_file is None else MaskKey.from_file(key_file)
    return Plan(
        load_policy(policy).model_dump_json(),
        key.secret,
        columns=columns if isinstance(columns, Columns) else Columns(),
        licences=allowed_licences(licences),
        opt_out=None if opt_out is None else read_opt_out(opt_out),
        model=None if model is None else model.resolve(),
        tier="full" if is_full else "rules",
        timeout_s=timeout_s,
        max_document_bytes=max_document_mb << 20,
        dedup=dedup,
    )


def _engine(name: EngineName, workers: int | None, master: str | None) -> Engine:
    if name is EngineName.SPARK:
        from goldsmith.corpus.engines.spark import SparkEngine

        return SparkEngine(workers, master=master)
    from goldsmith.corpus.engines.local import LocalEngine

    return LocalEngine(workers)


def _run(source: Path, out: Path, plan: Plan, engine: Engine, *, restart: bool) -> Result:
    from goldsmith.corpus.masking.run import mask_corpus

    with Bars(_err) as bars:
        return mask_corpus(
            source.expanduser(), out.expanduser(), plan, engine, restart=restart, on_progress=bars
        )


def _report(result: Result) -> None:
    from datetime import UTC, datetime

    from goldsmith.corpus.masking.report import write_report

    write_report(result, datetime.now(UTC))


def _show(result: Result, *, has_report: bool) -> None:
    counts = result.counts
    found = sum(n for key, n in counts.items() if key[0] == "findings")
    masked = sum(n for key, n in counts.items() if key[0] == "findings" and key[3] in ("mask", "token"))
    removed = sum(n for key, n in counts.items() if key[0] == "removed")
    _out.print(
        f"{_counted(counts['rows_out',], 'document')} in {_counted(len(result.markers), 'shard')}; "
        f"{_counted(found, 'finding')}, {masked:,} of them masked, in {counts['masked_documents',]:,} documents."
        + (f" Finished before: {_counted(result.skipped, 'shard')}." if result.skipped else "")
    )
    if removed:
        _out.print(f"Left out, as asked: {_counted(removed, 'document')}.")
    if result.quarantined:
        _out.print(
            f"In quarantine, not masked and not in the output: {_counted(result.quarantined, 'document')}."
        )
    for name, failure in list(result.failures.items())[:5]:
        _err.print(f"Not in the output: {name}. {failure.detail} {failure.hint or ''}".rstrip())
    if len(result.failures) > 5:
        _err.print(f"Nor are {_counted(len(result.failures) - 5, 'other shard')}.")
    what = "report.html" if has_report else "findings"
    _out.print(f"Look at: {result.run_folder / what}", soft_wrap=True)


def _counted(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"
