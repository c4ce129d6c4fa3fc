"""The statements of the golden bank."""

from __future__ import annotations

# One hidden campaign each; updating it makes everybody who adds goldens take turns.
HIDDEN = """
INSERT INTO campaign (title, recipe_key, recipe, state, simulated, owner_id, created_at, goldens_of)
SELECT 'Goldens of ' || title, recipe_key, recipe, $3, simulated, owner_id, $2, id FROM campaign WHERE id = $1
ON CONFLICT (goldens_of) WHERE goldens_of IS NOT NULL DO UPDATE SET goldens_of = excluded.goldens_of
RETURNING id
"""

KNOWN = "SELECT EXISTS (SELECT FROM golden WHERE stage_id = $1 AND identity = $2)"

# The digest is that of the golden, not of the file: two goldens may be chunks of one file.
NEW_TEXT = """
WITH had AS (
    SELECT id FROM item WHERE campaign_id = $1 AND identity = $2
), document AS (
    INSERT INTO document (campaign_id, repository, path, language, language_source, licences, licence_source, encoding,
                          newline, sha256, size_bytes, chars, chunks, created_at)
    SELECT $1, $3, $4, $5, 'golden', $6, 'golden', 'utf-8', E'\\n', sha256($2::text::bytea), length($7::bytea), $8, $9,
           $10
    WHERE NOT EXISTS (SELECT FROM had)
    RETURNING id
), part AS (
    INSERT INTO chunk (document_id, idx, start_char, end_char, first_line, first_column, text)
    SELECT id, $11, $12::bigint, $12::bigint + $8::bigint, $13, $14, $7 FROM document
    RETURNING id
), entered AS (
    INSERT INTO item (campaign_id, chunk_id, category, state, stage_id, identity, created_at, updated_at)
    SELECT $1, id, $15, $16, $17, $2, $10, $10 FROM part
    RETURNING id
)
SELECT id FROM had UNION ALL SELECT id FROM entered
"""

# A copy of an item as it stood at the task that is promoted: a chunk with its text, or a text with what was written,
# checked and said of it until then.
COPY_CHUNK = """
SELECT d.repository, d.path, d.language, d.licences, d.chunks, c.idx, c.start_char, c.first_line, c.first_column,
       c.text, i.category
FROM item i JOIN chunk c ON c.id = i.chunk_id JOIN document d ON d.id = c.document_id
WHERE i.id = $1
"""

COPY_TEXT = """
INSERT INTO item (campaign_id, category, state, stage_id, identity, cell, brief, payload, round, created_at, updated_at)
SELECT $1, i.category, $5, $6, $2, coalesce(i.cell, p.cell), coalesce(i.brief, p.brief),
       CASE WHEN i.parent_id IS NOT NULL THEN i.payload ELSE coalesce((
           SELECT jsonb_object_agg(f.key, f.value ORDER BY a.id)
           FROM answer a CROSS JOIN LATERAL jsonb_each(a.content -> 'fields') f
           WHERE a.item_id = i.id AND NOT a.late AND a.content ? 'fields' AND a.id <= t.subject_answer_id), '{}') END,
       coalesce(s.round, i.round), $7, $7
FROM item i LEFT JOIN item p ON p.id = i.parent_id
JOIN task t ON t.id = $4 LEFT JOIN answer s ON s.id = t.subject_answer_id
WHERE i.id = $3
RETURNING id
"""

