-- Payouts: batches, and what each of them paid to whom. The ledger says where the money is; these say why it moved.
CREATE TABLE payout_batch (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id bigint NOT NULL REFERENCES campaign ON DELETE RESTRICT,
    state       text NOT NULL,
    note        text NOT NULL DEFAULT '',
    drafted_by  bigint NOT NULL REFERENCES account,
    drafted_at  timestamptz NOT NULL,
    approved_by bigint REFERENCES account,
    approved_at timestamptz,
    sent_at     timestamptz,
    closed_at   timestamptz
);
CREATE INDEX payout_batch_campaign ON payout_batch (campaign_id, id);

CREATE TABLE payout (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch_id    bigint NOT NULL REFERENCES payout_batch ON DELETE RESTRICT,
    campaign_id bigint NOT NULL,
    worker_id   bigint NOT NULL REFERENCES account,
    amount      numeric(14, 4) NOT NULL CHECK (amount > 0),
    state       text NOT NULL,
    reason      text NOT NULL DEFAULT '',
    decided_by  bigint REFERENCES account,
    decided_at  timestamptz,
    UNIQUE (batch_id, worker_id)
);
-- Two batches at once do not pay the same balance.
CREATE UNIQUE INDEX payout_open ON payout (campaign_id, worker_id) WHERE state = 'OPEN';
CREATE INDEX payout_worker ON payout (worker_id);

-- Whoever downloads a file twice should know that somebody did before.
CREATE TABLE payout_file (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch_id bigint NOT NULL REFERENCES payout_batch ON DELETE RESTRICT,
    format   text NOT NULL,
    payouts  integer NOT NULL,
    amount   numeric(14, 4) NOT NULL,
    by       bigint NOT NULL REFERENCES account,
    at       timestamptz NOT NULL
);
CREATE INDEX payout_file_batch ON payout_file (batch_id);

-- Where a worker wants their money. Apart from everything that is said about their work: only they themselves and the
-- file of a payout read it, and forgetting a person deletes the row.
CREATE TABLE payout_destination (
    account_id bigint PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    kind       text NOT NULL CHECK (kind IN ('bank', 'email')),
    holder     text NOT NULL CHECK (length(holder) BETWEEN 1 AND 140),
    address    text NOT NULL CHECK (length(address) BETWEEN 3 AND 254),  -- account number or mail address
    bank       text NOT NULL DEFAULT '' CHECK (length(bank) <= 140),      -- BIC, or the bank's name
    updated_at timestamptz NOT NULL
);
