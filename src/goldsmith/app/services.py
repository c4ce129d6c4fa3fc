"""All use cases in one place, as the API and the commands get them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from goldsmith.app.accounts import Accounts
from goldsmith.app.appeals import Appeals
from goldsmith.app.assignments import Assignments
from goldsmith.app.bonuses import Bonuses
from goldsmith.app.campaigns import Campaigns
from goldsmith.app.consents import Consents
from goldsmith.app.country_pay import CountryPay
from goldsmith.app.datasets import Datasets
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
from goldsmith.app.privacy import Privacy
from goldsmith.app.problems import Problems
from goldsmith.app.quality import Quality
from goldsmith.app.quizzes import Quizzes
from goldsmith.app.rules import Rules
from goldsmith.app.signals import Signals
from goldsmith.app.sources import Sources
from goldsmith.app.stage_prices import StagePrices
from goldsmith.app.standing import Standing
from goldsmith.app.supervision import Supervision
from goldsmith.app.texts import Texts
from goldsmith.app.views import Views


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases by noun, and whether the database answers."""

    accounts: Accounts
    appeals: Appeals
    assignments: Assignments
    bonuses: Bonuses
    campaigns: Campaigns
    consents: Consents
    country_pay: CountryPay
    datasets: Datasets
    decisions: Decisions
    deliveries: Deliveries
    duplicates: Duplicates
    earnings: Earnings
    evaluations: Evaluations
    fair_pay: FairPay
    feedback: Feedback
    forecasts: Forecasts
    gates: Gates
    goldens: Goldens
    items: Items
    jobs: Jobs
    ledger: Ledger
    messages: Messages
    monitoring: Monitoring
    payouts: Payouts
    planning: Planning
    privacy: Privacy
    problems: Problems
    quality: Quality
    quizzes: Quizzes
    rules: Rules
    signals: Signals
    sources: Sources
    stage_prices: StagePrices
    standing: Standing
    supervision: Supervision
    texts: Texts
    views: Views
    is_database_up: Callable[[], Awaitable[bool]]
