"""What the use cases need from outside: stores, a clock, secrets, a job queue. Storage fits these by shape."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol

from goldsmith.domain.routing import Move
from goldsmith.domain.stage import StagePlan

Row = dict[str, Any]
Clock = Callable[[], datetime]


class Secrets(Protocol):
    """Random tokens and their digests."""

    def new(self) -> str:
        """A token that nobody can guess (>= 128 bits), safe in a URL."""
        ...

    def digest(self, token: str) -> bytes:
        """What is kept of a token."""
        ...


class AccountStore(Protocol):
    """Accounts, credentials, invites, memberships, skills."""

    async def add_account(
        self, *, role: str, name: str, country: str | None, simulated: bool, now: datetime
    ) -> int:
        """Create an account."""
        ...

    async def first_owner(self, now: datetime) -> int:
        """The owner of this installation, created when there is none."""
        ...

    async def machine(self, name: str, now: datetime) -> int:
        """The account of a machine, created when there is none."""
        ...

    async def add_credential(
        self,
        account_id: int,
        kind: str,
        digest: bytes,
        *,
        label: str,
        expires_at: datetime | None,
        now: datetime,
    ) -> int:
        """Keep the digest of a secret."""
        ...

    async def redeem(self, digest: bytes, now: datetime) -> Row | None:
        """Use a one-time link: its account, or None where it is unknown, used or expired."""
        ...

    async def principal(self, digest: bytes, now: datetime) -> Row | None:
        """The account behind a session or token that is still good."""
        ...

    async def credentials(self, account_id: int, kind: str) -> list[Row]:
        """The account's live credentials of a kind."""
        ...

    async def revoke(self, account_id: int, credential_id: int, now: datetime) -> bool:
        """End a credential of the account."""
        ...

    async def add_invite(
        self, campaign_id: int, digest: bytes, fields: Mapping[str, Any], now: datetime
    ) -> Row:
        """Create an invite."""
        ...

    async def invites(self, campaign_id: int) -> list[Row]:
        """The campaign's invites, newest first."""
        ...

    async def revoke_invite(self, invite_id: int, now: datetime) -> int | None:
        """End an invite; its campaign, or None."""
        ...

    async def invite(self, digest: bytes) -> Row | None:
        """An invite with its campaign."""
        ...

    async def invite_campaign(self, invite_id: int) -> int | None:
        """The campaign of an invite."""
        ...

    async def join(
        self,
        digest: bytes,
        *,
        account_id: int | None,
        name: str,
        country: str,
        consent_version: int | None,
        now: datetime,
    ) -> Row | None:
        """Use an invite: create the account where needed and the membership; None where it is used up."""
        ...

    async def is_member(self, campaign_id: int, account_id: int) -> bool:
        """Whether the account joined the campaign."""
        ...

    async def set_skill(
        self, account_id: int, key: str, *, level: float, correct: float, total: float, now: datetime
    ) -> None:
        """Set a skill."""
        ...


class CampaignStore(Protocol):
    """Campaigns and stages."""

    async def create(
        self,
        *,
        title: str,
        recipe_key: str,
        recipe: Mapping[str, Any],
        stages: Sequence[Mapping[str, Any]],
        target: Mapping[tuple[str, ...], int],
        simulated: bool,
        owner_id: int,
        now: datetime,
    ) -> int:
        """Create a campaign with its stages; routes are resolved to stage ids."""
        ...

    async def campaigns(self, owner_id: int | None) -> list[Row]:
        """All campaigns, or those of one requester, newest first, with counts."""
        ...

    async def campaign(self, campaign_id: int) -> Row | None:
        """One campaign with counts."""
        ...

    async def recipe(self, campaign_id: int) -> Mapping[str, Any] | None:
        """The compiled recipe of a campaign; immutable, so it may be cached."""
        ...

    async def set_state(self, campaign_id: int, old: str, new: str) -> bool:
        """Change the state; False where it was not `old`."""
        ...

    async def stages(self, campaign_id: int) -> list[Row]:
        """The stages of a campaign with live counts."""
        ...

    async def stage(self, stage_id: int) -> Row | None:
        """One stage with live counts."""
        ...

    async def set_stage_state(self, stage_id: int, old: str, new: str) -> bool:
        """Change the state; False where it was not `old`."""
        ...

    async def plan(self, stage_id: int) -> StagePlan | None:
        """What routing needs of a stage; immutable, so it is cached."""
        ...

    async def config(self, stage_id: int) -> Mapping[str, Any]:
        """What is kept of a stage beside its columns; immutable, so it is cached."""
        ...

    async def target(self, campaign_id: int) -> dict[tuple[str, ...], int]:
        """Data points wanted by cell; empty where the campaign has no target."""
        ...

    async def work(self, account_id: int) -> list[Row]:
        """The stages of the campaigns that a worker joined, with their own skill and count."""
        ...


