#!lua flags=allow-oom
-- Makes the list follow the subscriber's committed offset, also backwards: the database is the truth.
-- KEYS: list, acknowledged offset.  ARGV: committed position and event id.
-- Returns the length of the list that is left.
-- Safe to run twice or late: it states a fact, and the next run states the newer one.
local list, committed = KEYS[1], tonumber(ARGV[1])
local type = redis.call('TYPE', list)['ok']
if type ~= 'none' and type ~= 'list' then redis.call('DEL', list) end

redis.call('SET', KEYS[2], ARGV[1] .. ':' .. ARGV[2])
while true do
  local head = redis.call('LINDEX', list, 0)
  if not head then break end
  local position, previous = string.match(head, '^(%d+):[^:|]*:(%d+):[^:|]*|')
  if not position then
    redis.call('DEL', list)
    break
  elseif tonumber(position) <= committed then
    redis.call('LPOP', list)
  elseif tonumber(previous) > committed then
    redis.call('DEL', list)
    break
  else
    break
  end
end
return redis.call('LLEN', list)
