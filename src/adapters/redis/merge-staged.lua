-- merge-staged: move some of the staged parts that count to the others. Anybody may, also twice.
--
-- KEYS[1]  the shard's control  (hash: merging)
-- KEYS[2]  its parts            (hash: name of a window or a life → JSON)
-- KEYS[3]  its staged parts     (list: name, JSON, name, JSON, …)
-- ARGV[1]  how many parts at most
-- Returns  how many are left
if redis.call('HEXISTS', KEYS[1], 'merging') == 0 then return 0 end
local last = 2 * tonumber(ARGV[1]) - 1
local staged = redis.call('LRANGE', KEYS[3], 0, last)
local set, gone = {}, {}
for i = 1, #staged, 2 do
  if staged[i + 1] == '' then
    gone[#gone + 1] = staged[i]
  else
    set[#set + 1] = staged[i]
    set[#set + 1] = staged[i + 1]
  end
end
if #set > 0 then
  local answer = redis.pcall('HSET', KEYS[2], unpack(set))
  if type(answer) == 'table' and answer.err then return answer end
end
if #gone > 0 then redis.call('HDEL', KEYS[2], unpack(gone)) end
redis.call('LTRIM', KEYS[3], last + 1, -1)
local left = redis.call('LLEN', KEYS[3]) / 2
if left == 0 then redis.call('HDEL', KEYS[1], 'merging') end
return left
