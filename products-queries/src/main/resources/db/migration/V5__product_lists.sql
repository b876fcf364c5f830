-- What lists of products are filtered and sorted by. The service makes the keys and words, so that they do not depend on the locale of the database;
-- only those of rows that are here already are the database's own, until the next event of the product.
ALTER TABLE product_view
    ADD COLUMN available   boolean GENERATED ALWAYS AS (stock > 0 AND on_sale IS NOT FALSE AND markets IS DISTINCT FROM '{}') STORED,
    ADD COLUMN name_key    text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN words       tsvector NOT NULL DEFAULT '',
    -- of its markets; null for everywhere
    ADD COLUMN market_keys text[];

UPDATE product_view SET
    name_key = lower(name),
    words = array_to_tsvector(array_remove(regexp_split_to_array(replace(lower(name), 'ς', 'σ'), '[^[:alnum:]]+'), ''));

-- One for each order, and one for each filter: a page is read in its order where many products pass the filter, and from the filter's index
-- where few do. A sale changes none of the columns, so it writes none of the indexes, until the product is sold out.
CREATE INDEX product_view_value ON product_view (value, id);
CREATE INDEX product_view_name ON product_view (name_key, id);
CREATE INDEX product_view_available ON product_view (available, id);
CREATE INDEX product_view_words ON product_view USING gin (words);
CREATE INDEX product_view_markets ON product_view USING gin ((coalesce(market_keys, '{*}')));
