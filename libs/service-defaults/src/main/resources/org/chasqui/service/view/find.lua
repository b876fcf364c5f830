#!lua flags=no-writes
-- Reads a view, unless it shows a part that has changed.
-- KEYS: view.  ARGV: beginning of the keys of marks of parts.
-- Returns what stands there; nil if that is no view to answer.
-- Safe to run twice or late: it only reads.
-- with parts.lua
local value = redis.pcall('GET', KEYS[1])
if type(value) ~= 'string' or outdated(value, ARGV[1]) then return false end
return value