# Copies belong to nobody (worker 0) and count nowhere (is_unused); their assignments are numbers that none has.
COPY_TRAIL = """
WITH copied AS (
    INSERT INTO answer (assignment_id, task_id, item_id, stage_id, worker_id, content, quality, late, round, created_at,
                        is_unused)
    SELECT -$2::bigint - row_number() OVER (ORDER BY a.id) * (1::bigint << 40), 0, $3, a.stage_id, 0,
           a.content - 'prelabel', a.quality, false, a.round, a.created_at, true
    FROM answer a JOIN task t ON t.id = $1
    WHERE a.item_id = t.item_id AND NOT a.late
      AND a.id < (SELECT min(n.id) FROM answer n WHERE n.task_id = t.id AND NOT n.late)
    ORDER BY a.id
    RETURNING id, stage_id
), subject AS (
    SELECT max(c.id) AS id FROM copied c JOIN stage s ON s.id = c.stage_id WHERE s.kind = 'author'
), measured AS (
    INSERT INTO answer_signal (answer_id, typed_chars, pasted_chars, pastes, loaded_chars, bursts, longest_burst_chars,
                               created_at)
    SELECT o.id, g.typed_chars, g.pasted_chars, g.pastes, g.loaded_chars, g.bursts,
           g.longest_burst_chars, g.created_at
    FROM task t JOIN answer_signal g ON g.answer_id = t.subject_answer_id
    JOIN subject o ON o.id IS NOT NULL
    WHERE t.id = $1
)
SELECT id FROM subject
"""

PLANT = """
INSERT INTO task (stage_id, item_id, state, overlap, created_at) VALUES ($1, $2, $3, 1000000, $4) RETURNING id
"""

SHOW = """
INSERT INTO answer (assignment_id, task_id, item_id, stage_id, worker_id, content, quality, round, created_at,
                    is_unused)
SELECT -$1::bigint, 0, $2, s.id, 0, jsonb_build_object('spans', $4::jsonb), 0.5, 1, $5, true
FROM stage v JOIN stage s ON s.campaign_id = v.campaign_id AND s.category = v.category AND s.kind = 'annotate'
WHERE v.id = $3
ORDER BY s.position LIMIT 1
RETURNING id
"""

ADD = """
INSERT INTO golden (campaign_id, stage_id, task_id, source, source_item_id, identity, truth, note, created_by,
                    created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""

SUGGEST = """
INSERT INTO prelabel (item_id, model, fingerprint, spans, uncertainty, confident, shown)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
"""

SUGGEST_AGAIN = """
INSERT INTO prelabel (item_id, model, fingerprint, spans, uncertainty, confident, shown)
SELECT $1, model, fingerprint, spans, uncertainty, confident, shown FROM prelabel WHERE item_id = $2
ON CONFLICT DO NOTHING
"""

STAGES = """
SELECT s.id, s.key, s.kind, s.category, s.title, s.position, s.golden_min,
       coalesce(s.config -> 'labels', '[]') AS labels, coalesce(s.config -> 'form', '[]') AS form,
       coalesce(g.active, 0) AS active, coalesce(g.retired, 0) AS retired, coalesce(w.given, 0) AS given
FROM stage s
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE g.retired_at IS NULL) AS active,
           count(*) FILTER (WHERE g.retired_at IS NOT NULL) AS retired
    FROM golden g WHERE g.stage_id = s.id
) g ON true
LEFT JOIN LATERAL (SELECT sum(w.goldens)::bigint AS given FROM worker_stage w WHERE w.stage_id = s.id) w ON true
WHERE s.campaign_id = $1 AND s.kind IN ('annotate', 'validate', 'review', 'compare')
ORDER BY s.position, s.id
"""

PLANTABLE = """
SELECT c.id, c.idx, c.start_char, c.first_line, c.first_column, c.text, d.repository, d.path, d.language, d.licences,
       d.chunks,
       (SELECT jsonb_object_agg(i.category, i.id) FROM item i WHERE i.chunk_id = c.id) AS items
FROM document d JOIN chunk c ON c.document_id = d.id
WHERE d.campaign_id = $1
  AND NOT ($4::boolean AND EXISTS (
      SELECT FROM golden g WHERE g.campaign_id = $1 AND g.identity = 'planted:' || c.id))
  AND EXISTS (SELECT FROM item i WHERE i.chunk_id = c.id)
