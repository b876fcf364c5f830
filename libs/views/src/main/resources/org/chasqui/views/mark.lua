#!lua flags=allow-oom
-- Puts a mark in the place of views whose rows are about to change. Also while Redis is full: it could not be drained otherwise.
-- KEYS: views.  ARGV: mark of the change, milliseconds that it stays.
-- Returns how many.
-- Safe to run twice or late: where there is a mark, the row is read.
for i = 1, #KEYS do redis.call('SET', KEYS[i], ARGV[1], 'PX', ARGV[2]) end
return #KEYS
