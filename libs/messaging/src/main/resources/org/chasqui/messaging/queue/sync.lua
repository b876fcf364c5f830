#!lua flags=allow-oom
-- Makes the list follow the subscriber's committed offset, also backwards: the database is the truth.
-- KEYS: list, acknowledged offset.  ARGV: committed position and event id.
-- Returns the length of the list that is left.
-- Safe to run twice or late: it states a fact, and the next run states the newer one.
local list, committed = KEYS[1], tonumber(ARGV[1])
local type = redis.call('TYPE', list)['ok']
if type ~= 'none' and type ~= 'list' then redis.call('DEL', list) end

redis.call('SET', KEYS[2], ARGV[1] .. ':' .. ARGV[2])
local function positions_at(index)
  local position, previous = string.match(redis.call('LINDEX', list, index) or '', '^(%d+):[^:|]*:(%d+):[^:|]*|')
  return tonumber(position), tonumber(previous)
end
while redis.call('LLEN', list) > 0 do
  local position, previous = positions_at(0)
  if not position then
    redis.call('DEL', list)
    break
  elseif position <= committed then
    -- why a look ahead: there it is, unless compaction has left something out
    local ahead = committed - position
    redis.call('LPOP', list, positions_at(ahead) == committed and ahead + 1 or 1)
  elseif previous > committed then
    redis.call('DEL', list)
    break
  else
    break
  end
end
return redis.call('LLEN', list)
