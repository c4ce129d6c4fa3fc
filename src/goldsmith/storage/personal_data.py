"""Where a person is stored: every column that points at an account, what an export says of it, what erasure does.

A test walks the schema: a new column that points at an account belongs in this list.
"""

from __future__ import annotations

from dataclasses import dataclass

ERASED = "(erased)"


@dataclass(frozen=True, slots=True)
class Place:
    """A column that says which person something is of.

    Attributes:
        column: table.column.
        section: of the export that gives its rows; None where none does.
        why: why it is not exported; empty where it is.
        erasure: what forgetting the person does to it.
    """

    column: str
    section: str | None
    why: str
    erasure: str


_STAFF = "is set for owners and requesters only, who act by name"
_STAYS = "stays: the number of a person without a name"


def _of_worker(column: str, section: str, erasure: str = _STAYS) -> Place:
    return Place(column, section, "", erasure)


def _of_staff(column: str) -> Place:
    return Place(column, None, _STAFF, "stays: a worker is never in it")


PLACES: tuple[Place, ...] = (
    _of_worker("account.id", "account", "name and country are replaced, the account is closed"),
    _of_worker("account.erased_by", "account"),
    _of_worker("credential.account_id", "sign_ins", "deleted"),
    _of_worker("membership.account_id", "campaigns"),
    _of_worker("consent.account_id", "consents"),
    _of_worker("assignment.worker_id", "assignments"),
    _of_worker("answer.worker_id", "answers"),
    _of_worker("skill.account_id", "skills", "stays: answers are weighed by it"),
    _of_worker("quiz_attempt.account_id", "quiz_attempts", "deleted"),
    _of_worker("worker_stage.worker_id", "stages"),
    _of_worker("restriction.account_id", "restrictions", "its reason is erased"),
    _of_worker("rule_event.worker_id", "rules"),
    _of_worker("ledger_entry.credit_worker", "ledger", "stays: books are append-only"),
    _of_worker("ledger_entry.debit_worker", "ledger", "stays: books are append-only"),
    _of_worker("payout.worker_id", "payouts", "stays: books are append-only"),
    _of_worker("payout_destination.account_id", "payout_destination", "deleted"),
    _of_worker("feedback.worker_id", "feedback", "its words are erased, the rating stays"),
    _of_worker("message.worker_id", "messages", "the texts of the thread are erased"),
    _of_worker("message.author_id", "messages", "the texts of the thread are erased"),
    _of_worker("announcement_dismissal.account_id", "announcements", "deleted"),
    _of_worker("appeal.worker_id", "appeals", "its words are erased, an open one is withdrawn"),
    _of_worker("view_log.account_id", "views", "stays: who saw personal data of others is kept"),
    Place(
        "work_event.worker_id",
        "outcomes",
        "",
        "stays: numbers about answers",
    ),
    Place("item_event.actor_id", None, "repeats assignments, answers and decisions", _STAYS),
    Place("task.reserved_for", None, "says for a few days who reworks their own text", "emptied"),
    Place("appeal.decided_by", None, _STAFF + ", or for a worker who withdrew", _STAYS),
    Place("assignment.decided_by", None, _STAFF, "stays: a worker is never in it"),
    Place("ledger_entry.actor_id", None, _STAFF, "stays: a worker is never in it"),
    *(
        _of_staff(column)
        for column in (
            "announcement.created_by",
            "campaign.owner_id",
            "consent_text.created_by",
            "delivery.created_by",
            "duplicate_pair.decided_by",
            "feedback.answered_by",
            "golden.created_by",
            "invite.created_by",
            "job.created_by",
            "payout.decided_by",
            "payout_batch.approved_by",
            "payout_batch.drafted_by",
            "payout_file.by",
            "restriction.created_by",
            "restriction.lifted_by",
            "rule.created_by",
            "rule.updated_by",
            "rule_event.undone_by",
        )
    ),
)

#: What hangs on an assignment or an answer rather than on the account.
BEYOND: tuple[Place, ...] = (
    _of_worker("draft.assignment_id", "drafts", "deleted"),
    _of_worker("draft_version.assignment_id", "drafts", "deleted"),
    _of_worker("answer_signal.answer_id", "signals", "deleted"),
    Place(
        "invite.note", None, "written by an owner, about whom they invite", "emptied where it holds the name"
    ),
)

