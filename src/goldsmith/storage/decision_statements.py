"""The statements of decisions about single assignments."""

from __future__ import annotations

# The money follows the state in the same statement: what is accepted is paid, what is rejected frees its promise.
_SETTLE = """
), promised AS (
    SELECT campaign_id, budget_slice AS slice, sum(price) AS price
    FROM decided WHERE budget_slice IS NOT NULL GROUP BY 1, 2
), locked AS (
    -- By their number: two that settle many at once do not wait for each other in a circle.
    SELECT b.campaign_id, b.slice, p.price FROM budget_slice b JOIN promised p USING (campaign_id, slice)
    ORDER BY b.campaign_id, b.slice
    FOR UPDATE OF b
), settled AS (
    UPDATE budget_slice b
    SET reserved = b.reserved - l.price, free = b.free + CASE WHEN $3 = 'REJECTED' THEN l.price ELSE 0 END
    FROM locked l WHERE b.campaign_id = l.campaign_id AND b.slice = l.slice
), paid AS (
    INSERT INTO ledger_entry (campaign_id, kind, debit, credit, credit_worker, amount, assignment_id, reference,
                              reason, actor_id, at)
    SELECT campaign_id, 'task_pay', 'budget', 'worker', worker_id, price, id, 'task_pay/' || id, $5, $4, $6
    FROM decided WHERE $3 = 'ACCEPTED' AND price > 0
    ON CONFLICT (reference) DO NOTHING
), learnt AS (
    INSERT INTO work_event (campaign_id, stage_id, worker_id, assignment_id, kind, amount, at)
    SELECT campaign_id, stage_id, worker_id, id, lower($3), price, $6 FROM decided
)
SELECT id, campaign_id, stage_id, worker_id, price FROM decided ORDER BY id
"""

DECIDE = (
    """
WITH picked AS (
    SELECT a.id, a.budget_slice, s.campaign_id
    FROM assignment a JOIN stage s ON s.id = a.stage_id
    WHERE a.id = ANY ($1::bigint[]) AND a.state = $2
    ORDER BY a.id
    FOR UPDATE OF a
), decided AS (
    UPDATE assignment a
    SET state = $3, decided_by = $4, decision_reason = $5, decided_at = $6, is_held = false,
        budget_slice = CASE WHEN $3 = 'REJECTED' THEN NULL ELSE a.budget_slice END
    FROM picked p WHERE a.id = p.id
    RETURNING a.id, a.worker_id, a.stage_id, a.price, p.budget_slice, p.campaign_id
"""
    + _SETTLE
)

# Reconsidered work has no promise any more: its rejection freed it. What it costs is taken from what is free.
OWED = """
SELECT s.campaign_id, sum(a.price) AS price
FROM assignment a JOIN stage s ON s.id = a.stage_id JOIN campaign c ON c.id = s.campaign_id AND c.budget_capped
WHERE a.id IN (SELECT id FROM assignment WHERE id = ANY ($1::bigint[]) AND state = $2 ORDER BY id FOR UPDATE)
  AND a.budget_slice IS NULL AND a.price > 0
GROUP BY 1 ORDER BY 1
"""

DUE = """
SELECT a.id
FROM assignment a JOIN stage s ON s.id = a.stage_id JOIN campaign c ON c.id = s.campaign_id
WHERE a.state = 'SUBMITTED' AND NOT a.is_held
  AND a.submitted_at <= $1::timestamptz - make_interval(days => c.review_days)
ORDER BY a.submitted_at
LIMIT $2
"""

# Nobody judges the answer to a golden, and one that waited longer than others would tell. It is accepted after as
# long as one of the last 200 judged answers of its stage waited; which one is drawn by its number.
DUE_GOLDENS = """
WITH waiting AS (
    SELECT a.id, a.stage_id, a.submitted_at
    FROM golden g JOIN assignment a ON a.task_id = g.task_id
    WHERE a.state = 'SUBMITTED' AND NOT a.is_held
    ORDER BY a.submitted_at LIMIT 5000
), usual AS (
    SELECT s.stage_id, array_agg(r.waited) AS waits
    FROM (SELECT DISTINCT stage_id FROM waiting) s
    CROSS JOIN LATERAL (
        SELECT a.decided_at - a.submitted_at AS waited
        FROM assignment a JOIN task t ON t.id = a.task_id AND t.state <> 'GOLDEN'
        WHERE a.stage_id = s.stage_id AND a.state IN ('ACCEPTED', 'REJECTED') AND a.decided_by IS NULL
          AND a.decided_at > a.submitted_at
        ORDER BY a.id DESC LIMIT 200
    ) r
    GROUP BY 1
)
SELECT w.id
FROM waiting w JOIN usual u ON u.stage_id = w.stage_id
WHERE w.submitted_at + u.waits[1 + abs(hashint8(w.id)::bigint) % cardinality(u.waits)] <= $1
ORDER BY w.id
LIMIT $2
"""

