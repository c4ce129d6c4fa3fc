"""Numbers for the owner, computed where the rows are."""

from __future__ import annotations

from datetime import datetime

from goldsmith.storage.database import Database, Row

_FUNNEL = """
SELECT i.stage_id, s.key AS stage_key, s.template, i.category, i.state, i.items
FROM (SELECT stage_id, category, state, count(*) AS items FROM item WHERE campaign_id = $1
      GROUP BY stage_id, category, state) i
LEFT JOIN stage s ON s.id = i.stage_id
ORDER BY s.position NULLS LAST, i.category, i.state
"""

_THROUGHPUT = """
SELECT date_bin(make_interval(secs => $3), a.created_at, $2) AS at, s.template, count(*) AS answers
FROM answer a JOIN stage s ON s.id = a.stage_id
WHERE s.campaign_id = $1 AND a.created_at >= $2 AND NOT a.late AND NOT a.is_unused
GROUP BY 1, 2
ORDER BY 1, 2
"""

_WORKERS = """
SELECT a.id, a.name, a.country, a.simulated, m.joined_at,
       EXISTS (SELECT FROM restriction r WHERE r.account_id = a.id AND r.lifted_at IS NULL
               AND (r.until IS NULL OR r.until > $2) AND (r.scope = 'everything' OR r.campaign_id = $1))
           AS is_restricted,
       coalesce(w.answers, 0) AS answers, coalesce(w.skips, 0) AS skips,
       coalesce(w.active_ms, 0) / 3600000.0 AS active_hours, w.last_at,
       coalesce(l.earned, 0) AS earned, j.pending, coalesce(j.judged, 0) AS judged, coalesce(j.accepted, 0) AS accepted,
       coalesce(k.skills, '{}') AS skills, coalesce(k.records, '{}') AS records
FROM membership m
JOIN account a ON a.id = m.account_id
LEFT JOIN LATERAL (
    SELECT sum(ws.answers)::bigint AS answers, sum(ws.skips)::bigint AS skips, sum(ws.active_ms)::bigint AS active_ms,
           max(ws.last_at) AS last_at
    FROM worker_stage ws JOIN stage s ON s.id = ws.stage_id
    WHERE ws.worker_id = a.id AND s.campaign_id = $1
) w ON true
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE g.state IN ('ACCEPTED', 'REJECTED')) AS judged,
           count(*) FILTER (WHERE g.state = 'ACCEPTED') AS accepted,
           coalesce(sum(g.price) FILTER (WHERE g.state = 'SUBMITTED'), 0) AS pending
    FROM assignment g JOIN stage s ON s.id = g.stage_id
    WHERE g.worker_id = a.id AND s.campaign_id = $1
) j ON true
LEFT JOIN LATERAL (
    SELECT sum(CASE WHEN e.credit_worker = a.id THEN e.amount ELSE -e.amount END) AS earned
    FROM ledger_entry e
    WHERE e.campaign_id = $1 AND (e.credit_worker = a.id OR e.debit_worker = a.id)
      AND e.kind IN ('task_pay', 'bonus', 'correction', 'final_share')
) l ON true
LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(split_part(k.key, '/', 2), k.level) AS skills,
           jsonb_object_agg(split_part(k.key, '/', 2), jsonb_build_array(k.correct, k.total)) AS records
    FROM skill k JOIN campaign c ON c.id = $1 AND split_part(k.key, '/', 1) = c.recipe_key
    WHERE k.account_id = a.id
) k ON true
WHERE m.campaign_id = $1
ORDER BY coalesce(w.answers, 0) DESC, a.id
"""


_PRELABELS = """
SELECT i.category, p.model, count(*) AS items, count(*) FILTER (WHERE p.confident) AS confident,
       avg(p.uncertainty) AS mean_uncertainty
FROM prelabel p JOIN item i ON i.id = p.item_id
WHERE i.campaign_id = $1
GROUP BY i.category, p.model
ORDER BY i.category, p.model
"""

# Late answers too were given with the suggestion in sight, but they count for nothing else either.
_UPTAKES = """
SELECT s.category, u.model, u.shown, count(*) AS answers, sum(u.suggested) AS suggested, sum(u.accepted) AS accepted,
       sum(u.edited) AS edited, sum(u.deleted) AS deleted, sum(u.added) AS added,
       count(*) FILTER (WHERE u.edited + u.deleted + u.added = 0) AS unchanged,
       count(*) FILTER (WHERE g.state IN ('ACCEPTED', 'REJECTED')) AS judged,
       count(*) FILTER (WHERE g.state = 'ACCEPTED') AS correct,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY g.active_ms) / 1000.0 AS median_active_s
FROM stage s
JOIN answer a ON a.stage_id = s.id AND NOT a.late AND NOT a.is_unused
JOIN item i ON i.id = a.item_id AND i.campaign_id = s.campaign_id
JOIN assignment g ON g.id = a.assignment_id
CROSS JOIN LATERAL jsonb_to_record(a.content -> 'prelabel')
    AS u (model text, shown boolean, suggested int, accepted int, edited int, deleted int, added int)
WHERE s.campaign_id = $1 AND s.position = 0 AND a.content ? 'prelabel'
GROUP BY s.category, u.model, u.shown
"""


class MonitoringStore:
    """Counts and sums of a campaign."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def funnel(self, campaign_id: int) -> list[Row]:
        """Items by stage, category and state."""
        return await self._db.rows(_FUNNEL, campaign_id)

    async def throughput(self, campaign_id: int, *, since: datetime, interval_s: int) -> list[Row]:
        """Answers by interval and stage template."""
        return await self._db.rows(_THROUGHPUT, campaign_id, since, float(interval_s))

    async def prelabels(self, campaign_id: int) -> list[Row]:
        """Items that a model looked at, by category and model."""
        return await self._db.rows(_PRELABELS, campaign_id)

    async def uptakes(self, campaign_id: int) -> list[Row]:
        """What answers did with suggestions, by category, model, and whether they were seen."""
        return await self._db.rows(_UPTAKES, campaign_id)

    async def workers(self, campaign_id: int, now: datetime) -> list[Row]:
        """The campaign's workers with their counts."""
        return await self._db.rows(_WORKERS, campaign_id, now)
