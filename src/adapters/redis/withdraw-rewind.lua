-- withdraw-rewind: forget a request that is fulfilled, but not a newer one that is not.
--
-- KEYS[1]  the requests  (hash: shard and partition → stream, a blank, offset)
-- ARGV[1]  shard and partition   ARGV[2]  up to where the shard has the partition by now
-- Returns  'withdrawn' or 'kept'
local request = redis.call('HGET', KEYS[1], ARGV[1])
if not request then return 'withdrawn' end
if tonumber(string.match(request, '%d+$')) >= tonumber(ARGV[2]) then return 'kept' end
redis.call('HDEL', KEYS[1], ARGV[1])
return 'withdrawn'
