-- Pre-labels: what a model suggested for an item before anybody saw it. Beside the item, not in it: the hot paths
-- read one row by its key, and campaigns without a model have none. The order of the queue is the task's priority,
-- so the claim keeps its index.
CREATE TABLE prelabel (
    item_id     bigint PRIMARY KEY REFERENCES item ON DELETE CASCADE,
    model       text NOT NULL,
    fingerprint text NOT NULL,
    spans       jsonb NOT NULL,           -- [{start, end, label, confidence}], code points of the chunk
    uncertainty double precision NOT NULL CHECK (uncertainty BETWEEN 0 AND 1),
    confident   boolean NOT NULL,         -- every candidate was as good as decided
    shown       boolean NOT NULL          -- false: the control, whose annotators do not see it
);
