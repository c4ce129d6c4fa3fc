-- Goldens: their scores are read by campaign and stage, by the page that watches over the bank.
CREATE INDEX work_event_golden ON work_event (campaign_id, stage_id) WHERE kind = 'golden';

-- From a file of known solutions, too.
ALTER TABLE golden DROP CONSTRAINT golden_source_check;
ALTER TABLE golden ADD CONSTRAINT golden_source_check
    CHECK (source IN ('quiz', 'planted', 'promoted', 'imported'));
