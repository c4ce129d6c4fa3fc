"""The statements of a submit: what a decision needs to know, and carrying it out, in one statement each.

Lock order as in `claim_statements`.
"""

from __future__ import annotations

STANDING = """
SELECT a.state, a.worker_id, a.leased_until, a.claimed_at, a.idempotency_key, a.task_id, a.item_id, a.stage_id,
       t.state AS task_state, t.overlap, t.answers, t.open_slots, t.subject_answer_id, a.rework,
       i.state AS item_state, i.round, c.end_char - c.start_char AS chars,
       k.correct, k.total, s.golden_min, coalesce(w.answers, 0) AS answered, coalesce(w.goldens, 0) AS goldens,
       coalesce(w.golden_right, 0) AS golden_right, g.truth AS golden_truth,
       a.budget_slice IS NULL AND a.price > 0 AND m.budget_capped AS is_unpromised,
       (SELECT sum(b.free) FROM budget_slice b WHERE b.campaign_id = m.id) >= a.price AS is_affordable,
       CASE WHEN p.item_id IS NOT NULL THEN jsonb_build_object('model', p.model, 'spans', p.spans,
            'confident', p.confident, 'shown', p.shown) END AS prelabel,
       EXISTS (SELECT FROM assignment o WHERE o.item_id = a.item_id AND o.worker_id = a.worker_id AND o.id <> a.id
               AND o.state <> 'EXPIRED'
               AND (s.excludes IS NULL OR o.task_id = a.task_id OR o.stage_id = ANY (s.excludes))) AS has_another,
       (SELECT n.worker_id FROM answer n WHERE n.id = t.subject_answer_id) AS subject_worker_id,
       (SELECT jsonb_agg(jsonb_build_array(v.content ->> 'verdict', v.quality) ORDER BY v.id)
        FROM answer v WHERE v.task_id = t.id AND NOT v.late AND NOT v.is_unused) AS votes
FROM assignment a
JOIN task t ON t.id = a.task_id
JOIN item i ON i.id = a.item_id
LEFT JOIN chunk c ON c.id = i.chunk_id
JOIN stage s ON s.id = a.stage_id
JOIN campaign m ON m.id = s.campaign_id
LEFT JOIN skill k ON k.account_id = a.worker_id AND k.key = s.skill_key
LEFT JOIN worker_stage w ON w.worker_id = a.worker_id AND w.stage_id = a.stage_id
LEFT JOIN golden g ON g.task_id = a.task_id
LEFT JOIN prelabel p ON p.item_id = a.item_id AND i.round = 1 AND s.position = 0 AND s.kind = 'annotate'
WHERE a.id = $1
"""

