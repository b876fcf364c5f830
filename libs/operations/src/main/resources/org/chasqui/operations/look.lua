#!lua flags=no-writes
-- Looks at a queue of the operator's. KEYS: its list. ARGV: most messages to return, at least 1.
-- Returns {messages in the queue, the oldest of them}.
return {redis.call('LLEN', KEYS[1]), redis.call('LRANGE', KEYS[1], 0, tonumber(ARGV[1]) - 1)}
