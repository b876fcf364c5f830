-- Finds the orders of a market, in the order of the pages, and the spellings of the markets of a country, which are together byte by byte.
DROP INDEX CONCURRENTLY IF EXISTS order_view_market;
SET lock_timeout = 0;
CREATE INDEX CONCURRENTLY order_view_market ON order_view (market COLLATE "C", id) WHERE market IS NOT NULL;
RESET lock_timeout;
