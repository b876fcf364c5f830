-- Which event has which position, as far as compaction has come: also of events that it has removed from the log. So it
-- can always be told whether a subscriber stands at an event of this history or of a lost one. Positions follow one
-- another without a gap, from 1, over all rows.
CREATE TABLE event_history (
    first_position bigint PRIMARY KEY CHECK (first_position > 0),
    -- ids of the events at this position and those that follow, 16 bytes each
    event_ids      bytea  NOT NULL CHECK (octet_length(event_ids) > 0 AND octet_length(event_ids) % 16 = 0)
);

-- why: random bytes do not get smaller, and of an uncompressed value one id can be read without the others
ALTER TABLE event_history ALTER COLUMN event_ids SET STORAGE EXTERNAL;

CREATE INDEX dead_letter_settled ON dead_letter (updated_at) WHERE state <> 'open';

-- No unnumbered event has a seq up to settled_seq, or ever will. What makes a candidate settled is in Sequencer.
ALTER TABLE stream_head
    ADD COLUMN highest_seq   bigint NOT NULL DEFAULT 0,
    ADD COLUMN settled_seq   bigint NOT NULL DEFAULT 0,
    ADD COLUMN candidate_seq bigint NOT NULL DEFAULT 0,
    ADD COLUMN candidate_xid xid8   NOT NULL DEFAULT '0';

-- A transaction has its id before it draws its first seq; the sequencer goes by that.
CREATE FUNCTION take_transaction_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_current_xact_id();
    RETURN NULL;
END
$$;

CREATE TRIGGER event_log_take_transaction_id BEFORE INSERT ON event_log
    FOR EACH STATEMENT EXECUTE FUNCTION take_transaction_id();
