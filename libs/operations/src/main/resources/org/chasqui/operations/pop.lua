#!lua flags=allow-oom
-- Takes the oldest message of a queue of the operator's. KEYS and ARGV: see answers.lua.
-- Returns {DONE, message}, without a message if the queue is empty; {KNOWN, the first answer to the key}; {REUSED}.
-- With a key, a second run gives the same message again. Without one, it takes the next message.
-- with answers.lua
forget_old_answers()
local known = known_answer()
if known then return known end

local message = redis.call('LPOP', list)
if not message then return {'DONE', false} end
count(message, -1)
if redis.call('LLEN', list) == 0 then redis.call('HDEL', queues, name) end
return keep(message)
