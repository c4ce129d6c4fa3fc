"""The statements of a claim: one each, whatever it has to look at.

Lock order everywhere: assignment, then task, then the worker's counters, then a slice of the budget. The claim locks
a task and a slice that nobody else holds and inserts an assignment, so it cannot take part in a cycle.
"""

from __future__ import annotations

_CLAIM_HEAD = """
WITH me AS (
    SELECT s.id, s.kind, s.campaign_id, s.category, s.position, s.lease_s, s.price, s.excludes,
           c.budget_capped AND s.price > 0 AS costs, s.golden_min > 0 AND coalesce(w.golden_due, true) AS golden_due,
           CASE
             WHEN m.account_id IS NULL THEN 'not_a_member'
             WHEN c.state <> 'RUNNING' THEN 'campaign_not_running'
             WHEN s.state <> 'OPEN' THEN 'stage_not_open'
             WHEN EXISTS (
                 SELECT FROM restriction r
                 WHERE r.account_id = $2 AND r.lifted_at IS NULL AND (r.until IS NULL OR r.until > $4)
                   AND (r.scope = 'everything' OR r.stage_id = s.id
                        OR (r.scope = 'campaign' AND r.campaign_id = s.campaign_id))) THEN 'restricted'
             WHEN m.consent_version < c.consent_version THEN 'consent_missing'
             WHEN c.countries IS NOT NULL AND coalesce(p.country <> ALL (c.countries), true) THEN 'country_closed'
             WHEN s.skill_key IS NOT NULL AND coalesce(k.level, -1) < s.skill_min THEN 'skill_missing'
             WHEN s.daily_limit IS NOT NULL AND w.day = ($4::timestamptz AT TIME ZONE 'UTC')::date
                  AND w.day_answers >= s.daily_limit THEN 'daily_limit'
           END AS refusal
    FROM stage s
    JOIN campaign c ON c.id = s.campaign_id
    LEFT JOIN account p ON p.id = $2
    LEFT JOIN membership m ON m.campaign_id = s.campaign_id AND m.account_id = $2
    LEFT JOIN skill k ON k.account_id = $2 AND k.key = s.skill_key
    LEFT JOIN worker_stage w ON w.worker_id = $2 AND w.stage_id = s.id
    WHERE s.id = $1
), own AS (
    SELECT a.id, a.task_id, a.item_id, a.claimed_at, a.leased_until, a.price
    FROM assignment a
    WHERE a.worker_id = $2 AND a.stage_id = $1 AND a.state = 'ACTIVE' AND a.leased_until > $4
      AND a.id <> $3
    ORDER BY a.id
    LIMIT 1
), purse AS (
    -- Where the price is taken from: any slice of the budget that has it and that no other claim holds.
    SELECT b.campaign_id, b.slice
    FROM budget_slice b
    WHERE (SELECT costs AND refusal IS NULL FROM me) AND NOT EXISTS (SELECT FROM own)
      AND b.campaign_id = (SELECT campaign_id FROM me) AND b.free >= (SELECT price FROM me)
    ORDER BY b.slice <> $2 % 16, b.slice
    LIMIT 1
    FOR UPDATE OF b SKIP LOCKED
), go AS (
    SELECT refusal IS NULL AND NOT EXISTS (SELECT FROM own) AND (NOT costs OR EXISTS (SELECT FROM purse)) AS ok
    FROM me
), reserved AS (
    SELECT t.id
    FROM task t
    WHERE t.reserved_for = $2 AND t.stage_id = $1 AND t.open_slots > 0 AND t.reserved_until > $4
      AND (SELECT ok FROM go)
    ORDER BY t.id
    LIMIT 1
    FOR UPDATE OF t SKIP LOCKED
), golden AS (
    -- Each golden once a worker, in an order of the worker's own, and never one whose item they know.
    SELECT t.id
    FROM golden g JOIN task t ON t.id = g.task_id
    WHERE g.stage_id = $1 AND g.retired_at IS NULL
      AND (SELECT ok FROM go) AND (SELECT golden_due FROM me) AND NOT EXISTS (SELECT FROM reserved)
      AND NOT EXISTS (
          SELECT FROM assignment a
          WHERE a.worker_id = $2 AND a.state <> 'EXPIRED'
            AND a.item_id IN (t.item_id, g.source_item_id,
                              (SELECT o.parent_id FROM item o WHERE o.id = g.source_item_id))
      )
    ORDER BY hashint8extended(g.id, $2)
    LIMIT 1
    FOR UPDATE OF t SKIP LOCKED
), free AS (
"""

