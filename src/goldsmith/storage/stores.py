"""All stores over one database."""

from __future__ import annotations

from dataclasses import dataclass

from goldsmith.storage.accounts import AccountStore
from goldsmith.storage.appeals import AppealStore
from goldsmith.storage.assignments import AssignmentStore
from goldsmith.storage.campaigns import CampaignStore
from goldsmith.storage.consents import ConsentStore
from goldsmith.storage.corpus import CorpusStore
from goldsmith.storage.country_pay import CountryPayStore
from goldsmith.storage.database import Database
from goldsmith.storage.datasets import DatasetStore
from goldsmith.storage.decisions import DecisionStore
from goldsmith.storage.deeds import DeedStore
from goldsmith.storage.deliveries import DeliveryStore
from goldsmith.storage.earnings import EarningsStore
from goldsmith.storage.feedback import FeedbackStore
from goldsmith.storage.funds import FundStore
from goldsmith.storage.goldens import GoldenStore
from goldsmith.storage.jobs import JobStore
from goldsmith.storage.ledger import LedgerStore
from goldsmith.storage.messages import AnnouncementStore, MessageStore
from goldsmith.storage.monitoring import MonitoringStore
from goldsmith.storage.pay import PayStore
from goldsmith.storage.payouts import PayoutStore
from goldsmith.storage.planning import PlanningStore
from goldsmith.storage.privacy import PrivacyStore
from goldsmith.storage.quality import QualityStore
from goldsmith.storage.quizzes import QuizStore
from goldsmith.storage.rules import RuleStore
from goldsmith.storage.signals import SignalStore
from goldsmith.storage.supervision import SupervisionStore
from goldsmith.storage.texts import TextStore
from goldsmith.storage.views import ViewStore


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores by noun."""

    accounts: AccountStore
    announcements: AnnouncementStore
    appeals: AppealStore
    assignments: AssignmentStore
    campaigns: CampaignStore
    consents: ConsentStore
    corpus: CorpusStore
    country_pay: CountryPayStore
    datasets: DatasetStore
    decisions: DecisionStore
    deeds: DeedStore
    deliveries: DeliveryStore
    goldens: GoldenStore
    earnings: EarningsStore
    feedback: FeedbackStore
    funds: FundStore
    jobs: JobStore
    ledger: LedgerStore
    messages: MessageStore
    monitoring: MonitoringStore
    pay: PayStore
    payouts: PayoutStore
    planning: PlanningStore
    privacy: PrivacyStore
    quality: QualityStore
    quizzes: QuizStore
    rules: RuleStore
    signals: SignalStore
    supervision: SupervisionStore
    texts: TextStore
    views: ViewStore

    @classmethod
    def over(cls, database: Database) -> Stores:
        """All stores over one pool."""
        return cls(
            accounts=AccountStore(database),
            announcements=AnnouncementStore(database),
            appeals=AppealStore(database),
            assignments=AssignmentStore(database),
            campaigns=CampaignStore(database),
            consents=ConsentStore(database),
            corpus=CorpusStore(database),
            country_pay=CountryPayStore(database),
            datasets=DatasetStore(database),
            decisions=DecisionStore(database),
            deeds=DeedStore(database),
            deliveries=DeliveryStore(database),
            goldens=GoldenStore(database),
            earnings=EarningsStore(database),
            feedback=FeedbackStore(database),
            funds=FundStore(database),
            jobs=JobStore(database),
            ledger=LedgerStore(database),
            messages=MessageStore(database),
            monitoring=MonitoringStore(database),
            pay=PayStore(database),
            payouts=PayoutStore(database),
            planning=PlanningStore(database),
            privacy=PrivacyStore(database),
            quality=QualityStore(database),
            quizzes=QuizStore(database),
            rules=RuleStore(database),
            signals=SignalStore(database),
            supervision=SupervisionStore(database),
            texts=TextStore(database),
            views=ViewStore(database),
        )
