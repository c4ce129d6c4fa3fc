-- Voice: feedback, messages, appeals, announcements.

-- What a worker says about a task: once an assignment, changed until its owner answered.
CREATE TABLE feedback (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id   bigint NOT NULL REFERENCES campaign ON DELETE CASCADE,
    stage_id      bigint NOT NULL REFERENCES stage ON DELETE CASCADE,
    task_id       bigint NOT NULL REFERENCES task ON DELETE CASCADE,
    assignment_id bigint NOT NULL UNIQUE,
    worker_id     bigint NOT NULL REFERENCES account,
    rating        integer CHECK (rating BETWEEN 1 AND 5),
    text          text NOT NULL DEFAULT '' CHECK (length(text) <= 5000),
    is_broken     boolean NOT NULL DEFAULT false,
    created_at    timestamptz NOT NULL,
    answer        text,
    answered_by   bigint REFERENCES account,
    answered_at   timestamptz,
    CHECK (rating IS NOT NULL OR is_broken OR text <> '')
);
CREATE INDEX feedback_campaign ON feedback (campaign_id, id DESC);
CREATE INDEX feedback_open ON feedback (campaign_id, task_id) WHERE is_broken AND answered_at IS NULL;
CREATE INDEX feedback_worker ON feedback (worker_id, id DESC);

-- One thread a campaign and worker. Unread: the other side did not open the thread since.
CREATE TABLE message (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id bigint NOT NULL REFERENCES campaign ON DELETE CASCADE,
    worker_id   bigint NOT NULL REFERENCES account,
    author_id   bigint REFERENCES account,     -- null: Goldsmith itself, as when a deadline passed
    is_from_worker boolean NOT NULL,
    about       text NOT NULL DEFAULT '',      -- what it is about, in a few words
    text        text NOT NULL CHECK (length(text) BETWEEN 1 AND 5000),
    at          timestamptz NOT NULL,
    read_at     timestamptz
);
CREATE INDEX message_thread ON message (campaign_id, worker_id, id);
CREATE INDEX message_to_worker ON message (worker_id, campaign_id) WHERE read_at IS NULL AND NOT is_from_worker;
CREATE INDEX message_to_staff ON message (campaign_id, worker_id) WHERE read_at IS NULL AND is_from_worker;

CREATE TABLE announcement (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id  bigint NOT NULL REFERENCES campaign ON DELETE CASCADE,
    text         text NOT NULL CHECK (length(text) BETWEEN 1 AND 5000),
    created_by   bigint NOT NULL REFERENCES account,
    created_at   timestamptz NOT NULL,
    withdrawn_at timestamptz
);
CREATE INDEX announcement_campaign ON announcement (campaign_id, id DESC);
CREATE TABLE announcement_dismissal (
    announcement_id bigint NOT NULL REFERENCES announcement ON DELETE CASCADE,
    account_id      bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    at              timestamptz NOT NULL,
    PRIMARY KEY (announcement_id, account_id)
);

-- An appeal is about one thing, and there is one a thing. Its campaign is null for a restriction from everything.
CREATE TABLE appeal (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id    bigint REFERENCES campaign ON DELETE CASCADE,
    worker_id      bigint NOT NULL REFERENCES account,
    kind           text NOT NULL CHECK (kind IN ('assignment', 'restriction', 'rule_event')),
    assignment_id  bigint UNIQUE,
    restriction_id bigint UNIQUE REFERENCES restriction ON DELETE CASCADE,
    rule_event_id  bigint UNIQUE REFERENCES rule_event ON DELETE CASCADE,
    decision       jsonb NOT NULL,             -- what was decided and why, as it stood when it was appealed
    text           text NOT NULL CHECK (length(text) BETWEEN 1 AND 5000),
    state          text NOT NULL,
    created_at     timestamptz NOT NULL,
    deadline       timestamptz NOT NULL CHECK (deadline > created_at),
    answer         text NOT NULL DEFAULT '',
    decided_by     bigint REFERENCES account,
    decided_at     timestamptz,
    CHECK (num_nonnulls(assignment_id, restriction_id, rule_event_id) = 1)
);
CREATE INDEX appeal_campaign ON appeal (campaign_id, deadline);
CREATE INDEX appeal_worker ON appeal (worker_id, id DESC);
CREATE INDEX appeal_open ON appeal (deadline) WHERE state = 'OPEN';
ALTER TABLE campaign ADD COLUMN appeal_days integer NOT NULL DEFAULT 7 CHECK (appeal_days BETWEEN 1 AND 60);
