#!lua flags=no-writes
-- Counts the messages of all queues of the operator's. KEYS: hash with their names. ARGV: what the keys of their lists begin with.
-- Returns {name, messages, name, messages …}.
local counts = {}
for _, name in ipairs(redis.call('HKEYS', KEYS[1])) do
  if name ~= '*' then
    counts[#counts + 1] = name
    counts[#counts + 1] = redis.call('LLEN', ARGV[1] .. name)
  end
end
return counts
