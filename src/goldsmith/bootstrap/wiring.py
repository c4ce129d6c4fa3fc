"""Wire stores, clock, randomness and folders into the use cases."""

from __future__ import annotations

import hashlib
import random
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from goldsmith.app.accounts import Accounts
from goldsmith.app.appeals import Appeals
from goldsmith.app.assignments import Assignments
from goldsmith.app.bonuses import Bonuses
from goldsmith.app.campaigns import Campaigns
from goldsmith.app.checks.contamination import Contamination
from goldsmith.app.consents import Consents
from goldsmith.app.country_pay import CountryPay
from goldsmith.app.datasets import Datasets, Writer
from goldsmith.app.decisions import Decisions
from goldsmith.app.deliveries import Deliveries
from goldsmith.app.duplicates import Duplicates
from goldsmith.app.earnings import Earnings
from goldsmith.app.evaluations import Evaluations
from goldsmith.app.fair_pay import FairPay
from goldsmith.app.feedback import Feedback
from goldsmith.app.forecasts import Forecasts
from goldsmith.app.gates import Gates
from goldsmith.app.goldens import Goldens
from goldsmith.app.items import Items
from goldsmith.app.jobs import Jobs
from goldsmith.app.ledger import Ledger
from goldsmith.app.messages import Messages
from goldsmith.app.monitoring import Monitoring
from goldsmith.app.payouts import Payouts
from goldsmith.app.planning import Planning
from goldsmith.app.ports import Clock
from goldsmith.app.prelabels import Prelabeller
from goldsmith.app.privacy import Privacy
from goldsmith.app.problems import Problems
from goldsmith.app.quality import Quality
from goldsmith.app.quizzes import Quizzes
from goldsmith.app.rules import Rules
from goldsmith.app.services import Services
from goldsmith.app.signals import Signals
from goldsmith.app.sources import Sources
from goldsmith.app.stage_prices import StagePrices
from goldsmith.app.standing import Standing
from goldsmith.app.supervision import Supervision
from goldsmith.app.texts import Runner, Texts
from goldsmith.app.views import Views
from goldsmith.bootstrap.model_room import ModelRoom
from goldsmith.bootstrap.settings import Settings
from goldsmith.evaluation.dedup import default_embedder
from goldsmith.pay.price_level_file import shipped_levels
from goldsmith.storage.database import Database
from goldsmith.storage.stores import Stores


class _Secrets:
    """Tokens from the system's randomness; SHA-256 is enough for 256 random bits."""

    def new(self) -> str:
        return secrets.token_urlsafe(32)

    def digest(self, token: str) -> bytes:
        return hashlib.sha256(token.encode()).digest()


def now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Installation:
    """What one process has: the use cases, the stores under them, the models."""

    services: Services
    stores: Stores
    models: ModelRoom


