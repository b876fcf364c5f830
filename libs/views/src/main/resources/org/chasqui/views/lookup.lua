#!lua flags=allow-oom
-- Reads a view; if there is none, or one that shows a part that has changed, leaves the reader's token in its place.
-- KEYS: view.  ARGV: token of the reader, milliseconds that it stays, beginning of the keys of marks of parts.
-- Returns the value there, which may be the token or the mark of another process; nil if the token is now there.
-- Safe to run twice or late: an unused token keeps the view out of the cache until it expires, and that is all.
-- with parts.lua
local value = redis.pcall('GET', KEYS[1])
if type(value) == 'string' and not outdated(value, ARGV[3]) then return value end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return false
