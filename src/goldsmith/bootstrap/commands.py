"""What the commands do: `goldsmith.cli.runtime.Runtime`, for real."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from goldsmith.app.prelabels import BUILT_IN_MODELS
from goldsmith.bootstrap.settings import Settings, settings
from goldsmith.cli.runtime import Finding, OnProgress, UpOptions
from goldsmith.domain.errors import Conflict, GoldsmithError, InvalidInput, Unavailable
from goldsmith.domain.workflow import CampaignEvent, JobState, StageEvent

if TYPE_CHECKING:
    from goldsmith.app.principal import Principal
    from goldsmith.app.services import Services

T = TypeVar("T")
_POLL_S = 0.3
_START_TIMEOUT_S = 60.0


class Commands:
    """The runtime behind the command line. Imports are late: `goldsmith --help` answers at once."""

    def up(self, options: UpOptions, on_started: Callable[[str, str, int | None], None]) -> None:
        """Serve until stopped."""
        from goldsmith.bootstrap.server import serve

        chosen = settings(options.data, host=options.host, port=options.port, roots=tuple(options.roots))
        recipe = None
        if options.recipe is not None:
            from goldsmith.app.campaigns import with_prelabel
            from goldsmith.recipes.loader import find_recipe, load_recipe

            recipe = with_prelabel(
                load_recipe(find_recipe(options.recipe)),
                None if options.prelabel is None else {"model": _model(options.prelabel)},
            )
            _check_sources(options.sources)

        async def prepare(services: Services) -> int | None:
            if recipe is None:
                return None
            owner = await services.accounts.owner()
            campaign = await services.campaigns.create_from(owner, recipe, title=options.title)
            for source in options.sources:
                await services.sources.queue(
                    owner, campaign["id"], _absolute(source), declared_licence=options.licence
                )
            await services.campaigns.transition(owner, campaign["id"], CampaignEvent.START)
            await services.campaigns.transition_stages(owner, campaign["id"], StageEvent.OPEN)
            return int(campaign["id"])

        serve(
            chosen,
            on_started=lambda started: on_started(started.url, started.owner_link, started.campaign_id),
            prepare=prepare,
            ready_file=options.ready_file,
            with_worker=options.with_worker,
        )

    def worker(self, data: Path | None, *, concurrency: int, parent: int | None) -> None:
        """Run jobs until stopped."""
        from goldsmith.bootstrap.worker import run_worker

        run_worker(settings(data), concurrency=concurrency, parent=parent)

    def link(self, data: Path | None, url: str) -> str:
        """A new one-time owner link."""

        async def make(services: Services, _owner: Principal) -> str:
            return f"{url}/login#{await services.accounts.owner_link()}"

        return _use(settings(data), make)

    def campaigns(self, data: Path | None) -> list[dict[str, Any]]:
        """All campaigns."""

        async def listed(services: Services, owner: Principal) -> list[dict[str, Any]]:
            return await services.campaigns.visible_to(owner)

        return _use(settings(data), listed)

    def import_source(
        self,
        data: Path | None,
        campaign_id: int,
        source: str,
        *,
        licence: str | None,
        on_progress: OnProgress,
    ) -> dict[str, Any]:
        """Import a source and wait for it."""
        _check_sources([source])

        async def run(services: Services, owner: Principal) -> dict[str, Any]:
            await services.campaigns.get(owner, campaign_id)
            job = await services.sources.queue(
                owner, campaign_id, _absolute(source), declared_licence=licence
            )
            return await _follow(services, owner, job["id"], "files read", on_progress)

        return _use(settings(data), run, with_jobs=True)

    def export(
        self,
        data: Path | None,
        campaign_id: int,
        *,
        content: str,
        form: str,
        out: Path,
        aggregate: bool,
        on_progress: OnProgress,
    ) -> dict[str, Any]:
        """Aggregate if asked, export, and copy the file to `out`."""

        async def run(services: Services, owner: Principal) -> dict[str, Any]:
            if aggregate and content == "dataset":
                job = await services.datasets.aggregate(owner, campaign_id)
                await _follow(services, owner, job["id"], "files aggregated", on_progress)
            job = await services.datasets.export(owner, campaign_id, content=content, form=form)
            result = await _follow(services, owner, job["id"], "rows written", on_progress)
            path, _name = await services.datasets.file(owner, job["id"])
            await asyncio.to_thread(_copy, path, out)
            return result

        return _use(settings(data), run, with_jobs=True)

    def demo(
        self,
        out: Path,
        *,
        seed: int,
        chunks: int | None,
        workers: int | None,
        prelabel: str | None,
        on_progress: OnProgress,
    ) -> dict[str, Any]:
        """Run the demo campaign on a server of its own, in a fresh data folder."""
        from goldsmith.simulation.demo import run_demo

        out.mkdir(parents=True, exist_ok=True)
        sizes = {
            name: value for name, value in (("chunks", chunks), ("workers", workers)) if value is not None
        }
        with tempfile.TemporaryDirectory(prefix="goldsmith-demo-") as folder, _server(Path(folder)) as ready:
            return run_demo(
                ready["url"], ready["owner_link"], out, work=Path(folder) / "code", seed=seed,
                prelabel=None if prelabel is None else {"model": _model_in(Path(folder), prelabel)},
                on_progress=on_progress, **sizes,
            )  # fmt: skip

    def demo_sft(
        self, out: Path, *, seed: int, points: int | None, experts: int | None, on_progress: OnProgress
    ) -> dict[str, Any]:
        """Run the demo campaign of code-sft on a server of its own, in a fresh data folder."""
        from goldsmith.simulation.sft_demo import SftPlan, run_sft_demo

        out.mkdir(parents=True, exist_ok=True)
        sizes = {name: n for name, n in (("points", points), ("experts", experts)) if n is not None}
        plan = SftPlan(out, seed=seed, **sizes)
        with tempfile.TemporaryDirectory(prefix="goldsmith-demo-") as folder, _server(Path(folder)) as ready:
            return run_sft_demo(ready["url"], ready["owner_link"], plan, on_progress)

    def evaluate(self, file: Path, *, form: str, subject: str | None, out: Path) -> dict[str, Any]:
        """Report on comparisons in a file of another tool."""
        from goldsmith.app.comparison_files import report_on
        from goldsmith.bootstrap.wiring import now

        found, page, skipped = report_on(file, form, subject, now())
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page, encoding="utf-8")
        return {
            "evaluation": found.to_json(),
            "conclusions": [conclusion.words for conclusion in found.conclusions],
            "skipped": list(skipped),
        }

    def doctor(self, data: Path | None) -> list[Finding]:
        """Look at everything that could be wrong."""
        from goldsmith.bootstrap.doctor import examine

        return examine(settings(data))

    def backup(self, data: Path | None, to: Path) -> None:
        """Write a backup of the embedded database."""
        from goldsmith.storage.embedded import EmbeddedPostgres

        with EmbeddedPostgres.start(_embedded(data).data, what="goldsmith backup") as server:
            server.dump(to)

    def restore(self, data: Path | None, source: Path) -> None:
        """Replace the embedded database by a backup; refused while a server runs on it."""
        from goldsmith.storage.embedded import EmbeddedPostgres, FolderLock

        folder = _embedded(data).data
        with (
            FolderLock.hold(folder, role="server", what="goldsmith restore"),
            EmbeddedPostgres.start(folder, what="goldsmith restore") as server,
        ):
            server.restore(source)


def _embedded(data: Path | None) -> Settings:
    chosen = settings(data)
    if chosen.database_url is not None:
        raise InvalidInput(
            "This Goldsmith uses a database of your own (GOLDSMITH_DATABASE_URL).",
            hint="Back it up with your own tools, for example pg_dump.",
        )
    return chosen


def _is_path(source: str) -> bool:
    """Whether a source is on the disk: neither an address nor documentation that is on every machine."""
    return "://" not in source and not source.startswith("python:")


def _absolute(source: str) -> str:
    return source if not _is_path(source) else str(Path(source).expanduser().resolve())


def _model(name: str) -> str:
    return name if name in BUILT_IN_MODELS else str(Path(name).expanduser().resolve())


def _model_in(folder: Path, name: str) -> str:
    """The model as a server may read it that keeps to a folder: a copy in there."""
    if name in BUILT_IN_MODELS:
        return name
    source = Path(name).expanduser()
    if not source.is_file():
        raise InvalidInput(
            f"There is no model at {name}.", hint="`goldsmith pii train --out MODEL` writes one."
        )
    return str(shutil.copy(source, folder / source.name))


def _check_sources(sources: object) -> None:
    for source in sources if isinstance(sources, list | tuple) else []:
        if _is_path(source) and not Path(source).expanduser().exists():
            raise InvalidInput(
                f"There is nothing at {source}.", hint="Name a folder, repository, archive or data file."
            )


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, part)
    part.replace(target)


def _use(
    chosen: Settings, run: Callable[[Services, Principal], Awaitable[T]], *, with_jobs: bool = False
) -> T:
    """Run something as the owner against the database of a folder, with a job worker if it needs one."""
    from goldsmith.bootstrap.postgres import database
    from goldsmith.bootstrap.wiring import connected
    from goldsmith.storage.jobs import work

    async def main(dsn: str) -> T:
        async with connected(dsn, chosen, pool_size=4, starts_embedded=with_jobs) as here:
            services = here.services
            jobs = asyncio.create_task(work(dsn, services.jobs.run)) if with_jobs else None
            try:
                return await run(services, await services.accounts.owner())
            finally:
                if jobs is not None:
                    jobs.cancel()
                    await asyncio.gather(jobs, return_exceptions=True)

    with database(chosen, what=f"goldsmith {' '.join(sys.argv[1:2])}") as dsn:
        return asyncio.run(main(dsn))


async def _follow(
    services: Services, owner: Principal, job_id: int, what: str, on_progress: OnProgress
) -> dict[str, Any]:
    """Wait for a job, showing its progress.

    Raises:
        GoldsmithError: it failed or was cancelled.
    """
    while True:
        job = await services.jobs.get(owner, job_id)
        on_progress(what, job["done"], job["total"])
        if job["state"] == JobState.DONE.value:
            on_progress(what, job["done"], job["done"])
            return dict(job["result"])
        if job["state"] in (JobState.FAILED.value, JobState.CANCELLED.value):
            raise GoldsmithError(job["message"] or f"The job was {job['state'].lower()}.")
        await asyncio.sleep(_POLL_S)


@contextmanager
def _server(folder: Path) -> Iterator[dict[str, Any]]:
    """A `goldsmith up` of its own on a free port; ended in good order."""
    ready_file = folder / "ready.json"
    command = [
        sys.executable, "-m", "goldsmith.bootstrap", "up", "--data", str(folder / "data"), "--port", "0",
        "--root", str(folder), "--ready-file", str(ready_file),
    ]  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if name != "GOLDSMITH_DATABASE_URL"}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=environment
        )
    try:
        yield _wait_ready(process, ready_file, folder / "server.log")
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_ready(process: subprocess.Popen[bytes], ready_file: Path, log: Path) -> dict[str, Any]:
    end = time.monotonic() + _START_TIMEOUT_S
    while not ready_file.exists():
        if process.poll() is not None:
            raise Conflict("The demo's server did not start.", hint=log.read_text(errors="replace")[-2000:])
        if time.monotonic() > end:
            raise Unavailable(
                "The demo's server did not answer within a minute.", hint="Run `goldsmith doctor`."
            )
        time.sleep(0.05)
    ready: dict[str, Any] = json.loads(ready_file.read_text())
    return ready
