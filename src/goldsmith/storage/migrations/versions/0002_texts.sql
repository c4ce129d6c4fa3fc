-- Texts: items that are problems or pairs rather than chunks, machines that work at stages, targets.

-- A machine claims and submits as a worker does, so that leases, history and retries are the same.
ALTER TABLE account DROP CONSTRAINT account_role_check;
ALTER TABLE account ADD CONSTRAINT account_role_check CHECK (role IN ('owner', 'requester', 'worker', 'machine'));
CREATE UNIQUE INDEX account_machine ON account (name) WHERE role = 'machine';

ALTER TABLE stage ADD COLUMN max_authors integer NOT NULL DEFAULT 1;
-- Stages whose answerers may not work here on the same item; null: nobody who saw the item.
ALTER TABLE stage ADD COLUMN excludes bigint[];

-- brief: the problem as the author gets it. payload: what was written so far, by field. cell: its place in the
-- target, track first. identity: the same material gives the same one, so a second import adds only what is new.
ALTER TABLE item ALTER COLUMN chunk_id DROP NOT NULL;
ALTER TABLE item ADD COLUMN identity text;
ALTER TABLE item ADD COLUMN cell text[];
ALTER TABLE item ADD COLUMN brief jsonb;
ALTER TABLE item ADD COLUMN payload jsonb NOT NULL DEFAULT '{}';
ALTER TABLE item ADD COLUMN parent_id bigint REFERENCES item ON DELETE CASCADE;
ALTER TABLE item ADD COLUMN suggested_at timestamptz;
ALTER TABLE item ADD CONSTRAINT item_is_about_something
    CHECK (chunk_id IS NOT NULL OR brief IS NOT NULL OR parent_id IS NOT NULL);
CREATE UNIQUE INDEX item_identity ON item (campaign_id, identity) WHERE identity IS NOT NULL;
CREATE INDEX item_cell ON item (campaign_id, cell) WHERE cell IS NOT NULL;
CREATE INDEX item_parent ON item (parent_id) WHERE parent_id IS NOT NULL;

-- Marks: nobody answers an item twice. Texts: their stages say whom they exclude.
ALTER TABLE assignment ADD COLUMN once boolean NOT NULL DEFAULT true;
DROP INDEX assignment_item_once;
CREATE UNIQUE INDEX assignment_item_once ON assignment (item_id, worker_id)
    WHERE state <> 'EXPIRED' AND state <> 'SKIPPED' AND NOT rework AND once;

-- How many data points of each cell are wanted; read by the claim of the track's first stage.
CREATE TABLE target_cell (
    campaign_id bigint NOT NULL REFERENCES campaign ON DELETE CASCADE,
    stage_id    bigint NOT NULL REFERENCES stage ON DELETE CASCADE,
    cell        text[] NOT NULL,
    target      integer NOT NULL CHECK (target >= 0),
    PRIMARY KEY (campaign_id, cell)
);
CREATE INDEX target_cell_stage ON target_cell (stage_id);

-- The documentation that a campaign's problems come from, in sections; refills draw from it again.
CREATE TABLE section (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id bigint NOT NULL REFERENCES campaign ON DELETE CASCADE,
    problem     text NOT NULL,
    language    text,
    hint        text,
    brief       jsonb NOT NULL,
    created_at  timestamptz NOT NULL,
    UNIQUE (campaign_id, problem)
);

CREATE TABLE draft_version (
    assignment_id bigint NOT NULL REFERENCES assignment ON DELETE CASCADE,
    revision      integer NOT NULL,
    content       jsonb NOT NULL,
    saved_at      timestamptz NOT NULL,
    PRIMARY KEY (assignment_id, revision)
);

CREATE TABLE suggestion (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item_id    bigint NOT NULL REFERENCES item ON DELETE CASCADE,
    title      text NOT NULL,
    text       text NOT NULL,
    topic      text NOT NULL,
    persona    text NOT NULL,
    scenario   text NOT NULL,
    model      text NOT NULL,
    weak       boolean NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX suggestion_item ON suggestion (item_id);

CREATE TABLE duplicate_pair (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id bigint NOT NULL REFERENCES campaign ON DELETE CASCADE,
    first_id    bigint NOT NULL REFERENCES item ON DELETE CASCADE,
    second_id   bigint NOT NULL REFERENCES item ON DELETE CASCADE CHECK (first_id < second_id),
    kind        text NOT NULL,
    score       double precision NOT NULL,
    why         text NOT NULL,
    decision    text NOT NULL DEFAULT 'open' CHECK (decision IN ('open', 'duplicate', 'different')),
    decided_by  bigint REFERENCES account,
    decided_at  timestamptz,
    found_at    timestamptz NOT NULL,
    UNIQUE (first_id, second_id)
);
CREATE INDEX duplicate_campaign ON duplicate_pair (campaign_id, decision);

-- What was asked of models, and what it cost.
CREATE TABLE model_usage (
    campaign_id   bigint NOT NULL REFERENCES campaign ON DELETE CASCADE,
    role          text NOT NULL,
    name          text NOT NULL,
    base_url      text NOT NULL,
    model         text NOT NULL,
    weak          boolean NOT NULL,
    embedded      boolean NOT NULL,
    calls         bigint NOT NULL DEFAULT 0,
    failures      bigint NOT NULL DEFAULT 0,
    input_tokens  bigint NOT NULL DEFAULT 0,
    output_tokens bigint NOT NULL DEFAULT 0,
    cost_usd      numeric(18, 9) NOT NULL DEFAULT 0,
    last_error    text NOT NULL DEFAULT '',
    PRIMARY KEY (campaign_id, role, name)
);

-- Answers of models by what was asked: a job that starts again asks nothing twice.
CREATE TABLE model_reply (
    fingerprint text PRIMARY KEY,
    completion  jsonb NOT NULL,
    created_at  timestamptz NOT NULL
);

CREATE TABLE classifier (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id bigint NOT NULL REFERENCES campaign ON DELETE CASCADE,
    dimension   text NOT NULL,
    version     text NOT NULL,
    examples    integer NOT NULL,
    accuracy    jsonb NOT NULL,
    data        bytea NOT NULL,
    trained_at  timestamptz NOT NULL
);
CREATE INDEX classifier_latest ON classifier (campaign_id, dimension, id DESC);

-- Hashes of a benchmark that the owner uploaded; never its texts.
CREATE TABLE benchmark (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id bigint NOT NULL REFERENCES campaign ON DELETE CASCADE,
    name        text NOT NULL,
    entries     integer NOT NULL,
    data        bytea NOT NULL,
    created_at  timestamptz NOT NULL,
    UNIQUE (campaign_id, name)
);

CREATE TABLE gate_check (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id bigint NOT NULL REFERENCES campaign ON DELETE CASCADE,
    at          timestamptz NOT NULL,
    passed      boolean NOT NULL,
    items       integer NOT NULL,
    report      jsonb NOT NULL
);
CREATE INDEX gate_check_latest ON gate_check (campaign_id, id DESC);

CREATE TABLE delivery (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id bigint NOT NULL REFERENCES campaign ON DELETE CASCADE,
    version     text NOT NULL,
    items       integer NOT NULL,
    clean       boolean NOT NULL,
    overrides   jsonb NOT NULL,
    folder      text NOT NULL,
    files       text[] NOT NULL,
    created_by  bigint NOT NULL REFERENCES account,
    created_at  timestamptz NOT NULL,
    UNIQUE (campaign_id, version)
);