class AssignmentStore(Protocol):
    """Claims, drafts and answers."""

    async def claim(self, stage_id: int, worker_id: int, *, after: int, now: datetime) -> Row | None:
        """The worker's open assignment other than `after`, or a new one, or the refusal."""
        ...

    async def claim_for_machine(
        self, kind: str, machine_id: int, *, most: int, but: Sequence[int], now: datetime
    ) -> list[Row]:
        """Claim up to `most` tasks of a machine kind, in all running campaigns but some."""
        ...

    async def release(self, assignment_ids: Sequence[int]) -> None:
        """Give claims back unanswered."""
        ...

    def one_connection(self) -> AbstractAsyncContextManager[None]:
        """Let the calls inside share a connection, so that a submit waits for one once."""
        ...

    async def standing(self, assignment_id: int) -> Row | None:
        """Everything a decision about one assignment needs."""
        ...

    async def apply(
        self,
        *,
        assignment_id: int,
        worker_id: int,
        standing: Row,
        content: Any,
        quality: float,
        is_making: bool,
        kind_of_event: str,
        fields: Mapping[str, Any] | None = None,
        move: Move,
        is_golden_due: bool,
        active_ms: int,
        idempotency_key: str,
        now: datetime,
    ) -> int | None:
        """Count an answer and carry out its move; None where the ground changed meanwhile."""
        ...

    async def apply_golden(
        self,
        *,
        assignment_id: int,
        worker_id: int,
        standing: Row,
        content: Any,
        quality: float,
        score: float,
        is_right: bool,
        is_golden_due: bool,
        active_ms: int,
        idempotency_key: str,
        now: datetime,
    ) -> int | None:
        """Count an answer whose truth is known; None as `apply`."""
        ...

    async def keep_late(
        self, assignment_id: int, *, content: Any, quality: float, round_number: int, now: datetime
    ) -> int:
        """Keep an answer whose task no longer wants one."""
        ...

    async def answer_of(self, assignment_id: int) -> Row | None:
        """The answer of an assignment: id and late."""
        ...

    async def expire_leases(self, now: datetime) -> int:
        """Free the slots of leases that ran out."""
        ...

    async def skip(self, assignment_id: int, worker_id: int, now: datetime) -> bool:
        """Give a task back unanswered."""
        ...

    async def renew(self, assignment_id: int, worker_id: int, now: datetime) -> datetime | None:
        """Extend a live lease."""
        ...

    async def save_draft(
        self, assignment_id: int, worker_id: int, content: Any, *, based_on: int, now: datetime
    ) -> Row | None:
        """Save a draft over the revision it was based on; None where another is there."""
        ...

    async def draft(self, assignment_id: int, worker_id: int) -> Row | None:
        """The saved draft."""
        ...

    async def history(self, worker_id: int, *, before: int, limit: int) -> list[Row]:
        """The worker's own assignments, newest first."""
        ...


class QuizStore(Protocol):
    """Quiz attempts."""

    async def attempts(self, account_id: int, skill_key: str) -> list[Row]:
        """The worker's attempts, newest first."""
        ...

    async def start(
        self,
        account_id: int,
        *,
        campaign_id: int,
        skill_key: str,
        category: str,
        questions: Sequence[int],
        now: datetime,
    ) -> Row:
        """Start an attempt, or return the one that is running."""
        ...

    async def attempt(self, attempt_id: int) -> Row | None:
        """One attempt."""
        ...

    async def finish(
        self,
        attempt_id: int,
        *,
        state: str,
        score: float,
        result: Mapping[str, Any],
        skill: Mapping[str, float],
        now: datetime,
    ) -> bool:
        """Finish an attempt and set the skill in one transaction; False where it was finished before."""
        ...


class CorpusStore(Protocol):
    """Documents, chunks, items."""

    async def add_document(
        self,
        campaign_id: int,
        document: Mapping[str, Any],
        chunks: Sequence[Mapping[str, Any]],
        *,
        categories: Sequence[str],
        stage_ids: Mapping[str, int],
        overlaps: Mapping[str, int],
        prelabels: Sequence[Mapping[str, Any]] = (),
        now: datetime,
    ) -> bool:
        """Add a document with its chunks, items, suggestions and first tasks; False where it is there already."""
        ...

    async def add_refusal(self, campaign_id: int, path: str, reason: str, detail: str, now: datetime) -> None:
        """Note a file that did not pass."""
        ...

    async def documents(self, campaign_id: int, *, after: int, limit: int) -> list[Row]:
        """Documents by id."""
        ...

    async def refusals(self, campaign_id: int, *, after: int, limit: int) -> list[Row]:
        """Refusals by id."""
        ...

    async def items(
        self, campaign_id: int, filters: Mapping[str, Any], *, before: int, limit: int
    ) -> list[Row]:
        """Items, newest change first is not promised; by id descending."""
        ...

    async def item(self, item_id: int) -> Row | None:
        """One item with its text."""
        ...

    async def item_answers(self, item_id: int) -> list[Row]:
        """All answers of an item, in order."""
        ...

    async def item_events(self, item_id: int) -> list[Row]:
        """The history of an item, in order."""
        ...