# Marks: whoever saw the item does not see it again.
_FREE_MARKS = """
    SELECT t.id
    FROM task t
    WHERE t.stage_id = $1 AND t.open_slots > 0
      AND (SELECT ok FROM go) AND NOT EXISTS (SELECT FROM reserved) AND NOT EXISTS (SELECT FROM golden)
      AND (t.reserved_for IS NULL OR t.reserved_until <= $4)
      AND NOT EXISTS (
          SELECT FROM assignment a
          WHERE a.item_id = t.item_id AND a.worker_id = $2 AND a.state <> 'EXPIRED'
      )
    ORDER BY t.priority DESC, t.id
    LIMIT 1
    FOR UPDATE OF t SKIP LOCKED
"""

# Texts: the stage names whom it excludes (of the item, and of the data point that a pair compares), and the
# author of what is judged never judges it, whatever a recipe says.
_MAY_TAKE = """
      t.stage_id = $1 AND t.open_slots > 0
      AND (SELECT ok FROM go) AND NOT EXISTS (SELECT FROM reserved) AND NOT EXISTS (SELECT FROM golden)
      AND (t.reserved_for IS NULL OR t.reserved_until <= $4)
      AND NOT EXISTS (
          SELECT FROM assignment a
          WHERE a.item_id IN (t.item_id, i.parent_id) AND a.worker_id = $2 AND a.state <> 'EXPIRED'
            AND (a.task_id = t.id OR a.stage_id = ANY ((SELECT excludes FROM me)::bigint[]))
      )
      AND ((SELECT kind FROM me) = 'author'
           OR NOT EXISTS (SELECT FROM answer s WHERE s.id = t.subject_answer_id AND s.worker_id = $2))
"""

_FREE_TEXTS = f"""
    SELECT t.id
    FROM task t JOIN item i ON i.id = t.item_id
    WHERE {_MAY_TAKE}
    ORDER BY t.priority DESC, t.id
    LIMIT 1
    FOR UPDATE OF t SKIP LOCKED
"""

# Problems are handed out by the largest deficit of their cell; what comes back goes first (its task has priority),
# and a cell that has enough hands out no more. Begun is what is not waiting: two counts a claim, no counters.
_FREE_BY_DEFICIT = f"""
    WITH again AS (
        SELECT t.id
        FROM task t JOIN item i ON i.id = t.item_id
        WHERE t.priority > 0 AND {_MAY_TAKE}
        ORDER BY t.priority DESC, t.id
        LIMIT 1
        FOR UPDATE OF t SKIP LOCKED
    ), want AS MATERIALIZED (
        SELECT c.cell, c.target - coalesce(n.items, 0) + coalesce(w.waiting, 0) AS deficit
        FROM target_cell c
        LEFT JOIN (
            SELECT i.cell, count(*) AS items
            FROM item i
            WHERE i.campaign_id = (SELECT campaign_id FROM me) AND i.category = (SELECT category FROM me)
              AND i.cell IS NOT NULL AND i.state <> 'REJECTED'
            GROUP BY i.cell
        ) n ON n.cell = c.cell
        LEFT JOIN (
            SELECT i.cell, count(*) AS waiting
            FROM task t JOIN item i ON i.id = t.item_id
            WHERE t.stage_id = $1 AND t.open_slots > 0 AND t.answers = 0 AND t.live = 0 AND i.round = 1
              AND i.state <> 'REJECTED'
            GROUP BY i.cell
        ) w ON w.cell = c.cell
        WHERE c.stage_id = $1 AND w.waiting > 0
    ), fresh AS (
        SELECT pick.id
        FROM (SELECT cell, deficit FROM want WHERE deficit > 0 ORDER BY deficit DESC, cell) short
        CROSS JOIN LATERAL (
            SELECT t.id
            FROM task t JOIN item i ON i.id = t.item_id
            WHERE i.cell = short.cell AND i.round = 1 AND {_MAY_TAKE}
            ORDER BY t.priority DESC, t.id
            LIMIT 1
            FOR UPDATE OF t SKIP LOCKED
        ) pick
        WHERE NOT EXISTS (SELECT FROM again)
        LIMIT 1
    )
    SELECT id FROM again UNION ALL SELECT id FROM fresh
"""

