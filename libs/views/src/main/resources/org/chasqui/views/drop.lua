#!lua flags=allow-oom
-- Removes views whose rows have changed, and any value in their place except the mark of a later change.
-- KEYS: views.  ARGV: mark of the change.
-- Returns how many were removed.
-- Safe to run twice or late: without a view, the row is read.
local removed = 0
for i = 1, #KEYS do
  local value = redis.call('TYPE', KEYS[i])['ok'] == 'string' and redis.call('GET', KEYS[i])
  if not value or value == ARGV[1] or string.sub(value, 1, 1) ~= '!' then removed = removed + redis.call('DEL', KEYS[i]) end
end
return removed
