#!lua flags=allow-oom
-- Puts a view in the place of what its reader saw there; or nothing, once half of the memory is in use: events need the rest.
-- KEYS: view.  ARGV: token of the reader, or the older view; view; milliseconds that it stays.
-- Returns OK; nil if there is no room, or if something else stands there, because then the view may be older than the row.
-- Safe to run twice or late: the token is there for one run at most, and an older view is not filled in again once a newer is committed.
if redis.call('TYPE', KEYS[1])['ok'] ~= 'string' or redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
local memory = redis.call('INFO', 'memory')
local used, most = string.match(memory, 'used_memory:(%d+)'), string.match(memory, 'maxmemory:(%d+)')
if used and most and tonumber(most) > 0 and tonumber(used) > tonumber(most) / 2 then
  redis.call('DEL', KEYS[1])
  return false
end
return redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
