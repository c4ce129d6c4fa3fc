"""All use cases in one place, as the API and the commands get them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from goldsmith.app.accounts import Accounts
from goldsmith.app.assignments import Assignments
from goldsmith.app.campaigns import Campaigns
from goldsmith.app.datasets import Datasets
from goldsmith.app.deliveries import Deliveries
from goldsmith.app.duplicates import Duplicates
from goldsmith.app.evaluations import Evaluations
from goldsmith.app.gates import Gates
from goldsmith.app.items import Items
from goldsmith.app.jobs import Jobs
from goldsmith.app.monitoring import Monitoring
from goldsmith.app.planning import Planning
from goldsmith.app.problems import Problems
from goldsmith.app.quizzes import Quizzes
from goldsmith.app.sources import Sources
from goldsmith.app.texts import Texts


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases by noun, and whether the database answers."""

    accounts: Accounts
    assignments: Assignments
    campaigns: Campaigns
    datasets: Datasets
    deliveries: Deliveries
    duplicates: Duplicates
    evaluations: Evaluations
    gates: Gates
    items: Items
    jobs: Jobs
    monitoring: Monitoring
    planning: Planning
    problems: Problems
    quizzes: Quizzes
    sources: Sources
    texts: Texts
    is_database_up: Callable[[], Awaitable[bool]]