_FILTERS = """
  AND ($2::text IS NULL OR CASE $2
           WHEN 'waiting' THEN a.state = 'SUBMITTED' AND NOT a.is_held
           WHEN 'held' THEN a.state = 'SUBMITTED' AND a.is_held
           WHEN 'unused' THEN n.is_unused AND a.state = 'ACCEPTED'
           ELSE a.state = $2 END)
  AND ($3::bigint IS NULL OR a.stage_id = $3)
  AND ($4::bigint IS NULL OR a.worker_id = $4)
"""

WAITING = f"""
SELECT a.id
FROM stage s JOIN assignment a ON a.stage_id = s.id
JOIN account w ON w.id = a.worker_id AND w.role = 'worker'
LEFT JOIN answer n ON n.assignment_id = a.id AND NOT n.late
WHERE s.campaign_id = $1 AND a.state = 'SUBMITTED' AND NOT a.is_held AND a.id > $5
{_FILTERS}
ORDER BY a.id LIMIT $6
"""

_COLUMNS = """
SELECT a.id, s.campaign_id, a.stage_id, s.title AS stage_title, s.kind, s.category, a.worker_id, w.name AS worker_name,
       w.simulated AS worker_simulated, a.item_id, coalesce(d.path, b.brief ->> 'title', '') AS path,
       coalesce(c.first_line, 0) AS first_line, a.state, a.is_held, a.price,
       m.recipe -> 'pay' ->> 'currency' AS currency, a.submitted_at,
       a.active_ms, a.decided_at, p.name AS decided_by, a.decision_reason,
       a.submitted_at + make_interval(days => m.review_days) AS due_at, coalesce(n.is_unused, false) AS is_unused,
       n.content AS answer, t.state = 'GOLDEN' AS is_golden, g.truth AS golden_truth, i.state AS item_state,
       t.state AS task_state, i.answer_id = n.id AS is_current, n.id AS answer_id
"""
_FROM = """
FROM stage s
JOIN campaign m ON m.id = s.campaign_id
JOIN assignment a ON a.stage_id = s.id AND a.state IN ('SUBMITTED', 'ACCEPTED', 'REJECTED')
JOIN account w ON w.id = a.worker_id AND w.role = 'worker'
JOIN task t ON t.id = a.task_id
JOIN item i ON i.id = a.item_id
LEFT JOIN item b ON b.id = coalesce(i.parent_id, i.id)
LEFT JOIN chunk c ON c.id = i.chunk_id
LEFT JOIN document d ON d.id = c.document_id
LEFT JOIN answer n ON n.assignment_id = a.id AND NOT n.late
LEFT JOIN account p ON p.id = a.decided_by
LEFT JOIN golden g ON g.task_id = a.task_id
"""

QUEUE = f"""
{_COLUMNS}
{_FROM}
WHERE s.campaign_id = $1 AND a.id < $5
{_FILTERS}
ORDER BY a.id DESC LIMIT $6
"""

COUNTS = """
SELECT count(*) FILTER (WHERE a.state = 'SUBMITTED' AND NOT a.is_held) AS waiting,
       count(*) FILTER (WHERE a.state = 'SUBMITTED' AND a.is_held) AS held,
       count(*) FILTER (WHERE a.state = 'ACCEPTED') AS accepted,
       count(*) FILTER (WHERE a.state = 'REJECTED') AS rejected,
       coalesce(sum(a.price) FILTER (WHERE a.state = 'SUBMITTED' AND NOT a.is_held), 0) AS waiting_pay,
       min(a.submitted_at) FILTER (WHERE a.state = 'SUBMITTED' AND NOT a.is_held)
           + make_interval(days => max(m.review_days)) AS next_due_at,
       max(m.review_days) AS review_days, max(m.recipe -> 'pay' ->> 'currency') AS currency,
       (SELECT count(*) FROM stage u JOIN answer n ON n.stage_id = u.id AND n.is_unused AND n.worker_id > 0
        JOIN assignment d ON d.id = n.assignment_id AND d.state = 'ACCEPTED'
        WHERE u.campaign_id = $1) AS unused
FROM stage s JOIN campaign m ON m.id = s.campaign_id
JOIN assignment a ON a.stage_id = s.id AND a.state IN ('SUBMITTED', 'ACCEPTED', 'REJECTED')
JOIN account w ON w.id = a.worker_id AND w.role = 'worker'
WHERE s.campaign_id = $1
"""