class MonitoringStore(Protocol):
    """Numbers for the owner."""

    async def funnel(self, campaign_id: int) -> list[Row]:
        """Items by stage, category and state."""
        ...

    async def throughput(self, campaign_id: int, *, since: datetime, interval_s: int) -> list[Row]:
        """Answers by interval and stage template."""
        ...

    async def prelabels(self, campaign_id: int) -> list[Row]:
        """Items that a model looked at, by category and model."""
        ...

    async def uptakes(self, campaign_id: int) -> list[Row]:
        """What answers did with suggestions, by category, model, and whether they were seen."""
        ...

    async def workers(self, campaign_id: int, now: datetime) -> list[Row]:
        """The campaign's workers with their counts."""
        ...


class DatasetStore(Protocol):
    """Aggregation input and output, and streaming exports."""

    def documents_with_answers(self, campaign_id: int) -> AsyncIterator[Sequence[Row]]:
        """Documents with every item and answer, in batches, by document id."""
        ...

    async def records(self, campaign_id: int) -> list[Row]:
        """Worker and category with the skill record of their quiz."""
        ...

    async def save_points(
        self, campaign_id: int, job_id: int, points: Sequence[Mapping[str, Any]], now: datetime
    ) -> None:
        """Write data points; earlier ones of the same documents are replaced."""
        ...

    def points(self, campaign_id: int) -> AsyncIterator[Sequence[Row]]:
        """Data points with text, in batches, by document id."""
        ...

    def answers(self, campaign_id: int) -> AsyncIterator[Sequence[Row]]:
        """Raw answers with chunk text, in batches."""
        ...

    async def count_points(self, campaign_id: int) -> int:
        """How many data points there are."""
        ...


class JobStore(Protocol):
    """Machine work: rows that people see, and the queue behind them."""

    async def defer(
        self, kind: str, campaign_id: int | None, args: Mapping[str, Any], *, by: int | None, now: datetime
    ) -> int:
        """Create a job and queue it, in one transaction."""
        ...

    async def job(self, job_id: int) -> Row | None:
        """One job."""
        ...

    async def jobs(self, campaign_id: int) -> list[Row]:
        """The campaign's jobs, newest first."""
        ...

    async def set_state(self, job_id: int, old: str, new: str, now: datetime, **fields: Any) -> bool:
        """Change the state; False where it was not `old`."""
        ...

    async def progress(self, job_id: int, *, done: int, total: int | None, message: str) -> bool:
        """Report progress; False where the job was cancelled."""
        ...

    async def requeue(self, job_id: int, old: str, new: str, now: datetime) -> bool:
        """Change the state and queue a job again, both or neither; False where it was not `old`."""
        ...


