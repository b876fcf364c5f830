#!lua flags=allow-oom
-- Removes what was seen: a token of one's own that is not needed, or garbage.
-- KEYS: view.  ARGV: what was seen there.
-- Returns nil.
-- Safe to run twice or late: what has changed meanwhile stays.
if redis.call('TYPE', KEYS[1])['ok'] == 'string' and redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return false
