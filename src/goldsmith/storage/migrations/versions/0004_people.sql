-- People, quality and money: what the two hot paths read and write. The rest of it follows in steps of its own.

-- Facts about a person's work, append-only. Rules, skills and replays read them in the order of their transactions:
-- whoever reads from horizon to horizon (pg_snapshot_xmin) misses nothing and reads nothing twice. No foreign keys:
-- a key would lock the campaign's row at every submit.
CREATE TABLE work_event (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid           xid8 NOT NULL DEFAULT pg_current_xact_id(),
    campaign_id   bigint NOT NULL,
    stage_id      bigint NOT NULL,
    worker_id     bigint NOT NULL,
    assignment_id bigint,
    kind          text NOT NULL
        CHECK (kind IN ('submitted', 'skipped', 'golden', 'agreed', 'reviewed', 'accepted', 'rejected')),
    score         double precision CHECK (score BETWEEN 0 AND 1),
    active_ms     bigint,
    amount        numeric(12, 4),
    at            timestamptz NOT NULL
);
CREATE INDEX work_event_horizon ON work_event (xid);
CREATE INDEX work_event_worker ON work_event (worker_id, id);
CREATE INDEX work_event_campaign ON work_event (campaign_id, id);

-- Goldens: tasks with a known answer. Their documents, chunks and items lie in a campaign of their own that nobody
-- sees, so that no count and no export of the real one can include them; their tasks stand at its stages.
ALTER TABLE campaign ADD COLUMN goldens_of bigint REFERENCES campaign ON DELETE CASCADE;
CREATE UNIQUE INDEX campaign_goldens ON campaign (goldens_of) WHERE goldens_of IS NOT NULL;
CREATE TABLE golden (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id    bigint NOT NULL REFERENCES campaign ON DELETE CASCADE,
    stage_id       bigint NOT NULL REFERENCES stage ON DELETE CASCADE,
    task_id        bigint NOT NULL UNIQUE REFERENCES task ON DELETE CASCADE,
    source         text NOT NULL CHECK (source IN ('quiz', 'planted', 'promoted')),
    source_item_id bigint,                -- the item it was promoted from: whoever worked on that does not get it
    identity       text NOT NULL,         -- the same material makes one golden
    truth          jsonb NOT NULL,        -- {spans} | {verdict} | {verdict, form} | {preference}
    note           text NOT NULL DEFAULT '',
    created_by     bigint REFERENCES account,
    created_at     timestamptz NOT NULL,
    retired_at     timestamptz,
    UNIQUE (stage_id, identity)
);
CREATE INDEX golden_stage ON golden (stage_id) WHERE retired_at IS NULL;
ALTER TABLE stage ADD COLUMN golden_min integer NOT NULL DEFAULT 0 CHECK (golden_min >= 0);
ALTER TABLE worker_stage ADD COLUMN goldens integer NOT NULL DEFAULT 0;
ALTER TABLE worker_stage ADD COLUMN golden_right integer NOT NULL DEFAULT 0;
ALTER TABLE worker_stage ADD COLUMN golden_due boolean NOT NULL DEFAULT true;

-- Who may not work where, until when, and why. One way to restrict: the column it replaces goes.
CREATE TABLE restriction (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id  bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    scope       text NOT NULL CHECK (scope IN ('everything', 'campaign', 'stage')),
    campaign_id bigint REFERENCES campaign ON DELETE CASCADE,
    stage_id    bigint REFERENCES stage ON DELETE CASCADE,
    until       timestamptz,              -- null: for ever
    reason      text NOT NULL,            -- in plain words, as the worker reads it
    created_by  bigint REFERENCES account,
    created_at  timestamptz NOT NULL,
    lifted_by   bigint REFERENCES account,
    lifted_at   timestamptz,
    CHECK ((scope = 'stage') = (stage_id IS NOT NULL)),
    CHECK ((scope = 'everything') = (campaign_id IS NULL))
);
CREATE INDEX restriction_standing ON restriction (account_id) WHERE lifted_at IS NULL;
INSERT INTO restriction (account_id, scope, campaign_id, until, reason, created_at)
    SELECT account_id, 'campaign', campaign_id, banned_until, 'Restricted by the owner.', joined_at
    FROM membership WHERE banned_until IS NOT NULL;
