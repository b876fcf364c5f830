-- Aggregates whose newest event forgets what earlier ones said, until the log and the lists say it no more. Releases before this one do not look here.
CREATE TABLE forgetting (
    aggregate_type text   NOT NULL,
    aggregate_id   bigint NOT NULL,
    -- when the events in the log were rewritten; null until then
    rewritten_at   timestamptz,
    PRIMARY KEY (aggregate_type, aggregate_id)
);

-- Position of the newest event because of which earlier ones were rewritten: what the log says of positions before it is no longer what was true there.
ALTER TABLE stream_head ADD COLUMN rewritten_for bigint NOT NULL DEFAULT 0;
