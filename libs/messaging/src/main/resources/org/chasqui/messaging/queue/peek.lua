#!lua flags=no-writes
-- Reads without removing anything; works also while Redis refuses writes.
-- KEYS: list, acknowledged offset.  ARGV: most entries to return, 0 for none.
-- Returns {acknowledged offset or nil, the oldest entries, length of the list}; keys of a wrong type read as missing.
local list, ack = redis.call('TYPE', KEYS[1])['ok'], redis.call('TYPE', KEYS[2])['ok']
if (list ~= 'none' and list ~= 'list') or (ack ~= 'none' and ack ~= 'string') then return {false, {}, 0} end
local limit = tonumber(ARGV[1])
-- why: LRANGE takes -1 for the last element, so a limit of 0 would bring the whole list
local entries = limit > 0 and redis.call('LRANGE', KEYS[1], 0, limit - 1) or {}
return {redis.call('GET', KEYS[2]), entries, redis.call('LLEN', KEYS[1])}
