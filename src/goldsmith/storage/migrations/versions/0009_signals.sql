-- Signals: how the text of an answer came about, as the page measured it. Evidence for people: nothing in the flow, in
-- rules or in pay reads this table. Beside the answer, not in it, so that answers stay what was said.
CREATE TABLE answer_signal (
    answer_id           bigint PRIMARY KEY REFERENCES answer ON DELETE CASCADE,
    typed_chars         integer NOT NULL CHECK (typed_chars >= 0),
    pasted_chars        integer NOT NULL CHECK (pasted_chars >= 0),
    pastes              integer NOT NULL CHECK (pastes >= 0),
    loaded_chars        integer NOT NULL CHECK (loaded_chars >= 0),  -- there when the page opened: nobody saw how
    bursts              integer NOT NULL CHECK (bursts >= 0),
    longest_burst_chars integer NOT NULL CHECK (longest_burst_chars >= 0),
    created_at          timestamptz NOT NULL
);
