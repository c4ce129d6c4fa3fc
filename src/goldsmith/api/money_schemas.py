"""What goes over the wire about money: budget, ledger, bonuses, payouts, earnings."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from goldsmith.api.wire import LongText, Model, ShortText
from goldsmith.domain.workflow import PayoutBatchEvent, PayoutBatchState, PayoutEvent, PayoutState

Amount = Annotated[Decimal, Field(gt=0, le=100_000_000, decimal_places=4)]
Account = Literal["funding", "budget", "worker", "payout_clearing", "paid_out"]
EntryKind = Literal[
    "fund", "task_pay", "bonus", "correction", "final_share", "payout", "payout_settled", "payout_returned", "refund"
]  # fmt: skip
DestinationKind = Literal["bank", "email"]


class StageOutlook(BaseModel):
    """How long the budget lasts at one stage."""

    stage_id: int
    title: str
    category: str
    state: str
    price: Decimal
    open_slots: int = Field(description="answers that waiting tasks want")
    waiting_cost: Decimal
    is_stopped: bool = Field(description="less is free than a task costs")
    stops_at: datetime | None = Field(description="when that will be, at the rate of the last 24 hours")
    words: str


class Budget(BaseModel):
    """A campaign's money; without a cap nothing stops, and `free` is null."""

    currency: str
    is_capped: bool
    funded: Decimal = Field(description="deposits less refunds")
    spent: Decimal = Field(description="task pay, bonuses, final shares and corrections")
    task_pay: Decimal
    bonus: Decimal
    final_share: Decimal
    corrections: Decimal
    reserved: Decimal = Field(description="promised for open and submitted work")
    free: Decimal | None
    pending: Decimal = Field(description="of what is promised, for submitted answers")
    pending_answers: int
    per_hour: Decimal | None = Field(description="spending of the last 24 hours; null before it is believed")
    waiting_cost: Decimal = Field(description="what all waiting tasks would cost")
    stages: list[StageOutlook]


class MoneyIn(Model):
    """Deposit or give back."""

    amount: Amount
    reason: LongText = ""


class BudgetIn(Model):
    """What all deposits together shall be."""

    total: Annotated[Decimal, Field(ge=0, le=100_000_000, decimal_places=4)]
    reason: LongText = ""


class CorrectionIn(Model):
    """Pay a worker what was missing (over 0), or take back what was too much (under 0)."""

    worker_id: int
    amount: Annotated[Decimal, Field(ge=-100_000_000, le=100_000_000, decimal_places=4)]
    reason: ShortText


class AccountBalance(BaseModel):
    """One account of the ledger."""

    account: Account
    worker_id: int | None
    worker_name: str | None
    simulated: bool
    debits: Decimal
    credits: Decimal
    balance: Decimal = Field(description="credits less debits")


class TrialBalance(BaseModel):
    """Every account; the balances sum to zero."""

    currency: str
    accounts: list[AccountBalance]
    debits: Decimal
    credits: Decimal
    balance: Decimal


class LedgerEntry(BaseModel):
    """One transfer from a debit account to a credit account."""

    id: int
    at: datetime
    kind: EntryKind
    debit: Account
    debit_worker: int | None
    debit_name: str | None
    credit: Account
    credit_worker: int | None
    credit_name: str | None
    simulated: bool = Field(description="it is about a simulated worker")
    amount: Decimal
    assignment_id: int | None
    stage_title: str | None
    payout_id: int | None
    reference: str
    reason: str
    actor_name: str | None = Field(description="null: the machine, by the campaign's rules")


class ShareRow(BaseModel):
    """What one worker would get."""

    worker_id: int
    name: str
    country: str | None
    simulated: bool
    answers: int = Field(description="accepted answers")
    hours: float = Field(description="active time of accepted work, each task capped")
    earned: Decimal
    hourly: Decimal | None = Field(description="earned by hours")
    amount: Decimal


class SharesPreview(BaseModel):
    """What would be posted; send `run`, `as_of` and `total` back to post it."""

    run: int
    as_of: datetime
    currency: str
    target_hourly: Decimal
    free: Decimal | None
    total: Decimal
    missing: Decimal = Field(description="what is free lacks so much")
    people: list[ShareRow]


class FinalPreview(SharesPreview):
    """What is left, shared by hours."""

    why_not: str = Field(description="why it cannot be posted yet; empty where it can")
    bonuses_due: Decimal = Field(description="bonuses that were not posted yet")


