#!lua flags=allow-oom
-- Renews the marks of a change of which it is not known how it has ended. Also while Redis is full.
-- KEYS: views.  ARGV: mark of the change, milliseconds that it stays.
-- Returns how many.
-- Safe to run twice or late: a mark of another change stays. That is a later one, of a row that this one has released, or it is dropped by its own.
local renewed = 0
for i = 1, #KEYS do
  local value = redis.pcall('GET', KEYS[i])
  if type(value) ~= 'string' or value == ARGV[1] or string.sub(value, 1, 1) ~= '!' then
    redis.call('SET', KEYS[i], ARGV[1], 'PX', ARGV[2])
    renewed = renewed + 1
  end
end
return renewed
