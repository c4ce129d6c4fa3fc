-- Rules: their definitions, what they did, and on what evidence.

CREATE TABLE rule (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id bigint NOT NULL REFERENCES campaign ON DELETE CASCADE,
    name        text NOT NULL,
    definition  jsonb NOT NULL,
    is_on       boolean NOT NULL DEFAULT false,
    version     integer NOT NULL DEFAULT 1,
    created_by  bigint REFERENCES account,
    created_at  timestamptz NOT NULL,
    updated_by  bigint REFERENCES account,
    updated_at  timestamptz NOT NULL,
    UNIQUE (campaign_id, name)
);

-- What a rule did, once for one fact: (rule, worker, fact) is unique, so no fact acts twice.
CREATE TABLE rule_event (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rule_id        bigint NOT NULL REFERENCES rule ON DELETE CASCADE,
    rule_version   integer NOT NULL,
    campaign_id    bigint NOT NULL REFERENCES campaign ON DELETE CASCADE,
    stage_id       bigint NOT NULL,
    worker_id      bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    fact_xid       xid8 NOT NULL,       -- the fact that was the last straw
    fact_id        bigint NOT NULL,
    fact_at        timestamptz NOT NULL,
    action         jsonb NOT NULL,
    evidence       jsonb NOT NULL,      -- [{collector, number, n, first_at, last_at, words}]
    effect         jsonb NOT NULL,      -- what changed, as an undo needs it
    words          text NOT NULL,       -- to the worker
    restriction_id bigint REFERENCES restriction ON DELETE SET NULL,
    at             timestamptz NOT NULL,
    undone_by      bigint REFERENCES account,
    undone_at      timestamptz,
    UNIQUE (rule_id, worker_id, fact_xid, fact_id)
);
CREATE INDEX rule_event_campaign ON rule_event (campaign_id, id DESC);
CREATE INDEX rule_event_worker ON rule_event (worker_id, id DESC);
CREATE INDEX rule_event_restriction ON rule_event (restriction_id) WHERE restriction_id IS NOT NULL;

-- How far the supervision has read: every fact of a transaction before it is dealt with.
CREATE TABLE supervision (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    xid     xid8 NOT NULL
);
INSERT INTO supervision (xid) VALUES ('0');

-- Windows are read by worker and kind, the newest first.
DROP INDEX work_event_worker;
CREATE INDEX work_event_worker ON work_event (worker_id, kind, xid, id);

-- How sure the others were with whom an answer agreed or not; null: as sure as its kind is.
ALTER TABLE work_event ADD COLUMN weight double precision CHECK (weight BETWEEN 0 AND 1);
CREATE UNIQUE INDEX work_event_agreed ON work_event (assignment_id) WHERE kind = 'agreed';

-- What stages learned about too fast, with the time from which on it holds.
CREATE TABLE stage_pace (
    stage_id   bigint NOT NULL REFERENCES stage ON DELETE CASCADE,
    learned_at timestamptz NOT NULL,
    floor_ms   bigint NOT NULL CHECK (floor_ms >= 0),
    median_ms  bigint NOT NULL,
    n          integer NOT NULL,
    PRIMARY KEY (stage_id, learned_at)
);

-- The part of a skill's record that a quiz or a person gave. Work adds to the record, not to this: what is learned
-- from all answers at once starts from here, and so counts no answer twice.
ALTER TABLE skill ADD COLUMN given_correct double precision NOT NULL DEFAULT 0;
ALTER TABLE skill ADD COLUMN given_total double precision NOT NULL DEFAULT 0;
UPDATE skill SET given_correct = correct, given_total = total;

-- Attempts from before a skill was taken back: the quiz opens again.
ALTER TABLE quiz_attempt ADD COLUMN set_aside_at timestamptz;
