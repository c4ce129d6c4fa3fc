-- Consent, privacy: versions of the consent, who saw what, erasure.

-- What people accept, word by word as they read it. A version never changes; its facts are those of its day.
CREATE TABLE consent_text (
    campaign_id bigint NOT NULL REFERENCES campaign ON DELETE CASCADE,
    version     integer NOT NULL CHECK (version >= 1),
    title       text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    text        text NOT NULL,               -- the owner's own words, which the sections begin with
    sections    jsonb NOT NULL,              -- [{key, title, text}]
    note        text NOT NULL DEFAULT '',    -- what changed, in a sentence
    created_by  bigint REFERENCES account,   -- null: composed from the recipe
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (campaign_id, version)
);
CREATE TRIGGER consent_text_stays BEFORE UPDATE ON consent_text FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Who accepted which version when; membership.consent_version is the newest of them, for the claim.
CREATE TABLE consent (
    campaign_id bigint NOT NULL REFERENCES campaign ON DELETE CASCADE,
    account_id  bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    version     integer NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (campaign_id, account_id, version)
);
CREATE INDEX consent_account ON consent (account_id);
INSERT INTO consent (campaign_id, account_id, version, at)
    SELECT campaign_id, account_id, consent_version, consented_at FROM membership WHERE consented_at IS NOT NULL;

-- Who looked at task texts other than by a claim: the pages of owners, and the files they took away.
CREATE TABLE view_log (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id bigint REFERENCES campaign ON DELETE CASCADE,
    item_id     bigint,                      -- null: a file with many
    account_id  bigint NOT NULL REFERENCES account,
    kind        text NOT NULL,
    detail      text NOT NULL DEFAULT '',
    at          timestamptz NOT NULL
);
CREATE INDEX view_log_item ON view_log (item_id, id DESC) WHERE item_id IS NOT NULL;
CREATE INDEX view_log_campaign ON view_log (campaign_id, id DESC);
CREATE INDEX view_log_account ON view_log (account_id, id DESC);
-- Who let a task lapse saw it, too. Only what expired is in it: the claim does not pay for it.
CREATE INDEX assignment_lapsed ON assignment (item_id) WHERE state = 'EXPIRED';

ALTER TABLE account ADD COLUMN erased_at timestamptz;
ALTER TABLE account ADD COLUMN erased_by bigint REFERENCES account;
