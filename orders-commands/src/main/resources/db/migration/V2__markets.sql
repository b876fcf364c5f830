-- The market that an order names, as it is known here; null for an order of no market.
ALTER TABLE orders ADD COLUMN market text;

CREATE TABLE known_market (
    id      bigint PRIMARY KEY,
    version bigint  NOT NULL CHECK (version >= 0),
    country text    NOT NULL,
    city    text    NOT NULL,
    active  boolean NOT NULL
);
