-- One for each order, and one for each filter: a page is read in its order where many products pass the filter, and from the filter's index
-- where few do. A sale changes none of the columns, so it writes none of the indexes, until the product is sold out.
DROP INDEX CONCURRENTLY IF EXISTS product_view_value;
DROP INDEX CONCURRENTLY IF EXISTS product_view_name;
DROP INDEX CONCURRENTLY IF EXISTS product_view_available;
DROP INDEX CONCURRENTLY IF EXISTS product_view_words;
DROP INDEX CONCURRENTLY IF EXISTS product_view_markets;
SET lock_timeout = 0;
CREATE INDEX CONCURRENTLY product_view_value ON product_view (value, id);
CREATE INDEX CONCURRENTLY product_view_name ON product_view (name_key, id);
CREATE INDEX CONCURRENTLY product_view_available ON product_view (available, id);
CREATE INDEX CONCURRENTLY product_view_words ON product_view USING gin (words);
CREATE INDEX CONCURRENTLY product_view_markets ON product_view USING gin ((coalesce(market_keys, '{*}')));
RESET lock_timeout;
