"""The statements of payouts."""

from __future__ import annotations

# What stands on the workers' accounts, in whole cents: banks move no less.
BALANCES = """
SELECT e.worker_id, trunc(sum(e.amount), 2) AS balance, d.kind AS destination_kind,
       EXISTS (SELECT FROM payout p WHERE p.campaign_id = $1 AND p.worker_id = e.worker_id AND p.state = 'OPEN')
           AS has_open
FROM (
    SELECT credit_worker AS worker_id, amount FROM ledger_entry WHERE campaign_id = $1 AND credit = 'worker'
    UNION ALL
    SELECT debit_worker, -amount FROM ledger_entry WHERE campaign_id = $1 AND debit = 'worker'
) e LEFT JOIN payout_destination d ON d.account_id = e.worker_id
GROUP BY e.worker_id, d.kind
HAVING trunc(sum(e.amount), 2) > 0
ORDER BY e.worker_id
"""

BATCHES = """
SELECT b.id, b.campaign_id, b.state, b.note, b.drafted_by, d.name AS drafted_by_name, b.drafted_at,
       a.name AS approved_by_name, b.approved_at, b.sent_at, b.closed_at, p.payouts, p.amount, p.settled,
       p.settled_amount, p.failed, coalesce(f.files, '[]') AS files
FROM payout_batch b
JOIN account d ON d.id = b.drafted_by
LEFT JOIN account a ON a.id = b.approved_by
CROSS JOIN LATERAL (
    SELECT count(*) AS payouts, coalesce(sum(amount), 0) AS amount,
           count(*) FILTER (WHERE state = 'SETTLED') AS settled,
           coalesce(sum(amount) FILTER (WHERE state = 'SETTLED'), 0) AS settled_amount,
           count(*) FILTER (WHERE state IN ('FAILED', 'RETURNED')) AS failed
    FROM payout WHERE batch_id = b.id
) p
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('format', o.format, 'payouts', o.payouts, 'amount', o.amount::text,
                                        'by', w.name, 'at', o.at) ORDER BY o.id) AS files
    FROM payout_file o JOIN account w ON w.id = o.by WHERE o.batch_id = b.id
) f ON true
"""

PAYOUTS = """
SELECT p.id, p.worker_id, a.name AS worker_name, a.simulated, p.amount, p.state, p.reason, p.decided_at,
       d.kind AS destination_kind
FROM payout p JOIN account a ON a.id = p.worker_id LEFT JOIN payout_destination d ON d.account_id = p.worker_id
WHERE p.batch_id = $1
ORDER BY a.name, p.id
"""

LINES = """
SELECT p.id, d.holder, d.address, d.bank, p.amount
FROM payout p JOIN payout_destination d ON d.account_id = p.worker_id
WHERE p.batch_id = $1 AND p.state = 'OPEN' AND d.kind = $2
ORDER BY p.id
"""

# Staff who may see the campaign, and so could approve.
STAFF = """
SELECT a.id FROM account a JOIN campaign c ON c.id = $1
WHERE a.disabled_at IS NULL AND (a.role = 'owner' OR a.id = c.owner_id AND a.role = 'requester')
"""

SHORT = """
SELECT a.name, p.amount, coalesce(b.balance, 0) AS balance
FROM payout p JOIN account a ON a.id = p.worker_id
LEFT JOIN LATERAL (
    SELECT sum(CASE WHEN credit_worker = p.worker_id THEN amount ELSE -amount END) AS balance FROM ledger_entry
    WHERE campaign_id = p.campaign_id AND (credit_worker = p.worker_id OR debit_worker = p.worker_id)
) b ON true
WHERE p.batch_id = $1 AND coalesce(b.balance, 0) < p.amount
ORDER BY a.name LIMIT 1
"""

APPROVE = """
INSERT INTO ledger_entry (campaign_id, kind, debit, debit_worker, credit, amount, payout_id, reference, reason,
                          actor_id, at)
SELECT campaign_id, 'payout', 'worker', worker_id, 'payout_clearing', amount, id, 'payout/' || id, '', $2, $3
FROM payout WHERE batch_id = $1 AND state = 'OPEN'
ORDER BY id
ON CONFLICT (reference) DO NOTHING
"""

DECIDE = """
WITH decided AS (
    UPDATE payout SET state = $3, reason = $4, decided_by = $5, decided_at = $6
    WHERE id = ANY ($1::bigint[]) AND state = $2
    RETURNING id, campaign_id, worker_id, amount
)
INSERT INTO ledger_entry (campaign_id, kind, debit, credit, credit_worker, amount, payout_id, reference, reason,
                          actor_id, at)
SELECT campaign_id, $7, CASE WHEN $2 = 'SETTLED' THEN 'paid_out' ELSE 'payout_clearing' END,
       CASE WHEN $3 = 'SETTLED' THEN 'paid_out' ELSE 'worker' END, CASE WHEN $3 <> 'SETTLED' THEN worker_id END,
       amount, id, $7 || '/' || id, $4, $5, $6
FROM decided
ON CONFLICT (reference) DO NOTHING
"""