class TextStore(Protocol):
    """Items that are texts."""

    async def add_items(self, campaign_id: int, rows: Sequence[Mapping[str, Any]], now: datetime) -> int:
        """Add items {track, stage_id, identity, cell?, brief?, payload?, parent_id?}; how many were new."""
        ...

    async def add_material(
        self,
        campaign_id: int,
        sections: Sequence[Mapping[str, Any]],
        items: Mapping[str, Mapping[str, Any]],
        now: datetime,
    ) -> tuple[int, int]:
        """Keep sections {problem, language, hint, brief} with the items made of new ones, by problem; both or neither.

        Returns:
            how many sections were new; how many items.
        """
        ...

    async def sections(self, campaign_id: int, *, after: int = 0) -> list[Row]:
        """The material of a campaign, in the order it came; after an id."""
        ...

    async def identities(self, campaign_id: int, *, under: int | None = None) -> set[str]:
        """The identities of a campaign's problems, or of the pairs of a data point."""
        ...

    async def context(self, item_id: int) -> Row | None:
        """Brief, texts and cell of an item."""
        ...

    async def trail(self, item_id: int) -> list[Row]:
        """The answers of an item that count, in order, with their stages."""
        ...

    async def cells(self, campaign_id: int) -> list[Row]:
        """Accepted, in work and waiting, by cell."""
        ...

    async def suggestions(self, item_id: int) -> list[Row]:
        """A model's examples beside an item."""
        ...

    async def wanting_suggestions(self, *, but: Sequence[int], most: int) -> list[Row]:
        """Items that wait for an author and have no examples yet."""
        ...

    async def add_suggestions(self, item_id: int, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
        """Keep examples, and that they were made; once."""
        ...

    async def versions(self, assignment_id: int, worker_id: int) -> list[Row]:
        """Earlier versions of a worker's own draft, newest first."""
        ...

    async def texts_of(self, campaign_id: int, field: str) -> list[Row]:
        """A field of all items that are not rejected, oldest first."""
        ...


class PlanningStore(Protocol):
    """What a forecast is made of."""

    async def loads(self, campaign_id: int, since: datetime) -> list[Row]:
        """Every stage with what waits, what is in work, and answers since a time."""
        ...

    async def effort(self, campaign_id: int) -> list[Row]:
        """Active time and answers of people, by stage."""
        ...

    async def accepted(self, campaign_id: int) -> list[Row]:
        """Accepted data points: cell, when, and how often they were sent back."""
        ...

    async def second_reviews(self, campaign_id: int) -> Row:
        """How many texts were reviewed twice or more, and where the first two agree."""
        ...


class DeliveryStore(Protocol):
    """What becomes of accepted texts, and the models' books."""

    async def points(self, campaign_id: int, *, after: int = 0, limit: int = 1_000_000) -> list[Row]:
        """Accepted data points with their answers, by id."""
        ...

    async def comparisons(self, campaign_id: int) -> list[Row]:
        """Preferences of people and of judges on the pairs of accepted data points."""
        ...

    async def open_pairs(self, campaign_id: int) -> int:
        """Pairs that still wait for a preference."""
        ...

    async def reopen(
        self,
        item_id: int,
        old: str,
        new: str,
        *,
        stage_id: int,
        data: Mapping[str, Any],
        now: datetime,
    ) -> bool:
        """Send an accepted item back to an author's stage; False where it was not `old`."""
        ...

    async def retire_pairs(self, parent_id: int, now: datetime) -> None:
        """Take the pairs of an earlier completion out of the evaluation."""
        ...

    async def add_duplicates(self, campaign_id: int, rows: Sequence[Mapping[str, Any]], now: datetime) -> int:
        """Keep pairs {first, second, kind, score, why}; how many were new."""
        ...

    async def duplicates(self, campaign_id: int, decision: str | None) -> list[Row]:
        """Pairs that look alike, open ones first."""
        ...

    async def duplicate(self, pair_id: int) -> Row | None:
        """One pair."""
        ...

    async def decided(self, campaign_id: int, decision: str) -> list[tuple[int, int]]:
        """Pairs with a decision."""
        ...

    async def decide(
        self, pair: Row, decision: str, *, state: str, kind: str, by: int, now: datetime
    ) -> bool:
        """Note a person's word about a pair with what follows for its later item, both or neither."""
        ...

    async def forget_stale(self, campaign_id: int, keep: Sequence[int]) -> None:
        """Drop open pairs with an item that is no longer compared."""
        ...

    async def add_gate(
        self, campaign_id: int, *, passed: bool, items: int, report: Row, now: datetime
    ) -> None:
        """Keep a look at the gate."""
        ...

    async def gate(self, campaign_id: int) -> Row | None:
        """The last look at the gate, and whether an item changed since."""
        ...

    async def add_delivery(self, campaign_id: int, fields: Mapping[str, Any], now: datetime) -> int | None:
        """Keep a delivery; None where the version is there already."""
        ...

    async def deliveries(self, campaign_id: int) -> list[Row]:
        """Delivered versions, newest first."""
        ...

    async def delivery(self, delivery_id: int) -> Row | None:
        """One delivery."""
        ...

    async def add_usage(self, campaign_id: int, row: Mapping[str, Any]) -> None:
        """Add to what was asked of a model."""
        ...

    async def usage(self, campaign_id: int) -> list[Row]:
        """What was asked of models."""
        ...

    async def reply(self, fingerprint: str) -> Row | None:
        """A kept answer of a model."""
        ...

    async def keep_reply(self, fingerprint: str, completion: Row, now: datetime) -> None:
        """Keep an answer of a model."""
        ...

    async def add_classifier(self, campaign_id: int, row: Mapping[str, Any], now: datetime) -> None:
        """Keep a trained classifier."""
        ...

    async def classifiers(self, campaign_id: int, *, with_data: bool = False) -> list[Row]:
        """The latest classifier of each dimension."""
        ...

    async def add_benchmark(
        self, campaign_id: int, name: str, entries: int, data: bytes, now: datetime
    ) -> None:
        """Keep the hashes of an uploaded benchmark."""
        ...

    async def benchmarks(self, campaign_id: int, *, with_data: bool = False) -> list[Row]:
        """The uploaded benchmarks; their hashes where asked for."""
        ...