ORDER BY hashint8extended(c.id, $2)
LIMIT $3
"""

# Marks are known where the flow accepted them; a verdict where the judged work was decided by it; what people said of
# texts and pairs, where a task of theirs is complete. The surest first.
DECIDED = """
SELECT * FROM (
    SELECT w.*, row_number() OVER (PARTITION BY w.stage_id ORDER BY w.confidence DESC NULLS LAST, w.item_id) AS place
    FROM (
        SELECT s.id AS stage_id, s.kind, i.id AS item_id, t.id AS task_id, a.content -> 'spans' AS spans,
               NULL::jsonb AS shown, NULL::text AS verdict, NULL::jsonb AS answers, i.confidence,
               c.end_char - c.start_char AS chars
        FROM item i
        JOIN chunk c ON c.id = i.chunk_id
        JOIN stage s ON s.campaign_id = i.campaign_id AND s.category = i.category AND s.kind = 'annotate'
             AND s.position = 0
        JOIN answer a ON a.id = i.answer_id AND NOT a.is_unused
        JOIN LATERAL (SELECT min(id) AS id FROM task WHERE item_id = i.id AND stage_id = s.id) t ON true
        WHERE i.campaign_id = $1 AND i.state = 'ACCEPTED' AND i.chunk_id IS NOT NULL
          AND ($2::bigint[] IS NULL OR i.id = ANY ($2))
        UNION ALL
        SELECT s.id, s.kind, i.id, t.id, NULL, a.content -> 'spans',
               CASE g.state WHEN 'ACCEPTED' THEN 'correct' ELSE 'incorrect' END, NULL,
               CASE WHEN v.alike THEN v.votes ELSE 0 END, NULL
        FROM stage s
        JOIN task t ON t.stage_id = s.id AND t.state = 'COMPLETED'
        JOIN item i ON i.id = t.item_id
        JOIN answer a ON a.id = t.subject_answer_id AND NOT a.is_unused
        JOIN assignment g ON g.id = a.assignment_id AND g.state IN ('ACCEPTED', 'REJECTED')
        JOIN LATERAL (
            SELECT count(*) AS votes, count(DISTINCT n.content ->> 'verdict') = 1
                   AND min(n.content ->> 'verdict') = CASE g.state WHEN 'ACCEPTED' THEN 'correct' ELSE 'incorrect' END
                   AS alike
            FROM answer n WHERE n.task_id = t.id AND NOT n.late AND NOT n.is_unused
        ) v ON v.votes > 0
        WHERE s.campaign_id = $1 AND s.kind = 'validate' AND ($2::bigint[] IS NULL OR i.id = ANY ($2))
          AND ($2::bigint[] IS NOT NULL OR v.alike)
        UNION ALL
        SELECT s.id, s.kind, i.id, t.id, NULL, NULL, NULL, v.answers, jsonb_array_length(v.answers), NULL
        FROM stage s
        JOIN task t ON t.stage_id = s.id AND t.state = 'COMPLETED'
        JOIN item i ON i.id = t.item_id
        JOIN LATERAL (
            SELECT jsonb_agg(n.content ORDER BY n.id) AS answers
            FROM answer n WHERE n.task_id = t.id AND NOT n.late AND NOT n.is_unused
        ) v ON v.answers IS NOT NULL
        WHERE s.campaign_id = $1 AND s.kind IN ('review', 'compare') AND ($2::bigint[] IS NULL OR i.id = ANY ($2))
    ) w
    WHERE $2::bigint[] IS NOT NULL OR NOT EXISTS (
        SELECT FROM golden g WHERE g.stage_id = w.stage_id AND g.source_item_id = w.item_id)
) r
WHERE $2::bigint[] IS NOT NULL OR r.place <= $3
ORDER BY r.stage_id, r.place
"""

# Good workers: those who do well on the other goldens of the stage; this one does not count for them.
BANK = """
WITH scored AS (
    SELECT g.id, g.stage_id, e.worker_id, e.score, e.at,
           count(*) OVER w AS n, sum(e.score) OVER w AS total
    FROM work_event e
    JOIN assignment a ON a.id = e.assignment_id
    JOIN golden g ON g.task_id = a.task_id
    WHERE e.campaign_id = $1 AND e.kind = 'golden'
    WINDOW w AS (PARTITION BY e.stage_id, e.worker_id)
), told AS (
    SELECT id, count(*) AS answers, avg(score) AS mean_score, max(at) AS last_at,
           count(*) FILTER (WHERE n - 1 >= $2 AND (total - score) / (n - 1) >= $3) AS good_workers,
           avg(score) FILTER (WHERE n - 1 >= $2 AND (total - score) / (n - 1) >= $3) AS mean_of_good
    FROM scored GROUP BY id
)
SELECT g.id, g.stage_id, s.title AS stage_title, s.kind, s.category, g.source, g.source_item_id, g.truth, g.note,
       g.created_at, g.retired_at, t.item_id, t.live, coalesce(d.path, b.brief ->> 'title', '') AS path,
       coalesce(c.first_line, 0) AS first_line, coalesce(told.answers, 0) AS answers, told.mean_score, told.last_at,
       coalesce(told.good_workers, 0) AS good_workers, told.mean_of_good, w.name AS created_by
