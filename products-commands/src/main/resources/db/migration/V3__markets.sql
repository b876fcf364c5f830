-- Where the shop sells. A row of version 0 is the place of a market that its transaction is about to make.
CREATE TABLE market (
    -- made of the key, so that whoever knows the name knows the id
    id      bigint PRIMARY KEY,
    version bigint  NOT NULL CHECK (version >= 0),
    country text    NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    -- as it was first written; the key is the same for all spellings
    city    text    NOT NULL CHECK (char_length(city) BETWEEN 1 AND 100),
    key     text    NOT NULL UNIQUE,
    active  boolean CHECK (active IS NOT NULL OR version = 0)
);

-- Why without a look at the rows: each of them has one of the reasons that were allowed before.
ALTER TABLE reservation DROP CONSTRAINT reservation_reason_check;
ALTER TABLE reservation ADD CONSTRAINT reservation_reason_check
    CHECK (reason IN ('insufficient-stock', 'unknown-product', 'unknown-market', 'market-closed')) NOT VALID;
