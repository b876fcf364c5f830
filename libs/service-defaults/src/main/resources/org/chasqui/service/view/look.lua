#!lua flags=allow-oom
-- Reads a view; if there is none, leaves the reader's token in its place.
-- KEYS: view.  ARGV: token of the reader, milliseconds that it stays.
-- Returns what stands there, which may be the token or the mark of somebody else; nil if it is the reader's own now.
-- Safe to run twice or late: a token that nobody uses keeps the view out of the cache until it expires, and that is all.
local type = redis.call('TYPE', KEYS[1])['ok']
if type == 'string' then return redis.call('GET', KEYS[1]) end
if type ~= 'none' then redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return false
