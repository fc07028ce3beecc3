-- copy-control: keep a copy of a control record, unless a newer one of its name is there.
--
-- KEYS[1]  the copies  (hash: name → offset, a blank, JSON)
-- ARGV[1]  name   ARGV[2]  offset of the record in the control topic   ARGV[3]  its JSON
-- Returns  'copied' or 'newer'
local kept = redis.call('HGET', KEYS[1], ARGV[1])
if kept and tonumber(string.match(kept, '^%d+')) > tonumber(ARGV[2]) then return 'newer' end
local answer = redis.pcall('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
if type(answer) == 'table' and answer.err then return answer end
return 'copied'
