"""The statements that give claims back, extend them, and keep what was written meanwhile."""

from __future__ import annotations

# Given back as if its time had run out: the same machine may take it again. A machine costs nothing here.
RELEASE = """
WITH gone AS (
    UPDATE assignment SET state = $2 WHERE id = ANY ($1::bigint[]) AND state = 'ACTIVE' RETURNING task_id
)
UPDATE task t SET live = t.live - n.n
FROM (SELECT task_id, count(*)::int AS n FROM gone GROUP BY task_id) n WHERE t.id = n.task_id
"""

EXPIRE = """
WITH gone AS (
    SELECT id, task_id, stage_id, price, budget_slice FROM assignment
    WHERE state = 'ACTIVE' AND leased_until <= $1
    ORDER BY leased_until LIMIT 2000
    FOR UPDATE SKIP LOCKED
), expired AS (
    UPDATE assignment a SET state = $2, budget_slice = NULL FROM gone WHERE a.id = gone.id
), freed AS (
    UPDATE task t SET live = t.live - n.n
    FROM (SELECT task_id, count(*)::int AS n FROM gone GROUP BY task_id) n
    WHERE t.id = n.task_id
    RETURNING t.id
), promised AS (
    SELECT s.campaign_id, gone.budget_slice AS slice, sum(gone.price) AS price
    FROM gone JOIN stage s ON s.id = gone.stage_id
    WHERE gone.budget_slice IS NOT NULL GROUP BY 1, 2
), locked AS (
    -- Slices after tasks, and by their number: two that free many at once do not wait for each other.
    SELECT b.campaign_id, b.slice, p.price FROM budget_slice b JOIN promised p USING (campaign_id, slice)
    WHERE (SELECT count(*) FROM freed) >= 0
    ORDER BY b.campaign_id, b.slice
    FOR UPDATE OF b
), returned AS (
    UPDATE budget_slice b SET free = b.free + l.price, reserved = b.reserved - l.price
    FROM locked l WHERE b.campaign_id = l.campaign_id AND b.slice = l.slice
)
SELECT count(*) FROM gone
"""

SKIP = """
WITH mine AS (
    SELECT a.id, a.task_id, a.stage_id, a.price, a.budget_slice, s.campaign_id
    FROM assignment a JOIN stage s ON s.id = a.stage_id
    WHERE a.id = $1 AND a.worker_id = $2 AND a.state = 'ACTIVE' FOR UPDATE OF a
), skipped AS (
    UPDATE assignment a SET state = $3, submitted_at = $4, budget_slice = NULL FROM mine WHERE a.id = mine.id
), returned AS (
    UPDATE budget_slice b SET free = b.free + mine.price, reserved = b.reserved - mine.price
    FROM mine WHERE b.campaign_id = mine.campaign_id AND b.slice = mine.budget_slice
), seen AS (
    INSERT INTO work_event (campaign_id, stage_id, worker_id, assignment_id, kind, at)
    SELECT campaign_id, stage_id, $2, id, 'skipped', $4 FROM mine
), freed AS (
    -- Rework that its author gives back is kept for nobody any more.
    UPDATE task t
    SET live = t.live - 1, reserved_for = CASE WHEN t.reserved_for = $2 THEN NULL ELSE t.reserved_for END
    FROM mine WHERE t.id = mine.task_id
), tallied AS (
    INSERT INTO worker_stage AS w (worker_id, stage_id, skips, day, last_at)
    SELECT $2, stage_id, 1, ($4::timestamptz AT TIME ZONE 'UTC')::date, $4 FROM mine
    ON CONFLICT (worker_id, stage_id) DO UPDATE SET skips = w.skips + 1, last_at = excluded.last_at
)
SELECT count(*) FROM mine
"""

RENEW = """
UPDATE assignment a SET leased_until = greatest(a.leased_until, $3::timestamptz + make_interval(secs => s.lease_s))
FROM stage s
WHERE a.id = $1 AND a.worker_id = $2 AND a.state = 'ACTIVE' AND s.id = a.stage_id
RETURNING a.leased_until
"""

# A draft overwrites only the revision it was based on; otherwise the caller gets what is there.
# Of texts a version a minute is kept.
SAVE_DRAFT = """
WITH saved AS (
    INSERT INTO draft AS d (assignment_id, content, revision, saved_at)
    SELECT a.id, $3, 1, $5 FROM assignment a
    WHERE a.id = $1 AND a.worker_id = $2 AND a.state IN ('ACTIVE', 'EXPIRED')
    ON CONFLICT (assignment_id) DO UPDATE
    SET content = excluded.content, revision = d.revision + 1, saved_at = excluded.saved_at
    WHERE d.revision = $4
    RETURNING assignment_id, content, revision, saved_at
), kept AS (
    INSERT INTO draft_version (assignment_id, revision, content, saved_at)
    SELECT v.assignment_id, v.revision, v.content, v.saved_at
    FROM saved v JOIN assignment a ON a.id = v.assignment_id JOIN stage s ON s.id = a.stage_id
    WHERE s.kind = 'author' AND NOT EXISTS (
        SELECT FROM draft_version e
        WHERE e.assignment_id = v.assignment_id AND e.saved_at > v.saved_at - interval '1 minute')
    ON CONFLICT DO NOTHING
)
SELECT revision, saved_at FROM saved
"""

HISTORY = """
SELECT a.id, a.state, a.price, a.claimed_at, a.submitted_at, a.active_ms, a.stage_id,
       s.title AS stage_title, s.kind, s.category, camp.id AS campaign_id, camp.title AS campaign_title,
       camp.recipe -> 'pay' ->> 'currency' AS currency,
       coalesce(d.path, i.brief ->> 'title', '') AS path, coalesce(c.first_line, 0) AS first_line,
       ans.content AS answer, ans.late, a.decided_at, a.decision_reason, coalesce(ans.is_unused, false) AS is_unused
FROM assignment a
JOIN stage s ON s.id = a.stage_id
JOIN campaign camp ON camp.id = s.campaign_id
JOIN item i ON i.id = a.item_id
LEFT JOIN chunk c ON c.id = i.chunk_id
LEFT JOIN document d ON d.id = c.document_id
LEFT JOIN answer ans ON ans.assignment_id = a.id
WHERE a.worker_id = $1 AND a.id < $2
ORDER BY a.id DESC
LIMIT $3
"""