ALTER TABLE membership DROP COLUMN banned_until;

ALTER TABLE campaign ADD COLUMN countries text[];
ALTER TABLE campaign ADD COLUMN consent_version integer NOT NULL DEFAULT 1 CHECK (consent_version >= 1);
ALTER TABLE membership ADD COLUMN consent_version integer NOT NULL DEFAULT 1;
ALTER TABLE campaign ADD COLUMN review_days integer NOT NULL DEFAULT 7 CHECK (review_days BETWEEN 0 AND 365);

-- A capped budget in slices, so that claims do not wait for one row: a claim takes its price from any slice that has
-- it and is free at the moment. The ledger says what was spent; these say what may still be promised.
ALTER TABLE campaign ADD COLUMN budget_capped boolean NOT NULL DEFAULT false;
CREATE TABLE budget_slice (
    campaign_id bigint NOT NULL REFERENCES campaign ON DELETE CASCADE,
    slice       integer NOT NULL CHECK (slice BETWEEN 0 AND 15),
    free        numeric(14, 4) NOT NULL DEFAULT 0 CHECK (free >= 0),
    reserved    numeric(14, 4) NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    PRIMARY KEY (campaign_id, slice)
);
ALTER TABLE budget_slice SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01);

-- The ledger: one row is one transfer, debit to credit, so every balance and their sum follow from the rows, and the
-- sum is zero by construction. An account is (campaign, kind, worker). Append-only.
CREATE TABLE ledger_entry (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id   bigint NOT NULL REFERENCES campaign ON DELETE RESTRICT,
    kind          text NOT NULL CHECK (kind IN ('fund', 'task_pay', 'bonus', 'correction', 'final_share', 'payout',
                                                'payout_settled', 'payout_returned', 'refund')),
    debit         text NOT NULL CHECK (debit IN ('funding', 'budget', 'worker', 'payout_clearing', 'paid_out')),
    debit_worker  bigint REFERENCES account,
    credit        text NOT NULL CHECK (credit IN ('funding', 'budget', 'worker', 'payout_clearing', 'paid_out')),
    credit_worker bigint REFERENCES account,
    amount        numeric(14, 4) NOT NULL CHECK (amount > 0),
    assignment_id bigint,
    payout_id     bigint,
    reference     text NOT NULL UNIQUE,   -- what it is for; posting it twice changes nothing
    reason        text NOT NULL DEFAULT '',
    actor_id      bigint REFERENCES account,
    at            timestamptz NOT NULL,
    CHECK ((debit = 'worker') = (debit_worker IS NOT NULL)),
    CHECK ((credit = 'worker') = (credit_worker IS NOT NULL)),
    CHECK (debit <> credit OR debit_worker <> credit_worker)
);
CREATE INDEX ledger_campaign ON ledger_entry (campaign_id, id);
CREATE INDEX ledger_credit_worker ON ledger_entry (credit_worker, campaign_id) WHERE credit_worker IS NOT NULL;
CREATE INDEX ledger_debit_worker ON ledger_entry (debit_worker, campaign_id) WHERE debit_worker IS NOT NULL;
CREATE INDEX ledger_assignment ON ledger_entry (assignment_id) WHERE assignment_id IS NOT NULL;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'GS001',
        MESSAGE = 'the table ' || TG_TABLE_NAME || ' is append-only; post a correction instead';
END $$;
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_not_emptied BEFORE TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Decisions about single assignments. is_unused: accepted and paid, but its answer counts nowhere.
ALTER TABLE assignment ADD COLUMN budget_slice integer;
ALTER TABLE assignment ADD COLUMN is_held boolean NOT NULL DEFAULT false;
ALTER TABLE assignment ADD COLUMN decided_by bigint;
ALTER TABLE assignment ADD COLUMN decided_at timestamptz;
ALTER TABLE assignment ADD COLUMN decision_reason text NOT NULL DEFAULT '';
ALTER TABLE answer ADD COLUMN is_unused boolean NOT NULL DEFAULT false;
CREATE INDEX assignment_waiting ON assignment (submitted_at) WHERE state = 'SUBMITTED' AND NOT is_held;