APPLY = """
WITH mine AS (
    SELECT a.id, a.price, s.campaign_id,
           a.budget_slice IS NULL AND a.price > 0 AND c.budget_capped AS is_unpromised
    FROM assignment a JOIN stage s ON s.id = a.stage_id JOIN campaign c ON c.id = s.campaign_id
    WHERE a.id = $1 AND a.worker_id = $2 AND a.state = $3 FOR UPDATE OF a
), purse AS (
    -- A lease that ran out gave its money back: an answer that comes after it needs it again.
    SELECT b.campaign_id, b.slice
    FROM budget_slice b
    WHERE (SELECT is_unpromised FROM mine) AND b.campaign_id = (SELECT campaign_id FROM mine)
      AND b.free >= (SELECT price FROM mine)
    ORDER BY b.slice LIMIT 1
    FOR UPDATE OF b SKIP LOCKED
), counted AS (
    UPDATE task t
    SET answers = t.answers + 1, live = t.live - $6::int, overlap = $7, priority = t.priority + 1,
        -- A task that goes on may have been held or released meanwhile: that stands.
        state = CASE WHEN $8 IN ('OPEN', 'HELD') THEN t.state ELSE $8 END,
        completed_at = CASE WHEN $8 = 'COMPLETED' THEN $9::timestamptz END
    FROM mine
    WHERE t.id = $4 AND t.answers = $5 AND t.state IN ('OPEN', 'HELD') AND ($6::int = 1 OR t.open_slots > 0)
      AND (NOT mine.is_unpromised OR EXISTS (SELECT FROM purse))
    RETURNING t.id, t.item_id, t.stage_id, t.subject_answer_id
), done AS (
    UPDATE assignment a
    SET state = $10, submitted_at = $9, active_ms = $11, idempotency_key = $12,
        budget_slice = coalesce((SELECT slice FROM purse), a.budget_slice)
    FROM counted WHERE a.id = $1
), promised AS (
    UPDATE budget_slice b SET free = b.free - mine.price, reserved = b.reserved + mine.price
    FROM purse, mine, counted WHERE b.campaign_id = purse.campaign_id AND b.slice = purse.slice
), given AS (
    INSERT INTO answer (assignment_id, task_id, item_id, stage_id, worker_id, content, quality, round, created_at)
    SELECT $1, counted.id, counted.item_id, counted.stage_id, $2, $13, $14, $15, $9 FROM counted
    RETURNING id
), moved AS (
    UPDATE item i
    SET state = $16, stage_id = $17::bigint, round = $18, updated_at = $9, confidence = $19::double precision,
        answer_id = CASE WHEN $20::boolean THEN (SELECT id FROM given) ELSE i.answer_id END,
        payload = i.payload || $28::jsonb
    FROM counted WHERE i.id = counted.item_id AND $8 = 'COMPLETED'
), opened AS (
    INSERT INTO task (stage_id, item_id, state, overlap, priority, subject_answer_id, reserved_for, reserved_until,
                      created_at)
    SELECT $21::bigint, counted.item_id, 'OPEN', $22::int, CASE WHEN $18::int > 1 THEN 1 ELSE 0 END,
           CASE WHEN $20::boolean THEN (SELECT id FROM given)
                WHEN $26::boolean THEN counted.subject_answer_id END,
           CASE WHEN $27::int > 0 THEN (SELECT worker_id FROM answer WHERE id = counted.subject_answer_id) END,
           CASE WHEN $27::int > 0 THEN $9 + make_interval(secs => $27::int) END, $9
    FROM counted WHERE $21::bigint IS NOT NULL
), subject AS (
    SELECT a.id, a.budget_slice
    FROM counted JOIN answer s ON s.id = counted.subject_answer_id JOIN assignment a ON a.id = s.assignment_id
    WHERE $23::text IS NOT NULL AND a.state = 'SUBMITTED' AND NOT a.is_held
    FOR UPDATE OF a
), judged AS (
    -- What is rejected has no promise any more: reconsidered, it would give the same money back twice.
    UPDATE assignment a
    SET state = $23::text, decided_at = $9,
        budget_slice = CASE WHEN $23::text = 'REJECTED' THEN NULL ELSE a.budget_slice END
    FROM subject WHERE a.id = subject.id
    RETURNING a.id, a.worker_id, a.stage_id, a.price, subject.budget_slice,
              (SELECT campaign_id FROM stage WHERE id = a.stage_id) AS campaign_id
), settled AS (
    UPDATE budget_slice b
    SET reserved = b.reserved - j.price, free = b.free + CASE WHEN $23::text = 'REJECTED' THEN j.price ELSE 0 END
    FROM judged j WHERE b.campaign_id = j.campaign_id AND b.slice = j.budget_slice
), paid AS (
    INSERT INTO ledger_entry (campaign_id, kind, debit, credit, credit_worker, amount, assignment_id, reference, at)
    SELECT campaign_id, 'task_pay', 'budget', 'worker', worker_id, price, id, 'task_pay/' || id, $9
    FROM judged WHERE $23::text = 'ACCEPTED' AND price > 0
    ON CONFLICT (reference) DO NOTHING
), learnt AS (
    INSERT INTO work_event (campaign_id, stage_id, worker_id, assignment_id, kind, score, active_ms, amount, at)
    SELECT (SELECT campaign_id FROM stage WHERE id = stage_id), stage_id, $2, $1, 'submitted', NULL::float8,
           $11::bigint, NULL::numeric, $9::timestamptz FROM counted
    UNION ALL
    SELECT campaign_id, stage_id, worker_id, id, 'reviewed', CASE WHEN $23::text = 'ACCEPTED' THEN 1 ELSE 0 END, NULL,
           NULL, $9 FROM judged
    UNION ALL
    SELECT campaign_id, stage_id, worker_id, id, lower($23::text), NULL, NULL, price, $9 FROM judged
), noted AS (
    INSERT INTO item_event (item_id, stage_id, actor_id, kind, data, at)
    SELECT counted.item_id, counted.stage_id, $2, $24, $25, $9 FROM counted
), tallied AS (
    INSERT INTO worker_stage AS w (worker_id, stage_id, answers, active_ms, day, day_answers, last_at, golden_due)
    SELECT $2, counted.stage_id, 1, $11, ($9::timestamptz AT TIME ZONE 'UTC')::date, 1, $9, $29::boolean FROM counted
    ON CONFLICT (worker_id, stage_id) DO UPDATE
    SET answers = w.answers + 1, golden_due = excluded.golden_due,
        active_ms = w.active_ms + excluded.active_ms, last_at = excluded.last_at,
        day_answers = CASE WHEN w.day = excluded.day THEN w.day_answers + 1 ELSE 1 END, day = excluded.day
)
SELECT id FROM given
"""

