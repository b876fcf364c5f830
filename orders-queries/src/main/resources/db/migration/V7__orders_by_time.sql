-- Finds orders that were placed between two instants, in the order of the pages.
DROP INDEX CONCURRENTLY IF EXISTS order_view_placed;
SET lock_timeout = 0;
CREATE INDEX CONCURRENTLY order_view_placed ON order_view (placed_at, id);
RESET lock_timeout;
