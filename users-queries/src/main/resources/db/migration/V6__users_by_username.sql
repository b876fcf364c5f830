DROP INDEX CONCURRENTLY IF EXISTS user_view_username_key;
SET lock_timeout = 0;
CREATE INDEX CONCURRENTLY user_view_username_key ON user_view (username_key, id);
RESET lock_timeout;
