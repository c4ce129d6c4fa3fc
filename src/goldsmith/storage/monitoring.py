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
WHERE s.campaign_id = $1 AND a.created_at >= $2 AND NOT a.late
GROUP BY 1, 2
ORDER BY 1, 2
"""

_JUDGEMENTS = """
SELECT s.category, e.data ->> 'outcome' AS outcome, (e.data ->> 'round')::int AS round, v.correct, v.incorrect
FROM stage s
JOIN task t ON t.stage_id = s.id AND t.state = 'COMPLETED'
JOIN LATERAL (
    SELECT count(*) FILTER (WHERE a.content ->> 'verdict' = 'correct') AS correct,
           count(*) FILTER (WHERE a.content ->> 'verdict' = 'incorrect') AS incorrect,
           max(a.id) AS last
    FROM answer a WHERE a.task_id = t.id AND NOT a.late
) v ON true
JOIN LATERAL (
    SELECT i.data FROM item_event i
    WHERE i.item_id = t.item_id AND i.stage_id = s.id AND i.data ->> 'outcome' IS NOT NULL AND i.at = t.completed_at
    LIMIT 1
) e ON true
WHERE s.campaign_id = $1 AND s.kind = 'validate'
"""

_WORKERS = """
SELECT a.id, a.name, a.country, a.simulated, m.joined_at,
       EXISTS (SELECT FROM restriction r WHERE r.account_id = a.id AND r.lifted_at IS NULL
               AND (r.until IS NULL OR r.until > $2) AND (r.scope = 'everything' OR r.campaign_id = $1))
           AS is_restricted,
       coalesce(w.answers, 0) AS answers, coalesce(w.skips, 0) AS skips,
       coalesce(w.active_ms, 0) / 3600000.0 AS active_hours, w.last_at,
       coalesce(w.earned, 0) AS earned, coalesce(j.judged, 0) AS judged, coalesce(j.accepted, 0) AS accepted,
       coalesce(k.skills, '{}') AS skills
FROM membership m
JOIN account a ON a.id = m.account_id
LEFT JOIN LATERAL (
    SELECT sum(ws.answers)::bigint AS answers, sum(ws.skips)::bigint AS skips, sum(ws.active_ms)::bigint AS active_ms,
           max(ws.last_at) AS last_at, sum(ws.answers * s.price) AS earned
    FROM worker_stage ws JOIN stage s ON s.id = ws.stage_id
    WHERE ws.worker_id = a.id AND s.campaign_id = $1
) w ON true
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE g.state IN ('ACCEPTED', 'REJECTED')) AS judged,
           count(*) FILTER (WHERE g.state = 'ACCEPTED') AS accepted
    FROM assignment g JOIN stage s ON s.id = g.stage_id
    WHERE g.worker_id = a.id AND s.campaign_id = $1
) j ON true
LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(split_part(k.key, '/', 2), k.level) AS skills
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
JOIN answer a ON a.stage_id = s.id AND NOT a.late
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

    async def judgements(self, campaign_id: int) -> list[Row]:
        """Finished judgements with their verdicts."""
        return await self._db.rows(_JUDGEMENTS, campaign_id)

    async def prelabels(self, campaign_id: int) -> list[Row]:
        """Items that a model looked at, by category and model."""
        return await self._db.rows(_PRELABELS, campaign_id)

    async def uptakes(self, campaign_id: int) -> list[Row]:
        """What answers did with suggestions, by category, model, and whether they were seen."""
        return await self._db.rows(_UPTAKES, campaign_id)

    async def workers(self, campaign_id: int, now: datetime) -> list[Row]:
        """The campaign's workers with their counts."""
        return await self._db.rows(_WORKERS, campaign_id, now)
