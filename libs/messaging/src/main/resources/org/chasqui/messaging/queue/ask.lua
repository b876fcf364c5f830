#!lua flags=allow-oom
-- Asks the publisher how far its log goes, or reads what it has said.
-- KEYS: question.  ARGV: name of the question, never used before.
-- Returns the answer, or an empty text as long as there is none.
-- Safe to run twice or late: the answer to another question is overwritten by this one. Another question that is still
-- open is answered first, since two that overwrite each other's would never hear anything.
local type = redis.call('TYPE', KEYS[1])['ok']
local text = type == 'string' and redis.call('GET', KEYS[1]) or ''
local name, answer = string.match(text, '^([^:]*):(.*)$')
if name == ARGV[1] then return answer end
if name or text == '' then redis.call('SET', KEYS[1], ARGV[1]) end
return ''
