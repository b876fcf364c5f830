-- Takes as long as the test wants: it waits for a lock that the test holds, and for no other.
CREATE TABLE slow (id bigint PRIMARY KEY, name text);
SET LOCAL lock_timeout = 0;
SELECT pg_advisory_xact_lock(1);
