"""The demo: a campaign with a known truth and a simulated crowd, measured and told as a report."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import orjson

from goldsmith.simulation.audit import audit, read_answers, validations
from goldsmith.simulation.campaign import RECIPE, Exports, SimulatedCampaign
from goldsmith.simulation.client import Api
from goldsmith.simulation.connection import Pool
from goldsmith.simulation.crowd import Crowd, Limits, OnProgress
from goldsmith.simulation.hours import hours_curve
from goldsmith.simulation.knowledge import Knowledge
from goldsmith.simulation.measure import measure_alone, measure_dataset, read_dataset
from goldsmith.simulation.outcome import Outcome, summary
from goldsmith.simulation.planting import build_corpus
from goldsmith.simulation.workers import population

DEFAULT_CHUNKS = 400
DEFAULT_WORKERS = 56
CONNECTIONS = 24
"""Requests in flight: two cores are busy long before, and more only wait longer."""

TITLE = "Demo: planted personal data in Python's standard library"
_DECLARED_LICENCE = "PSF-2.0"  # of Python, where no licence text stands beside the library

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a demo is to do.

    Attributes:
        out: folder for the files it leaves.
        work: folder for the planted corpus; the server must be allowed to import from it.
        seed: the same seed gives the same corpus and the same people.
        chunks: 50-line chunks of code, about; each is one item in every category.
        workers: simulated people, >= 6.
        limits: when the crowd goes home.
        prelabel: values of the recipe's part `prelabel`, where a model suggests marks.
    """

    out: Path
    work: Path
    seed: int
    chunks: int
    workers: int
    limits: Limits
    prelabel: Mapping[str, Any] | None = None


def run_demo(
    base_url: str,
    owner_link: str,
    out: Path,
    *,
    work: Path,
    seed: int = 7,
    chunks: int = DEFAULT_CHUNKS,
    workers: int = DEFAULT_WORKERS,
    on_progress: OnProgress = lambda _what, _done, _total: None,
    time_limit_s: float = 600.0,
    prelabel: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Run the demo against a server and write its files.

    Args:
        base_url: of the server.
        owner_link: a one-time login link of the owner, or its token.
        out: folder for report.html, summary.json, dataset.jsonl, dataset.parquet and answers.jsonl.
        work: folder for the planted corpus; the server must be allowed to import from it.
        seed: the same seed gives the same corpus and the same people.
        chunks: 50-line chunks of code, about; each is one item in every category.
        workers: simulated people, >= 6.
        on_progress: called with (what, done, total or None).
        time_limit_s: the crowd goes home after this; what is undecided then stays so.
        prelabel: values of the recipe's part `prelabel`, where a model suggests marks; then the campaign is run
            without suggestions too, before, to say what they save.

    Returns:
        the content of summary.json (see `outcome.summary`).

    Raises:
        GoldsmithError: a step of the campaign was refused or failed.
    """
    began = time.monotonic()
    out.mkdir(parents=True, exist_ok=True)
    plan = Plan(out, work, seed, chunks, workers, Limits(seconds=time_limit_s), prelabel)

    async def main() -> Outcome:
        pool = Pool(base_url, connections=CONNECTIONS)
        try:
            owner = Api(pool)
            await owner.sign_in(owner_link.rpartition("#")[2])
            if prelabel is None:
                return await run_campaign(owner, pool, plan, on_progress, began=began)
            beside = work / "without-suggestions"
            beside.mkdir(parents=True, exist_ok=True)
            without = replace(plan, out=beside, work=beside, prelabel=None)
            plain = await run_campaign(owner, pool, without, on_progress, began=began)
            helped = await run_campaign(owner, pool, plan, on_progress, began=began)
            return replace(helped, plain=plain)
        finally:
            await pool.close()

    outcome = run_to_end(main())
    # Drawing brings a large library along: not before the crowd has gone home.
    from goldsmith.simulation.report import write_report

    write_report(outcome, out / "report.html")
    numbers = summary(outcome)
    (out / "summary.json").write_bytes(
        orjson.dumps(numbers, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    )
    return numbers


async def run_campaign(
    owner: Api, pool: Pool, plan: Plan, on_progress: OnProgress, *, began: float
) -> Outcome:
    """Plant, import, let the crowd work, aggregate, export and measure.

    Args:
        owner: the owner's API, signed in.
        pool: connections for the crowd.
        plan: sizes and folders.
        on_progress: told about every step.
        began: start of the demo, in seconds of `time.monotonic`.
    """
    corpus_folder = (plan.work / "corpus").resolve()
    corpus = await asyncio.to_thread(build_corpus, corpus_folder, chunks=plan.chunks, seed=plan.seed)
    knowledge = await asyncio.to_thread(Knowledge.of_recipe, corpus, RECIPE)
    campaign = await SimulatedCampaign.create(owner, TITLE, on_progress, prelabel=plan.prelabel)
    licence = _DECLARED_LICENCE if corpus.license_path is None else None
    imported = await campaign.import_code(corpus_folder, declared_licence=licence)
    await campaign.open()
    crowd = Crowd(
        population(plan.workers, seed=plan.seed),
        pool,
        knowledge,
        campaign_id=campaign.id,
        categories=list(knowledge.categories),
    )
    requests, at = pool.requests, time.monotonic()
    await campaign.run(crowd, plan.workers, plan.limits)
    crowd_s, requests = time.monotonic() - at, pool.requests - requests
    state = await campaign.finish()
    await campaign.accept()
    exports = await campaign.export(plan.out)
    suggestions = await campaign.prelabels()
    access = _access(await campaign.workers(), knowledge.pass_mark)
    return await asyncio.to_thread(
        _measure,
        plan,
        knowledge,
        crowd,
        exports,
        {**state, **imported},
        (access, suggestions),
        (requests, crowd_s, began),
    )


def _measure(
    plan: Plan,
    knowledge: Knowledge,
    crowd: Crowd,
    exports: Exports,
    counts: Mapping[str, int],
    said: tuple[Mapping[int, Sequence[str]], Sequence[Mapping[str, Any]]],
    times: tuple[int, float, float],
) -> Outcome:
    requests, crowd_s, began = times
    access, suggestions = said
    rows = list(read_answers(exports.answers))
    return Outcome(
        seed=plan.seed,
        files=counts["documents"],
        chunks=counts["chunks"],
        refused=counts["refused"],
        items=counts["items"],
        undecided=counts["items"] - counts["items_finished"],
        final=measure_dataset(read_dataset(exports.jsonl), knowledge.corpus),
        alone=measure_alone(rows, knowledge.corpus, crowd.tally.kinds),
        books=audit(rows, crowd.tally.answers),
        validations=validations(rows),
        tally=crowd.tally,
        skills=access,
        categories=knowledge.categories,
        pass_mark=knowledge.pass_mark,
        requests=requests,
        crowd_s=crowd_s,
        seconds=time.monotonic() - began,
        suggestions=suggestions,
        curve=hours_curve(rows, crowd.tally.answers, read_dataset(exports.jsonl), knowledge.corpus),
    )


def _access(workers: Sequence[Mapping[str, Any]], pass_mark: float) -> dict[int, list[str]]:
    """Worker id → skills that open tasks: a failed exam leaves a skill too, but a low one."""
    return {
        row["id"]: sorted(skill for skill, level in row["skills"].items() if level >= pass_mark)
        for row in workers
    }


def run_to_end(main: Coroutine[Any, Any, T]) -> T:
    """Run on the faster event loop where there is one."""
    if sys.platform == "win32":
        return asyncio.run(main)
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)