def assemble(
    database: Database, settings: Settings, clock: Clock = now, *, starts_embedded: bool = False
) -> Installation:
    """Everything over one pool and one clock.

    Args:
        database: the pool.
        settings: of this process.
        clock: the time.
        starts_embedded: whether this process may start the embedded model; a server only shows it.
    """
    stores, keys = Stores.over(database), _Secrets()
    models = ModelRoom(stores, settings, clock, starts_embedded=starts_embedded)
    campaigns = Campaigns(stores.campaigns, stores.accounts, keys, clock, roots=settings.roots)
    jobs = Jobs(stores.jobs, campaigns, clock)
    problems = Problems(
        stores.texts,
        stores.corpus,
        stores.campaigns,
        campaigns,
        jobs,
        clock,
        reader=_read_problems,
        refiner=models.refine,
    )
    evaluations = Evaluations(stores.deliveries, stores.texts, stores.campaigns, campaigns, clock)
    duplicates = Duplicates(
        stores.texts, stores.deliveries, stores.campaigns, campaigns, clock, default_embedder()
    )
    contamination = Contamination(stores.deliveries)
    gates = Gates(
        stores.deliveries,
        stores.texts,
        stores.campaigns,
        campaigns,
        jobs,
        clock,
        duplicates=duplicates,
        evaluations=evaluations,
        contamination=contamination,
    )

    accounts = Accounts(stores.accounts, stores.campaigns, keys, clock)
    rules = Rules(stores.rules, stores.supervision, stores.deeds, campaigns, clock)
    goldens = Goldens(
        stores.goldens, stores.campaigns, campaigns, jobs, clock, open_prelabeller=_open_prelabeller
    )

    async def is_up() -> bool:
        return await database.value("SELECT true") is True

    services = Services(
        accounts=accounts,
        appeals=Appeals(
            stores.appeals, stores.messages, stores.decisions, stores.rules, rules, campaigns, clock
        ),
        assignments=Assignments(stores.assignments, stores.campaigns, clock),
        bonuses=Bonuses(stores.ledger, stores.funds, stores.pay, campaigns, clock),
        campaigns=campaigns,
        consents=Consents(stores.consents, stores.campaigns, campaigns, clock),
        country_pay=CountryPay(stores.country_pay, stores.pay, stores.campaigns, campaigns, shipped_levels()),
        datasets=Datasets(
            stores.datasets,
            stores.campaigns,
            campaigns,
            jobs,
            clock,
            folder=settings.exports,
            open_writer=_open_writer,
        ),
        decisions=Decisions(stores.decisions, campaigns, clock),
        deliveries=Deliveries(
            stores.deliveries,
            stores.campaigns,
            campaigns,
            jobs,
            clock,
            gates=gates,
            evaluations=evaluations,
            contamination=contamination,
            model_table=models.table,
            folder=settings.deliveries,
            open_writer=_open_writer,
        ),
        duplicates=duplicates,
        earnings=Earnings(stores.earnings, stores.pay, shipped_levels(), clock),
        evaluations=evaluations,
        fair_pay=FairPay(stores.pay, campaigns, shipped_levels()),
        feedback=Feedback(stores.feedback, stores.messages, campaigns, goldens, clock),
        forecasts=Forecasts(stores.campaigns, stores.supervision, campaigns, jobs),
        gates=gates,
        goldens=goldens,
        items=Items(stores.corpus, stores.campaigns, campaigns),
        jobs=jobs,
        ledger=Ledger(stores.ledger, stores.funds, stores.accounts, campaigns, clock),
        payouts=Payouts(stores.payouts, stores.ledger, campaigns, clock),
        messages=Messages(stores.messages, stores.announcements, stores.accounts, campaigns, clock),
        monitoring=Monitoring(stores.monitoring, campaigns, clock),
        planning=Planning(stores.planning, stores.texts, stores.campaigns, campaigns, clock),
        privacy=Privacy(stores.privacy, stores.earnings, stores.accounts, accounts, campaigns, clock),
        problems=problems,
        quality=Quality(stores.quality, campaigns, clock),
        quizzes=Quizzes(stores.quizzes, stores.campaigns, stores.accounts, clock, random.SystemRandom()),
        rules=rules,
        signals=Signals(stores.signals, campaigns, clock),
        sources=Sources(
            stores.corpus,
            stores.campaigns,
            campaigns,
            jobs,
            clock,
            roots=settings.roots,
            uploads=settings.uploads,
            ingestor=_read_source,
            problems=problems,
            open_prelabeller=_open_prelabeller,
        ),
        standing=Standing(stores.rules, stores.deeds, stores.accounts, campaigns, clock),
        supervision=Supervision(stores.supervision, stores.deeds, stores.decisions, clock),
        stage_prices=StagePrices(stores.pay, stores.campaigns, campaigns),
        texts=Texts(stores.texts, stores.assignments, stores.campaigns, _run_code),
        views=Views(stores.views, stores.corpus, campaigns, clock),
        is_database_up=is_up,
    )
    return Installation(services, stores, models)


def wire(database: Database, settings: Settings, clock: Clock = now) -> Services:
    """All use cases over one pool and one clock."""
    return assemble(database, settings, clock).services


@asynccontextmanager
async def connected(
    dsn: str, settings: Settings, *, pool_size: int = 10, starts_embedded: bool = False
) -> AsyncIterator[Installation]:
    """Everything over a pool that closes at the end."""
    database = await Database.connect(dsn, size=pool_size)
    installation = assemble(database, settings, starts_embedded=starts_embedded)
    try:
        yield installation
    finally:
        await installation.models.aclose()
        await database.close()


# The corpus room brings Arrow and a language model along: the server, which never calls these, stays small.


def _read_source(source: str, **how: Any) -> Iterator[tuple[str, dict[str, Any], list[dict[str, Any]]]]:
    from goldsmith.app.ingestor import read_source

    return read_source(source, **how)


def _read_problems(source: str, **how: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    from goldsmith.app.ingestor import read_problems

    return read_problems(source, **how)


def _open_prelabeller(model: str) -> Prelabeller:
    from goldsmith.app.detector_prelabels import DetectorPrelabels

    return DetectorPrelabels(model)


def _run_code(text: str, tests: str | None, track: str) -> dict[str, Any]:
    return _runner()(text, tests, track)


@cache
def _runner() -> Runner:
    """One for the process: it remembers which tools it found."""
    from goldsmith.app.runs import SandboxRunner

    return SandboxRunner()


def _open_writer(path: Path, *, content: str, form: str) -> Writer:
    from goldsmith.corpus.writers import open_writer

    return open_writer(path, content=content, form=form)
