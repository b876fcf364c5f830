-- Whether a rebuild is under way, and up to which position it has to go; null as long as the publisher has not said it.
ALTER TABLE subscription
    ADD COLUMN rebuilding boolean NOT NULL DEFAULT false,
    ADD COLUMN target     bigint CHECK (target >= 0);

-- An event that an operator has set aside because no release here knows it: a rebuild that meets it again passes it, too.
ALTER TABLE dead_letter ADD COLUMN set_aside boolean NOT NULL DEFAULT false;

-- What a rebuild has met of each aggregate so far. Until its end the rows of before serve, and none of them goes back to an older state.
CREATE TABLE replayed (
    subscription text    NOT NULL,
    -- the table that holds the copies
    replica      text    NOT NULL,
    id           bigint  NOT NULL,
    generation   integer NOT NULL,
    -- the newest event that is older than the row, to take its place at the end; null if the row is as the stream has it, or must stay
    entry        text,
    PRIMARY KEY (subscription, replica, id)
);
