-- claim-shard: take a shard over. Whoever claimed it before is refused from now on.
--
-- KEYS[1]  the shard's control  (hash: version, position, rest; staging and merging while a large save is under way)
-- KEYS[2]  its staged parts     (list)
-- ARGV[1]  the version of the claim
-- Returns  {position, rest, parts that wait to be merged}; position and rest are nil if nothing is stored
local answer = redis.pcall('HSET', KEYS[1], 'version', ARGV[1])
if type(answer) == 'table' and answer.err then return answer end
if redis.call('HEXISTS', KEYS[1], 'merging') == 0 then
  -- A save that never came to its end.
  redis.call('HDEL', KEYS[1], 'staging')
  redis.call('UNLINK', KEYS[2])
end
local kept = redis.call('HMGET', KEYS[1], 'position', 'rest')
return { kept[1], kept[2], redis.call('LLEN', KEYS[2]) / 2 }
