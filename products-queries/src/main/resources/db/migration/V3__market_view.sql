-- One row for each market heard of. Lists are in the order of the keys, byte by byte: each country has its markets together.
CREATE TABLE market_view (
    id      bigint PRIMARY KEY,
    version bigint  NOT NULL CHECK (version >= 1),
    country text    NOT NULL,
    city    text    NOT NULL,
    key     text    COLLATE "C" NOT NULL,
    active  boolean NOT NULL
);

CREATE INDEX market_view_key ON market_view (key);