class BonusesIn(Model):
    """Post what a preview showed."""

    run: int = Field(ge=0)
    as_of: AwareDatetime
    total: Annotated[Decimal, Field(ge=0)]


class FinalIn(Model):
    """Post what a preview of the final distribution showed."""

    run: int = Field(ge=0)
    total: Annotated[Decimal, Field(ge=0)]


class SharesPosted(BaseModel):
    """What was posted now; nothing where it was posted before."""

    posted: bool
    people: int
    total: Decimal


class PayoutFormatRow(BaseModel):
    """A form of payout files."""

    name: str
    title: str
    kind: DestinationKind


class PayoutBatch(BaseModel):
    """A batch of payouts."""

    id: int
    state: PayoutBatchState
    events: list[PayoutBatchEvent] = Field(description="what can be done with it now")
    note: str
    drafted_by_name: str
    drafted_at: datetime
    approved_by_name: str | None
    approved_at: datetime | None
    sent_at: datetime | None
    closed_at: datetime | None
    payouts: int
    amount: Decimal
    settled: int
    settled_amount: Decimal
    failed: int = Field(description="failed, or given back later")
    files: list[dict[str, Any]] = Field(description="who took which file when")


class PayoutRow(BaseModel):
    """The payout of one worker; where to is only in the file."""

    id: int
    worker_id: int
    worker_name: str
    simulated: bool
    amount: Decimal
    state: PayoutState
    reason: str
    decided_at: datetime | None
    destination_kind: DestinationKind | None


class PayoutBatchView(PayoutBatch):
    """A batch with its payouts."""

    lines: list[PayoutRow]


class PayoutsView(BaseModel):
    """Batches, and what a new one would hold."""

    currency: str
    payable: Decimal = Field(description="balances of workers who said where to, in no open batch")
    payable_workers: int
    unknown: Decimal = Field(description="balances of workers who did not")
    unknown_workers: int
    formats: list[PayoutFormatRow]
    batches: list[PayoutBatch]


class PayoutDraftIn(Model):
    """Draft a batch."""

    minimum: Annotated[Decimal, Field(ge=0, le=100_000_000, decimal_places=2)] = Decimal(0)
    with_unknown: bool = False
    note: LongText = ""


class PayoutBatchEventIn(Model):
    """Move a batch on."""

    event: PayoutBatchEvent
    reason: LongText = ""


class PayoutEventIn(Model):
    """Say what became of a payout."""

    event: PayoutEvent
    reason: LongText = ""


class LocalMoney(BaseModel):
    """Sums in the money of the worker's country."""

    currency: str
    rates_of: str = Field(description="of when the exchange rate is")
    earned: Decimal
    pending: Decimal
    paid: Decimal


class StageEarnings(BaseModel):
    """Accepted work at one stage."""

    stage_id: int
    title: str
    answers: int
    earned: Decimal
    hours: float
    hourly: Decimal | None


class CampaignEarnings(BaseModel):
    """What one campaign brought its worker."""

    id: int
    title: str
    state: str
    simulated: bool
    currency: str
    target_hourly: Decimal
    review_days: int
    earned: Decimal
    task_pay: Decimal
    bonus: Decimal
    final_share: Decimal
    corrections: Decimal
    pending: Decimal = Field(description="submitted, not yet accepted")
    pending_answers: int
    balance: Decimal = Field(description="waits for the next payout")
    on_the_way: Decimal = Field(description="in a payout that has not arrived yet")
    paid: Decimal = Field(description="paid out, on the way included")
    answers: int
    hours: float = Field(description="active time of accepted work, each task capped")
    per_task: Decimal | None
    hourly: Decimal | None
    bonus_due: Decimal = Field(description="what is missing to the target now")
    local: LocalMoney | None
    stages: list[StageEarnings]


class EarningsEntry(BaseModel):
    """What came to the worker's account (over 0) or left it (under 0)."""

    id: int
    at: datetime
    kind: EntryKind
    amount: Decimal
    currency: str
    campaign_title: str
    stage_title: str | None
    reason: str


class Destination(BaseModel):
    """Where a worker's money goes."""

    kind: DestinationKind
    holder: str
    address: str
    bank: str
    updated_at: datetime


class DestinationIn(Model):
    """Say where your money goes."""

    kind: DestinationKind
    holder: ShortText
    address: Annotated[ShortText, Field(max_length=254)]
    bank: LongText = ""
