-- Who has paused the subscription, and when: until it is resumed, no instance applies its events. Releases before this one do not look here.
ALTER TABLE subscription
    ADD COLUMN paused_at timestamptz,
    ADD COLUMN paused_by text;

-- What operators did to this service's messaging. Kept for ever.
CREATE TABLE operator_action (
    id      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT now(),
    -- the subject of the caller's token, "-" in an open shop
    by      text        NOT NULL,
    action  text        NOT NULL,
    subject text        NOT NULL,
    -- how it ended; null until then, and for ever if the process ended meanwhile
    result  text
);
