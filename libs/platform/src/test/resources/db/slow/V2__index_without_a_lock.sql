-- As CONTRIBUTING asks for it.
DROP INDEX CONCURRENTLY IF EXISTS slow_name;
SET lock_timeout = 0;
CREATE INDEX CONCURRENTLY slow_name ON slow (name);
RESET lock_timeout;
