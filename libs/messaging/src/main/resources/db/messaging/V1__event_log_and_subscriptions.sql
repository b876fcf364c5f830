-- Source side: what this service publishes. Written in the command's own transaction, numbered by the sequencer afterwards.
CREATE TABLE event_log (
    -- why identity with cache 1: events of one aggregate are inserted under its row lock, so seq follows their order
    seq               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id          uuid        NOT NULL,
    type              text        NOT NULL CHECK (char_length(type) BETWEEN 1 AND 100),
    aggregate_type    text        NOT NULL CHECK (char_length(aggregate_type) BETWEEN 1 AND 50),
    aggregate_id      bigint      NOT NULL,
    aggregate_version bigint      NOT NULL CHECK (aggregate_version > 0),
    schema_version    integer     NOT NULL CHECK (schema_version > 0),
    -- why a limit: a list entry of bounded size bounds the memory of Redis and the time of a script
    payload           jsonb       NOT NULL CHECK (octet_length(payload::text) <= 65536),
    traceparent       text        CHECK (char_length(traceparent) <= 55),
    created_at        timestamptz NOT NULL DEFAULT now(),
    -- 1, 2, 3 … without gaps; null until the sequencer has seen the row
    position          bigint      UNIQUE,
    UNIQUE (aggregate_type, aggregate_id, aggregate_version)
);

CREATE INDEX event_log_unsequenced ON event_log (seq) WHERE position IS NULL;

-- The last position given out, a row per stream and partition. Its row lock is what makes sequencers take turns.
CREATE TABLE stream_head (
    stream   text PRIMARY KEY,
    position bigint NOT NULL DEFAULT 0 CHECK (position >= 0)
);

-- Consumer side: how far this service has applied each stream that it hears. The position moves only by compare-and-set
-- in the transaction that applies the events, so it is the one truth about what has taken effect here.
CREATE TABLE subscription (
    name             text PRIMARY KEY,
    position         bigint  NOT NULL DEFAULT 0 CHECK (position >= 0),
    last_event_id    text    NOT NULL DEFAULT '',
    generation       integer NOT NULL DEFAULT 0,
    owner            text,
    lease_until      timestamptz,
    attempt_position bigint  NOT NULL DEFAULT 0,
    attempts         integer NOT NULL DEFAULT 0
);

-- Events that could not be applied after the last attempt. Kept for ever, also when replayed or discarded.
CREATE TABLE dead_letter (
    subscription   text        NOT NULL,
    event_id       text        NOT NULL,
    position       bigint      NOT NULL,
    entry          text        NOT NULL,
    error          text        NOT NULL,
    attempts       integer     NOT NULL,
    -- an attempt at it did not return, so it may have ended the process: only a person tries it again
    fatal          boolean     NOT NULL DEFAULT false,
    state          text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'replayed', 'discarded')),
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subscription, event_id)
);

CREATE INDEX dead_letter_open ON dead_letter (subscription, position) WHERE state = 'open';
