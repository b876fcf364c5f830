-- The books that the service compares with the logs: what was found last, and when an instance does it next.
CREATE TABLE verification (
    name        text PRIMARY KEY,
    created_at  timestamptz NOT NULL DEFAULT now(),
    due_at      timestamptz NOT NULL,
    running     boolean NOT NULL DEFAULT false,
    -- whether rows that differ are to be repaired, the next time
    repair      boolean NOT NULL DEFAULT false,
    verified_at timestamptz,
    rows        bigint  NOT NULL DEFAULT 0,
    findings    text[]  NOT NULL DEFAULT '{}',
    repaired    text[]  NOT NULL DEFAULT '{}',
    -- why it could not be compared
    waits       text
);