ONE = f"""
{_COLUMNS}, c.text, coalesce(c.first_column, 0) AS first_column, shown.content -> 'spans' AS shown, i.payload,
       coalesce(s.config -> 'form', '[]') AS form_fields,
       coalesce((
           SELECT jsonb_agg(jsonb_build_object(
                      'worker_id', v.worker_id, 'worker_name', vw.name, 'worker_simulated', vw.simulated,
                      'verdict', v.content ->> 'verdict', 'reason', coalesce(v.content ->> 'reason', ''),
                      'is_unused', v.is_unused, 'at', v.created_at) ORDER BY v.id)
           FROM task vt JOIN answer v ON v.task_id = vt.id AND NOT v.late JOIN account vw ON vw.id = v.worker_id
           WHERE vt.item_id = a.item_id AND vt.subject_answer_id = n.id AND v.content ? 'verdict'
             AND vw.role = 'worker'), '[]') AS verdicts
{_FROM}
LEFT JOIN answer shown ON shown.id = t.subject_answer_id
WHERE a.id = $1
"""

# Tasks before assignments, as a submit locks them.
LOCK_TASKS = """
SELECT t.id, t.stage_id, t.state, t.live, t.answers, t.subject_answer_id
FROM task t
WHERE t.item_id = (SELECT item_id FROM assignment WHERE id = $1) AND t.state <> 'GOLDEN'
ORDER BY t.id
FOR UPDATE
"""

STANDING = """
SELECT a.task_id, a.stage_id, a.item_id, a.worker_id, s.kind, s.position, n.id AS answer_id, i.state AS item_state,
       i.answer_id AS current_id, i.round, n.is_unused,
       EXISTS (SELECT FROM answer l JOIN stage ls ON ls.id = l.stage_id
               WHERE l.item_id = a.item_id AND l.id > n.id AND NOT l.late AND ls.kind IN ('annotate', 'author'))
       OR EXISTS (SELECT FROM item k WHERE k.parent_id = a.item_id) AS is_built_on
FROM assignment a
JOIN stage s ON s.id = a.stage_id
JOIN item i ON i.id = a.item_id
LEFT JOIN answer n ON n.assignment_id = a.id AND NOT n.late
WHERE a.id = $1
"""

PUT_ASIDE = "UPDATE answer SET is_unused = true WHERE id = $1"

# One answer fewer: the slot is free again, and another worker is asked.
GIVE_BACK = """
UPDATE task SET answers = answers - 1 WHERE id = $1 AND state IN ('OPEN', 'HELD') AND answers > 0
"""

WITHDRAW = "UPDATE task SET state = $2 WHERE id = ANY ($1::bigint[])"

REOPEN = """
UPDATE item SET state = $2, stage_id = $3, answer_id = NULL, confidence = NULL, updated_at = $4 WHERE id = $1
"""

ASK_ANEW = """
INSERT INTO task (stage_id, item_id, state, overlap, priority, subject_answer_id, reserved_for, reserved_until,
                  created_at)
SELECT s.id, $2, $3, CASE WHEN $4::bigint IS NULL THEN s.overlap_min ELSE 1 END, 1,
       (SELECT subject_answer_id FROM task WHERE id = $7), $4::bigint,
       CASE WHEN $4::bigint IS NOT NULL THEN $6::timestamptz + make_interval(secs => $5) END, $6
FROM stage s WHERE s.id = $1
"""

NOTE = "INSERT INTO item_event (item_id, stage_id, actor_id, kind, data, at) VALUES ($1, $2, $3, $4, $5, $6)"

USED = """
SELECT t.id, t.state, t.answers, t.open_slots,
       (SELECT count(*) FROM answer n WHERE n.task_id = t.id AND NOT n.late AND NOT n.is_unused) AS used
FROM task t WHERE t.id = (SELECT task_id FROM assignment WHERE id = $1) FOR UPDATE
"""

USE_AGAIN = "UPDATE answer SET is_unused = false WHERE assignment_id = $1 AND NOT late AND is_unused"
