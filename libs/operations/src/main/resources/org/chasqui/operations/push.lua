#!lua
-- Appends a message to a queue of the operator's. KEYS and the first of ARGV: see answers.lua.
-- ARGV: further the message; most queues, messages in a queue, and bytes of everything.
-- Returns {DONE, messages in the queue now}; {KNOWN, the first answer to the key}; {REUSED}; {FULL, what there is enough of}.
-- Without a key, a second run appends a second message.
-- with answers.lua
forget_old_answers()
local known = known_answer()
if known then return known end

local message, length = ARGV[4], redis.call('LLEN', list)
if length == 0 and redis.call('HLEN', queues) > tonumber(ARGV[5]) then return {'FULL', ARGV[5] .. ' queues'} end
if length >= tonumber(ARGV[6]) then return {'FULL', ARGV[6] .. ' messages in a queue'} end
local memory = tonumber(redis.call('HGET', queues, '*') or 0)
if memory + #message + 1000 > tonumber(ARGV[7]) then return {'FULL', ARGV[7] .. ' bytes in all queues'} end

redis.call('RPUSH', list, message)
redis.call('HSET', queues, name, '')
count(message, 1)
return keep(tostring(length + 1))
