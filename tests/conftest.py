"""Fixtures of the running system: one embedded PostgreSQL a test process, one database a test."""

from __future__ import annotations

import itertools
import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

# As the commands do, before numpy is there: see `goldsmith.bootstrap.main`.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import hypothesis
import pytest

from goldsmith.storage.embedded import EmbeddedPostgres, settings
from goldsmith.storage.migrate import migrate
from serving import Served
from workbench import House, new_database

# A slow machine is no failure: no test asserts a time. The same commit has the same examples everywhere; new ones are
# looked for by `make soak`, which sets HYPOTHESIS_PROFILE=search.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True)
hypothesis.settings.register_profile("search", deadline=None, max_examples=1000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server of this test process, with a migrated database to copy.

    It does not wait for the disk: that commits survive a crash is tested with servers of their own.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            patch.setitem(settings._FIXED, name, "off")
        server = EmbeddedPostgres.start(tmp_path_factory.mktemp("pg"), what="pytest")
    with server:
        migrate(server.dsn)
        yield server


@pytest.fixture(scope="session")
def fresh_database(postgres: EmbeddedPostgres) -> Callable[..., str]:
    """Makes an empty, migrated database, or a copy of another; returns its libpq URI."""

    def make(template: str = "goldsmith", name: str | None = None) -> str:
        return new_database(postgres.dsn, name or f"test_{next(_numbers)}", template)

    return make


@pytest.fixture
async def house(fresh_database: Callable[..., str], tmp_path: Path) -> AsyncIterator[House]:
    """The whole system over an empty database."""
    async with House.open(fresh_database(), tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A real `goldsmith up`, in a process of its own, for the tests of a module."""
    server = Served(tmp_path_factory.mktemp("served"))
    yield server
    server.stop()