FROM golden g
JOIN stage s ON s.id = g.stage_id
JOIN task t ON t.id = g.task_id
JOIN item b ON b.id = t.item_id
LEFT JOIN chunk c ON c.id = b.chunk_id
LEFT JOIN document d ON d.id = c.document_id
LEFT JOIN told ON told.id = g.id
LEFT JOIN account w ON w.id = g.created_by
WHERE g.campaign_id = $1
ORDER BY g.id DESC
"""

ONE = """
SELECT g.id, g.campaign_id, g.stage_id, s.title AS stage_title, s.kind, s.category, g.source, g.source_item_id, g.truth,
       g.note, g.created_at, g.retired_at, t.item_id, c.text, coalesce(c.first_line, 0) AS first_line, i.payload,
       coalesce(d.path, i.brief ->> 'title', '') AS path, shown.content -> 'spans' AS shown,
       coalesce((
           SELECT jsonb_agg(jsonb_build_object(
                      'worker_id', e.worker_id, 'worker_name', w.name, 'worker_simulated', w.simulated,
                      'score', e.score, 'at', e.at, 'content', n.content) ORDER BY e.score, e.id)
           FROM assignment a
           JOIN work_event e ON e.worker_id = a.worker_id AND e.assignment_id = a.id AND e.kind = 'golden'
           JOIN account w ON w.id = a.worker_id
           JOIN answer n ON n.assignment_id = a.id AND NOT n.late
           WHERE a.task_id = g.task_id), '[]') AS answers
FROM golden g
JOIN stage s ON s.id = g.stage_id
JOIN task t ON t.id = g.task_id
JOIN item i ON i.id = t.item_id
LEFT JOIN chunk c ON c.id = i.chunk_id
LEFT JOIN document d ON d.id = c.document_id
LEFT JOIN answer shown ON shown.id = t.subject_answer_id
WHERE g.id = $1
"""

USES = """
WITH had AS (
    SELECT g.stage_id, e.worker_id, count(*) FILTER (WHERE g.retired_at IS NULL) AS all_time,
           count(*) FILTER (WHERE e.at >= $2) AS used, min(e.at) FILTER (WHERE e.at >= $2) AS first_at
    FROM work_event e
    JOIN assignment a ON a.id = e.assignment_id
    JOIN golden g ON g.task_id = a.task_id
    WHERE e.campaign_id = $1 AND e.kind = 'golden'
    GROUP BY 1, 2
), bank AS (
    SELECT stage_id, count(*) AS active FROM golden WHERE campaign_id = $1 AND retired_at IS NULL GROUP BY 1
)
SELECT h.stage_id, h.worker_id, h.used, h.first_at, greatest(0, coalesce(b.active, 0) - h.all_time) AS left
FROM had h LEFT JOIN bank b ON b.stage_id = h.stage_id
WHERE h.used > 0
"""
