#!lua
-- Appends entries to a subscription's list if it still ends where the relay believes.
-- KEYS: list, acknowledged offset, question.
-- ARGV: most entries in the list, position and event id of the expected tail, then the entries in order.
-- Returns {OK | FULL, new tail, question}: all, or only those that fit, were appended;
--         {EXPECT, actual tail, question}: nothing was appended, continue from there;
--         {UNKNOWN, '', question}: the subscriber has not said where it stands.
-- The question is one of the subscriber that no relay has answered, else an empty text.
-- Safe to run twice or late: after the first run the tail has moved, so the second answers EXPECT.
local list, ack = KEYS[1], KEYS[2]
local capacity, position, id = tonumber(ARGV[1]), ARGV[2], ARGV[3]

local function drop_unless(key, wanted)
  local type = redis.call('TYPE', key)['ok']
  if type ~= 'none' and type ~= wanted then redis.call('DEL', key) end
end
drop_unless(list, 'list')
drop_unless(ack, 'string')
drop_unless(KEYS[3], 'string')

local question = redis.call('GET', KEYS[3]) or ''
if string.find(question, ':') then question = '' end

local tail = redis.call('GET', ack)
if not tail or not string.match(tail, '^%d+:') then return {'UNKNOWN', '', question} end
local last = redis.call('LINDEX', list, -1)
if last then
  local offset = string.match(last, '^(%d+:[^:|]*):%d+:[^:|]*|')
  if offset then tail = offset else redis.call('DEL', list) end
end

local tail_position, tail_id = string.match(tail, '^(%d+):(.*)$')
if position ~= tail_position or id ~= tail_id then return {'EXPECT', tail, question} end

local wanted = #ARGV - 3
local fitting = math.max(0, math.min(wanted, capacity - redis.call('LLEN', list)))
if fitting > 0 then
  redis.call('RPUSH', list, unpack(ARGV, 4, 3 + fitting))
  tail = string.match(ARGV[3 + fitting], '^(%d+:[^:|]*):')
end
return {fitting == wanted and 'OK' or 'FULL', tail, question}
