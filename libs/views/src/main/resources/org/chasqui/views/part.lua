#!lua flags=allow-oom
-- Marks parts that are about to change: from now on, views of an older revision are not answered. Also while Redis is full.
-- KEYS: marks of parts.  ARGV: milliseconds that they stay, newest revision of each.
-- Returns how many.
-- Safe to run twice or late: a revision never becomes smaller.
for i = 1, #KEYS do
  local newest, known = ARGV[i + 1], redis.pcall('GET', KEYS[i])
  if type(known) == 'string' and (tonumber(known) or 0) > tonumber(newest) then newest = known end
  redis.call('SET', KEYS[i], newest, 'PX', ARGV[1])
end
return #KEYS
