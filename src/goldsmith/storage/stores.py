"""All stores over one database."""

from __future__ import annotations

from dataclasses import dataclass

from goldsmith.storage.accounts import AccountStore
from goldsmith.storage.assignments import AssignmentStore
from goldsmith.storage.campaigns import CampaignStore
from goldsmith.storage.corpus import CorpusStore
from goldsmith.storage.database import Database
from goldsmith.storage.datasets import DatasetStore
from goldsmith.storage.decisions import DecisionStore
from goldsmith.storage.deliveries import DeliveryStore
from goldsmith.storage.jobs import JobStore
from goldsmith.storage.monitoring import MonitoringStore
from goldsmith.storage.planning import PlanningStore
from goldsmith.storage.quizzes import QuizStore
from goldsmith.storage.texts import TextStore


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores by noun."""

    accounts: AccountStore
    assignments: AssignmentStore
    campaigns: CampaignStore
    corpus: CorpusStore
    datasets: DatasetStore
    decisions: DecisionStore
    deliveries: DeliveryStore
    jobs: JobStore
    monitoring: MonitoringStore
    planning: PlanningStore
    quizzes: QuizStore
    texts: TextStore

    @classmethod
    def over(cls, database: Database) -> Stores:
        """All stores over one pool."""
        return cls(
            accounts=AccountStore(database),
            assignments=AssignmentStore(database),
            campaigns=CampaignStore(database),
            corpus=CorpusStore(database),
            datasets=DatasetStore(database),
            decisions=DecisionStore(database),
            deliveries=DeliveryStore(database),
            jobs=JobStore(database),
            monitoring=MonitoringStore(database),
            planning=PlanningStore(database),
            quizzes=QuizStore(database),
            texts=TextStore(database),
        )