# A golden routes nothing: the answer is scored and kept, and the worker's counters move on.
APPLY_GOLDEN = """
WITH mine AS (
    SELECT id FROM assignment WHERE id = $1 AND worker_id = $2 AND state = $3 FOR UPDATE
), counted AS (
    UPDATE task t SET answers = t.answers + 1, live = t.live - $5::int
    FROM mine WHERE t.id = $4 AND t.state = 'GOLDEN'
    RETURNING t.id, t.item_id, t.stage_id, (SELECT campaign_id FROM stage WHERE id = t.stage_id) AS campaign_id
), done AS (
    UPDATE assignment a SET state = $6, submitted_at = $7, active_ms = $8, idempotency_key = $9
    FROM counted WHERE a.id = $1
), given AS (
    INSERT INTO answer (assignment_id, task_id, item_id, stage_id, worker_id, content, quality, round, created_at)
    SELECT $1, counted.id, counted.item_id, counted.stage_id, $2, $10, $11, $12, $7 FROM counted
    RETURNING id
), learnt AS (
    INSERT INTO work_event (campaign_id, stage_id, worker_id, assignment_id, kind, score, active_ms, at)
    SELECT campaign_id, stage_id, $2, $1, 'submitted', NULL::float8, $8::bigint, $7::timestamptz FROM counted
    UNION ALL
    SELECT campaign_id, stage_id, $2, $1, 'golden', $13::double precision, NULL, $7 FROM counted
), tallied AS (
    INSERT INTO worker_stage AS w (worker_id, stage_id, answers, active_ms, day, day_answers, last_at, goldens,
                                   golden_right, golden_due)
    SELECT $2, counted.stage_id, 1, $8, ($7::timestamptz AT TIME ZONE 'UTC')::date, 1, $7, 1, $14::int, $15::boolean
    FROM counted
    ON CONFLICT (worker_id, stage_id) DO UPDATE
    SET answers = w.answers + 1, active_ms = w.active_ms + excluded.active_ms, last_at = excluded.last_at,
        goldens = w.goldens + 1, golden_right = w.golden_right + excluded.golden_right,
        golden_due = excluded.golden_due,
        day_answers = CASE WHEN w.day = excluded.day THEN w.day_answers + 1 ELSE 1 END, day = excluded.day
)
SELECT id FROM given
"""

KEEP_LATE = """
WITH kept AS (
    INSERT INTO answer (assignment_id, task_id, item_id, stage_id, worker_id, content, quality, late, round, created_at)
    SELECT a.id, a.task_id, a.item_id, a.stage_id, a.worker_id, $2, $3, true, $4, $5 FROM assignment a WHERE a.id = $1
    ON CONFLICT (assignment_id) WHERE late DO NOTHING
    RETURNING id, item_id, stage_id, worker_id
), noted AS (
    INSERT INTO item_event (item_id, stage_id, actor_id, kind, data, at)
    SELECT item_id, stage_id, worker_id, 'late_answer', '{}', $5 FROM kept
)
SELECT coalesce((SELECT id FROM kept), (SELECT id FROM answer WHERE assignment_id = $1 AND late))
"""
