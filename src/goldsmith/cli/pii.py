"""The commands `goldsmith pii ...`: find personal data and secrets in code, and teach a detector."""

from __future__ import annotations

import typer

from goldsmith.cli.pii_evaluate import add_evaluate
from goldsmith.cli.pii_scan import add_scan
from goldsmith.cli.pii_train import add_train


def pii_app() -> typer.Typer:
    """The group `pii`. A command is a file of its own with a function that adds it here."""
    app = typer.Typer(
        name="pii",
        no_args_is_help=True,
        rich_markup_mode="markdown",
        help="Find personal data and secrets in code.",
    )

    @app.callback()
    def _group() -> None:
        """Find personal data and secrets in code."""  # keeps a single command a command

    add_scan(app)
    add_train(app)
    add_evaluate(app)
    return app
