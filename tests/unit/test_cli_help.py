"""The command line answers at once, and says what each command is for."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from goldsmith import __version__
from goldsmith.bootstrap.commands import Commands
from goldsmith.cli.app import build

APP = build(Commands())
COMMANDS = sorted(get_command(APP).commands)  # type: ignore[attr-defined]

#: What takes long to load, or much memory; none of it is needed to show a help text.
HEAVY = (
    "alembic", "asyncpg", "fastapi", "magika", "matplotlib", "numpy", "onnxruntime", "procrastinate", "psycopg",
    "pyarrow", "ruamel", "sqlalchemy", "uvicorn",
)  # fmt: skip
_PROBE = """
import sys, json
sys.argv = ["goldsmith", *json.loads(sys.argv[1])]
from goldsmith.bootstrap import main
try:
    main()
except SystemExit as end:
    sys.stderr.write(json.dumps({"code": end.code, "modules": sorted(sys.modules)}))
"""


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_the_commands_there_are() -> None:
    assert (
        sorted(
            [
                "up",
                "worker",
                "link",
                "demo",
                "campaigns",
                "evaluate",
                "mask",
                "pay",
                "pii",
                "plan",
                "import",
                "export",
                "doctor",
                "backup",
                "restore",
            ]
        )
        == COMMANDS
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(APP, [command, "--help"])
    assert result.exit_code == 0, result.output
    shown = plain(result.output)
    assert f"goldsmith {command}" in shown or "Usage" in shown
    assert "Options" in shown


def test_without_a_command_the_help_shows() -> None:
    result = CliRunner().invoke(APP, [])
    assert "Usage" in plain(result.output)
    assert "goldsmith demo" in plain(result.output).replace("\n", " ")


def test_the_version() -> None:
    result = CliRunner().invoke(APP, ["--version"])
    assert result.exit_code == 0
    assert result.output.strip() == f"goldsmith {__version__}"


@pytest.mark.parametrize("arguments", [["--help"], ["up", "--help"], ["export", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, json.dumps(arguments)],
        capture_output=True, text=True, timeout=60, env=environment,
    )  # fmt: skip
    told = json.loads(done.stderr.splitlines()[-1])
    assert told["code"] in (0, None)
    assert [name for name in told["modules"] if name.split(".")[0] in HEAVY] == []
    assert done.stdout


def test_an_unknown_command_is_a_usage_error() -> None:
    result = CliRunner().invoke(APP, ["paint"])
    assert result.exit_code == 2
    assert "paint" in plain(result.output)
