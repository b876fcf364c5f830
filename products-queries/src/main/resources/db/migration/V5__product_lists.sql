-- What lists of products are filtered and sorted by. The service makes it, so that it does not depend on the locale of the database; also that of
-- rows for whose version it was not made, which are of a release before this one.
ALTER TABLE product_view
    ADD COLUMN available      boolean,
    ADD COLUMN name_key       text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN words          tsvector NOT NULL DEFAULT '',
    -- of its markets; null for everywhere
    ADD COLUMN market_keys    text[],
    ADD COLUMN listed_version bigint;