_CLAIM_TAIL = """
), taken AS (
    UPDATE task t SET live = live + 1
    FROM (SELECT id, true AS rework, false AS golden FROM reserved
          UNION ALL SELECT id, false, true FROM golden
          UNION ALL SELECT id, false, false FROM free) pick
    WHERE t.id = pick.id
    RETURNING t.id, t.item_id, pick.rework, pick.golden
), created AS (
    INSERT INTO assignment (task_id, item_id, stage_id, worker_id, state, rework, once, price, claimed_at,
                            leased_until, budget_slice)
    SELECT taken.id, taken.item_id, $1, $2, 'ACTIVE', taken.rework, me.excludes IS NULL, me.price, $4,
           $4 + make_interval(secs => me.lease_s), (SELECT slice FROM purse)
    FROM taken, me
    RETURNING id, task_id, item_id, claimed_at, leased_until, price
), promised AS (
    UPDATE budget_slice b SET free = b.free - me.price, reserved = b.reserved + me.price
    FROM purse, me
    WHERE b.campaign_id = purse.campaign_id AND b.slice = purse.slice AND EXISTS (SELECT FROM created)
), measured AS (
    -- The next golden is due when the answer to this one has been counted.
    INSERT INTO worker_stage (worker_id, stage_id, day, last_at, golden_due)
    SELECT $2, $1, ($4::timestamptz AT TIME ZONE 'UTC')::date, $4, false FROM taken WHERE taken.golden
    ON CONFLICT (worker_id, stage_id) DO UPDATE SET golden_due = false
), held AS (
    SELECT * FROM own UNION ALL SELECT * FROM created
)
SELECT CASE WHEN me.refusal IS NULL AND held.id IS NULL AND me.costs AND NOT EXISTS (SELECT FROM purse)
            THEN 'budget' ELSE me.refusal END AS refusal,
       held.id, held.task_id, held.item_id, held.claimed_at, held.leased_until, held.price,
       i.category, i.round, i.chunk_id, t.reserved_until, c.idx, c.start_char, c.first_line, c.first_column, c.text,
       d.path, d.repository, d.language, d.chunks,
       subject.content AS subject, draft.content AS draft, draft.revision AS draft_revision,
       draft.saved_at AS draft_saved_at, p.model AS prelabel_model, p.spans AS prelabel_spans
FROM me
LEFT JOIN held ON true
LEFT JOIN task t ON t.id = held.task_id
LEFT JOIN item i ON i.id = held.item_id
LEFT JOIN chunk c ON c.id = i.chunk_id
LEFT JOIN document d ON d.id = c.document_id
LEFT JOIN answer subject ON subject.id = t.subject_answer_id
LEFT JOIN draft ON draft.assignment_id = held.id
-- Shown to the first annotators only: whoever marks anew after a rejection looks with fresh eyes.
LEFT JOIN prelabel p ON p.item_id = i.id AND p.shown AND i.round = 1 AND me.position = 0 AND me.kind = 'annotate'
"""

CLAIM_MARKS = _CLAIM_HEAD + _FREE_MARKS + _CLAIM_TAIL
CLAIM_TEXTS = _CLAIM_HEAD + _FREE_TEXTS + _CLAIM_TAIL
CLAIM_TARGET = _CLAIM_HEAD + _FREE_BY_DEFICIT + _CLAIM_TAIL

# A machine takes many at once, the most downstream first, and waits for nobody.
CLAIM_MACHINE = """
WITH open AS (
    SELECT s.id, s.position, s.lease_s FROM stage s JOIN campaign c ON c.id = s.campaign_id
    WHERE s.kind = $1 AND s.state = 'OPEN' AND c.state = 'RUNNING' AND s.campaign_id <> ALL ($5::bigint[])
), picked AS (
    SELECT t.id, t.item_id, t.stage_id, o.lease_s
    FROM open o CROSS JOIN LATERAL (
        SELECT t.id, t.item_id, t.stage_id FROM task t
        WHERE t.stage_id = o.id AND t.open_slots > 0
        ORDER BY t.priority DESC, t.id LIMIT $4
        FOR UPDATE OF t SKIP LOCKED
    ) t
    ORDER BY o.position DESC, t.id LIMIT $4
), taken AS (
    UPDATE task t SET live = live + 1 FROM picked p WHERE t.id = p.id
    RETURNING t.id, t.item_id, t.stage_id, t.subject_answer_id, p.lease_s
), created AS (
    INSERT INTO assignment (task_id, item_id, stage_id, worker_id, state, once, price, claimed_at, leased_until)
    SELECT id, item_id, stage_id, $2, 'ACTIVE', false, 0, $3, $3::timestamptz + make_interval(secs => lease_s)
    FROM taken
    RETURNING id, task_id, item_id, stage_id
)
SELECT c.id, c.item_id, c.stage_id, i.campaign_id, i.cell, i.brief, i.payload, i.parent_id, i.round
FROM created c JOIN item i ON i.id = c.item_id
ORDER BY c.id
"""


# What is free, spread evenly again: a claim may find its price in no slice although the sum has it.
SPREAD = """
WITH locked AS (
    SELECT slice, free FROM budget_slice WHERE campaign_id = $1 ORDER BY slice FOR UPDATE
), total AS (
    SELECT sum(free) AS free FROM locked
), shares AS (
    -- Whole multiples of the price go round; what is left over lies in the first slice.
    SELECT l.slice,
           (floor(t.free / $2 / 16) + CASE WHEN l.slice < mod(floor(t.free / $2), 16) THEN 1 ELSE 0 END) * $2 AS free
    FROM locked l, total t
), spread AS (
    UPDATE budget_slice b
    SET free = s.free + CASE WHEN s.slice = 0 THEN (SELECT free FROM total) - (SELECT sum(free) FROM shares) ELSE 0 END
    FROM shares s WHERE b.campaign_id = $1 AND b.slice = s.slice
)
SELECT free >= $2 FROM total
"""
