-- Shared by push and pop: the answers to requests with a key, kept for a day, and the memory of everything.
-- KEYS: list of the queue; hash with the names of all queues, and their memory as "*"; answers by key; keys in the order of their end.
-- ARGV: name of the queue; key of the request, empty if it has none; digest of the request.
local list, queues, answers, ends = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local name, key, digest = ARGV[1], redis.sha1hex(ARGV[2]), ARGV[3]
local now = tonumber(redis.call('TIME')[1])

-- A message or an answer takes its own length, and some for what Redis keeps with it.
local function count(text, sign) redis.call('HINCRBY', queues, '*', sign * (#text + 400)) end

-- A few at a time: every request adds one at most.
local function forget_old_answers()
  for _ = 1, 20 do
    local ending, old = string.match(redis.call('LINDEX', ends, 0) or '', '^(%d+) (%x+)$')
    if not ending or tonumber(ending) > now then return end
    count(redis.call('HGET', answers, old) or '', -1)
    redis.call('HDEL', answers, old)
    redis.call('LPOP', ends)
  end
end

local function known_answer()
  local answer = ARGV[2] ~= '' and redis.call('HGET', answers, key)
  if not answer then return nil end
  local of, text = string.match(answer, '^(%S+) (.*)$')
  return of == digest and {'KNOWN', text} or {'REUSED', false}
end

local function keep(text)
  if ARGV[2] ~= '' then
    local answer = digest .. ' ' .. text
    redis.call('HSET', answers, key, answer)
    redis.call('RPUSH', ends, (now + 86400) .. ' ' .. key)
    count(answer, 1)
  end
  return {'DONE', text}
end