# $1 is the account. Scores against known answers are not in it, nor counts of them: whoever looks after each task
# would learn which tasks those are.
SECTIONS: dict[str, str] = {
    "account": "SELECT id, role, name, country, simulated, created_at, erased_at, erased_by = id AS erased_by_self "
    "FROM account WHERE id = $1",
    "sign_ins": "SELECT kind, label, created_at, expires_at, used_at, revoked_at FROM credential "
    "WHERE account_id = $1 ORDER BY id",
    "campaigns": "SELECT c.id AS campaign_id, c.title, m.joined_at, m.consent_version, m.consented_at "
    "FROM membership m JOIN campaign c ON c.id = m.campaign_id WHERE m.account_id = $1 ORDER BY c.id",
    "consents": "SELECT o.campaign_id, o.version, t.title, o.at FROM consent o "
    "LEFT JOIN consent_text t ON t.campaign_id = o.campaign_id AND t.version = o.version "
    "WHERE o.account_id = $1 ORDER BY o.at",
    "assignments": "SELECT a.id, s.campaign_id, s.title AS stage, s.category, d.path, k.first_line, a.state, a.price, "
    "a.rework, a.claimed_at, a.leased_until, a.submitted_at, a.active_ms, a.is_held, a.decided_at, a.decision_reason "
    "FROM assignment a JOIN stage s ON s.id = a.stage_id JOIN item i ON i.id = a.item_id "
    "LEFT JOIN chunk k ON k.id = i.chunk_id LEFT JOIN document d ON d.id = k.document_id "
    "WHERE a.worker_id = $1 ORDER BY a.id",
    "answers": "SELECT n.id, n.assignment_id, n.content, n.quality AS weight, n.round, n.late, n.is_unused, "
    "n.created_at FROM answer n WHERE n.worker_id = $1 ORDER BY n.id",
    "drafts": "SELECT d.assignment_id, d.revision, d.content, d.saved_at FROM ("
    "SELECT assignment_id, revision, content, saved_at FROM draft UNION "
    "SELECT assignment_id, revision, content, saved_at FROM draft_version) d "
    "JOIN assignment a ON a.id = d.assignment_id WHERE a.worker_id = $1 ORDER BY d.assignment_id, d.revision",
    "signals": "SELECT g.* FROM answer_signal g JOIN answer n ON n.id = g.answer_id WHERE n.worker_id = $1 "
    "ORDER BY g.answer_id",
    "stages": "SELECT s.title AS stage, w.answers, w.skips, w.active_ms, w.last_at "
    "FROM worker_stage w JOIN stage s ON s.id = w.stage_id WHERE w.worker_id = $1 ORDER BY s.id",
    "outcomes": "SELECT s.title AS stage, e.kind, count(*) AS answers, avg(e.score) AS mean_score "
    "FROM work_event e JOIN stage s ON s.id = e.stage_id "
    "WHERE e.worker_id = $1 AND e.kind IN ('reviewed', 'agreed') GROUP BY s.id, e.kind ORDER BY s.id, e.kind",
    "skills": "SELECT key, level, correct, total, updated_at FROM skill WHERE account_id = $1 ORDER BY key",
    "quiz_attempts": "SELECT id, campaign_id, category, state, score, started_at, finished_at FROM quiz_attempt "
    "WHERE account_id = $1 ORDER BY id",
    "restrictions": "SELECT id, scope, campaign_id, stage_id, until, reason, created_at, lifted_at FROM restriction "
    "WHERE account_id = $1 ORDER BY id",
    "rules": "SELECT e.id, r.name AS rule, e.campaign_id, e.words, e.evidence, e.action, e.at, e.undone_at "
    "FROM rule_event e JOIN rule r ON r.id = e.rule_id WHERE e.worker_id = $1 ORDER BY e.id",
    "ledger": "SELECT e.id, e.at, e.campaign_id, e.kind, "
    "CASE WHEN e.credit_worker = $1 THEN e.amount ELSE -e.amount END AS amount, "
    "c.recipe -> 'pay' ->> 'currency' AS currency, e.assignment_id, e.reason "
    "FROM ledger_entry e JOIN campaign c ON c.id = e.campaign_id "
    "WHERE e.credit_worker = $1 OR e.debit_worker = $1 ORDER BY e.id",
    "payouts": "SELECT id, batch_id, campaign_id, amount, state, reason, decided_at FROM payout WHERE worker_id = $1 "
    "ORDER BY id",
    "payout_destination": "SELECT kind, holder, address, bank, updated_at FROM payout_destination "
    "WHERE account_id = $1",
    "messages": "SELECT id, campaign_id, is_from_worker, about, text, at, read_at FROM message WHERE worker_id = $1 "
    "ORDER BY id",
    "feedback": "SELECT f.assignment_id, s.title AS stage, f.rating, f.text, f.is_broken, f.created_at, f.answer, "
    "f.answered_at FROM feedback f JOIN stage s ON s.id = f.stage_id WHERE f.worker_id = $1 ORDER BY f.id",
    "appeals": "SELECT id, campaign_id, kind, coalesce(assignment_id, restriction_id, rule_event_id) AS subject_id, "
    "text, state, created_at, deadline, answer, decided_at FROM appeal WHERE worker_id = $1 ORDER BY id",
    "announcements": "SELECT announcement_id, at AS put_away_at FROM announcement_dismissal WHERE account_id = $1 "
    "ORDER BY announcement_id",
    "views": "SELECT campaign_id, item_id, kind, detail, at FROM view_log WHERE account_id = $1 ORDER BY id",
}

#: In this order. $1 is the account, which has no name any more.
ERASURE: tuple[str, ...] = (
    "DELETE FROM credential WHERE account_id = $1",
    "DELETE FROM payout_destination WHERE account_id = $1",
    "DELETE FROM draft USING assignment a WHERE a.id = draft.assignment_id AND a.worker_id = $1",
    "DELETE FROM draft_version USING assignment a WHERE a.id = draft_version.assignment_id AND a.worker_id = $1",
    "DELETE FROM answer_signal USING answer n WHERE n.id = answer_signal.answer_id AND n.worker_id = $1",
    "DELETE FROM quiz_attempt WHERE account_id = $1",
    "DELETE FROM announcement_dismissal WHERE account_id = $1",
    f"UPDATE message SET text = '{ERASED}', about = '' WHERE worker_id = $1",
    "DELETE FROM feedback WHERE worker_id = $1 AND rating IS NULL AND NOT is_broken",
    f"UPDATE feedback SET text = '', answer = CASE WHEN answer IS NOT NULL THEN '{ERASED}' END WHERE worker_id = $1",
    f"UPDATE restriction SET reason = '{ERASED}' WHERE account_id = $1",
    "UPDATE task SET reserved_for = NULL, reserved_until = NULL WHERE reserved_for = $1",
)
